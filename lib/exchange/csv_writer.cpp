#include "exchange/csv_writer.hpp"

#include <memory>
#include <vector>

#include "base/civil.hpp"
#include "base/text.hpp"
#include "base/zone.hpp"

namespace pmm::exchange {
namespace {

void append_value(std::string& out, const Column& column, const Zone* zone, std::int64_t row,
                  char delimiter) {
  if (column.is_null(row)) return;
  switch (column.type) {
    case Type::kInt64:
      out += std::to_string(column.int_at(row));
      break;
    case Type::kFloat64: {
      const std::string number = text::from_double(column.double_at(row));
      append_csv_text(out, number, delimiter);
      break;
    }
    case Type::kText: {
      const std::string_view text = column.text_at(row);
      if (text.empty()) out += "\"\"";
      append_csv_text(out, text, delimiter);
      break;
    }
    case Type::kBool:
      out += column.bool_at(row) ? "true" : "false";
      break;
    case Type::kTime: {
      const std::int64_t us = column.int_at(row);
      append_csv_text(out, format_instant(us, zone ? zone->offset_s(us) : 0), delimiter);
      break;
    }
    case Type::kDate:
      append_csv_text(out, format_date(column.date_at(row)), delimiter);
      break;
  }
}

}  // namespace

void append_csv_text(std::string& out, std::string_view text, char delimiter) {
  const bool blank_ends = !text.empty() && (text.front() == ' ' || text.back() == ' ');
  const char special[] = {delimiter, '"', '\r', '\n'};
  if (!blank_ends && text.find_first_of({special, sizeof special}) == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

Result<std::string> to_csv(const Table& table, const CsvStyle& style) {
  std::string out;
  std::vector<std::shared_ptr<const Zone>> zones;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    zones.emplace_back();
    if (column.type == Type::kTime && !column.zone.empty()) {
      PMM_ASSIGN(zones.back(), Zone::load(column.zone));
    }
    if (!style.header) continue;
    if (i != 0) out += style.delimiter;
    append_csv_text(out, column.name, style.delimiter);
  }
  if (style.header) out += "\r\n";
  for (std::int64_t row = 0; row < table.rows; ++row) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (i != 0) out += style.delimiter;
      append_value(out, table.columns[i], zones[i].get(), row, style.delimiter);
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace pmm::exchange
