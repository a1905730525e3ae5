// pmm_check: everything that can be verified of a store without knowing what it should hold.
#include "base/text.hpp"
#include "crm/audit.hpp"
#include "crm/identifier.hpp"
#include "crm/upkeep.hpp"
#include "crm/upkeep_sql.hpp"

namespace pmm::crm {
namespace {

constexpr std::int64_t kJournalBatch = 4096;
constexpr std::size_t kShownProblems = 20;

class CheckFindings {
 public:
  CheckFindings()
      : builder_({{"severity", Type::kText},
                  {"rule", Type::kText},
                  {"count", Type::kInt64},
                  {"message", Type::kText}}) {}

  void add(std::string_view severity, std::string_view rule, std::int64_t count,
           std::string_view message) {
    builder_.text(severity);
    builder_.text(rule);
    builder_.integer(count);
    builder_.text(message);
    builder_.end_row();
  }
  Result<TablePtr> finish() { return builder_.finish(); }

 private:
  TableBuilder builder_;
};

Status check_structure(store::Connection& db, CheckFindings& findings) {
  PMM_ASSIGN(const auto problems, db.integrity_problems(kShownProblems));
  for (const std::string& problem : problems) findings.add("error", "structure", 1, problem);
  PMM_ASSIGN(const std::int64_t dangling, db.foreign_key_problems());
  if (dangling > 0)
    findings.add("error", "reference", dangling, "rows that refer to rows which are not there");
  return {};
}

Status check_chain(store::Store& store, store::Connection& db, const Call& call,
                   CheckFindings& findings) {
  PMM_ASSIGN(const AuditOutcome outcome, verify_journal(store, db, nullptr, call));
  if (outcome.broken) findings.add("error", outcome.broken->rule, 1, outcome.broken->message);
  return {};
}

// "3.40.1" as one comparable number.
std::int64_t version_number(std::string_view version) {
  std::int64_t number = 0;
  std::int64_t part = 0;
  for (const char c : version) {
    if (c == '.') {
      number = number * 1000 + part;
      part = 0;
    } else {
      part = part * 10 + (c - '0');
    }
  }
  return number * 1000 + part;
}

// SQLite before 3.51.3 (back-ports: 3.44.6, 3.50.7) can lose commits when programs that do not
// keep our gate write to the file while another checkpoints it.
void note_sqlite(CheckFindings& findings) {
  const std::string version = store::Store::sqlite_version();
  const std::int64_t number = version_number(version);
  const auto within = [number](std::string_view first, std::string_view end) {
    return number >= version_number(first) && number < version_number(end);
  };
  if (number >= version_number("3.51.3") || within("3.44.6", "3.45.0") ||
      within("3.50.7", "3.51.0"))
    return;
  findings.add("note", "sqlite_version", 1,
               "SQLite " + version +
                   " can lose commits to its WAL-reset race when other programs write to this "
                   "file; through this library it cannot");
}

Status check_journaled(store::Connection& db, CheckFindings& findings) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kNotInJournal));
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    const auto noun = static_cast<store::Noun>(rows.int_at(0));
    findings.add("error", "not_in_journal", rows.int_at(1),
                 "rows of " + std::string(store::noun_name(noun)) +
                     " whose making no journal record tells of");
  }
}

// The codes in force whose place of birth the table warns of; the first one is told.
Status check_birth_places(store::Connection& db, const model::Municipalities& municipalities,
                          std::int32_t today, const Call& call, CheckFindings& findings) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kCodesInForce));
  std::int64_t count = 0;
  std::string first;
  for (std::int64_t read = 1;; ++read) {
    if (read % kJournalBatch == 0) PMM_TRY(call.check());
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) break;
    // As it is stored: what was odd about its form was told when it was taken.
    const model::Identifier code{
        std::string(model::kSchemeCodiceFiscale), rows.string_at(0), {}, {}};
    const auto warnings = warnings_on(code, rows.opt_day(1), &municipalities, today);
    if (warnings.empty()) continue;
    if (count++ == 0)
      first = "subject " + std::to_string(rows.int_at(2)) + ": " + warnings.front().message;
  }
  if (count > 0)
    findings.add("warning", "birth_place", count, "codici fiscali with an odd place; " + first);
  return {};
}

// Names that do not read as they are stored; the first one is told.
Status check_names(store::Connection& db, const Call& call, CheckFindings& findings) {
  PMM_ASSIGN(auto rows, db.prepare(sql::kNames));
  std::int64_t count = 0;
  std::string first;
  for (std::int64_t read = 1;; ++read) {
    if (read % kJournalBatch == 0) PMM_TRY(call.check());
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) break;
    if (!text::has_hidden(rows.text_at(1))) continue;
    if (count++ == 0) first = std::to_string(rows.int_at(0));
  }
  if (count > 0)
    findings.add(
        "warning", "hidden_characters", count,
        "names with characters that a reader does not see; the first is of subject " + first);
  return {};
}

}  // namespace

Result<TablePtr> check_store(store::Store& store, const Zone& zone,
                             const model::Municipalities* municipalities, const Call& call) {
  PMM_ASSIGN(auto snapshot, store.read(call));
  CheckFindings findings;
  const auto total = static_cast<std::int64_t>(sql::kRules.size()) + 4;
  std::int64_t done = 0;
  const auto step = [&]() -> Status {
    if (call.progress && !call.progress(++done, total))
      return {Code::kCancelled, "the progress callback stopped the work"};
    return call.check();
  };
  PMM_TRY(check_structure(snapshot.db(), findings));
  PMM_TRY(step());
  PMM_TRY(check_chain(store, snapshot.db(), call, findings));
  PMM_TRY(step());
  PMM_TRY(check_journaled(snapshot.db(), findings));
  PMM_TRY(step());
  PMM_TRY(check_names(snapshot.db(), call, findings));
  PMM_TRY(step());
  for (const sql::RuleSql& rule : sql::kRules) {
    PMM_ASSIGN(const auto count, snapshot.db().query_int(rule.count));
    if (count.value_or(0) > 0) findings.add(rule.severity, rule.rule, *count, rule.message);
    PMM_TRY(step());
  }
  if (municipalities != nullptr) {
    const std::int32_t today = zone.local_day(store.now_us());
    PMM_TRY(check_birth_places(snapshot.db(), *municipalities, today, call, findings));
  }
  note_sqlite(findings);
  return findings.finish();
}

}  // namespace pmm::crm
