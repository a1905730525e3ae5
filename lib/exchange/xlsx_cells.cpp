#include "exchange/xlsx_cells.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm::exchange {
namespace {

// Day 0 of a spreadsheet, and the days it can show: from 1900-03-01, before which it counts a day
// that there was not, to 9999-12-31.
constexpr std::int32_t kEpochDay = -25'569;
constexpr std::int32_t kFirstDay = kEpochDay + 61;
constexpr std::int32_t kLastDay = 2'932'896;
constexpr std::int64_t kExactInteger = std::int64_t{1} << 53U;
constexpr double kSecondsPerDay = 86'400;
constexpr std::int64_t kSampledRows = 1000;

bool shows_day(std::int32_t day) noexcept { return day >= kFirstDay && day <= kLastDay; }

bool ends_with(std::string_view text, std::string_view end) noexcept {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string local_text(std::int64_t us, const Zone* zone) {
  return format_instant(us, zone == nullptr ? 0 : zone->offset_s(us));
}

double number_at(const Column& column, std::int64_t row) noexcept {
  return column.type == Type::kFloat64 ? column.double_at(row)
                                       : static_cast<double>(column.int_at(row));
}

bool is_number(const Column& column) noexcept {
  return column.type == Type::kInt64 || column.type == Type::kFloat64;
}

}  // namespace

// Within a day hours and minutes say more, over many days only days can be compared.
std::string CellWriter::duration_format(const Column& column) const {
  double most = 0, least = 0;
  const auto rows = static_cast<std::int64_t>(column.type == Type::kFloat64 ? column.doubles.size()
                                                                            : column.ints.size());
  for (std::int64_t row = 0; row < rows; ++row) {
    if (column.is_null(row) || !std::isfinite(number_at(column, row))) continue;
    most = std::max(most, number_at(column, row));
    least = std::min(least, number_at(column, row));
  }
  if (most < 2 * kSecondsPerDay && least >= 0) return "[h]:mm:ss";
  return days_format();
}

std::string CellWriter::days_format() const { return italian_ ? "#,##0.0\" g\"" : "#,##0.0\" d\""; }

std::string CellWriter::number_format(const Column& column) const {
  const std::string day = italian_ ? "dd/mm/yyyy" : "yyyy-mm-dd";
  const bool minutes = ends_with(column.name, ".hour") || ends_with(column.name, ".minute");
  switch (column.type) {
    case Type::kInt64:
    case Type::kFloat64:
      if (column.unit == "s") return duration_format(column);
      if (column.unit == "1") return "0.0%";
      if (column.unit == "d") return "#,##0.0";
      if (column.type == Type::kFloat64) return column.note.additive ? "#,##0" : "#,##0.00";
      // Numbers of rows, codes and hours are names, which nobody writes with separators.
      return column.note.role == Role::kMeasure ? "#,##0" : "0";
    case Type::kDate:
      if (ends_with(column.name, ".month")) return "mmm yyyy";
      if (ends_with(column.name, ".quarter")) return "mmm yyyy";
      return ends_with(column.name, ".year") ? "yyyy" : day;
    case Type::kTime:
      return day + (minutes ? " hh:mm" : " hh:mm:ss");
    case Type::kText:
    case Type::kBool:
      break;
  }
  return {};
}

Result<CellStyle> CellWriter::style_of(const Table& table, std::size_t at) {
  const Column& column = table.columns[at];
  CellStyle style;
  style.number = number_format(column);
  if (is_number(column) && column.unit == "s") style.scale = kSecondsPerDay;
  if (column.type == Type::kTime && !column.zone.empty()) {
    PMM_ASSIGN(style.zone, Zone::load(column.zone));
  }
  Look look;
  look.number = style.number;
  look.quiet = look.apart = column.note.behind;
  style.format = look.number.empty() && !look.quiet ? nullptr : book_.format(look);
  look.bold = true;
  style.bold = book_.format(look);
  return style;
}

const CellStyle& CellWriter::style_by(const Column& column, std::string_view unit,
                                      std::int64_t row) {
  CellStyle style;
  const double value = number_at(column, row);
  style.number = std::floor(value) == value ? "#,##0" : "#,##0.00";
  if (unit == "1" && !column.note.additive) style.number = "0.0%";
  if (unit == "d" && !column.note.additive)
    style.number = italian_ ? "#,##0.0\" gg lav.\"" : "#,##0.0\" wd\"";
  if (unit == "s") {
    style.scale = kSecondsPerDay;
    style.number = value >= 0 && value < 2 * kSecondsPerDay ? "[h]:mm:ss" : days_format();
  }
  const auto [found, fresh] = by_number_.try_emplace(style.number, style);
  if (!fresh) return found->second;
  Look look;
  look.number = style.number;
  found->second.format = book_.format(look);
  return found->second;
}

Status CellWriter::put_value(const Place& place, std::string_view text, lxw_format* format) {
  const CellText cell = cell_text(text);
  report_.cut += cell.cut ? 1 : 0;
  report_.repaired += cell.repaired ? 1 : 0;
  // An empty text needs no cell; a null is none either, which a spreadsheet cannot tell apart.
  if (cell.text.empty()) return {};
  return xlsx_status(
      worksheet_write_string(place.sheet, place.row, place.column, cell.text.c_str(), format),
      "cell");
}

Status CellWriter::put_text(const Place& place, std::string_view text, const Look& look) {
  return put_value(place, text, book_.format(look));
}

Status CellWriter::put_unsure(const Place& place, std::string_view text, const CellStyle&) {
  ++report_.as_text;
  Look look;
  look.right = true;
  return put_text(place, text, look);
}

Status CellWriter::put_number(const Place& place, double value, lxw_format* format) {
  return xlsx_status(worksheet_write_number(place.sheet, place.row, place.column, value, format),
                     "cell");
}

Status CellWriter::put_formula(const Place& place, const std::string& formula, double value,
                               lxw_format* format) {
  return xlsx_status(worksheet_write_formula_num(place.sheet, place.row, place.column,
                                                 formula.c_str(), format, value),
                     "cell");
}

Status CellWriter::put(const Place& place, const Column& column, const CellStyle& style,
                       std::int64_t row) {
  if (column.is_null(row)) return {};
  switch (column.type) {
    case Type::kInt64: {
      const std::int64_t value = column.int_at(row);
      if (value > kExactInteger || value < -kExactInteger)
        return put_unsure(place, std::to_string(value), style);
      return put_number(place, static_cast<double>(value) / style.scale, style.format);
    }
    case Type::kFloat64:
      if (!std::isfinite(column.double_at(row))) {
        ++report_.blank;
        return {};
      }
      return put_number(place, column.double_at(row) / style.scale, style.format);
    case Type::kText:
      return put_value(place, column.text_at(row), style.format);
    case Type::kBool:
      return xlsx_status(worksheet_write_boolean(place.sheet, place.row, place.column,
                                                 column.bool_at(row) ? 1 : 0, style.format),
                         "cell");
    case Type::kDate:
      if (!shows_day(column.date_at(row)))
        return put_unsure(place, format_date(column.date_at(row)), style);
      return put_number(place, column.date_at(row) - kEpochDay, style.format);
    case Type::kTime: {
      const std::int64_t us = column.int_at(row);
      const std::int64_t local = style.zone ? style.zone->to_local(us) : us;
      if (!shows_day(day_of(local)))
        return put_unsure(place, local_text(us, style.zone.get()), style);
      const double days = static_cast<double>(local) / static_cast<double>(kMicrosPerDay);
      return put_number(place, days - kEpochDay, style.format);
    }
  }
  return {};
}

std::string CellWriter::words_of(const Column& column, const CellStyle& style,
                                 std::int64_t row) const {
  if (column.is_null(row)) return italian_ ? "(nessuno)" : "(none)";
  switch (column.type) {
    case Type::kInt64:
      return std::to_string(column.int_at(row));
    case Type::kFloat64:
      return text::from_double(column.double_at(row));
    case Type::kText:
      return std::string(column.text_at(row));
    case Type::kBool:
      return column.bool_at(row) ? "true" : "false";
    case Type::kDate: {
      std::string day = format_date(column.date_at(row));
      if (ends_with(column.name, ".year")) return day.substr(0, 4);
      if (ends_with(column.name, ".month") || ends_with(column.name, ".quarter"))
        return day.substr(0, 7);
      return day;
    }
    case Type::kTime:
      return local_text(column.int_at(row), style.zone.get());
  }
  return {};
}

double CellWriter::width_of(const Column& column, const CellStyle& style, std::int64_t rows,
                            std::string_view title) const {
  constexpr double kFilterButton = 3, kNarrowest = 8, kWidest = 60;
  double width = static_cast<double>(shown_width(title)) + kFilterButton;
  // The title of a number goes on in another line rather than making it wide.
  if (is_number(column)) width = std::min(width, kWidestNumber);
  const auto fits = [&](double needed) { width = std::max(width, needed + 1); };
  if (column.type == Type::kTime) fits(19);
  if (column.type == Type::kDate) fits(10);
  for (std::int64_t row = 0; row < std::min(rows, kSampledRows); ++row) {
    if (column.is_null(row)) continue;
    if (column.type == Type::kText)
      fits(static_cast<double>(shown_width(column.text_at(row))));
    else if (is_number(column) && column.unit == "s")
      fits(10);
    else if (is_number(column))  // a separator for every three digits, and decimals
      fits(std::log10(std::max(std::abs(number_at(column, row)), 1.0)) * 4 / 3 +
           (style.number == "0" || style.number == "#,##0" ? 2 : 5));
  }
  return std::clamp(width, kNarrowest, kWidest);
}

}  // namespace pmm::exchange
