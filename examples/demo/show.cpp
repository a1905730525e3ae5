#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <map>

#include "store.hpp"

namespace demo {
namespace {

constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::size_t kNameColumns = 46;

// The questions, as anybody may ask them with `pmmcrm query`.
constexpr const char* kByService = R"({
  "measures": ["cases.count", "cases.subjects"], "dimensions": ["cases.service"],
  "filters": [{"member": "cases.kind", "operator": "equals", "values": ["application"]}],
  "order": {"cases.count": "desc"}})";
constexpr const char* kReports = R"({
  "measures": ["cases.count", "cases.subjects"], "dimensions": ["cases.service"],
  "filters": [{"member": "cases.kind", "operator": "notEquals", "values": ["application"]}],
  "order": {"cases.count": "desc"}})";
constexpr const char* kCasesByChannel = R"({
  "measures": ["cases.count"], "dimensions": ["cases.channel"], "order": {"cases.count": "desc"}})";
constexpr const char* kContactsByChannel = R"({
  "measures": ["contacts.count", "contacts.abandoned_count", "contacts.waiting_time_avg",
               "contacts.first_contact_resolution_rate"],
  "dimensions": ["contacts.channel"], "order": {"contacts.count": "desc"}})";
constexpr const char* kCasesByMonth = R"({
  "measures": ["cases.count"],
  "timeDimensions": [{"dimension": "cases.opened_at", "granularity": "month"}],
  "order": {"cases.opened_at.month": "asc"}})";
constexpr const char* kContactsByMonth = R"({
  "measures": ["contacts.count"],
  "timeDimensions": [{"dimension": "contacts.started_at", "granularity": "month"}],
  "order": {"contacts.started_at.month": "asc"}})";
constexpr const char* kVisitsByMonth = R"({
  "measures": ["visits.count"],
  "timeDimensions": [{"dimension": "visits.at", "granularity": "month"}],
  "order": {"visits.at.month": "asc"}})";
constexpr const char* kVisits = R"({"measures": ["visits.count", "visits.visitors"]})";
constexpr const char* kHours = R"({
  "measures": ["visits.count"],
  "timeDimensions": [{"dimension": "visits.at", "granularity": "hourOfDay"}],
  "order": {"visits.at.hourOfDay": "asc"}})";
constexpr const char* kWeekdays = R"({
  "measures": ["visits.count"],
  "timeDimensions": [{"dimension": "visits.at", "granularity": "weekday"}],
  "order": {"visits.at.weekday": "asc"}})";
constexpr const char* kTerms = R"({
  "measures": ["cases.count", "cases.within_due_rate", "cases.resolution_time_median",
               "cases.resolution_time_p90", "cases.open_count", "cases.overdue_count"],
  "dimensions": ["cases.service"], "order": {"cases.within_due_rate": "desc"},
  "filters": [{"member": "cases.due_at", "operator": "set"}]})";

std::string channel_name(std::string_view code) {
  for (const Channel& channel : kChannels)
    if (channel.code == code) return std::string(channel.name);
  return std::string(code);
}

std::int64_t total(const pmmcrm::Result& result, const char* measure) {
  std::int64_t sum = 0;
  for (const pmmcrm::Row row : result) sum += row.int64(measure);
  return sum;
}

std::int64_t largest(const pmmcrm::Result& result, const char* measure) {
  std::int64_t most = 0;
  for (const pmmcrm::Row row : result) most = std::max(most, row.int64(measure));
  return most;
}

// A line for each row: name, count, bar, share.
void show_bars(Screen& screen, const pmmcrm::Result& result, const char* dimension,
               const char* measure, const std::function<std::string(std::string_view)>& name) {
  const auto sum = static_cast<double>(total(result, measure));
  const auto most = static_cast<double>(largest(result, measure));
  for (const pmmcrm::Row row : result) {
    const auto count = static_cast<double>(row.int64(measure));
    screen.line("  " + left(shortened(name(row.text(dimension)), kNameColumns), kNameColumns) +
                right(grouped(row.int64(measure)), 8) + "  " + bar(count, most, 32) +
                right(percent(count / sum), 9));
  }
}

void show_services(Screen& screen, const pmmcrm::Session& session) {
  const pmmcrm::Result services = session.query(kByService);
  screen.section("Services requested or performed on line",
                 grouped(total(services, "cases.count")) + " in the year");
  show_bars(screen, services, "cases.service", "cases.count", service_name);
  const pmmcrm::Result reports = session.query(kReports);
  screen.section("Reports, complaints and inquiries",
                 grouped(total(reports, "cases.count")) + " in the year");
  show_bars(screen, reports, "cases.service", "cases.count", service_name);
}

std::string or_blank(const pmmcrm::Row& row, const char* column,
                     const std::function<std::string(double)>& words) {
  return row.is_null(column) ? std::string("–") : words(row.float64(column));
}

