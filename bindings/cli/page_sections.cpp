#include "page_sections.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "moment.hpp"
#include "print.hpp"
#include "table.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr std::size_t kWidestShown = 48;
constexpr std::size_t kDayWidth = 10;     // 2007-12-10
constexpr std::size_t kMinuteWidth = 16;  // 2007-12-10 20:47

// A column of a section as people see it: what it is called, where it comes from, how much of it.
struct PageColumn {
  const char* title;
  const char* column;
  std::size_t width = kWidestShown;
  int spare = 0;  // as of a column of a TextTable
};

struct PageTitle {
  std::string_view section;
  const char* title;
  const char* empty;  // what is said when there is nothing; null: the section is left out
  std::vector<PageColumn> columns;
};

const std::array<PageTitle, 8>& titles() {
  static const std::array<PageTitle, 8> all{{
      {"situation",
       "Open cases",
       "none",
       {{"number", "number"},
        {"service", "service_name"},
        {"state", "state"},
        {"opened", "opened", kDayWidth, 2},
        {"due", "due", kDayWidth},
        {"left", "remaining", kWidestShown, 1},
        {"next", "next_step"},
        {"by", "waits_for"},
        {"summary", "summary"}}},
      {"board",
       "Board, the latest first",
       nullptr,
       {{"when", "created", kMinuteWidth},
        {"class", "class", kWidestShown, 1},
        {"until", "due", kDayWidth},
        {"read", "read_state"},
        {"asks", "action"},
        {"title", "title"}}},
      {"reminders",
       "Reminders",
       nullptr,
       {{"due", "due", kMinuteWidth}, {"state", "state"}, {"title", "title"}}},
      {"favourites", "Favourites", nullptr, {{"service", "service_name"}, {"status", "status"}}},
      {"most_used",
       "Most used",
       nullptr,
       {{"service", "service_name"}, {"visits", "visits"}, {"latest", "latest", kMinuteWidth}}},
      {"reports",
       "Reports and complaints, the latest first",
       nullptr,
       {{"number", "number"},
        {"kind", "kind"},
        {"service", "service_name"},
        {"state", "state"},
        {"opened", "opened", kDayWidth, 1},
        {"closed", "closed", kDayWidth},
        {"summary", "summary"}}},
      {"appointments",
       "Appointments",
       nullptr,
       {{"when", "starts", kMinuteWidth},
        {"state", "state"},
        {"code", "code"},
        {"calendar", "calendar_name"},
        {"place", "place"}}},
      {"acting_for",
       "Mandates",
       nullptr,
       {{"side", "side"},
        {"who", "other_name"},
        {"state", "state"},
        {"services", "services"},
        {"until", "valid_to", kDayWidth}}},
  }};
  return all;
}

// Seconds that are left, or passed: "8 d 23 h", "late 2 d".
std::string time_left(const pmmcrm::Result& rows, std::int64_t row, std::int32_t column) {
  const auto seconds = static_cast<double>(rows.int64(row, column));
  return seconds < 0 ? "late " + format_duration(-seconds) : format_duration(seconds);
}

TextTable table_of(const pmmcrm::Result& rows, const std::vector<PageColumn>& columns) {
  TextTable table;
  for (const PageColumn& shown : columns) {
    const auto column = rows.find(shown.column);
    const bool right = column && rows.type(*column) == PMM_TYPE_INT64;
    table.columns.push_back({shown.title, right, shown.spare});
  }
  for (std::int64_t r = 0; r < rows.rows(); ++r) {
    std::vector<std::string> cells;
    for (const PageColumn& shown : columns) {
      const std::int32_t column = rows.find(shown.column).value();
      if (rows.is_null(r, column))
        cells.emplace_back();
      else if (rows.unit(column) == "s")
        cells.push_back(time_left(rows, r, column));
      else if (rows.type(column) == PMM_TYPE_TIME)
        cells.push_back(people_cell(rows, r, column).substr(0, shown.width));
      else
        cells.push_back(cut(people_cell(rows, r, column), shown.width));
    }
    table.rows.push_back(std::move(cells));
  }
  return table;
}

}  // namespace

void print_page_section(const pmmcrm::MyPage& page, std::int32_t section) {
  for (const PageTitle& title : titles()) {
    if (title.section != page.name(section)) continue;
    const pmmcrm::Result rows = page.section(section);
    if (rows.empty() && title.empty == nullptr) return;
    put("\n" + bold(title.title) + "\n");
    if (rows.empty()) return put(std::string(title.empty) + "\n");
    if (page.is_collapsed(section)) return put(dim(std::to_string(rows.rows()) + " rows") + "\n");
    TextTable table = table_of(rows, title.columns);
    table.drop_empty_columns();
    table.fit_terminal();
    put(table.render());
    if (page.has_more(section)) put(dim("and more") + "\n");
    return;
  }
}

}  // namespace cli
