#include "verdict.hpp"

#include <functional>
#include <unordered_map>
#include <vector>

#include "support.hpp"

namespace fault {
namespace {

struct Row {
  pmm_id id = 0;
  std::int64_t version = 0;
  std::int64_t times = 0;  // how often its key stands in the store
  std::string text;        // a note, a state
};

using Rows = std::unordered_map<std::string, Row>;
using Lister = std::function<pmm_status(const pmm_page*, pmm_result**)>;

// Every row of a list, page by page; none of what is not there. Returns how many there are.
std::int64_t for_each(const Lister& list,
                      const std::function<void(const pmm_result*, std::int64_t)>& visit) {
  pmm_page page = PMM_PAGE_INIT;
  page.limit = 10'000;
  std::string cursor;
  std::int64_t count = 0;
  do {
    page.cursor = view(cursor);
    pmm_result* rows = nullptr;
    const pmm_status status = list(&page, &rows);
    REQUIRE(status == PMM_OK || status == PMM_E_NOT_FOUND);
    for (std::int64_t row = 0; row < pmm_result_rows(rows); ++row) visit(rows, row);
    count += pmm_result_rows(rows);
    const pmm_str next = pmm_result_next_cursor(rows);
    cursor.assign(next.data, next.size);
    pmm_result_free(rows);
  } while (!cursor.empty());
  return count;
}

Rows rows_by(const Lister& list, const char* key, const char* text, std::int64_t& count) {
  Rows found;
  count = for_each(list, [&](const pmm_result* rows, std::int64_t at) {
    Row& row = found[text_cell(rows, at, key)];
    row.id = int_cell(rows, at, "id");
    row.version = int_cell(rows, at, "version");
    row.text = text_cell(rows, at, text);
    ++row.times;
  });
  return found;
}

class Judge {
 public:
  Judge(pmm_db* db, pmm_session* session) : db_(db), session_(session) {
    const auto with = [&](auto function) -> Lister {
      return [this, function](const pmm_page* page, pmm_result** out) {
        return function(session_, nullptr, page, nullptr, out, nullptr);
      };
    };
    subjects_ = rows_by(with(pmm_subject_list), "external_id", "note", tally_.subjects);
    cases_ = rows_by(with(pmm_case_list), "external_id", "state", tally_.cases);
    contacts_ = rows_by(with(pmm_contact_list), "external_id", "outcome", tally_.contacts);
    std::int64_t tasks = 0;
    tasks_ = rows_by(with(pmm_task_list), "title", "state", tasks);
    tally_.visits = for_each(with(pmm_visit_list), [&](const pmm_result* rows, std::int64_t at) {
      ++hits_[text_cell(rows, at, "path")];
    });
  }

  Tally take(std::span<const Load> loads) {
    for (const Load& load : loads)
      for (int step = 0; step < load.count(); ++step) judge_step(load, step);
    judge_counts();
    tally_.errors = errors_found(db_);
    return tally_;
  }

 private:
  void expect(bool holds, std::int64_t& count) {
    if (!holds) ++count;
  }

  // Stored how often, by what the writer was told.
  void weigh(const Step& step, std::int64_t stored) {
    expect(stored <= 1, tally_.doubled);
    if (step.answer == kAcknowledged) expect(stored != 0, tally_.lost);
    if (step.answer == kRefused || step.answer == kNothing) expect(stored == 0, tally_.strange);
  }

  void judge_step(const Load& load, int number) {
    const Step& step = load.at(number);
    if (step.answer == kAcknowledged) ++tally_.acknowledged;
    if (step.answer == kBegun) ++tally_.unknown;
    if (step.answer == kRefused) ++tally_.refused;
    const std::string key = load.key_of(number);
    switch (kind_of(number)) {
      case Kind::kSubject:
        judge_row(step, subjects_, key, PMM_NOUN_SUBJECT);
        return;
      case Kind::kPair: {
        const bool first = judge_row(step, subjects_, key + "a", PMM_NOUN_SUBJECT);
        const bool second = judge_row(step, subjects_, key + "b", PMM_NOUN_SUBJECT, false);
        return expect(first == second, tally_.half);
      }
      case Kind::kAddress:
        return judge_address(step, load.made_by(number, Kind::kSubject), key);
      case Kind::kNote:
        return judge_note(step, load.key_of(number - number % kRound), key);
      case Kind::kCase:
        judge_row(step, cases_, key, PMM_NOUN_CASE);
        return;
      case Kind::kTriage:
      case Kind::kStart:
        return judge_move(step, load, number);
      case Kind::kContact:
        judge_row(step, contacts_, key, PMM_NOUN_CONTACT);
        return;
      case Kind::kTask:
        judge_row(step, tasks_, key, PMM_NOUN_TASK);
        return;
      case Kind::kVisits: {
        const std::int64_t hits = count_of(hits_, "/" + key);
        expect(hits % kHits == 0, tally_.half);
        return weigh(step, (hits + kHits - 1) / kHits);
      }
      case Kind::kImport:
        return judge_import(step, load, key);
    }
  }

  static std::int64_t count_of(const std::unordered_map<std::string, std::int64_t>& counts,
                               const std::string& key) {
    const auto found = counts.find(key);
    return found == counts.end() ? 0 : found->second;
  }

  // True: it is there. Then also with the record of its creation, and under the number that was
  // told.
  bool judge_row(const Step& step, const Rows& rows, const std::string& key, pmm_noun noun,
                 bool numbered = true) {
    const auto found = rows.find(key);
    weigh(step, found == rows.end() ? 0 : found->second.times);
    if (found == rows.end()) return false;
    if (step.answer == kAcknowledged && numbered)
      expect(found->second.id == step.id, tally_.strange);
    expect(records(noun, found->second.id, "create") == 1, tally_.half);
    return true;
  }