void show_channels(Screen& screen, const pmmcrm::Session& session) {
  const pmmcrm::Result cases = session.query(kCasesByChannel);
  screen.section("Channels", "over which requests and reports came in");
  show_bars(screen, cases, "cases.channel", "cases.count", channel_name);
  const pmmcrm::Result contacts = session.query(kContactsByChannel);
  const auto most = static_cast<double>(largest(contacts, "contacts.count"));
  screen.section("Contacts", grouped(total(contacts, "contacts.count")) +
                                 ", each with its channel, wait and outcome");
  screen.line("  " + paint(Colour::kDim, left("channel", 20) + right("contacts", 10) + "  " +
                                             left("", 22) + right("mean wait", 14) +
                                             right("given up", 12) + right("solved at once", 17)));
  for (const pmmcrm::Row row : contacts) {
    const std::int64_t given_up = row.int64("contacts.abandoned_count");
    screen.line("  " + left(channel_name(row.text("contacts.channel")), 20) +
                right(grouped(row.int64("contacts.count")), 10) + "  " +
                bar(static_cast<double>(row.int64("contacts.count")), most, 22) +
                right(or_blank(row, "contacts.waiting_time_avg", duration), 14) +
                right(given_up == 0 ? "–" : grouped(given_up), 12) +
                right(or_blank(row, "contacts.first_contact_resolution_rate", percent), 17));
  }
}

using MonthCounts = std::array<std::int64_t, 12>;

MonthCounts by_month(const pmmcrm::Result& result) {
  MonthCounts counts{};
  for (std::int64_t row = 0; row < std::min<std::int64_t>(result.rows(), 12); ++row)
    for (std::int32_t column = 0; column < result.columns(); ++column)
      if (result.type(column) == PMM_TYPE_INT64)
        counts[static_cast<std::size_t>(row)] = result.int64(row, column);
  return counts;
}

void show_months(Screen& screen, const pmmcrm::Session& session) {
  const MonthCounts cases = by_month(session.query(kCasesByMonth)),
                    contacts = by_month(session.query(kContactsByMonth)),
                    visits = by_month(session.query(kVisitsByMonth));
  const auto most = [](const MonthCounts& counts) {
    return static_cast<double>(*std::max_element(counts.begin(), counts.end()));
  };
  screen.section("The months");
  screen.line("  " + paint(Colour::kDim, left("", 5) + left("    visits", 31) +
                                             left("  requests", 31) + "  contacts"));
  for (std::size_t month = 0; month < 12; ++month) {
    std::string text = "  " + left(kMonths[month], 5);
    for (const MonthCounts* counts : {&visits, &cases, &contacts})
      text += right(grouped((*counts)[month]), 8) + "  " +
              bar(static_cast<double>((*counts)[month]), most(*counts), 19) + "  ";
    screen.line(text);
  }
}

std::vector<double> counts_of(const pmmcrm::Result& result, const char* measure) {
  std::vector<double> counts;
  for (const pmmcrm::Row row : result) counts.push_back(static_cast<double>(row.int64(measure)));
  return counts;
}

// Each step twice as wide, so that a day fits well below the other charts.
std::string wide(const std::string& steps) {
  std::string out;
  for (std::size_t i = 0; i < steps.size(); i += 3) out += steps.substr(i, 3) + steps.substr(i, 3);
  return out;
}

void show_rhythm(Screen& screen, const pmmcrm::Session& session) {
  const pmmcrm::Result all = session.query(kVisits);
  screen.section("The portal", grouped(all[0].int64("visits.count")) + " hits of " +
                                   grouped(all[0].int64("visits.visitors")) + " visitors");
  const std::string hours = spark(counts_of(session.query(kHours), "visits.count"));
  const std::string days = spark(counts_of(session.query(kWeekdays), "visits.count"));
  screen.line("  " + left("by hour", 12) + paint(Colour::kBlue, wide(hours)) + "     by weekday  " +
              paint(Colour::kBlue, wide(days)));
  screen.line("  " +
              paint(Colour::kDim, left("", 12) + left("0", 12) + left("6", 12) + left("12", 12) +
                                      left("18", 12) + left("", 17) + "M T W T F S S"));
}

std::string term_words(const Service& service) {
  return std::to_string(service.term_days) +
         (service.clock == Clock::kWorking ? " working d" : " days");
}

std::string days(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f d", seconds / 86'400);
  return text;
}

}  // namespace

void show_demand(Screen& screen, const pmmcrm::Session& session) {
  show_rhythm(screen, session);
  show_services(screen, session);
  show_channels(screen, session);
  show_months(screen, session);
}

void show_terms(Screen& screen, const pmmcrm::Session& session) {
  const pmmcrm::Result terms = session.query(kTerms);
  screen.section("Answers against the term", "closed within it, of all that had one");
  screen.line("  " +
              paint(Colour::kDim, left("service", 40) + right("term", 14) + right("in time", 8) +
                                      left("", 11) + right("median", 7) + right("p90", 7) +
                                      right("open", 6) + right("late", 5)));
  for (const pmmcrm::Row row : terms) {
    const Service* service = service_with(row.text("cases.service"));
    const std::int64_t late = row.int64("cases.overdue_count");
    const std::string name = service_name(row.text("cases.service"));
    screen.line("  " + left(shortened(name, 39), 40) +
                right(service == nullptr ? "" : term_words(*service), 14) +
                right(or_blank(row, "cases.within_due_rate", percent), 8) + "  " +
                bar(row.float64("cases.within_due_rate"), 1, 9) +
                right(or_blank(row, "cases.resolution_time_median", days), 7) +
                right(or_blank(row, "cases.resolution_time_p90", days), 7) +
                right(grouped(row.int64("cases.open_count")), 6) +
                (late > 0 ? paint(Colour::kRed, right(grouped(late), 5)) : right("–", 5)));
  }
}

}  // namespace demo
