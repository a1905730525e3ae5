#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/status.hpp"
#include "exchange/batch.hpp"
#include "exchange/csv_reader.hpp"
#include "exchange/mapping.hpp"

namespace pmm::exchange {

enum class Outcome { kCreated, kUpdated, kUnchanged };

// What became of one row: an outcome, or the reason why it left no trace. The reason's field is the
// mapping's ("opened_at", "identifiers.codice_fiscale"); a detail "rule" names the rule broken when
// the code alone does not say it.
struct RowResult {
  Outcome outcome = Outcome::kCreated;
  Status refused;
  std::vector<Status> warnings;  // what is odd about a row that was taken, in the same terms
};

struct ImportPlan {
  Entity entity = Entity::kCases;
  std::string_view key;  // rows are found again by this field; "" when every row is new
  bool stop = false;     // at the first row refused
  bool atomic = false;   // all rows or none: only finish() commits
};

// Where the rows go. One begin, any number of applies, then finish or abandon.
class ImportSink {
 public:
  virtual ~ImportSink() = default;

  virtual Status begin(const ImportPlan& plan, const Call& call) = 0;

  // Appends to `results` (empty at first) one entry a row, in order, for the rows that are settled:
  // committed, or refused without a trace. The sink may commit as often as others need their turn.
  // With plan.stop nothing follows a refused row. A failure means that the remaining rows were not
  // touched; those in `results` stay.
  virtual Status apply(std::span<const SubjectRow> rows, const Call& call,
                       std::vector<RowResult>& results) = 0;
  virtual Status apply(std::span<const ContactRow> rows, const Call& call,
                       std::vector<RowResult>& results) = 0;
  virtual Status apply(std::span<const CaseRow> rows, const Call& call,
                       std::vector<RowResult>& results) = 0;
  virtual Status apply(std::span<const VisitRow> rows, const Call& call,
                       std::vector<RowResult>& results) = 0;

  virtual Status finish(const Call& call) = 0;
  // The import ended early. What was committed stays; an atomic import is undone.
  virtual void abandon() noexcept = 0;
};

struct ImportOptions {
  int threads = 1;                   // 2: the file is read and converted beside the sink's work
  bool atomic = false;               // as if the mapping said so
  std::shared_ptr<const Zone> zone;  // of times when the mapping has none; null: UTC
  std::string rejects_path;          // a CSV file of the rejected rows; "" for none
  std::size_t kept_rejects = 20;     // rejects, and warnings, that the report itself holds
};

// read = created + updated + unchanged + rejected, at every moment.
struct ImportReport {
  Entity entity = Entity::kCases;
  std::int64_t read = 0, created = 0, updated = 0, unchanged = 0, rejected = 0;
  bool complete = false;       // the whole file was read
  bool undone = false;         // an atomic import that failed: nothing of it is kept
  std::int64_t last_line = 0;  // of the file, of the last row that is settled
  std::map<std::string, std::int64_t> rejected_by_rule;
  std::vector<Reject> rejects;     // the first ones
  std::int64_t warning_count = 0;  // on rows that were taken
  std::map<std::string, std::int64_t> warnings_by_rule;
  std::vector<Reject> warnings;  // the first ones
};

// Reads every row, converts it and hands it to the sink. The report is filled in whatever comes
// back: with on_error "stop" the first rejected row is the error, with its row, its column as the
// field and details "line", "rule" and "value"; a call that is cancelled, a file that cannot be
// read on or a store that fails end the import where the report says. Checks the call and tells its
// progress in bytes between batches of at most 512 rows.
Status run_import(const Mapping& mapping, CsvReader& reader, ImportSink& sink,
                  const ImportOptions& options, const Call& call, ImportReport& report);

// {"entity","read","created","updated","unchanged","rejected","complete",…,"rejects":[{…}…]}
std::string report_json(const ImportReport& report);

}  // namespace pmm::exchange
