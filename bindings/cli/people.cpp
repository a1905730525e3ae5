#include <algorithm>

#include "moment.hpp"
#include "print.hpp"
#include "store.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

constexpr std::int64_t kPageEntries = 20;
constexpr std::int64_t kMostOpenCases = 100;
constexpr std::size_t kWidestNote = 48;

// What stands on a subject's page.
struct Page {
  pmmcrm::Result subject, identifiers, addresses, cases, timeline;
};

pmm_page first_rows(std::int64_t limit) {
  pmm_page page = PMM_PAGE_INIT;
  page.limit = limit;
  return page;
}

pmmcrm::Result read_timeline(const pmmcrm::Session& session, pmm_id subject, std::int64_t limit) {
  const pmm_page page = first_rows(limit);
  return session.timeline(subject, nullptr, &page);
}

Page read_page(const pmmcrm::Session& session, pmm_id subject) {
  pmm_case_filter open = PMM_CASE_FILTER_INIT;
  open.set_fields = PMM_CASE_FILTER_SUBJECT | PMM_CASE_FILTER_STATUS;
  open.subject = subject;
  open.status = PMM_STR("open");
  const pmm_page cases = first_rows(kMostOpenCases);
  const pmm_call* call = nullptr;
  const pmm_page* all = nullptr;
  return {session.subject(subject), session.read(pmm_identifier_list, subject, all, call),
          session.read(pmm_address_list, subject, all, call),
          session.read(pmm_case_list, &open, &cases, call),
          read_timeline(session, subject, kPageEntries)};
}

std::string cell(const pmmcrm::Result& result, std::int64_t row, const char* name) {
  const auto column = result.find(name);
  return column ? people_cell(result, row, *column) : std::string();
}

// Chosen columns, in this order.
TextTable columns_of(const pmmcrm::Result& result, std::initializer_list<const char*> names) {
  TextTable table;
  for (const char* name : names) {
    const auto column = result.find(name);
    const bool right = column && result.type(*column) == PMM_TYPE_INT64;
    table.columns.push_back({name, right});
  }
  for (std::int64_t r = 0; r < result.rows(); ++r) {
    std::vector<std::string> cells;
    for (const char* name : names) cells.push_back(cut(cell(result, r, name), kWidestNote));
    table.rows.push_back(std::move(cells));
  }
  return table;
}

std::string joined(std::initializer_list<std::string> parts, const char* between) {
  std::string out;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

// What happened, in a few words: "submitted → completed", or how a contact ended.
std::string happening(const pmmcrm::Result& timeline, std::int64_t row) {
  if (cell(timeline, row, "kind") == "contact")
    return joined({cell(timeline, row, "direction"), cell(timeline, row, "outcome")}, ", ");
  const std::string to = cell(timeline, row, "to_state");
  std::string verb = cell(timeline, row, "verb");
  if (to.empty()) return verb;
  return verb == "import" ? to : verb + " → " + to;
}

TextTable timeline_table(const pmmcrm::Result& timeline) {
  TextTable table;
  table.columns = {{"when"}, {"what"}, {"channel"}, {"happened"}, {"service"}, {"case"}, {"note"}};
  for (std::int64_t r = 0; r < timeline.rows(); ++r) {
    const std::string kind = cell(timeline, r, "kind");
    table.rows.push_back(
        {cell(timeline, r, "at").substr(0, 16), kind == "case_event" ? "case" : kind,
         cell(timeline, r, "channel"), happening(timeline, r), cell(timeline, r, "service"),
         cell(timeline, r, "number"), cut(cell(timeline, r, "note"), kWidestNote)});
  }
  return table;
}

void heading(const std::string& text) { put("\n" + bold(text) + "\n"); }

void print_section(const std::string& title, const TextTable& table) {
  if (table.rows.empty()) return;
  heading(title);
  put(table.render());
}

void print_people(const Page& page) {
  put(bold(cell(page.subject, 0, "name")) + "\n" + to_record(page.subject, 0));
  print_section("Identifiers",
                columns_of(page.identifiers, {"scheme", "value", "valid_from_on", "valid_to_on"}));
  print_section("Addresses",
                columns_of(page.addresses, {"kind", "value", "is_default", "verified_on"}));
  heading("Open cases");
  if (page.cases.empty())
    put("none\n");
  else
    put(columns_of(page.cases, {"number", "kind", "state", "opened", "due", "remaining", "summary"})
            .render());
  print_section("Timeline", timeline_table(page.timeline));
}

using Section = std::pair<const char*, const pmmcrm::Result*>;

std::vector<Section> sections_of(const Page& page) {
  return {{"subject", &page.subject},
          {"identifiers", &page.identifiers},
          {"addresses", &page.addresses},
          {"open_cases", &page.cases},
          {"timeline", &page.timeline}};
}

std::string page_json(const Page& page) {
  std::string out = "{";
  for (const auto& [name, result] : sections_of(page))
    out += (out.size() > 1 ? ",\"" : "\"") + std::string(name) + "\":" + result->json();
  return out + "}\n";
}

// Tables of different shapes in one: a line for each cell that is not null.
std::string page_csv(const Page& page) {
  std::string out = "section,row,column,value\r\n";
  for (const auto& [name, result] : sections_of(page)) {
    for (std::int64_t r = 0; r < result->rows(); ++r) {
      for (std::int32_t c = 0; c < result->columns(); ++c) {
        if (result->is_null(r, c)) continue;
        out += std::string(name) + "," + std::to_string(r + 1) + "," +
               csv_field(std::string(result->name(c))) + "," +
               csv_field(program_cell(*result, r, c)) + "\r\n";
      }
    }
  }
  return out;
}

}  // namespace

int mypage(const std::string& file, const std::string& subject, const Settings& settings) {
  const pmmcrm::Db db = open_to_read(file);
  const pmmcrm::Session session = open_session(db, settings);
  const Page page = read_page(session, find_subject(session, subject));
  switch (settings.format) {
    case Format::kJson:
      put(page_json(page));
      break;
    case Format::kCsv:
      put(page_csv(page));
      break;
    case Format::kTable:
      print_people(page);
      break;
  }
  return kOk;
}

int timeline(const std::string& file, const std::string& subject, std::int64_t limit,
             const Settings& settings) {
  const pmmcrm::Db db = open_to_read(file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmmcrm::Result entries = read_timeline(session, find_subject(session, subject), limit);
  if (settings.format == Format::kTable && !entries.empty())
    put(timeline_table(entries).render());
  else
    print_result(entries, settings, "nothing happened yet");
  if (settings.format == Format::kTable && !entries.next_cursor().empty())
    say("there is more; --limit shows up to 10000");
  return kOk;
}

int find(const std::string& file, const std::string& text, std::int64_t limit,
         const Settings& settings) {
  const pmmcrm::Db db = open_to_read(file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmmcrm::Result found = session.find(text, static_cast<std::int32_t>(limit));
  print_result(found, settings, "nothing found");
  return found.empty() ? kNotFound : kOk;
}

}  // namespace cli
