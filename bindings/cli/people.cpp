#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <vector>

#include "moment.hpp"
#include "page_sections.hpp"
#include "print.hpp"
#include "store.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

constexpr std::int64_t kPageEntries = 20;
constexpr std::size_t kClosedShown = 10;
constexpr std::int64_t kMostRows = 10'000;
constexpr std::size_t kWidestNote = 48;

// What stands on a subject's page, and what an operator asks besides.
struct Page {
  pmmcrm::MyPage own;
  pmmcrm::Result subject, identifiers, addresses, relationships, open_cases, closed_cases, timeline;
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

pmmcrm::Result read_cases(const pmmcrm::Session& session, pmm_id subject, const char* status) {
  pmm_case_filter filter = PMM_CASE_FILTER_INIT;
  filter.set_fields = PMM_CASE_FILTER_SUBJECT | PMM_CASE_FILTER_STATUS;
  filter.subject = subject;
  filter.status = pmm_string(status);
  const pmm_page page = first_rows(kMostRows);
  const pmm_call* call = nullptr;
  return session.read(pmm_case_list, &filter, &page, call);
}

template <class Filter, class List>
pmmcrm::Result read_parts(const pmmcrm::Session& session, pmm_id subject, List list) {
  const Filter* every = nullptr;
  const pmm_page page = first_rows(kMostRows);
  const pmm_call* call = nullptr;
  return session.read(list, subject, every, &page, call);
}

Page read_page(const pmmcrm::Session& session, pmm_id subject, std::int64_t entries) {
  return {session.my_page(subject),
          session.subject(subject),
          read_parts<pmm_identifier_filter>(session, subject, pmm_identifier_list),
          read_parts<pmm_address_filter>(session, subject, pmm_address_list),
          read_parts<pmm_relationship_filter>(session, subject, pmm_relationship_list),
          read_cases(session, subject, "open"),
          read_cases(session, subject, "closed"),
          read_timeline(session, subject, entries)};
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
  table.columns = {{"when"},           {"what"}, {"channel", false, 2}, {"happened"}, {"service"},
                   {"case", false, 1}, {"note"}};
  for (std::int64_t r = 0; r < timeline.rows(); ++r) {
    const std::string kind = cell(timeline, r, "kind");
    table.rows.push_back(
        {cell(timeline, r, "at").substr(0, 16), kind == "case_event" ? "case" : kind,
         cell(timeline, r, "channel"), happening(timeline, r), cell(timeline, r, "service"),
         cell(timeline, r, "number"), cut(cell(timeline, r, "note"), kWidestNote)});
  }
  return table;
}

TextTable fitted(TextTable table) {
  table.fit_terminal();
  return table;
}

void heading(const std::string& text) { put("\n" + bold(text) + "\n"); }

void print_rows(TextTable table) {
  if (table.rows.empty()) return;
  table.drop_empty_columns();
  put(fitted(std::move(table)).render());
}

void print_section(const std::string& title, TextTable table) {
  if (table.rows.empty()) return;
  heading(title);
  print_rows(std::move(table));
}

// What people read of a subject; ids of the store and its tokens are for programs.
void print_subject(const pmmcrm::Result& subject) {
  put(bold(cell(subject, 0, "name")) + "\n");
  std::string out;
  for (const char* name : {"id", "kind", "external_id", "sex", "born_on", "birth_place", "died_on",
                           "language", "note", "since"}) {
    const std::string value = cell(subject, 0, name);
    if (value.empty()) continue;
    constexpr std::size_t kNameWidth = 11;
    const std::string shown(name);
    out += dim(shown + std::string(kNameWidth - shown.size(), ' '));
    out.append("  ").append(value).append("\n");
  }
  put(out);
}

// The names of the services, which cases tell by id.
std::map<std::int64_t, std::string> service_names(const pmmcrm::Session& session) {
  std::map<std::int64_t, std::string> names;
  const pmm_service_filter* every = nullptr;
  const pmm_page page = first_rows(kMostRows);
  const pmm_call* call = nullptr;
  const pmmcrm::Result services = session.read(pmm_service_list, every, &page, call);
  for (std::int64_t r = 0; r < services.rows(); ++r)
    names[services[r].int64("id")] = cell(services, r, "name");
  return names;
}

// "employee of" seen from the one side, "has employee" from the other.
TextTable ties_table(const pmmcrm::Session& session, const pmmcrm::Result& ties, pmm_id subject) {
  TextTable table;
  table.columns = {{"tie"}, {"with"}, {"valid_from_on"}, {"valid_to_on"}};
  for (std::int64_t r = 0; r < ties.rows(); ++r) {
    const bool first = ties[r].int64("subject") == subject;
    const pmm_id other = ties[r].int64(first ? "other" : "subject");
    std::string name = "subject " + std::to_string(other);
    try {
      name = cell(session.subject(other), 0, "name");
    } catch (const pmmcrm::Error& error) {
      if (error.code() != PMM_E_NOT_FOUND) throw;  // not to be seen by this actor
    }
    const std::string kind = cell(ties, r, "kind");
    table.rows.push_back({cut(first ? kind + " of" : "has " + kind, kWidestNote),
                          cut(name, kWidestNote), cell(ties, r, "valid_from_on"),
                          cell(ties, r, "valid_to_on")});
  }
  return table;
}

// Which rows, in which order: by a time, the latest first or the earliest; without one last.
std::vector<std::int64_t> by_time(const pmmcrm::Result& cases, const char* time, bool latest) {
  std::vector<std::int64_t> order(static_cast<std::size_t>(cases.rows()));
  std::iota(order.begin(), order.end(), std::int64_t{0});
  const std::int32_t column = cases.find(time).value();
  const auto key = [&](std::int64_t row) {
    if (cases.is_null(row, column)) return std::numeric_limits<std::int64_t>::max();
    return latest ? -cases.int64(row, column) : cases.int64(row, column);
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::int64_t a, std::int64_t b) { return key(a) < key(b); });
  return order;
}

