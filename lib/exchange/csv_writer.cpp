#include "exchange/csv_writer.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/civil.hpp"
#include "base/text.hpp"
#include "exchange/formula_guard.hpp"

namespace pmm::exchange {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// "2007-03-01 10:30:00" of an instant already shifted to local time; a fraction only when there is
// one.
std::string format_local(std::int64_t local_us) {
  std::string text = format_instant(local_us);
  text.pop_back();  // Z
  text[text.find('T')] = ' ';
  return text;
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

CsvStyle CsvStyle::of(CsvPreset preset) {
  CsvStyle style;
  style.preset = preset;
  if (preset == CsvPreset::kPlain) return style;
  style.delimiter = ';';
  style.decimal = ',';
  style.guard = true;
  return style;
}

const std::string& title_of(const Column& column, std::string_view language) noexcept {
  const std::string& title = language == "it" ? column.note.title_it : column.note.title_en;
  return language.empty() || title.empty() ? column.name : title;
}

Result<CsvRows> CsvRows::of(const Table& table, const CsvStyle& style) {
  CsvRows rows(table, style);
  for (const Column& column : table.columns) {
    rows.zones_.emplace_back();
    if (column.type != Type::kTime || column.zone.empty()) continue;
    PMM_ASSIGN(rows.zones_.back(), Zone::load(column.zone));
  }
  return rows;
}

void CsvRows::append_header(std::string& out) const {
  if (style_->preset == CsvPreset::kExcel) out += kByteOrderMark;
  if (!style_->header) return;
  for (std::size_t i = 0; i < table_->columns.size(); ++i) {
    if (i != 0) out += style_->delimiter;
    const std::string& title = title_of(table_->columns[i], style_->language);
    append_csv_text(out, style_->guard ? without_formula(title) : title, style_->delimiter);
  }
  out += "\r\n";
}

void CsvRows::append_text(std::string& out, std::string_view text) {
  if (text.empty()) out += "\"\"";
  if (!style_->guard || !looks_like_formula(text))
    return append_csv_text(out, text, style_->delimiter);
  ++guarded_;
  append_csv_text(out, without_formula(text), style_->delimiter);
}

void CsvRows::append_time(std::string& out, std::size_t column, std::int64_t us) const {
  const Zone* zone = zones_[column].get();
  const std::int32_t offset_s = zone == nullptr ? 0 : zone->offset_s(us);
  append_csv_text(out,
                  style_->preset == CsvPreset::kPlain
                      ? format_instant(us, offset_s)
                      : format_local(us + offset_s * kMicrosPerSecond),
                  style_->delimiter);
}

void CsvRows::append_value(std::string& out, std::size_t at, std::int64_t row) {
  const Column& column = table_->columns[at];
  if (column.is_null(row)) return;
  switch (column.type) {
    case Type::kInt64:
      append_csv_text(out, std::to_string(column.int_at(row)), style_->delimiter);
      break;
    case Type::kFloat64: {
      if (!std::isfinite(column.double_at(row))) return;
      std::string number = text::from_double(column.double_at(row));
      std::replace(number.begin(), number.end(), '.', style_->decimal);
      append_csv_text(out, number, style_->delimiter);
      break;
    }
    case Type::kText:
      append_text(out, column.text_at(row));
      break;
    case Type::kBool:
      append_csv_text(out, column.bool_at(row) ? "true" : "false", style_->delimiter);
      break;
    case Type::kTime:
      append_time(out, at, column.int_at(row));
      break;
    case Type::kDate:
      append_csv_text(out, format_date(column.date_at(row)), style_->delimiter);
      break;
  }
}

void CsvRows::append(std::string& out, std::int64_t row) {
  for (std::size_t i = 0; i < table_->columns.size(); ++i) {
    if (i != 0) out += style_->delimiter;
    append_value(out, i, row);
  }
  out += "\r\n";
}

Result<std::string> to_csv(const Table& table, const CsvStyle& style) {
  std::string out;
  PMM_ASSIGN(CsvRows rows, CsvRows::of(table, style));
  rows.append_header(out);
  for (std::int64_t row = 0; row < table.rows; ++row) rows.append(out, row);
  return out;
}

}  // namespace pmm::exchange
