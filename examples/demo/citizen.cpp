#include <cstdio>
#include <ctime>
#include <utility>

#include "store.hpp"

namespace demo {
namespace {

// Local time of Naples, as the process is told by TZ.
std::string moment_text(std::int64_t us, const char* pattern) {
  const auto seconds = static_cast<std::time_t>(us / 1'000'000);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  char text[64];
  return std::string(text, std::strftime(text, sizeof text, pattern, &local));
}

std::string date_text(std::int64_t days) {
  const auto seconds = static_cast<std::time_t>(days * 86'400);
  std::tm date{};
  ::gmtime_r(&seconds, &date);
  char text[64];
  return std::string(text, std::strftime(text, sizeof text, "%d/%m/%Y", &date));
}

void fact(Screen& screen, std::string_view name, const std::string& value) {
  screen.line("  " + paint(Colour::kDim, left(name, 18)) + value);
}

void show_data(Screen& screen, const pmmcrm::Session& session, pmm_id id) {
  const pmm_page* all = nullptr;
  const pmm_call* call = nullptr;
  pmm_identifier_filter codes = PMM_IDENTIFIER_FILTER_INIT;  // those in force now
  codes.set_fields = PMM_IDENTIFIER_FILTER_AS_OF_US;
  codes.as_of_us = PMM_TIME_NONE;
  pmm_address_filter ways = PMM_ADDRESS_FILTER_INIT;
  ways.set_fields = PMM_ADDRESS_FILTER_AS_OF_US;
  ways.as_of_us = PMM_TIME_NONE;
  const pmmcrm::Result subject = session.subject(id);
  const pmmcrm::Row person = subject[0];
  fact(screen, "born", date_text(person.int64("born_on")));
  const pmmcrm::Result identifiers = session.read(pmm_identifier_list, id, &codes, all, call);
  for (const pmmcrm::Row row : identifiers)
    fact(screen, row.text("scheme"), std::string(row.text("value")));
  const pmmcrm::Result addresses = session.read(pmm_address_list, id, &ways, all, call);
  for (const pmmcrm::Row row : addresses)
    fact(screen, row.text("kind"), std::string(row.text("value")));
}

std::string due_text(const pmmcrm::Row& row) {
  if (row.is_null("due")) return "no term";
  return "due " + moment_text(row.int64("due"), "%d %b %Y") + ", " +
         duration(static_cast<double>(row.int64("remaining"))) + " left";
}

void heading(Screen& screen, std::string_view text) {
  screen.blank();
  screen.line("  " + paint(Colour::kBold, text));
}

void show_situation(Screen& screen, const pmmcrm::Result& cases) {
  heading(screen, "Where my practices are");
  for (const pmmcrm::Row row : cases)
    screen.line("  " + left(row.text("number"), 15) + left(row.text("state"), 13) +
                left(due_text(row), 32) + shortened(row.text("summary"), 36));
}

std::string cents(std::int64_t amount) {
  char text[32];
  std::snprintf(text, sizeof text, "€ %lld,%02lld", static_cast<long long>(amount / 100),
                static_cast<long long>(amount % 100));
  return text;
}

void show_board(Screen& screen, const pmmcrm::Result& notices) {
  heading(screen, "Board");
  for (const pmmcrm::Row row : notices) {
    std::string what;
    if (!row.is_null("action"))
      what = std::string(row.text("action")) + " by " +
             moment_text(row.int64("action_until"), "%d %b %Y");
    if (!row.is_null("pay_amount"))
      what = cents(row.int64("pay_amount")) + " by " + moment_text(row.int64("due"), "%d %b %Y");
    screen.line("  " + left(moment_text(row.int64("created"), "%d %b"), 8) +
                left(row.text("class"), 13) + left(shortened(row.text("title"), 49), 50) + what);
  }
}

void show_dates(Screen& screen, const pmmcrm::MyPage& page) {
  heading(screen, "Reminders and appointments");
  const pmmcrm::Result reminders = page.section("reminders");
  for (const pmmcrm::Row row : reminders)
    screen.line("  " + left(moment_text(row.int64("due"), "%d %b %Y"), 21) +
                left(shortened(row.text("title"), 61), 62) +
                (row.is_null("next") ? std::string()
                                     : "told again on " + moment_text(row.int64("next"), "%d %b")));
  const pmmcrm::Result appointments = page.section("appointments");
  for (const pmmcrm::Row row : appointments)
    screen.line(
        "  " + left(moment_text(row.int64("starts"), "%d %b %Y at %H:%M"), 21) +
        left(std::string(row.text("calendar_name")) + ", " + std::string(row.text("place")), 62) +
        std::string(row.text("state")));
}

// What an entry says: who reached out, or how far a case came.
std::string happened(const pmmcrm::Row& row) {
  if (row.text("kind") == "contact") {
    const bool out = row.text("direction") == "out";
    return std::string(out ? "by the city" : "contact") + ", " + std::string(row.text("outcome"));
  }
  for (const auto& [kind, name] : {std::pair("notification", "notice"), {"appointment", "visit"}})
    if (row.text("kind") == kind) return std::string(name) + ", " + std::string(row.text("verb"));
  const std::string_view state = row.text("to_state");
  return std::string(state.empty() ? row.text("verb") : state);
}

void show_timeline(Screen& screen, const pmmcrm::Session& session, pmm_id id) {
  const pmmcrm::Result entries = session.timeline(id);
  heading(screen, "Timeline, newest first");
  for (const pmmcrm::Row row : entries) {
    const bool contact = row.text("kind") == "contact";
    const std::string what =
        row.is_null("note") ? service_name(row.text("service")) : std::string(row.text("note"));
    const std::string mark = contact ? paint(Colour::kBlue, "○") : paint(Colour::kGreen, "●");
    screen.line("  " + left(moment_text(row.int64("at"), "%d %b %H:%M"), 14) + mark + " " +
                left(row.text("channel"), 9) + left(happened(row), 24) +
                left(row.text("number"), 15) + shortened(what, 34));
  }
}

}  // namespace

void show_citizen(Screen& screen, const pmmcrm::Session& session, pmm_id subject) {
  const pmmcrm::MyPage page = session.my_page(subject);
  screen.section(
      "My page: " + std::string(page.section("profile")[0].text("name")),
      "subject " + std::to_string(subject) + ", on " + moment_text(kNowUs, "%d %b %Y at %H:%M"));
  show_data(screen, session, subject);
  show_situation(screen, page.section("situation"));
  show_board(screen, page.section("board"));
  show_dates(screen, page);
  show_deliveries(screen, session, subject);
  show_timeline(screen, session, subject);
}

}  // namespace demo
