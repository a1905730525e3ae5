// The whole page of one subject among many, against SQL by hand for the same content, and against
// itself in a store of a hundredth.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "hand_sql.hpp"
#include "mypage.hpp"
#include "page_store.hpp"
#include "scene.hpp"

namespace bench {
namespace {

constexpr std::int64_t kPagesRead = 2'000;  // of one measurement
constexpr std::int64_t kCompared = 50;

std::int64_t many_subjects() {
  const char* chosen = std::getenv("PMMCRM_BENCH_SUBJECTS");
  return chosen != nullptr ? std::max(std::atoll(chosen), 1'000LL) : 1'000'000;
}

// What somebody would write who wants this page and knows the tables: ?1 the subject, ?2 now.
struct HandSection {
  const char* name;
  const char* sql;
};
constexpr std::array kHandSections{
    HandSection{"profile",
                "SELECT id, token, version, kind, name, family_name, given_name, sex, born_on, "
                "birth_place, died_on, language, note, since_us FROM subjects WHERE id = ?1"},
    HandSection{"",
                "SELECT scheme, value FROM identifiers WHERE subject = ?1 AND valid_to_on IS NULL"},
    HandSection{"",
                "SELECT kind, value FROM addresses WHERE subject = ?1 AND ended_us IS NULL "
                "ORDER BY is_default DESC"},
    HandSection{
        "situation",
        "SELECT c.id, c.number, c.kind, c.service, v.code, v.name, c.category, c.office, "
        "c.subject, o.name, c.status, c.state, c.outcome, c.opened_us, c.due_us, c.due_us < ?2, "
        "(c.due_us - ?2) / 1000000, c.closed_us, m.id, m.due_us, c.summary, c.note FROM cases c "
        "JOIN services v ON v.id = c.service LEFT JOIN offices o ON o.id = c.office "
        "LEFT JOIN case_messages m ON m.case_id = c.id AND m.state = 'open' AND m.direction = "
        "'out' WHERE c.subject = ?1 AND c.status = 'open' ORDER BY c.due_us LIMIT 21"},
    HandSection{
        "board",
        "SELECT n.id, n.token, n.version, n.subject, n.service, n.category, n.office, n.case_id, "
        "n.event, n.origin, n.class, n.language, n.template, n.title, n.body, n.due_us, "
        "n.pay_amount, n.pay_notice, n.pay_payee, n.pay_until_due, n.action, n.action_url, "
        "n.action_until_us, n.action_done_us, n.collapse_key, n.documents, n.read_us, "
        "n.archived_us, e.from_state, e.to_state, n.created_us FROM notifications n "
        "LEFT JOIN case_events e ON e.id = n.event WHERE n.subject = ?1 AND n.archived_us IS NULL "
        "ORDER BY n.id DESC LIMIT 21"},
    HandSection{
        "reminders",
        "SELECT id, version, rule, subject, office, service, case_id, title, body, due_us, "
        "all_day, state, next_us, snoozed FROM reminders WHERE subject = ?1 AND due_us > ?2 - "
        "2592000000000 AND state IN ('waiting', 'told', 'missed') ORDER BY due_us LIMIT 21"},
    HandSection{"favourites",
                "SELECT f.id, f.position, f.service, s.code, s.name, s.status, f.created_us FROM "
                "favourites f JOIN services s ON s.id = f.service WHERE f.subject = ?1 "
                "ORDER BY f.position LIMIT 21"},
    HandSection{"most_used",
                "SELECT s.id, s.code, s.name, s.status, count(*), max(v.at_us) AS latest FROM "
                "(SELECT service, at_us FROM visits WHERE subject = ?1 ORDER BY id DESC LIMIT 200) "
                "v JOIN services s ON s.id = v.service GROUP BY s.id "
                "ORDER BY 5 DESC, latest DESC LIMIT 21"},
    HandSection{
        "reports",
        "SELECT c.id, c.number, c.kind, c.service, v.code, v.name, c.category, c.office, "
        "c.subject, o.name, c.status, c.state, c.outcome, c.opened_us, c.due_us, c.due_us < ?2, "
        "(c.due_us - ?2) / 1000000, c.closed_us, m.id, m.due_us, c.summary, c.note FROM cases c "
        "JOIN services v ON v.id = c.service LEFT JOIN offices o ON o.id = c.office "
        "LEFT JOIN case_messages m ON m.case_id = c.id AND m.state = 'open' AND m.direction = "
        "'out' WHERE c.subject = ?1 AND c.kind IN ('report', 'complaint') "
        "ORDER BY c.opened_us DESC LIMIT 21"},
    HandSection{
        "appointments",
        "SELECT a.id, a.version, a.code, a.token, a.calendar, c.name, c.place, a.office, o.name, "
        "a.subject, a.case_id, a.state, a.starts_us, a.ends_us, a.held_until_us, a.note, a.service "
        "FROM appointments a JOIN calendars c ON c.id = a.calendar JOIN offices o ON o.id = "
        "a.office WHERE a.subject = ?1 AND a.ends_us > ?2 AND (a.state IN ('requested', "
        "'confirmed') OR a.state = 'held' AND a.held_until_us > ?2) ORDER BY a.starts_us LIMIT 21"},
    HandSection{
        "acting_for",
        "SELECT m.id, m.subject, s.name, m.state, m.valid_from_us, m.valid_to_us, (SELECT "
        "count(*) FROM mandate_services x WHERE x.mandate = m.id) FROM mandates m JOIN subjects s "
        "ON s.id = m.subject WHERE m.delegate = ?1 AND m.state IN ('pending', 'active') LIMIT 21"},
    HandSection{
        "acting_for",
        "SELECT m.id, m.delegate, s.name, m.state, m.valid_from_us, m.valid_to_us, (SELECT "
        "count(*) FROM mandate_services x WHERE x.mandate = m.id) FROM mandates m JOIN subjects s "
        "ON s.id = m.delegate WHERE m.subject = ?1 AND m.state IN ('pending', 'active') LIMIT 21"},
};

// Reads a page as a program would that is written for it: statements prepared once, one
// transaction, the values copied out.
class HandPage {
 public:
  HandPage(const std::string& path, std::int64_t now_us) : now_us_(now_us) {
    if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) !=
        SQLITE_OK)
      throw std::runtime_error("cannot open " + path);
    run_sql(db_, "PRAGMA cache_size=-16384");  // as the library has it
    for (const HandSection& section : kHandSections)
      statements_.push_back(std::make_unique<HandStatement>(db_, section.sql));
  }
  ~HandPage() {
    statements_.clear();
    sqlite3_close(db_);
  }
  HandPage(const HandPage&) = delete;
  HandPage& operator=(const HandPage&) = delete;

