#include "page_store.hpp"

#include <chrono>
#include <string>
#include <vector>

#include "hand_sql.hpp"
#include "mypage.hpp"

namespace bench {
namespace {

constexpr int kOffices = 10;
constexpr int kServices = 50;

template <class Input, class Create>
void make_entry(pmm_session* session, Input input, std::uint64_t fields, const std::string& code,
                Create create) {
  pmm_error* error = nullptr;
  pmm_id id = 0;
  input.set_fields |= fields;
  input.code = input.name = view(code);
  check(create(session, &input, nullptr, &id, &error), &error);
}

void make_catalogue(pmm_session* session) {
  for (int i = 1; i <= kOffices; ++i)
    make_entry(session, pmm_office_input(PMM_OFFICE_INPUT_INIT), PMM_OFFICE_CODE | PMM_OFFICE_NAME,
               "office-" + std::to_string(i), pmm_office_create);
  for (int i = 1; i <= kServices; ++i) {
    pmm_service_input in = PMM_SERVICE_INPUT_INIT;
    in.set_fields = PMM_SERVICE_OFFICE;
    in.office = 1 + i % kOffices;
    make_entry(session, in, PMM_SERVICE_CODE | PMM_SERVICE_NAME, "service-" + std::to_string(i),
               pmm_service_create);
  }
  make_entry(session, pmm_channel_input(PMM_CHANNEL_INPUT_INIT),
             PMM_CHANNEL_CODE | PMM_CHANNEL_NAME, "web", pmm_channel_create);
  for (int i = 1; i <= kOffices; ++i) {
    pmm_calendar_input in = PMM_CALENDAR_INPUT_INIT;
    in.set_fields = PMM_CALENDAR_OFFICE;
    in.office = i;
    make_entry(session, in, PMM_CALENDAR_CODE | PMM_CALENDAR_NAME, "calendar-" + std::to_string(i),
               pmm_calendar_create);
  }
}

// Writes rows past the library, with the indexes made anew behind them: row by row they would take
// a hundred times as long.
class PageRowsByHand {
 public:
  PageRowsByHand(const std::string& path, std::int64_t subjects, std::int64_t now_us)
      : subjects_(subjects), now_(std::to_string(now_us)) {
    if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) !=
        SQLITE_OK)
      throw std::runtime_error("cannot open " + path);
    run_sql(db_, "PRAGMA synchronous=OFF");
    run_sql(db_, "PRAGMA cache_size=-262144");
    run_sql(db_, "BEGIN");
    drop_indexes();
  }
  ~PageRowsByHand() { sqlite3_close(db_); }
  PageRowsByHand(const PageRowsByHand&) = delete;
  PageRowsByHand& operator=(const PageRowsByHand&) = delete;

  // So many rows for each subject; $i is the number of the row, $s a subject, $n how many there
  // are, $t the time now.
  void insert(const char* table, const char* columns, std::int64_t each, const char* values) {
    std::string text = values;
    fill(text, "$s", "1 + (i * 7919) % $n");
    fill(text, "$n", std::to_string(subjects_));
    fill(text, "$i", "i");
    fill(text, "$t", now_);
    run_sql(
        db_,
        "WITH RECURSIVE numbers (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < " +
            std::to_string(each * subjects_) + ") INSERT INTO " + table + " (" + columns +
            ") SELECT " + text + " FROM numbers");
  }
  void finish() {
    for (const std::string& index : indexes_) run_sql(db_, index);
    run_sql(db_, "COMMIT");
    sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  }

 private:
  void drop_indexes() {
    std::vector<std::string> names;
    HandStatement all(db_,
                      "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql <> ''");
    while (all.step()) {
      names.emplace_back(all.text(0));
      indexes_.emplace_back(all.text(1));
    }
    all.reset();
    for (const std::string& name : names) run_sql(db_, "DROP INDEX " + name);
  }
  static void fill(std::string& text, std::string_view what, const std::string& with) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size()))
      text.replace(at, what.size(), with);
  }

  std::int64_t subjects_;
  std::string now_;
  sqlite3* db_ = nullptr;
  std::vector<std::string> indexes_;
};