  void judge_address(const Step& step, pmm_id subject, const std::string& key) {
    if (subject == 0) return expect(step.answer == kNothing, tally_.strange);
    std::int64_t found = 0;
    for_each(
        [&](const pmm_page* page, pmm_result** out) {
          return pmm_address_list(session_, subject, nullptr, page, nullptr, out, nullptr);
        },
        [&](const pmm_result* rows, std::int64_t row) {
          if (text_cell(rows, row, "value") != key + "@example.org") return;
          ++found;
          expect(records(PMM_NOUN_ADDRESS, int_cell(rows, row, "id"), "create") == 1, tally_.half);
        });
    weigh(step, found);
  }

  void judge_note(const Step& step, const std::string& subject_key, const std::string& key) {
    const auto found = subjects_.find(subject_key);
    if (found == subjects_.end()) return weigh(step, 0);
    const Row& subject = found->second;
    const bool stored = subject.text == key;
    weigh(step, stored ? 1 : 0);
    expect(records(PMM_NOUN_SUBJECT, subject.id, "update") == (stored ? 1 : 0), tally_.half);
    expect(subject.version == (stored ? 2 : 1), tally_.half);
  }

  // A move is its state, its version, its event and its record.
  void judge_move(const Step& step, const Load& load, int number) {
    const int first = number - number % kRound;
    const auto found = cases_.find(load.key_of(first + static_cast<int>(Kind::kCase)));
    if (found == cases_.end()) return weigh(step, 0);
    const Row& row = found->second;
    const bool is_start = kind_of(number) == Kind::kStart;
    const bool stored = row.text == "in_progress" || (!is_start && row.text == "triaged");
    weigh(step, stored ? 1 : 0);
    const char* verb = is_start ? "start" : "triage";
    expect(events(row.id, verb) == (stored ? 1 : 0), tally_.half);
    expect(records(PMM_NOUN_CASE, row.id, verb) == (stored ? 1 : 0), tally_.half);
    expect(row.version == (row.text == "new" ? 1 : row.text == "triaged" ? 2 : 3), tally_.half);
    expect(events(row.id, "create") == 1, tally_.half);
  }

  // An import ends anywhere, but rows are committed in their order: what is there is its beginning,
  // each row with its events and its record.
  void judge_import(const Step& step, const Load& load, const std::string& key) {
    int stored = 0;
    bool ended = false;
    for (int row = 0; row < load.import_rows(); ++row) {
      const auto found = cases_.find(key + "r" + std::to_string(row));
      if (found == cases_.end()) {
        ended = true;
        continue;
      }
      ++stored;
      expect(!ended, tally_.half);
      expect(found->second.times == 1, tally_.doubled);
      expect(events(found->second.id, "import") == (row % 2 == 0 ? 1 : 2), tally_.half);
      expect(records(PMM_NOUN_CASE, found->second.id, "import") == 1, tally_.half);
    }
    if (step.answer == kAcknowledged) expect(!ended, tally_.lost);
    if (step.answer == kNothing) expect(stored == 0, tally_.strange);
  }

  std::int64_t events(pmm_id id, const char* verb) {
    std::int64_t found = 0;
    for_each(
        [&](const pmm_page* page, pmm_result** out) {
          return pmm_case_events(session_, id, page, nullptr, out, nullptr);
        },
        [&](const pmm_result* rows, std::int64_t row) {
          if (text_cell(rows, row, "verb") == verb) ++found;
        });
    return found;
  }

  std::int64_t records(pmm_noun noun, pmm_id id, const char* verb) {
    std::int64_t found = 0;
    for_each(
        [&](const pmm_page* page, pmm_result** out) {
          return pmm_history(session_, noun, id, page, nullptr, out, nullptr);
        },
        [&](const pmm_result* rows, std::int64_t row) {
          if (text_cell(rows, row, "verb") == verb) ++found;
        });
    return found;
  }

  // Numbers are dense: the last one is the count of rows. The cubes count the same rows.
  void judge_counts() {
    expect(fact(db_, "subjects") == tally_.subjects, tally_.strange);
    expect(fact(db_, "cases") == tally_.cases, tally_.strange);
    expect(fact(db_, "visits") == tally_.visits, tally_.strange);
    expect(cube("cases") == tally_.cases, tally_.strange);
    expect(cube("contacts") == tally_.contacts, tally_.strange);
    expect(cube("visits") == tally_.visits, tally_.strange);
  }

  std::int64_t cube(const std::string& name) {
    const std::string query = R"({"measures": [")" + name + R"(.count"]})";
    const std::string column = name + ".count";
    pmm_result* answer = nullptr;
    REQUIRE(pmm_query(session_, view(query), nullptr, &answer, nullptr) == PMM_OK);
    const std::int64_t count = int_cell(answer, 0, column.c_str());
    pmm_result_free(answer);
    return count;
  }

  pmm_db* db_;
  pmm_session* session_;
  Rows subjects_, cases_, contacts_, tasks_;
  std::unordered_map<std::string, std::int64_t> hits_;
  Tally tally_;
};

}  // namespace

void Tally::print() const {
  const auto number = [](std::int64_t value) { return static_cast<long long>(value); };
  std::printf(
      "%lld acknowledged, %lld unknown, %lld refused; %lld lost, %lld doubled, %lld half, %lld "
      "strange, %lld errors of the check; %lld subjects, %lld cases, %lld contacts, %lld visits\n",
      number(acknowledged), number(unknown), number(refused), number(lost), number(doubled),
      number(half), number(strange), number(errors), number(subjects), number(cases),
      number(contacts), number(visits));
}

Tally judge(pmm_db* db, pmm_session* session, std::span<const Load> loads) {
  return Judge(db, session).take(loads);
}

}  // namespace fault
