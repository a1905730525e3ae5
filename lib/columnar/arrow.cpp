#include "columnar/arrow.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace pmm::columnar {
namespace {

// --- Schema ------------------------------------------------------------------------------------

// What a schema points to; a child is released by its parent, or moved out and released alone.
struct SchemaOwner {
  std::string format, name, metadata;
  std::vector<ArrowSchema> children;
  std::vector<ArrowSchema*> child_pointers;
  ArrowSchema dictionary{};  // of a coded column
};

void release_schema(ArrowSchema* schema) noexcept {
  const std::unique_ptr<SchemaOwner> owner(static_cast<SchemaOwner*>(schema->private_data));
  for (ArrowSchema& child : owner->children)
    if (child.release != nullptr) child.release(&child);
  if (owner->dictionary.release != nullptr) owner->dictionary.release(&owner->dictionary);
  schema->release = nullptr;
}

void fill_schema(std::unique_ptr<SchemaOwner> owner, std::int64_t flags,
                 ArrowSchema* out) noexcept {
  *out = ArrowSchema{};
  out->format = owner->format.c_str();
  out->name = owner->name.c_str();
  out->metadata = owner->metadata.empty() ? nullptr : owner->metadata.c_str();
  out->flags = flags;
  out->n_children = static_cast<std::int64_t>(owner->children.size());
  out->children = owner->child_pointers.empty() ? nullptr : owner->child_pointers.data();
  out->dictionary = owner->dictionary.release == nullptr ? nullptr : &owner->dictionary;
  out->release = release_schema;
  out->private_data = owner.release();
}

std::string format_of(const Column& column) {
  switch (column.type) {
    case Type::kInt64:
      return "l";
    case Type::kFloat64:
      return "g";
    case Type::kText:
      return column.coded ? "i" : "u";  // coded: the type of the codes
    case Type::kBool:
      return "b";
    case Type::kTime:
      return std::string("tsu:").append(column.zone.empty() ? "UTC" : column.zone);
    case Type::kDate:
      return "tdD";
  }
  return "n";
}

// Arrow's key-value list: counts and lengths as native int32, no terminators.
std::string metadata_of(const Column& column) {
  std::string pairs;
  std::size_t count = 0;
  const auto number = [](std::string& out, std::size_t value) {
    const auto n = static_cast<std::int32_t>(value);
    std::array<char, sizeof(n)> bytes{};
    std::memcpy(bytes.data(), &n, sizeof(n));
    out.append(bytes.data(), bytes.size());
  };
  const auto put = [&](std::string_view key, const std::string& value) {
    if (value.empty()) return;
    ++count;
    number(pairs, key.size());
    pairs += key;
    number(pairs, value.size());
    pairs += value;
  };
  put("unit", column.unit);
  put("title", column.note.title_en);
  put("title:it", column.note.title_it);
  if (count == 0) return {};
  std::string out;
  number(out, count);
  return out + pairs;
}

std::unique_ptr<SchemaOwner> schema_of(const Column& column) {
  auto owner = std::make_unique<SchemaOwner>();
  owner->format = format_of(column);
  owner->name = column.name;
  owner->metadata = metadata_of(column);
  if (!column.coded) return owner;
  auto values = std::make_unique<SchemaOwner>();
  values->format.assign(1, 'u');  // gcc 12 warns of an assignment for nothing
  fill_schema(std::move(values), 0, &owner->dictionary);
  return owner;
}

void export_schema(const Table& table, ArrowSchema* out) {
  auto owner = std::make_unique<SchemaOwner>();
  owner->format = "+s";
  owner->children.reserve(table.columns.size());
  owner->child_pointers.reserve(table.columns.size());
  try {
    for (const Column& column : table.columns) {
      auto child = schema_of(column);
      owner->children.emplace_back();
      owner->child_pointers.push_back(&owner->children.back());
      fill_schema(std::move(child), ARROW_FLAG_NULLABLE, &owner->children.back());
    }
  } catch (...) {
    for (ArrowSchema& child : owner->children)
      if (child.release != nullptr) child.release(&child);
    throw;
  }
  fill_schema(std::move(owner), 0, out);
}

// --- Arrays ------------------------------------------------------------------------------------

struct ArrayOwner {
  TablePtr table;
  std::array<const void*, 3> buffers{};
  std::vector<ArrowArray> children;
  std::vector<ArrowArray*> child_pointers;
  ArrowArray dictionary{};  // of a coded column
};

void release_array(ArrowArray* array) noexcept {
  const std::unique_ptr<ArrayOwner> owner(static_cast<ArrayOwner*>(array->private_data));
  for (ArrowArray& child : owner->children)
    if (child.release != nullptr) child.release(&child);
  if (owner->dictionary.release != nullptr) owner->dictionary.release(&owner->dictionary);
  array->release = nullptr;
}

void fill_array(std::unique_ptr<ArrayOwner> owner, std::int64_t length, std::int64_t buffers,
                std::int64_t nulls, ArrowArray* out) noexcept {
  *out = ArrowArray{};
  out->length = length;
  out->null_count = nulls;
  out->n_buffers = buffers;
  out->buffers = owner->buffers.data();
  out->n_children = static_cast<std::int64_t>(owner->children.size());
  out->children = owner->child_pointers.empty() ? nullptr : owner->child_pointers.data();
  out->dictionary = owner->dictionary.release == nullptr ? nullptr : &owner->dictionary;
  out->release = release_array;
  out->private_data = owner.release();
}

// An empty vector may have no memory, but a consumer expects a pointer for what is not validity.
alignas(8) constexpr std::array<std::uint8_t, 8> kNoBytes{};

template <class T>
const void* buffer_of(const T& values) noexcept {
  if (values.empty()) return kNoBytes.data();
  return values.data();
}

// The values of a coded column, each once: one dictionary for all rows.
void export_values(const TablePtr& table, const Column& column, ArrowArray* out) {
  auto owner = std::make_unique<ArrayOwner>();
  owner->table = table;
  owner->buffers[1] = buffer_of(column.offsets);
  owner->buffers[2] = buffer_of(column.bytes);
  fill_array(std::move(owner), static_cast<std::int64_t>(column.values()), 3, 0, out);
}

void export_column(const TablePtr& table, const Column& column, ArrowArray* out) {
  auto owner = std::make_unique<ArrayOwner>();
  owner->table = table;
  std::int64_t buffers = 2;
  owner->buffers[0] = column.validity.empty() ? nullptr : column.validity.data();
  switch (column.type) {
    case Type::kInt64:
    case Type::kTime:
      owner->buffers[1] = buffer_of(column.ints);
      break;
    case Type::kFloat64:
      owner->buffers[1] = buffer_of(column.doubles);
      break;
    case Type::kBool:
      owner->buffers[1] = buffer_of(column.bools);
      break;
    case Type::kDate:
      owner->buffers[1] = buffer_of(column.dates);
      break;
    case Type::kText:
      if (column.coded) {
        export_values(table, column, &owner->dictionary);
        owner->buffers[1] = buffer_of(column.codes);
        break;
      }
      buffers = 3;
      owner->buffers[1] = buffer_of(column.offsets);
      owner->buffers[2] = buffer_of(column.bytes);
      break;
  }
  fill_array(std::move(owner), table->rows, buffers, column.null_count, out);
}

void export_batch(const TablePtr& table, ArrowArray* out) {
  auto owner = std::make_unique<ArrayOwner>();
  owner->table = table;
  owner->children.reserve(table->columns.size());
  owner->child_pointers.reserve(table->columns.size());
  try {
    for (const Column& column : table->columns) {
      owner->children.emplace_back();
      owner->child_pointers.push_back(&owner->children.back());
      export_column(table, column, &owner->children.back());
    }
  } catch (...) {
    for (ArrowArray& child : owner->children)
      if (child.release != nullptr) child.release(&child);
    throw;
  }
  fill_array(std::move(owner), table->rows, 1, 0, out);
}

// --- Stream ------------------------------------------------------------------------------------

struct StreamOwner {
  TablePtr table;
  bool done = false;
  const char* error = nullptr;  // text of the last call's failure
};

StreamOwner& owner_of(ArrowArrayStream* stream) noexcept {
  return *static_cast<StreamOwner*>(stream->private_data);
}

// Runs one callback and turns what it throws into an errno code with a text.
template <class Fn>
int run_callback(ArrowArrayStream* stream, Fn&& fn) noexcept {
  StreamOwner& owner = owner_of(stream);
  owner.error = nullptr;
  try {
    fn(owner);
    return 0;
  } catch (const std::bad_alloc&) {
    owner.error = "out of memory";
    return ENOMEM;
  } catch (...) {
    owner.error = "internal error";
    return EIO;
  }
}

int stream_get_schema(ArrowArrayStream* stream, ArrowSchema* out) noexcept {
  *out = ArrowSchema{};
  return run_callback(stream, [out](StreamOwner& owner) { export_schema(*owner.table, out); });
}

int stream_get_next(ArrowArrayStream* stream, ArrowArray* out) noexcept {
  *out = ArrowArray{};
  return run_callback(stream, [out](StreamOwner& owner) {
    if (owner.done) return;
    // An empty answer is a stream without batches.
    if (owner.table->rows != 0) export_batch(owner.table, out);
    owner.done = true;
  });
}

const char* stream_get_last_error(ArrowArrayStream* stream) noexcept {
  return owner_of(stream).error;
}

void stream_release(ArrowArrayStream* stream) noexcept {
  const std::unique_ptr<StreamOwner> owner(static_cast<StreamOwner*>(stream->private_data));
  stream->release = nullptr;
}

}  // namespace

Status export_arrow(TablePtr table, ArrowArrayStream* out) {
  *out = ArrowArrayStream{};
  if (!table) return Status::invalid("result", "the result is NULL");
  auto owner = std::make_unique<StreamOwner>();
  owner->table = std::move(table);
  out->get_schema = stream_get_schema;
  out->get_next = stream_get_next;
  out->get_last_error = stream_get_last_error;
  out->release = stream_release;
  out->private_data = owner.release();
  return {};
}

}  // namespace pmm::columnar