void write_people(PageRowsByHand& rows) {
  rows.insert("subjects",
              "id, token, version, kind, name, family_name, given_name, since_us, created_us", 1,
              "$i, 't' || $i, 1, 'person', 'Nome ' || $i, 'Cognome' || $i, 'Nome', 0, 0");
  rows.insert("identifiers", "id, version, subject, scheme, value, match_key, since_us, created_us",
              1, "$i, 1, $i, 'codice_fiscale', 'CF' || $i, 'CF' || $i, 0, 0");
  rows.insert("addresses",
              "id, version, subject, kind, value, key, is_default, since_us, created_us", 1,
              "$i, 1, $i, 'email', 'm' || $i || '@posta.example', 'm' || $i || '@posta.example', "
              "1, 0, 0");
  rows.insert("mandates",
              "id, version, subject, delegate, state, valid_from_us, moved_us, created_us", 1,
              "$i, 1, $i, 1 + $i % $n, 'active', 0, 0, 0");
}

void write_matters(PageRowsByHand& rows) {
  rows.insert("contacts",
              "id, version, channel, direction, subject, service, office, started_us, abandoned, "
              "noted, assurance, created_us",
              10,
              "$i, 1, 1, 'in', $s, 1 + $i % 50, 1 + ($i % 50 + 1) % 10, $t - $i * 1000000, 0, 0, "
              "0, 0");
  rows.insert("cases",
              "id, token, version, number, kind, service, office, channel, subject, status, state, "
              "summary, opened_us, due_us, due_given, closed_us, reopened_count, assurance, "
              "created_us",
              6,
              "$i, 'k' || $i, 1, '2007/' || $i, CASE ($i / $n) % 6 WHEN 0 THEN 'report' WHEN 1 "
              "THEN 'complaint' ELSE 'application' END, 1 + $i % 50, 1 + ($i % 50 + 1) % 10, 1, "
              "$s, CASE WHEN ($i / $n) % 3 = 0 THEN 'open' ELSE 'closed' END, CASE WHEN ($i / $n) "
              "% 3 = 0 THEN 'in_progress' ELSE 'resolved' END, 'una pratica di poche parole ' || "
              "$i, $t - $i * 1000000, $t + $i * 100000, 0, CASE WHEN ($i / $n) % 3 = 0 THEN NULL "
              "ELSE $t END, 0, 0, 0");
}

void write_notices(PageRowsByHand& rows) {
  rows.insert("notifications",
              "id, token, version, subject, service, office, origin, class, language, title, body, "
              "documents, created_us",
              4,
              "$i, 'n' || $i, 1, $s, 1 + $i % 50, 1 + ($i % 50 + 1) % 10, 'office', 'courtesy', "
              "'it', 'Avviso ' || $i, 'Poche parole che dicono quello che vi è da dire, ' || $i, "
              "0, $t - $i");
  rows.insert("reminders",
              "id, version, subject, ref, title, token, due_us, all_day, leads, at_minute, state, "
              "snoozed, changed_us, created_us",
              2,
              "$i, 1, $s, 0, 'Scadenza ' || $i, 'r' || $i, $t + $i * 1000000, 0, '7', 540, "
              "'waiting', 0, 0, 0");
  rows.insert("favourites", "id, subject, service, position, created_us", 3,
              "$i, 1 + ($i - 1) / 3, 1 + $i % 50, 1 + $i % 3, 0");
  rows.insert("visits", "id, at_us, route, service, subject", 5,
              "$i + 1, $t - $i, 1, 1 + ($i * 31 + $i / $n / 2) % 50, $s");
  rows.insert("appointments",
              "id, version, code, token, calendar, office, service, subject, state, starts_us, "
              "ends_us, assurance, changed_us, created_us",
              1,
              "$i, 1, 'a' || $i, 'a' || $i, 1 + $i % 10, 1 + $i % 10, 1 + $i % 50, $i, "
              "'confirmed', $t + $i * 600000000, $t + $i * 600000000 + 1800000000, 0, 0, 0");
}

std::int64_t wall_clock_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

PageStore::PageStore(std::int64_t subjects) : subjects_(subjects), now_us_(wall_clock_us()) {
  {
    const Crm made(path());
    make_catalogue(made.session());
    pmm_error* error = nullptr;
    pmm_visit hit = PMM_VISIT_INIT;  // the first one makes the route of the others
    hit.path = PMM_STR("/servizi");
    check(pmm_visit_append(made.session(), &hit, 1, nullptr, nullptr, &error), &error);
  }
  {
    PageRowsByHand rows(path(), subjects, now_us_);
    write_people(rows);
    write_matters(rows);
    write_notices(rows);
    rows.finish();
  }
  crm_ = std::make_unique<Crm>(path(), false);
}

}  // namespace bench
