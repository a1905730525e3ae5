#include "base/table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/zone.hpp"

namespace pmm {
namespace {

bool bit(const std::vector<std::uint8_t>& bits, std::int64_t at) noexcept {
  return (bits[static_cast<std::size_t>(at >> 3)] >> (at & 7)) & 1;
}

void push_bit(std::vector<std::uint8_t>& bits, std::int64_t at, bool value) {
  if ((at & 7) == 0) bits.push_back(0);
  if (value) bits.back() = static_cast<std::uint8_t>(bits.back() | (1U << (at & 7)));
}

// `zone` is the one that a column of times is shown in; null for UTC.
void append_cell(std::string& out, const Column& column, std::int64_t row, const Zone* zone) {
  if (column.is_null(row)) {
    out += "null";
    return;
  }
  switch (column.type) {
    case Type::kInt64:
      out += std::to_string(column.int_at(row));
      break;
    case Type::kFloat64:
      // JSON has no numbers beyond the finite ones.
      out +=
          std::isfinite(column.double_at(row)) ? text::from_double(column.double_at(row)) : "null";
      break;
    case Type::kText:
      append_json_text(out, column.text_at(row));
      break;
    case Type::kBool:
      out += column.bool_at(row) ? "true" : "false";
      break;
    case Type::kTime: {
      const std::int64_t us = column.int_at(row);
      append_json_text(out, format_instant(us, zone == nullptr ? 0 : zone->offset_s(us)));
      break;
    }
    case Type::kDate:
      append_json_text(out, format_date(column.date_at(row)));
      break;
  }
}

// The zones of the columns; a name that this system does not know is shown as UTC.
std::vector<std::shared_ptr<const Zone>> zones_of(const Table& table) {
  std::vector<std::shared_ptr<const Zone>> zones(table.columns.size());
  for (std::size_t i = 0; i < zones.size(); ++i) {
    const Column& column = table.columns[i];
    if (column.type != Type::kTime || column.zone.empty()) continue;
    auto zone = Zone::load(column.zone);
    if (zone.ok()) zones[i] = std::move(zone).value();
  }
  return zones;
}

// [{"member","from","to"}…]; the ends in the zone of the answer.
void append_ranges(std::string& out, const Table& table) {
  const auto loaded = Zone::load(table.timezone);
  const Zone* zone = loaded.ok() ? loaded.value().get() : nullptr;
  const auto append_end = [&out, zone](const char* key, std::int64_t us) {
    out += key;
    append_json_text(out, format_instant(us, zone == nullptr ? 0 : zone->offset_s(us)));
  };
  out += ",\"ranges\":[";
  for (const AnsweredRange& range : table.ranges) {
    out += &range == table.ranges.data() ? "{\"member\":" : ",{\"member\":";
    append_json_text(out, range.member);
    append_end(",\"from\":", range.begin_us);
    append_end(",\"to\":", range.end_us);
    out += range.compared ? ",\"compared\":true}" : ",\"compared\":false}";
  }
  out += ']';
}

// Puts the values of a coded column in order, and the codes after them.
void sort_values(Column& column) {
  std::vector<std::size_t> order(column.values());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto before = [&](std::size_t a, std::size_t b) {
    return column.value_at(a) < column.value_at(b);
  };
  if (std::is_sorted(order.begin(), order.end(), before)) return;
  std::sort(order.begin(), order.end(), before);
  std::vector<std::int32_t> place(order.size()), offsets{0};
  std::string bytes;
  bytes.reserve(column.bytes.size());
  offsets.reserve(column.offsets.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    place[order[i]] = static_cast<std::int32_t>(i);
    bytes.append(column.value_at(order[i]));
    offsets.push_back(static_cast<std::int32_t>(bytes.size()));
  }
  for (std::int32_t& code : column.codes) code = place[static_cast<std::size_t>(code)];
  column.bytes = std::move(bytes);
  column.offsets = std::move(offsets);
}

}  // namespace

bool Column::is_null(std::int64_t row) const noexcept {
  return !validity.empty() && !bit(validity, row);
}
bool Column::is_withheld(std::int64_t row) const noexcept {
  const auto byte = static_cast<std::size_t>(row / 8);
  return byte < withheld.size() && (unsigned{withheld[byte]} >> (row % 8) & 1U) != 0;
}

void Column::withhold(std::int64_t row) {
  const auto byte = static_cast<std::size_t>(row / 8);
  if (withheld.size() <= byte) withheld.resize(byte + 1, 0);
  withheld[byte] = static_cast<std::uint8_t>(withheld[byte] | 1U << (row % 8));
}

std::int64_t Column::withheld_count() const noexcept {
  std::int64_t count = 0;
  for (const std::uint8_t byte : withheld) count += std::popcount(byte);
  return count;
}

bool Column::bool_at(std::int64_t row) const noexcept { return bit(bools, row); }
std::string_view Column::value_at(std::size_t index) const noexcept {
  const auto begin = static_cast<std::size_t>(offsets[index]);
  return std::string_view(bytes).substr(begin,
                                        static_cast<std::size_t>(offsets[index + 1]) - begin);
}
std::string_view Column::text_at(std::int64_t row) const noexcept {
  const auto at = static_cast<std::size_t>(row);
  return value_at(coded ? static_cast<std::size_t>(codes[at]) : at);
}

std::optional<std::size_t> Table::find(std::string_view name) const noexcept {
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (columns[i].name == name) return i;
  return std::nullopt;
}

std::int64_t held_bytes(const Table& table) noexcept {
  const auto room = [](const auto& values) { return values.capacity() * sizeof(*values.data()); };
  std::size_t bytes = sizeof table;
  for (const Column& column : table.columns)
    bytes += sizeof column + room(column.validity) + room(column.withheld) + room(column.ints) +
             room(column.doubles) + room(column.dates) + room(column.bools) + room(column.codes) +
             room(column.offsets) + room(column.bytes);
  return static_cast<std::int64_t>(bytes);
}

const char* type_name(Type type) noexcept {
  switch (type) {
    case Type::kInt64:
      return "integer";
    case Type::kFloat64:
      return "number";
    case Type::kText:
      return "text";
    case Type::kBool:
      return "boolean";
    case Type::kTime:
      return "time";
    case Type::kDate:
      return "date";
  }
  return "";
}

TableBuilder::TableBuilder(const std::vector<Spec>& columns) : table_(std::make_shared<Table>()) {
  table_->columns.reserve(columns.size());
  coding_.resize(columns.size());
  for (const Spec& spec : columns) {
    Column column;
    column.name = spec.name;
    column.type = spec.type;
    column.unit = spec.unit;
    column.coded = spec.coded;
    if (spec.type == Type::kText) column.offsets.push_back(0);
    table_->columns.push_back(std::move(column));
  }
}

Column& TableBuilder::next([[maybe_unused]] Type type) {
  PMM_ASSERT(column_ < table_->columns.size());
  Column& column = table_->columns[column_++];
  PMM_ASSERT(column.type == type);
  return column;
}

// Validity bits exist only from the first null on.
void TableBuilder::mark(Column& column, bool valid) {
  if (!valid) {
    if (column.validity.empty()) {
      column.validity.assign(static_cast<std::size_t>((table_->rows + 8) / 8), 0xFF);
      if (const auto used = table_->rows & 7; used != 0 || table_->rows == 0)
        column.validity.back() = static_cast<std::uint8_t>((1U << used) - 1);
      else
        column.validity.back() = 0;
    } else if ((table_->rows & 7) == 0) {
      column.validity.push_back(0);
    }
    ++column.null_count;
  } else if (!column.validity.empty()) {
    push_bit(column.validity, table_->rows, true);
  }
}

void TableBuilder::withheld() {
  Column& column = table_->columns[column_];
  null();
  column.withhold(table_->rows);
}

void TableBuilder::null() {
  PMM_ASSERT(column_ < table_->columns.size());
  Column& column = table_->columns[column_++];
  mark(column, false);
  switch (column.type) {
    case Type::kInt64:
    case Type::kTime:
      column.ints.push_back(0);
      break;
    case Type::kFloat64:
      column.doubles.push_back(0);
      break;
    case Type::kText:
      if (column.coded)
        column.codes.push_back(0);  // of no meaning, as the values of other types
      else
        column.offsets.push_back(column.offsets.back());
      break;
    case Type::kBool:
      push_bit(column.bools, table_->rows, false);
      break;
    case Type::kDate:
      column.dates.push_back(0);
      break;
  }
}

void TableBuilder::integer(std::int64_t value) {
  Column& column = next(Type::kInt64);
  mark(column, true);
  column.ints.push_back(value);
}

void TableBuilder::time(std::int64_t us) {
  Column& column = next(Type::kTime);
  mark(column, true);
  column.ints.push_back(us);
}

void TableBuilder::real(double value) {
  Column& column = next(Type::kFloat64);
  mark(column, true);
  column.doubles.push_back(value);
}

void TableBuilder::text(std::string_view value) {
  Column& column = next(Type::kText);
  mark(column, true);
  if (column.coded)
    add_code(column, value);
  else
    append(column, value);
}

void TableBuilder::append(Column& column, std::string_view value) {
  if (column.bytes.size() + value.size() > limits::kColumnTextBytes) {
    overflow_ = true;
    value = {};
  }
  column.bytes.append(value);
  column.offsets.push_back(static_cast<std::int32_t>(column.bytes.size()));
}

void TableBuilder::add_code(Column& column, std::string_view value) {
  Coding& coding = coding_[static_cast<std::size_t>(&column - table_->columns.data())];
  // Whoever wants the column spelled out shall have it.
  coding.spelled_bytes += value.size();
  overflow_ = overflow_ || coding.spelled_bytes > limits::kColumnTextBytes;
  const auto known = coding.codes.find(value);
  if (known != coding.codes.end()) return column.codes.push_back(known->second);
  const auto code = static_cast<std::int32_t>(column.values());
  append(column, value);
  coding.codes.emplace(value, code);
  column.codes.push_back(code);
}

void TableBuilder::boolean(bool value) {
  Column& column = next(Type::kBool);
  mark(column, true);
  push_bit(column.bools, table_->rows, value);
}

void TableBuilder::date(std::int32_t days) {
  Column& column = next(Type::kDate);
  mark(column, true);
  column.dates.push_back(days);
}

void TableBuilder::end_row() {
  PMM_ASSERT(column_ == table_->columns.size());
  column_ = 0;
  ++table_->rows;
}

Result<TablePtr> TableBuilder::finish() {
  PMM_ASSERT(column_ == 0);
  if (overflow_)
    return Status::limit("result", "a text column of the answer is over " +
                                       std::to_string(limits::kColumnTextBytes) + " bytes");
  for (Column& column : table_->columns)
    if (column.coded) sort_values(column);
  return TablePtr(table_);
}

void append_json_text(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += kHex[static_cast<unsigned char>(c) >> 4];
          out += kHex[static_cast<unsigned char>(c) & 15];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

JsonRows::JsonRows(const Table& table) : table_(table), zones_(zones_of(table)) {}

void JsonRows::append(std::string& out, std::int64_t row) const {
  out += '[';
  for (std::size_t i = 0; i < table_.columns.size(); ++i) {
    if (i != 0) out += ',';
    append_cell(out, table_.columns[i], row, zones_[i].get());
  }
  out += ']';
}

void append_json_head(std::string& out, const Table& table) {
  out += "{\"columns\":[";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    out += i == 0 ? "{\"name\":" : ",{\"name\":";
    append_json_text(out, column.name);
    out += ",\"type\":\"";
    out += type_name(column.type);
    out += "\",\"unit\":";
    append_json_text(out, column.unit);
    out += '}';
  }
  out += "],\"rows\":[";
}

// How many cells of which columns are there that the reader may not see.
static void append_withheld(std::string& out, const Table& table) {
  bool first = true;
  for (const Column& column : table.columns) {
    const std::int64_t count = column.withheld_count();
    if (count == 0) continue;
    out += first ? ",\"withheld\":{" : ",";
    first = false;
    append_json_text(out, column.name);
    out += ':' + std::to_string(count);
  }
  if (!first) out += '}';
}

void append_json_tail(std::string& out, const Table& table) {
  out += "],\"timezone\":";
  append_json_text(out, table.timezone);
  out += ",\"watermark\":{\"journal\":" + std::to_string(table.watermark.journal) +
         ",\"visit\":" + std::to_string(table.watermark.visit) + ",\"time\":";
  append_json_text(out, format_instant(table.watermark.time_us));
  out += '}';
  append_withheld(out, table);
  if (table.withheld_rows != 0) out += ",\"withheld_rows\":" + std::to_string(table.withheld_rows);
  if (table.total) out += ",\"total\":" + std::to_string(*table.total);
  if (!table.ranges.empty()) append_ranges(out, table);
  if (!table.next_cursor.empty()) {
    out += ",\"next_cursor\":";
    append_json_text(out, table.next_cursor);
  }
  out += '}';
}

std::string to_json(const Table& table) {
  std::string out;
  append_json_head(out, table);
  const JsonRows rows(table);
  for (std::int64_t row = 0; row < table.rows; ++row) {
    if (row != 0) out += ',';
    rows.append(out, row);
  }
  append_json_tail(out, table);
  return out;
}

}  // namespace pmm