  // How much was read, so that nobody may leave out the reading.
  std::size_t read(std::int64_t subject) {
    run_sql(db_, "BEGIN");
    texts_.clear();
    numbers_.clear();
    for (const auto& statement : statements_) {
      statement->set(1, subject);
      if (sqlite3_bind_parameter_count(statement->handle()) > 1) statement->set(2, now_us_);
      while (statement->step()) keep_row(*statement);
      statement->reset();
    }
    run_sql(db_, "COMMIT");
    return texts_.size() + numbers_.size();
  }

  // The first column of a section's rows.
  std::vector<std::int64_t> ids_of(std::string_view section, std::int64_t subject) {
    std::vector<std::int64_t> out;
    for (std::size_t i = 0; i < kHandSections.size(); ++i) {
      if (kHandSections[i].name != section) continue;
      HandStatement& statement = *statements_[i];
      statement.set(1, subject);
      if (sqlite3_bind_parameter_count(statement.handle()) > 1) statement.set(2, now_us_);
      while (statement.step()) out.push_back(statement.number(0));
      statement.reset();
    }
    return out;
  }

 private:
  void keep_row(const HandStatement& row) {
    const int columns = sqlite3_column_count(row.handle());
    for (int i = 0; i < columns; ++i) {
      if (sqlite3_column_type(row.handle(), i) == SQLITE_TEXT)
        texts_.append(row.text(i));
      else
        numbers_.push_back(row.number(i));
    }
  }