std::string day_of(const pmmcrm::Result& cases, std::int64_t row, const char* name) {
  return cell(cases, row, name).substr(0, 10);
}

TextTable closed_table(const pmmcrm::Result& cases,
                       const std::map<std::int64_t, std::string>& services) {
  TextTable table;
  table.columns = {{"number"},           {"service"}, {"state"},  {"outcome", false, 1},
                   {"opened", false, 2}, {"closed"},  {"summary"}};
  for (const std::int64_t r : by_time(cases, "closed", true)) {
    if (table.rows.size() == kClosedShown) break;
    const auto service = services.find(cases[r].int64("service"));
    table.rows.push_back({cell(cases, r, "number"),
                          cut(service == services.end() ? "" : service->second, kWidestNote),
                          cell(cases, r, "state"), cell(cases, r, "outcome"),
                          day_of(cases, r, "opened"), day_of(cases, r, "closed"),
                          cut(cell(cases, r, "summary"), kWidestNote)});
  }
  return table;
}

void more(std::int64_t all, std::size_t shown) {
  const std::int64_t rest = all - static_cast<std::int64_t>(shown);
  if (rest > 0) put(dim("and " + std::to_string(rest) + " more") + "\n");
}

void print_people(const pmmcrm::Session& session, const Page& page, pmm_id subject) {
  print_subject(page.subject);
  print_section("Identifiers",
                columns_of(page.identifiers, {"scheme", "value", "valid_from_on", "valid_to_on"}));
  print_section("Addresses", columns_of(page.addresses, {"kind", "value", "label", "is_default",
                                                         "verified_on", "ended"}));
  print_section("Relationships", ties_table(session, page.relationships, subject));
  for (std::int32_t section = 0; section < page.own.sections(); ++section)
    print_page_section(page.own, section);
  const auto services = service_names(session);
  const TextTable closed = closed_table(page.closed_cases, services);
  print_section("Closed cases, the latest first", closed);
  more(page.closed_cases.rows(), closed.rows.size());
  print_section("Timeline, the latest first", timeline_table(page.timeline));
  if (!page.timeline.next_cursor().empty()) put(dim("the verb timeline shows more") + "\n");
}

using NamedRows = std::pair<const char*, const pmmcrm::Result*>;

std::vector<NamedRows> sections_of(const Page& page) {
  return {{"subject", &page.subject},       {"identifiers", &page.identifiers},
          {"addresses", &page.addresses},   {"relationships", &page.relationships},
          {"open_cases", &page.open_cases}, {"closed_cases", &page.closed_cases},
          {"timeline", &page.timeline}};
}

std::string page_json(const Page& page) {
  std::string out = "{";
  for (const auto& [name, result] : sections_of(page))
    out += (out.size() > 1 ? ",\"" : "\"") + std::string(name) + "\":" + result->json();
  out += ",\"page\":[";
  for (std::int32_t i = 0; i < page.own.sections(); ++i) {
    out += (i == 0 ? "{\"section\":\"" : ",{\"section\":\"") + std::string(page.own.name(i));
    out += page.own.is_collapsed(i) ? "\",\"collapsed\":true" : "\",\"collapsed\":false";
    out += page.own.has_more(i) ? ",\"more\":true" : ",\"more\":false";
    out += ",\"answer\":" + page.own.section(i).json() + "}";
  }
  return out + "]}\n";
}

// A line for each cell that is not null.
void append_cells(std::string& out, const std::string& section, const pmmcrm::Result& rows) {
  for (std::int64_t r = 0; r < rows.rows(); ++r) {
    for (std::int32_t c = 0; c < rows.columns(); ++c) {
      if (rows.is_null(r, c)) continue;
      out += section + "," + std::to_string(r + 1) + "," + csv_field(std::string(rows.name(c))) +
             "," + csv_field(program_cell(rows, r, c)) + "\r\n";
    }
  }
}

// Tables of different shapes in one.
std::string page_csv(const Page& page) {
  std::string out = "section,row,column,value\r\n";
  for (const auto& [name, result] : sections_of(page)) append_cells(out, name, *result);
  for (std::int32_t i = 0; i < page.own.sections(); ++i)
    append_cells(out, "page." + std::string(page.own.name(i)), page.own.section(i));
  return out;
}

}  // namespace

int mypage(const std::string& file, const std::string& subject, const Settings& settings) {
  const pmmcrm::Db db = open_to_read(file);
  const pmmcrm::Session session = open_session(db, settings);
  const pmm_id id = find_subject(session, subject);
  const bool for_people = settings.format == Format::kTable;
  const Page page = read_page(session, id, for_people ? kPageEntries : kMostRows);
  switch (settings.format) {
    case Format::kJson:
      put(page_json(page));
      break;
    case Format::kCsv:
      put(page_csv(page));
      break;
    case Format::kTable:
      print_people(session, page, id);
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
    put(fitted(timeline_table(entries)).render());
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
