#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

#include "store.hpp"

namespace demo {
namespace {

constexpr std::size_t kTitleColumns = 52;

// The indicators that are shown, a group each.
struct Group {
  const char* title;
  std::array<const char*, 7> names;
};
constexpr std::array kGroups = {
    Group{"Domanda e risposta",
          {"demand", "answer_capacity", "clearance", "digital_adoption", "complaint_resolution",
           "reopen_rate_30", "transfer_rate"}},
    Group{"Tempi e termini",
          {"resolution_time_net_median", "resolution_working_days_median",
           "resolution_working_days_p90", "sla_compliance", "sla_compliance_due",
           "lateness_working_days", nullptr}},
    Group{"Arretrato",
          {"backlog", "overdue", "backlog_over_30_days", "backlog_over_90_days", nullptr, nullptr,
           nullptr}},
    Group{"Telefono e sportello",
          {"service_level", "telephone_service_level", "waiting_time_avg", "abandonment_rate",
           "counter_waiting_60_min", "first_contact_resolution_net",
           "first_contact_resolution_7_days"}}};

constexpr const char* kByService = R"({"from": "2007-01-01", "to": "2007-12-31",
  "layout": "wide", "by": ["service"], "indicators": ["demand", "answer_capacity",
  "sla_compliance", "resolution_working_days_median", "resolution_working_days_p90", "backlog",
  "overdue"]})";

std::string working_days(double days) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f gg lav.", days);
  return text;
}

std::string value_words(double value, std::string_view unit) {
  if (unit == "1") return percent(value);
  if (unit == "s") return duration(value);
  if (unit == "d") return working_days(value);
  return grouped(std::llround(value));
}

std::string target_words(const pmmcrm::Row& row) {
  if (row.is_null("target")) return "";
  return (row.text("target_is") == "at most" ? "≤ " : "≥ ") +
         value_words(row.float64("target"), row.text("unit"));
}

std::string met_mark(const pmmcrm::Row& row) {
  if (row.is_null("met")) return "";
  return row.boolean("met") ? paint(Colour::kGreen, "sì") : paint(Colour::kRed, "no");
}

void show_one(Screen& screen, const pmmcrm::Row& row) {
  const std::string value =
      row.is_null("value") ? "–" : value_words(row.float64("value"), row.text("unit"));
  const std::string of =
      row.is_null("denominator") ? "" : "di " + grouped(std::llround(row.float64("denominator")));
  const std::string target = target_words(row);
  screen.line("    " + left(shortened(row.text("title_it"), kTitleColumns - 1), kTitleColumns) +
              right(value, 14) + (of.empty() ? "" : "  " + paint(Colour::kDim, of)) +
              (target.empty() ? ""
                              : right(target, (of.empty() ? 26 : 24) - columns_of(of)) + "  " +
                                    met_mark(row)));
}

void show_by_service(Screen& screen, const pmmcrm::Session& session) {
  const pmmcrm::Result result = session.indicators(kByService);
  screen.line("  " + paint(Colour::kBold, left("Per servizio", 35)) +
              paint(Colour::kDim, right("domanda", 8) + right("risposta", 10) +
                                      right("in termini", 11) + right("mediana", 9) +
                                      right("90 %", 7) + right("arretr.", 9) +
                                      right("scaduti", 9)));
  const auto or_dash = [](const pmmcrm::Row& row, const char* name, auto&& words) {
    return row.is_null(name) ? std::string("–") : words(row.float64(name));
  };
  const auto days = [](double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return std::string(text);
  };
  std::vector<pmmcrm::Row> rows;
  for (const pmmcrm::Row row : result)
    if (!row.is_null("service")) rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(), [](const pmmcrm::Row& a, const pmmcrm::Row& b) {
    return a.int64("demand") > b.int64("demand");
  });
  for (const pmmcrm::Row& row : rows)
    screen.line("    " + left(shortened(service_name(row.text("service")), 32), 33) +
                right(grouped(row.int64("demand")), 8) +
                right(or_dash(row, "answer_capacity", percent), 10) +
                right(or_dash(row, "sla_compliance", percent), 11) +
                right(or_dash(row, "resolution_working_days_median", days), 9) +
                right(or_dash(row, "resolution_working_days_p90", days), 7) +
                right(row.is_null("backlog") ? "–" : grouped(row.int64("backlog")), 9) +
                right(or_dash(row, "overdue", percent), 9));
}

}  // namespace

void show_indicators(Screen& screen, const pmmcrm::Session& session) {
  const pmmcrm::Result result = session.indicators(kYearRequest);
  std::map<std::string, std::int64_t, std::less<>> rows;
  for (std::int64_t i = 0; i < result.rows(); ++i)
    rows.emplace(std::string(result[i].text("indicator")), i);
  screen.section("Indicatori",
                 "anno 2007: valore, su quanti, obiettivo; arretrato e scaduti alla fine");
  for (const Group& group : kGroups) {
    screen.line("  " + paint(Colour::kBold, group.title));
    for (const char* name : group.names) {
      const auto found = name == nullptr ? rows.end() : rows.find(std::string_view(name));
      if (found != rows.end()) show_one(screen, result[found->second]);
    }
  }
  show_by_service(screen, session);
}

}  // namespace demo
