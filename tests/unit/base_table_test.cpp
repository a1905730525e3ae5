#include "base/table.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/status.hpp"

namespace {

using namespace pmm;  // NOLINT(google-build-using-namespace): a test

// Nulls at every position relative to the bytes of the validity bits.
TEST(Table, ValidityBitsAgreeWithTheRowsForEveryFirstNull) {
  for (int length = 1; length <= 20; ++length) {
    for (int first_null = 0; first_null < length; ++first_null) {
      TableBuilder builder({{"n", Type::kInt64}, {"b", Type::kBool}});
      const auto null_at = [&](int row) {
        return row >= first_null && (row - first_null) % 3 == 0;
      };
      for (int row = 0; row < length; ++row) {
        if (null_at(row))
          builder.null();
        else
          builder.integer(row);
        builder.boolean(row % 2 == 0);
        builder.end_row();
      }
      const auto table = builder.finish();
      ASSERT_TRUE(table.ok());
      const Column& column = (*table)->columns[0];
      std::int64_t nulls = 0;
      for (int row = 0; row < length; ++row) {
        ASSERT_EQ(column.is_null(row), null_at(row)) << length << " " << first_null << " " << row;
        ASSERT_EQ(column.int_at(row), null_at(row) ? 0 : row);
        ASSERT_EQ((*table)->columns[1].bool_at(row), row % 2 == 0);
        nulls += null_at(row) ? 1 : 0;
      }
      EXPECT_EQ(column.null_count, nulls);
      EXPECT_EQ(column.validity.size(), static_cast<std::size_t>((length + 7) / 8));
      EXPECT_EQ(column.ints.size(), static_cast<std::size_t>(length));
      EXPECT_TRUE((*table)->columns[1].validity.empty());
    }
  }
}

TEST(Table, EveryTypeKeepsItsValueAndItsNull) {
  TableBuilder builder({{"i", Type::kInt64, "1"},
                        {"f", Type::kFloat64, "s"},
                        {"t", Type::kText},
                        {"b", Type::kBool},
                        {"at", Type::kTime},
                        {"on", Type::kDate}});
  builder.integer(-5);
  builder.real(0.25);
  builder.text("citt\xC3\xA0");
  builder.boolean(true);
  builder.time(1'172'739'600'000'000);
  builder.date(13'573);
  builder.end_row();
  for (int i = 0; i < 6; ++i) builder.null();
  builder.end_row();
  builder.integer(0);
  builder.real(-1e300);
  builder.text("");
  builder.boolean(false);
  builder.time(0);
  builder.date(-1);
  builder.end_row();
  builder.table().timezone = "Europe/Rome";
  builder.table().watermark = {7, 8, 0};
  const auto table = builder.finish();
  ASSERT_TRUE(table.ok());
  EXPECT_EQ((*table)->rows, 3);
  EXPECT_EQ((*table)->columns[2].text_at(0), "citt\xC3\xA0");
  EXPECT_EQ((*table)->columns[2].text_at(2), "");
  EXPECT_EQ((*table)->find("at"), 4U);
  EXPECT_FALSE((*table)->find("absent"));
  for (const Column& column : (*table)->columns) EXPECT_TRUE(column.is_null(1)) << column.name;
  const std::string json = to_json(**table);
  EXPECT_NE(json.find("[-5,0.25,\"citt\xC3\xA0\",true,\"2007-03-01T09:00:00Z\",\"2007-03-01\"]"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find("[null,null,null,null,null,null]"), std::string::npos) << json;
  EXPECT_NE(json.find("[0,-1e+300,\"\",false,\"1970-01-01T00:00:00Z\",\"1969-12-31\"]"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find("\"timezone\":\"Europe/Rome\""), std::string::npos) << json;
}

TEST(Table, AnEmptyTableIsStillATable) {
  TableBuilder builder({{"t", Type::kText}});
  const auto table = builder.finish();
  ASSERT_TRUE(table.ok());
  EXPECT_EQ((*table)->rows, 0);
  EXPECT_EQ((*table)->columns[0].offsets.size(), 1U);
  EXPECT_NE(to_json(**table).find("\"rows\":[]"), std::string::npos);
}

TEST(Table, JsonTextEscapesWhatJsonMust) {
  std::string out;
  append_json_text(out, std::string_view("a\"\\\b\f\n\r\t\x01\x1F\x7F/\xE2\x80\xA8", 15));
  EXPECT_EQ(out, "\"a\\\"\\\\\\u0008\\u000c\\n\\r\\t\\u0001\\u001f\x7F/\xE2\x80\xA8\"");
}

TEST(Status, SaysWhereOnTheWayUp) {
  const Status status =
      Status::invalid("value", "is wrong").at_field("addresses[2]").at_row(9).with("limit", "3");
  EXPECT_EQ(status.code(), Code::kInvalid);
  EXPECT_EQ(status.field(), "addresses[2].value");
  EXPECT_EQ(status.row(), 9);
  ASSERT_EQ(status.details().size(), 1U);
  EXPECT_EQ(Status(Code::kInvalid, "m", "[3]").at_field("rows").field(), "rows[3]");
  EXPECT_EQ(Status(Code::kInvalid, "m").at_field("rows").field(), "rows");
}

TEST(Status, SuccessHasNoStory) {
  const Status status;
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(status.code(), Code::kOk);
  EXPECT_EQ(status.message(), "");
  EXPECT_EQ(status.row(), -1);
  EXPECT_TRUE(Status().at_field("x").ok());
}

TEST(Status, OutOfMemoryIsSharedAndCannotBeWrittenOn) {
  const Status one = Status::no_memory().at_field("x").at_row(3).with("a", "b");
  EXPECT_EQ(one.code(), Code::kNoMemory);
  EXPECT_EQ(one.field(), "");
  EXPECT_EQ(one.row(), -1);
  EXPECT_TRUE(one.details().empty());
  EXPECT_EQ(Status::no_memory().message(), "out of memory");
}

TEST(Result, PassesAFailureUpUnchanged) {
  const auto inner = []() -> Result<int> { return Status::not_found("id", "no such row"); };
  const auto outer = [&]() -> Status {
    PMM_ASSIGN([[maybe_unused]] const int value, inner());
    return {};
  };
  EXPECT_EQ(outer().code(), Code::kNotFound);
  EXPECT_EQ(outer().field(), "id");
}

}  // namespace
