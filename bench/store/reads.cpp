#include <algorithm>
#include <cstdlib>
#include <memory>

#include "hand.hpp"
#include "scene.hpp"
#include "writes.hpp"

namespace bench {
namespace {

constexpr int kAsked = 2'000;  // questions of one measurement
constexpr std::int64_t kFew = 100'000;
constexpr std::int64_t kPerSubject = 100;

std::int64_t many_contacts() {
  const char* chosen = std::getenv("PMMCRM_BENCH_CONTACTS");
  return chosen != nullptr ? std::atoll(chosen) : 10'000'000;
}

std::string numbers(std::int64_t count) {
  return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
         std::to_string(count) + ") ";
}

// A store of `contacts` contacts, each subject with a hundred over the years, in offices 1 to 10,
// and an operator of office 1 (actor 3).
void build_contacts(const std::string& path, std::int64_t contacts) {
  {
    const Crm crm(path);
    pmm_error* error = nullptr;
    pmm_id id = 0;
    for (int i = 1; i <= 10; ++i) {
      const std::string code = "office-" + std::to_string(i);
      pmm_office_input office = PMM_OFFICE_INPUT_INIT;
      office.set_fields = PMM_OFFICE_CODE | PMM_OFFICE_NAME;
      office.code = view(code);
      office.name = view(code);
      check(pmm_office_create(crm.session(), &office, nullptr, &id, &error), &error);
    }
    pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
    channel.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
    channel.code = PMM_STR("phone");
    channel.name = PMM_STR("Telefono");
    check(pmm_channel_create(crm.session(), &channel, nullptr, &id, &error), &error);
    pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
    actor.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_NAME;
    actor.kind = PMM_STR("person");
    actor.name = PMM_STR("operatore");
    check(pmm_actor_create(crm.session(), &actor, nullptr, &id, &error), &error);
    pmm_grant_input grant = PMM_GRANT_INPUT_INIT;
    grant.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_OFFICE;
    grant.actor = id;
    grant.role = PMM_STR("operator");
    grant.office = 1;
    check(pmm_grant_create(crm.session(), &grant, nullptr, &id, &error), &error);
  }
  Hand hand(path);
  sqlite3* db = hand.handle();
  run_sql(db, "PRAGMA synchronous=OFF");
  run_sql(db, "PRAGMA foreign_keys=OFF");
  run_sql(db, "BEGIN");
  const std::int64_t subjects = contacts / kPerSubject;
  run_sql(db, numbers(subjects) +
                  "INSERT INTO subjects (id, token, version, kind, name, since_us, created_us) "
                  "SELECT i, 't' || i, 1, 'person', 'Nome ' || i, 0, 0 FROM n");
  run_sql(
      db,
      numbers(contacts) +
          "INSERT INTO contacts (id, version, channel, direction, subject, office, "
          "started_us, abandoned, noted, assurance, created_us) SELECT i, 1, 1, 'in', 1 + (i % " +
          std::to_string(subjects) + "), 1 + (i / " + std::to_string(subjects) +
          ") % 10, 1167606000000000 + i * 60000000, 0, 0, 0, 0 FROM n");
  run_sql(db, "COMMIT");
  sqlite3_wal_checkpoint_v2(db, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
}

// Microseconds of one timeline of 50, over many subjects.
double timeline_ours(pmm_session* session, std::int64_t subjects) {
  pmm_page page = PMM_PAGE_INIT;
  page.limit = 50;
  const Stopwatch watch;
  for (int i = 0; i < kAsked; ++i) {
    pmm_result* result = nullptr;
    pmm_error* error = nullptr;
    const pmm_id subject = 1 + i * 7919LL % subjects;
    check(pmm_timeline(session, subject, nullptr, &page, nullptr, &result, &error), &error);
    const bool empty = pmm_result_rows(result) == 0;
    pmm_result_free(result);
    if (empty) throw std::runtime_error("an empty timeline");
  }
  return watch.seconds() / kAsked * 1e6;
}

// By hand: the newest 50 of both tables, put in order, with the codes that a page shows.
double timeline_theirs(Hand& hand, std::int64_t subjects, bool restricted) {
  const std::string rule = restricted ? " AND (office IS NULL OR office = 1)" : "";
  const std::string sql =
      "SELECT e.at_us, e.kind, e.id, e.case_id, c.code, e.direction, s.code, o.code, e.verb FROM ("
      "SELECT * FROM (SELECT started_us AS at_us, 1 AS kind, id, case_id, channel, direction, "
      "service, office, NULL AS verb FROM contacts WHERE subject = ?1" +
      rule +
      " ORDER BY started_us DESC, id DESC LIMIT 50) UNION ALL "
      "SELECT * FROM (SELECT at_us, 2, id, case_id, NULL, NULL, NULL, office, verb FROM "
      "case_events "
      "WHERE subject = ?1" +
      rule +
      " ORDER BY at_us DESC, id DESC LIMIT 50) ORDER BY 1 DESC, 2, 3 DESC LIMIT 50) e "
      "LEFT JOIN channels c ON c.id = e.channel LEFT JOIN services s ON s.id = e.service "
      "LEFT JOIN offices o ON o.id = e.office";
  HandStatement statement(hand.handle(), sql.c_str());
  std::int64_t sum = 0;
  const Stopwatch watch;
  for (int i = 0; i < kAsked; ++i) {
    statement.set(1, 1 + i * 7919LL % subjects);
    while (statement.step())
      for (int column = 0; column < 9; ++column)
        sum += column == 0 ? statement.number(column)
                           : static_cast<std::int64_t>(statement.text(column).size());
    statement.reset();
  }
  if (sum == 0) throw std::runtime_error("an empty timeline");
  return watch.seconds() / kAsked * 1e6;
}

struct Large {
  Folder folder;
  std::unique_ptr<Crm> many, few;
  pmm_session *many_operator = nullptr, *few_operator = nullptr;
  std::unique_ptr<Hand> hand;
  std::int64_t subjects = 0;

  Large() {
    const std::int64_t contacts = many_contacts();
    subjects = contacts / kPerSubject;
    build_contacts(folder.file("many.crm"), contacts);
    build_contacts(folder.file("few.crm"), kFew);
    many = std::make_unique<Crm>(folder.file("many.crm"), false);
    few = std::make_unique<Crm>(folder.file("few.crm"), false);
    pmm_error* error = nullptr;
    check(pmm_session_open(many->db(), 3, &many_operator, &error), &error);
    check(pmm_session_open(few->db(), 3, &few_operator, &error), &error);
    hand = std::make_unique<Hand>(folder.file("many.crm"));
  }
  ~Large() {
    pmm_session_free(many_operator);
    pmm_session_free(few_operator);
  }
  Large(const Large&) = delete;
  Large& operator=(const Large&) = delete;
};

// --- Find --------------------------------------------------------------------------------------

constexpr std::int64_t kPersons = 1'000'000;

std::string word(std::int64_t n) {
  static const char* const kSyllables[] = {"ro", "ma", "es", "po", "si", "to", "ca",  "de",
                                           "lu", "na", "gi", "an", "pe", "vi", "bru", "fer"};
  std::string out;
  for (int i = 0; i < 4; ++i) {
    out += kSyllables[n % 16];
    n /= 16;
  }
  return out;
}

// The two names of a person, independent of each other.
std::pair<std::string, std::string> names_of(std::int64_t person) {
  std::uint64_t mixed = static_cast<std::uint64_t>(person) * 0x9e3779b97f4a7c15U;
  mixed ^= mixed >> 29U;
  return {word(static_cast<std::int64_t>(mixed & 0xffffU)),
          word(static_cast<std::int64_t>((mixed >> 20U) & 0xffffU))};
}

struct Persons {
  Folder folder;
  std::unique_ptr<Crm> crm;
  std::unique_ptr<Hand> hand;

  Persons() {
    const std::string path = folder.file("persons.crm");
    { const Crm made(path); }
    hand = std::make_unique<Hand>(path);
    run_sql(hand->handle(), "PRAGMA synchronous=OFF");
    run_sql(hand->handle(), "BEGIN");
    HandStatement subject(hand->handle(),
                          "INSERT INTO subjects (id, token, version, kind, name, since_us, "
                          "created_us) VALUES (?, ?, 1, 'person', ?, 0, 0)");
    for (std::int64_t i = 1; i <= kPersons; ++i) {
      const auto [first, second] = names_of(i);
      const std::string name = first + " " + second;
      subject.set(1, i).set(2, std::string_view(name)).set(3, std::string_view(name)).run();
    }
    // In the order of the key, as one would load it.
    run_sql(hand->handle(),
            "INSERT INTO subject_words (word, subject) SELECT DISTINCT * FROM ("
            "SELECT substr(name, 1, instr(name, ' ') - 1) AS w, id FROM subjects UNION ALL "
            "SELECT substr(name, instr(name, ' ') + 1), id FROM subjects) ORDER BY 1, 2");
    run_sql(hand->handle(), "COMMIT");
    sqlite3_wal_checkpoint_v2(hand->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                              nullptr);
    crm = std::make_unique<Crm>(path, false);
  }
};

// What somebody has typed of a name so far.
std::pair<std::string, std::string> typed(int i) {
  const auto [first, second] = names_of(1 + i * 487LL);
  return {first.substr(0, 5), second.substr(0, 5)};
}

double find_ours(const Persons& persons) {
  const Stopwatch watch;
  for (int i = 0; i < kAsked; ++i) {
    const auto [first, second] = typed(i);
    const std::string text = first + " " + second;
    pmm_result* result = nullptr;
    pmm_error* error = nullptr;
    check(pmm_find(persons.crm->session(), view(text), 20, nullptr, &result, &error), &error);
    const bool empty = pmm_result_rows(result) == 0;
    pmm_result_free(result);
    if (empty) throw std::runtime_error("nobody found for " + text);
  }
  return watch.seconds() / kAsked * 1e6;
}

double find_theirs(const Persons& persons) {
  HandStatement statement(
      persons.hand->handle(),
      "SELECT s.id, s.name FROM subject_words a JOIN subjects s ON s.id = a.subject "
      "WHERE a.word >= ?1 AND a.word < ?2 AND EXISTS (SELECT 1 FROM subject_words b WHERE "
      "b.subject = a.subject AND b.word >= ?3 AND b.word < ?4) "
      "ORDER BY a.word, a.subject LIMIT 20");
  const Stopwatch watch;
  for (int i = 0; i < kAsked; ++i) {
    const auto [first, second] = typed(i);
    const std::string first_end = first + "\xf4\x8f\xbf\xbf",
                      second_end = second + "\xf4\x8f\xbf\xbf";
    statement.set(1, std::string_view(first)).set(2, std::string_view(first_end));
    statement.set(3, std::string_view(second)).set(4, std::string_view(second_end));
    while (statement.step()) (void)statement.text(1);
    statement.reset();
  }
  return watch.seconds() / kAsked * 1e6;
}

// What is made when the first question needs it, and shared by all that do.
template <class T>
auto lazily() {
  return [made = std::make_shared<std::unique_ptr<T>>()] {
    if (!*made) *made = std::make_unique<T>();
    return made->get();
  };
}

}  // namespace

void add_read_questions(std::vector<Question>& questions) {
  const auto large = lazily<Large>();
  const auto few_subjects = kFew / kPerSubject;
  const auto admin = [large] { return timeline_ours(large()->many->session(), large()->subjects); };
  const auto staff = [large] { return timeline_ours(large()->many_operator, large()->subjects); };
  const std::string hand = "hand-written SQL on the same tables";
  questions.push_back(
      {"newest 50 of a timeline, administrator", hand, "us", Better::kLower, 1.5, admin,
       [large] { return timeline_theirs(*large()->hand, large()->subjects, false); }});
  questions.push_back(
      {"newest 50 of a timeline, operator", hand, "us", Better::kLower, 1.5, staff,
       [large] { return timeline_theirs(*large()->hand, large()->subjects, true); }});
  questions.push_back({"timeline at 10 million, administrator", "itself at 100,000", "us",
                       Better::kLower, 1.5, admin, [large, few_subjects] {
                         return timeline_ours(large()->few->session(), few_subjects);
                       }});
  questions.push_back(
      {"timeline at 10 million, operator", "itself at 100,000", "us", Better::kLower, 1.5, staff,
       [large, few_subjects] { return timeline_ours(large()->few_operator, few_subjects); }});
  const auto persons = lazily<Persons>();
  questions.push_back({"find a person among 1 million", "hand-written SQL on the prefix index",
                       "us", Better::kLower, 1.5, [persons] { return find_ours(*persons()); },
                       [persons] { return find_theirs(*persons()); }});
}

}  // namespace bench