  std::int64_t now_us_;
  sqlite3* db_ = nullptr;
  std::vector<std::unique_ptr<HandStatement>> statements_;
  std::string texts_;
  std::vector<std::int64_t> numbers_;
};

pmm_my_page* page_of(pmm_session* session, std::int64_t subject) {
  pmm_error* error = nullptr;
  pmm_my_page* page = nullptr;
  check(pmm_my_page_read(session, subject, nullptr, nullptr, &page, &error), &error);
  return page;
}

std::vector<std::int64_t> ids_on(const pmm_my_page* page, const char* section) {
  pmm_error* error = nullptr;
  pmm_result* rows = nullptr;
  const std::int32_t at = pmm_my_page_find(page, pmm_string(section));
  check(pmm_my_page_section(page, at, &rows, &error), &error);
  std::vector<std::int64_t> out;
  for (std::int64_t i = 0; i < pmm_result_rows(rows); ++i)
    out.push_back(pmm_result_int64(rows, i, 0));
  pmm_result_free(rows);
  return out;
}

// A store, the subjects whose pages are read, and the page by hand.
struct PageTown {
  PageStore store;
  HandPage hand;
  std::vector<std::int64_t> asked;

  explicit PageTown(std::int64_t subjects) : store(subjects), hand(store.path(), store.now_us()) {
    std::mt19937_64 random(7);
    for (std::int64_t i = 0; i < kPagesRead; ++i)
      asked.push_back(1 +
                      static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(subjects)));
    for (std::int64_t i = 0; i < kCompared; ++i) compare(asked[static_cast<std::size_t>(i)]);
  }

  void compare(std::int64_t subject) {
    pmm_my_page* page = page_of(store.session(), subject);
    for (const HandSection& section : kHandSections) {
      if (section.name[0] == '\0') continue;
      const auto ours = ids_on(page, section.name);
      if (ours.empty() || ours != hand.ids_of(section.name, subject))
        throw std::runtime_error(std::string(section.name) + " of subject " +
                                 std::to_string(subject) + " is not what is read by hand");
    }
    pmm_my_page_free(page);
  }

  double ours_us() const {
    const Stopwatch watch;
    for (const std::int64_t subject : asked) pmm_my_page_free(page_of(store.session(), subject));
    return watch.seconds() / static_cast<double>(asked.size()) * 1e6;
  }

  double theirs_us() {
    std::size_t read = 0;
    const Stopwatch watch;
    for (const std::int64_t subject : asked) read += hand.read(subject);
    const double seconds = watch.seconds();
    if (read == 0) throw std::runtime_error("the pages are empty");
    return seconds / static_cast<double>(asked.size()) * 1e6;
  }
};

auto town_of(std::int64_t subjects) {
  return [subjects, made = std::make_shared<std::unique_ptr<PageTown>>()]() -> PageTown& {
    if (!*made) *made = std::make_unique<PageTown>(subjects);
    return **made;
  };
}

}  // namespace

void add_page_questions(std::vector<Question>& questions) {
  const std::int64_t many = many_subjects();
  const auto town = town_of(many), village = town_of(std::max<std::int64_t>(many / 100, 100));
  const std::string name = "a page among " + std::to_string(many) + " subjects";
  questions.push_back({name, "SQL by hand for the same content", "us", Better::kLower, 2.0,
                       [town] { return town().ours_us(); }, [town] { return town().theirs_us(); }});
  questions.push_back({name + ", flat", "the same among a hundredth of them", "us", Better::kLower,
                       1.5, [town] { return town().ours_us(); },
                       [village] { return village().ours_us(); }});
}

}  // namespace bench
