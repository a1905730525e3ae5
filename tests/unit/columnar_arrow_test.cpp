#include "columnar/arrow.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace pmm::columnar {
namespace {

TablePtr sample() {
  TableBuilder builder({{"id", Type::kInt64},
                        {"rate", Type::kFloat64, "1"},
                        {"name", Type::kText},
                        {"open", Type::kBool},
                        {"at", Type::kTime},
                        {"local", Type::kTime},
                        {"day", Type::kDate}});
  builder.table().columns[5].zone = "Europe/Rome";
  builder.integer(7), builder.real(0.5), builder.text("uno"), builder.boolean(true);
  builder.time(11), builder.time(12), builder.date(13), builder.end_row();
  builder.null(), builder.null(), builder.null(), builder.null();
  builder.null(), builder.null(), builder.null(), builder.end_row();
  builder.integer(8), builder.real(1.5), builder.text(""), builder.boolean(false);
  builder.time(-1), builder.time(-2), builder.date(-3), builder.end_row();
  return builder.finish().value();
}

template <class T>
const T* buffer(const ArrowArray& array, int index) {
  return static_cast<const T*>(array.buffers[index]);
}

TEST(ArrowTest, DescribesTheColumns) {
  ArrowArrayStream stream;
  ASSERT_TRUE(export_arrow(sample(), &stream).ok());
  ArrowSchema schema;
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  stream.release(&stream);
  EXPECT_EQ(stream.release, nullptr);
  EXPECT_STREQ(schema.format, "+s");
  ASSERT_EQ(schema.n_children, 7);
  const char* formats[] = {"l", "g", "u", "b", "tsu:UTC", "tsu:Europe/Rome", "tdD"};
  for (std::size_t i = 0; i < 7; ++i) {
    EXPECT_STREQ(schema.children[i]->format, formats[i]);
    EXPECT_EQ(schema.children[i]->flags, ARROW_FLAG_NULLABLE);
  }
  EXPECT_STREQ(schema.children[2]->name, "name");
  EXPECT_EQ(schema.children[0]->metadata, nullptr);
  const std::int32_t parts[] = {1, 4};
  const char* metadata = schema.children[1]->metadata;
  ASSERT_NE(metadata, nullptr);
  EXPECT_EQ(std::memcmp(metadata, parts, sizeof(parts)), 0);
  EXPECT_EQ(std::memcmp(metadata + 8, "unit", 4), 0);
  EXPECT_EQ(metadata[12 + 4], '1');
  // A child may be moved out and released by itself, later than its parent.
  ArrowSchema moved = *schema.children[3];
  schema.children[3]->release = nullptr;
  schema.release(&schema);
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_STREQ(moved.name, "open");
  moved.release(&moved);
}

TEST(ArrowTest, GivesTheValuesWithoutCopies) {
  TablePtr table = sample();
  ArrowArrayStream stream;
  ASSERT_TRUE(export_arrow(table, &stream).ok());
  EXPECT_EQ(table.use_count(), 2);
  ArrowArray batch;
  ASSERT_EQ(stream.get_next(&stream, &batch), 0);
  EXPECT_EQ(batch.length, 3);
  EXPECT_EQ(batch.n_buffers, 1);
  ASSERT_EQ(batch.n_children, 7);
  EXPECT_EQ(table.use_count(), 2 + 1 + 7);
  EXPECT_EQ(batch.children[0]->buffers[1], table->columns[0].ints.data());
  ArrowArray end;
  ASSERT_EQ(stream.get_next(&stream, &end), 0);
  EXPECT_EQ(end.release, nullptr);
  EXPECT_EQ(stream.get_last_error(&stream), nullptr);
  stream.release(&stream);
  const std::weak_ptr<const Table> alive = table;
  table.reset();
  EXPECT_EQ(alive.use_count(), 8);

  EXPECT_EQ(buffer<std::int64_t>(*batch.children[0], 1)[2], 8);
  EXPECT_EQ(buffer<double>(*batch.children[1], 1)[2], 1.5);
  EXPECT_EQ(batch.children[2]->n_buffers, 3);
  EXPECT_EQ(buffer<std::int32_t>(*batch.children[2], 1)[3], 3);
  EXPECT_EQ(std::memcmp(buffer<char>(*batch.children[2], 2), "uno", 3), 0);
  EXPECT_EQ(buffer<std::uint8_t>(*batch.children[3], 1)[0] & 7, 1);
  EXPECT_EQ(buffer<std::int32_t>(*batch.children[6], 1)[2], -3);
  for (int i = 0; i < 7; ++i) {
    EXPECT_EQ(batch.children[i]->null_count, 1);
    EXPECT_EQ(buffer<std::uint8_t>(*batch.children[i], 0)[0] & 7, 5);
  }
  ArrowArray moved = *batch.children[2];
  batch.children[2]->release = nullptr;
  batch.release(&batch);
  EXPECT_EQ(alive.use_count(), 1);
  EXPECT_EQ(std::memcmp(buffer<char>(moved, 2), "uno", 3), 0);
  moved.release(&moved);
  EXPECT_TRUE(alive.expired());
}

// Stream, schema and batch are each released once, in any order; what is left stays whole.
TEST(ArrowTest, MayBeReleasedInAnyOrder) {
  std::array<int, 3> order{0, 1, 2};
  do {
    TablePtr table = sample();
    const std::weak_ptr<const Table> alive = table;
    ArrowArrayStream stream;
    ArrowSchema schema;
    ArrowArray batch;
    ASSERT_TRUE(export_arrow(std::move(table), &stream).ok());
    ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
    ASSERT_EQ(stream.get_next(&stream, &batch), 0);
    for (const int which : order) {
      if (batch.release != nullptr) {
        EXPECT_EQ(buffer<std::int64_t>(*batch.children[0], 1)[2], 8);
        EXPECT_FALSE(alive.expired());
      }
      if (schema.release != nullptr) {
        EXPECT_STREQ(schema.children[2]->name, "name");
      }
      if (which == 0) stream.release(&stream);
      if (which == 1) schema.release(&schema);
      if (which == 2) batch.release(&batch);
    }
    EXPECT_EQ(stream.release, nullptr);
    EXPECT_EQ(schema.release, nullptr);
    EXPECT_EQ(batch.release, nullptr);
    EXPECT_TRUE(alive.expired());
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(ArrowTest, DimensionsAreOneDictionaryInOrder) {
  TablePtr table = [] {
    TableBuilder builder({{"channel", Type::kText, "", true}});
    for (const char* channel : {"web", "phone", "web", "post"})
      builder.text(channel), builder.end_row();
    builder.null(), builder.end_row();
    builder.table().columns[0].note.title_en = "Channel";
    return builder.finish().value();
  }();
  ArrowArrayStream stream;
  ASSERT_TRUE(export_arrow(table, &stream).ok());
  ArrowSchema schema;
  ArrowArray batch;
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  ASSERT_EQ(stream.get_next(&stream, &batch), 0);
  stream.release(&stream);
  EXPECT_STREQ(schema.children[0]->format, "i");
  ASSERT_NE(schema.children[0]->dictionary, nullptr);
  EXPECT_STREQ(schema.children[0]->dictionary->format, "u");
  ASSERT_NE(schema.children[0]->metadata, nullptr);
  EXPECT_EQ(std::memcmp(schema.children[0]->metadata + 8, "title", 5), 0);
  const ArrowArray& codes = *batch.children[0];
  EXPECT_EQ(codes.buffers[1], table->columns[0].codes.data());
  EXPECT_EQ(codes.null_count, 1);
  ASSERT_NE(codes.dictionary, nullptr);
  ASSERT_EQ(codes.dictionary->length, 3);  // phone, post, web
  const std::int32_t wanted[] = {2, 0, 2, 1};
  EXPECT_EQ(std::memcmp(codes.buffers[1], wanted, sizeof wanted), 0);
  EXPECT_EQ(std::memcmp(codes.dictionary->buffers[2], "phonepostweb", 12), 0);
  // A column, and its dictionary, may be moved out and outlive the rest.
  ArrowArray moved = codes;
  batch.children[0]->release = nullptr;
  batch.release(&batch);
  ArrowSchema moved_schema = *schema.children[0];
  schema.children[0]->release = nullptr;
  schema.release(&schema);
  const std::weak_ptr<const Table> alive = table;
  table.reset();
  EXPECT_FALSE(alive.expired());
  moved.release(&moved);
  moved_schema.release(&moved_schema);
  EXPECT_TRUE(alive.expired());
}

TEST(ArrowTest, AllNullHasAnEmptyDictionary) {
  TableBuilder builder({{"channel", Type::kText, "", true}});
  builder.null(), builder.end_row();
  ArrowArrayStream stream;
  ASSERT_TRUE(export_arrow(builder.finish().value(), &stream).ok());
  ArrowArray batch;
  ASSERT_EQ(stream.get_next(&stream, &batch), 0);
  EXPECT_EQ(batch.children[0]->dictionary->length, 0);
  EXPECT_EQ(batch.children[0]->null_count, 1);
  batch.release(&batch);
  stream.release(&stream);
}

TEST(ArrowTest, ExportsAsOftenAsAsked) {
  const TablePtr table = sample();
  ArrowArrayStream one, two;
  ASSERT_TRUE(export_arrow(table, &one).ok());
  ASSERT_TRUE(export_arrow(table, &two).ok());
  for (ArrowArrayStream* stream : {&two, &one}) {
    ArrowArray batch;
    ASSERT_EQ(stream->get_next(stream, &batch), 0);
    EXPECT_EQ(batch.length, 3);
    batch.release(&batch);
    stream->release(stream);
  }
  EXPECT_EQ(table.use_count(), 1);
}

TEST(ArrowTest, GivesNoBatchOfAnEmptyAnswer) {
  TableBuilder builder({{"name", Type::kText}});
  ArrowArrayStream stream;
  ASSERT_TRUE(export_arrow(builder.finish().value(), &stream).ok());
  ArrowArray batch;
  ASSERT_EQ(stream.get_next(&stream, &batch), 0);
  EXPECT_EQ(batch.release, nullptr);
  stream.release(&stream);
}

TEST(ArrowTest, RefusesNoTable) {
  ArrowArrayStream stream;
  EXPECT_EQ(export_arrow(nullptr, &stream).code(), Code::kInvalid);
  EXPECT_EQ(stream.release, nullptr);
}

}  // namespace
}  // namespace pmm::columnar
