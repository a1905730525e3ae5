#include "print.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

#include "moment.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr std::size_t kWidestCell = 72;

std::string number(double value) {
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return std::string(buffer.data(), end);
}

std::string rounded(double value, int digits, const char* unit) {
  std::array<char, 64> buffer{};
  const int size = std::snprintf(buffer.data(), buffer.size(), "%.*f%s", digits, value, unit);
  return std::string(buffer.data(), static_cast<std::size_t>(size));
}

// Minutes after midnight, as columns such as from_minute have them.
bool is_minute(std::string_view column) {
  constexpr std::string_view kEnd = "_minute";
  return column.size() > kEnd.size() && column.substr(column.size() - kEnd.size()) == kEnd;
}
std::string time_of_day(std::int64_t minutes) {
  std::array<char, 32> buffer{};
  const int size = std::snprintf(buffer.data(), buffer.size(), "%02d:%02d",
                                 static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
  return std::string(buffer.data(), static_cast<std::size_t>(size));
}

bool is_number(pmm_type type) { return type == PMM_TYPE_INT64 || type == PMM_TYPE_FLOAT64; }

}  // namespace

std::string people_number(double value, std::string_view unit) {
  if (unit == "s") return format_duration(value);
  if (unit == "1") return rounded(100 * value, 1, " %");
  if (unit == "d") return rounded(value, 1, " wd");
  return rounded(value, 2, "");
}

std::string people_cell(const pmmcrm::Result& result, std::int64_t row, std::int32_t column) {
  if (result.is_withheld(row, column)) return "withheld";
  if (result.is_null(row, column)) return "";
  const std::string_view unit = result.unit(column);
  switch (result.type(column)) {
    case PMM_TYPE_INT64:
      if (unit == "s") return format_duration(static_cast<double>(result.int64(row, column)));
      return std::to_string(result.int64(row, column));
    case PMM_TYPE_FLOAT64:
      return people_number(result.float64(row, column), unit);
    case PMM_TYPE_TEXT:
      return cut(printable(result.text(row, column)), kWidestCell);
    case PMM_TYPE_BOOL:
      return result.int64(row, column) != 0 ? "yes" : "no";
    case PMM_TYPE_TIME:
      return format_moment(result.int64(row, column), MomentStyle::kPeople);
    case PMM_TYPE_DATE:
      return format_date(result.int64(row, column));
    default:
      return "?";
  }
}

std::string program_cell(const pmmcrm::Result& result, std::int64_t row, std::int32_t column) {
  if (result.is_null(row, column)) return "";
  switch (result.type(column)) {
    case PMM_TYPE_INT64:
      return std::to_string(result.int64(row, column));
    case PMM_TYPE_FLOAT64:
      return number(result.float64(row, column));
    case PMM_TYPE_TEXT:
      return std::string(result.text(row, column));
    case PMM_TYPE_BOOL:
      return result.int64(row, column) != 0 ? "true" : "false";
    case PMM_TYPE_TIME:
      return format_moment(result.int64(row, column), MomentStyle::kPrograms);
    case PMM_TYPE_DATE:
      return format_date(result.int64(row, column));
    default:
      return "";
  }
}

TextTable to_table(const pmmcrm::Result& result) {
  TextTable table;
  for (std::int32_t c = 0; c < result.columns(); ++c)
    table.columns.push_back({printable(result.name(c)), is_number(result.type(c))});
  for (std::int64_t r = 0; r < result.rows(); ++r) {
    std::vector<std::string> cells;
    cells.reserve(static_cast<std::size_t>(result.columns()));
    for (std::int32_t c = 0; c < result.columns(); ++c) cells.push_back(people_cell(result, r, c));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::string to_record(const pmmcrm::Result& result, std::int64_t row) {
  std::size_t widest = 0;
  for (std::int32_t c = 0; c < result.columns(); ++c)
    if (!result.is_null(row, c)) widest = std::max(widest, width(result.name(c)));
  std::string out;
  for (std::int32_t c = 0; c < result.columns(); ++c) {
    if (result.is_null(row, c)) continue;
    const std::string name(result.name(c));
    out += dim(name + std::string(widest - width(name), ' ')) + "  " + people_cell(result, row, c) +
           "\n";
  }
  return out;
}

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string to_csv(const pmmcrm::Result& result) {
  std::string out;
  for (std::int32_t c = 0; c < result.columns(); ++c)
    out += (c == 0 ? "" : ",") + csv_field(std::string(result.name(c)));
  out += "\r\n";
  for (std::int64_t r = 0; r < result.rows(); ++r) {
    for (std::int32_t c = 0; c < result.columns(); ++c)
      out += (c == 0 ? "" : ",") + csv_field(program_cell(result, r, c));
    out += "\r\n";
  }
  return out;
}

void print_result(const pmmcrm::Result& result, const Settings& settings, const char* empty) {
  if (!result.timezone().empty()) use_zone(std::string(result.timezone()));
  if (settings.format == Format::kJson) return put(result.json() + "\n");
  if (settings.format == Format::kCsv) return put(to_csv(result));
  if (result.empty()) return say(empty);
  put(to_table(result).render());
}

// The columns that are shown to people.
static TextTable people_table(const pmmcrm::Result& result, const std::vector<Shown>& shown) {
  if (!result.timezone().empty()) use_zone(std::string(result.timezone()));
  constexpr std::size_t kMinutes = 16;
  TextTable table;
  table.rows.resize(static_cast<std::size_t>(result.rows()));
  for (const Shown& one : shown) {
    const auto column = result.find(one.column);
    if (!column) continue;
    table.columns.push_back({one.title, is_number(result.type(*column))});
    for (std::int64_t r = 0; r < result.rows(); ++r) {
      std::string cell = people_cell(result, r, *column);
      if (is_minute(one.column) && !cell.empty()) cell = time_of_day(result.int64(r, *column));
      if (result.type(*column) == PMM_TYPE_TIME && !result.is_withheld(r, *column))
        cell = cell.substr(0, kMinutes);
      table.rows[static_cast<std::size_t>(r)].push_back(std::move(cell));
    }
  }
  table.drop_empty_columns();
  return table;
}

void print_list(const pmmcrm::Result& result, const Settings& settings,
                const std::vector<Shown>& shown, const char* empty) {
  const bool more = !result.next_cursor().empty();
  if (settings.format != Format::kTable || result.empty())
    print_result(result, settings, empty);
  else
    put(people_table(result, shown).render());
  if (more) say("there are more: --limit shows up to 10000");
}

void print_record(const pmmcrm::Result& result, const Settings& settings) {
  if (settings.format == Format::kJson) return put(result.json() + "\n");
  if (settings.format == Format::kCsv) return put(to_csv(result));
  for (std::int64_t r = 0; r < result.rows(); ++r) put(to_record(result, r));
}

}  // namespace cli
