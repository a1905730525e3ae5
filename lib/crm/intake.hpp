#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/digest.hpp"
#include "crm/context.hpp"
#include "crm/intake_rows.hpp"
#include "crm/intake_sql.hpp"
#include "model/attribute.hpp"
#include "model/calendar.hpp"
#include "model/due.hpp"
#include "model/municipality.hpp"
#include "store/bulk_insert.hpp"

// The intake: rows of a bulk import, each checked in full before it writes anything, so that a row
// that is refused leaves no trace and needs no savepoint of its own.
namespace pmm::crm::intake {

enum class Applied { kCreated, kUpdated, kUnchanged };

// What became of one row. `refused` is the row's own failure, which the import goes on after; a
// failing Result is the store's, which ends the transaction.
struct Outcome {
  Applied applied = Applied::kCreated;
  Status refused;
  std::vector<Status> warnings;  // what is odd about a row that was taken, each at its field
};

// Whether a failure found before anything was written is the row's own.
inline bool is_refusal(const Status& status) noexcept {
  switch (status.code()) {
    case Code::kInvalid:
    case Code::kNotFound:
    case Code::kConflict:
    case Code::kLimit:
      return true;
    default:
      return false;
  }
}

inline Field<std::string> owned_text(const TextField& field) {
  if (!field.given) return {};
  return field.value ? Field<std::string>(std::string(*field.value))
                     : Field<std::string>::cleared();
}

// Codes and keys seen so far in this import, so that each is looked up once. What it learned in a
// transaction that was rolled back must be forgotten.
class Codes {
 public:
  struct Service {
    std::int64_t id = 0, office = 0, category = 0;
    std::optional<std::int32_t> term_days;
    model::TermClock clock = model::TermClock::kCalendar;
    bool rolls = true;
    std::vector<model::AttributeDef> attributes;
  };

  // The entry of a code, made when it is missing: 0 for no code.
  Result<std::int64_t> office(const Writing& writing, const TextField& code);
  Result<std::int64_t> channel(const Writing& writing, const TextField& code);
  Result<std::int64_t> category(const Writing& writing, const TextField& code);
  Result<std::int64_t> area(const Writing& writing, const TextField& code);
  Result<std::int64_t> service(const Writing& writing, const TextField& code);
  // What the service of a code says; null when there is none yet.
  Result<const Service*> find_service(store::Connection& db, std::string_view code);
  Result<const model::WorkingCalendar*> calendar(store::Connection& db);
  void forget();
  // Others may change terms and holidays between two transactions of one import.
  void forget_rules();

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };
  using Map = std::unordered_map<std::string, std::int64_t, TextHash, std::equal_to<>>;
  static Result<std::int64_t> find_or_make(const Writing& writing, const TextField& code,
                                           Map& known, const sql::CodeSql& statements,
                                           store::Noun noun);

  Map offices_, channels_, categories_, areas_, services_;
  std::unordered_map<std::string, Service, TextHash, std::equal_to<>> service_facts_;
  std::unique_ptr<model::WorkingCalendar> calendar_;
};

// One import of an entity. `key` is the field that rows are found again by; "" makes every row new.
class Intake {
 public:
  // `municipalities` may be null; else it outlives the intake.
  explicit Intake(std::string_view key, const model::Municipalities* municipalities = nullptr)
      : key_(key), municipalities_(municipalities) {}

  Result<Outcome> apply(const Writing& writing, const SubjectRow& row);
  Result<Outcome> apply(const Writing& writing, const ContactRow& row);
  Result<Outcome> apply(const Writing& writing, const CaseRow& row);
  // Writes what apply() has put by; to be called before the end of each transaction.
  Status flush();
  // After a transaction that was rolled back.
  void forget();

  Codes& codes() noexcept { return codes_; }

 private:
  // New cases and their events go into their tables many at a time.
  struct NewCases {
    explicit NewCases(store::Connection& db)
        : rows(db, sql::kInsertIntakeCase), events(db, sql::kInsertIntakeEvent) {}
    store::BulkInsert rows, events;
    std::vector<std::string> external_ids;  // of the rows
    bool has(std::string_view external_id) const noexcept;
  };

  std::string key_;
  const model::Municipalities* municipalities_;
  Codes codes_;
  std::optional<NewCases> new_cases_;
};

// The subject a key means: 0 for an empty key, a refusal (kNotFound at `field`) for one that nobody
// holds.
Result<std::int64_t> find_subject(store::Connection& db, const KeyField& key);
struct FoundCase {
  std::int64_t id = 0, subject = 0, office = 0, service = 0;
};
Result<FoundCase> find_case(store::Connection& db, const KeyField& key);
Result<std::int64_t> find_actor(store::Connection& db, const KeyField& key);

}  // namespace pmm::crm::intake
