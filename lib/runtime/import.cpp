#include "runtime/import.hpp"

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <utility>
#include <vector>

#include "crm/intake.hpp"
#include "crm/visit.hpp"
#include "exchange/byte_source.hpp"
#include "exchange/csv_reader.hpp"
#include "exchange/mapping.hpp"

namespace pmm::runtime {
namespace {

using crm::intake::Applied;
using exchange::RowResult;

// How long an import keeps the turn to write before others get theirs.
constexpr auto kChunk = std::chrono::milliseconds(50);
constexpr std::uint32_t kAtomicLimitMs = 600'000;

exchange::Outcome outcome_of(Applied applied) noexcept {
  switch (applied) {
    case Applied::kCreated:
      return exchange::Outcome::kCreated;
    case Applied::kUpdated:
      return exchange::Outcome::kUpdated;
    case Applied::kUnchanged:
      break;
  }
  return exchange::Outcome::kUnchanged;
}

model::Noun noun_of(exchange::Entity entity) noexcept {
  switch (entity) {
    case exchange::Entity::kSubjects:
      return model::Noun::kSubject;
    case exchange::Entity::kContacts:
      return model::Noun::kContact;
    case exchange::Entity::kCases:
      return model::Noun::kCase;
    case exchange::Entity::kVisits:
      break;
  }
  return model::Noun::kVisit;
}

// Visits need their own steps: a code may have to be made before the hit that names it.
class VisitIntake {
 public:
  VisitIntake(const crm::Writing& writing, std::string_view secret, crm::intake::Codes& codes)
      : writing_(writing), codes_(codes), appender_(writing, secret) {}

  Result<crm::intake::Outcome> apply(const crm::Writing& /*writing*/,
                                     const exchange::VisitRow& row) {
    crm::intake::Outcome outcome;
    auto subject = crm::intake::find_subject(writing_.db(), row.subject_key);
    Status refused = subject.ok() ? check(row) : subject.take_status();
    if (!refused.ok() && crm::intake::is_refusal(refused)) {
      outcome.refused = std::move(refused);
      return outcome;
    }
    if (!refused.ok()) return refused;
    crm::Visit visit;
    visit.at_us = row.at.value;
    visit.visitor = row.visitor.value.value_or(std::string_view());
    visit.path = *row.path.value;
    visit.status = static_cast<std::int32_t>(row.status.value.value_or(0));
    visit.subject = *subject;
    PMM_ASSIGN(visit.service, codes_.service(writing_, row.service));
    PMM_ASSIGN(visit.channel, codes_.channel(writing_, row.channel));
    PMM_ASSIGN([[maybe_unused]] const auto id, appender_.append(visit));
    return outcome;
  }

 private:
  static Status check(const exchange::VisitRow& row) {
    if (!row.at.value)
      return Status::invalid("at", "a visit needs a time").with("rule", "required");
    if (!row.path.value)
      return Status::invalid("path", "a visit needs a path").with("rule", "required");
    if (row.status.value.value_or(0) < 0 || row.status.value.value_or(0) > 599)
      return Status::invalid("status", "is outside 0 to 599").with("rule", "range");
    const auto route = crm::route_of(*row.path.value);
    if (!route.ok())
      return Status(route.status().code(), route.status().message(), "path").with("rule", "route");
    return {};
  }

  const crm::Writing& writing_;
  crm::intake::Codes& codes_;
  crm::VisitAppender appender_;
};

// Rows go to the intake in short transactions; after each, others may write.
class Sink final : public exchange::ImportSink {
 public:
  explicit Sink(Session& session) : session_(session) {}

  Status begin(const exchange::ImportPlan& plan, const Call& call) override {
    plan_ = plan;
    intake_ = std::make_unique<crm::intake::Intake>(plan.key, session_.crm().municipalities());
    if (!plan.atomic) return {};
    return session_.begin(call, kAtomicLimitMs);
  }

  Status apply(std::span<const exchange::SubjectRow> rows, const Call& call,
               std::vector<RowResult>& results) override {
    return apply_rows(rows, call, results);
  }
  Status apply(std::span<const exchange::ContactRow> rows, const Call& call,
               std::vector<RowResult>& results) override {
    return apply_rows(rows, call, results);
  }
  Status apply(std::span<const exchange::CaseRow> rows, const Call& call,
               std::vector<RowResult>& results) override {
    return apply_rows(rows, call, results);
  }
  Status apply(std::span<const exchange::VisitRow> rows, const Call& call,
               std::vector<RowResult>& results) override {
    return apply_rows(rows, call, results);
  }

  Status finish(const Call& /*call*/) override {
    return plan_.atomic ? session_.commit() : Status();
  }
  void abandon() noexcept override {
    if (plan_.atomic) session_.abandon();
  }

 private:
  template <class Row>
  Status apply_rows(std::span<const Row> rows, const Call& call, std::vector<RowResult>& results) {
    while (results.size() < rows.size()) {
      std::vector<RowResult> chunk;
      const auto written =
          session_.write(call, "import", [&](const crm::Writing& writing) -> Result<std::int64_t> {
            PMM_TRY(model::check_access(writing.plan, model::Action::kImport, noun_of(plan_.entity),
                                        {}, "", 0));
            PMM_TRY(apply_chunk(writing, call, rows.subspan(results.size()), chunk));
            return std::int64_t{0};
          });
      if (!written.ok()) {
        intake_->forget();  // what it learned was undone
        return Status(written.status().code(), written.status().message(),
                      written.status().field());
      }
      const bool stopped = plan_.stop && !chunk.empty() && !chunk.back().refused.ok();
      for (RowResult& result : chunk) results.push_back(std::move(result));
      if (stopped) return {};
    }
    return {};
  }

  template <class Row>
  Status apply_chunk(const crm::Writing& writing, const Call& call, std::span<const Row> rows,
                     std::vector<RowResult>& chunk) {
    intake_->codes().forget_rules();
    if constexpr (std::is_same_v<Row, exchange::VisitRow>) {
      VisitIntake visits(writing, session_.crm().store().secret(), intake_->codes());
      return fill_chunk(writing, call, rows, chunk, visits);
    } else {
      return fill_chunk(writing, call, rows, chunk, *intake_);
    }
  }

  template <class Row, class Target>
  Status fill_chunk(const crm::Writing& writing, const Call& call, std::span<const Row> rows,
                    std::vector<RowResult>& chunk, Target& target) {
    const auto until = std::chrono::steady_clock::now() + kChunk;
    chunk.reserve(rows.size());
    for (const Row& row : rows) {
      if (chunk.size() % limits::kImportCheck == 0) PMM_TRY(call.check());
      PMM_ASSIGN(crm::intake::Outcome outcome, target.apply(writing, row));
      const bool stop = plan_.stop && !outcome.refused.ok();
      chunk.push_back(
          {outcome_of(outcome.applied), std::move(outcome.refused), std::move(outcome.warnings)});
      if (stop || (!plan_.atomic && std::chrono::steady_clock::now() >= until)) break;
    }
    return intake_->flush();
  }

  Session& session_;
  exchange::ImportPlan plan_;
  std::unique_ptr<crm::intake::Intake> intake_;
};

// Counts and the code alone: a rejected value is somebody's.
std::string told(const exchange::ImportReport& report, const Status& done) {
  std::string line = done.ok() ? "import finished" : "import ended early";
  for (const auto& [name, count] :
       std::initializer_list<std::pair<const char*, std::int64_t>>{{"read", report.read},
                                                                   {"created", report.created},
                                                                   {"updated", report.updated},
                                                                   {"unchanged", report.unchanged},
                                                                   {"rejected", report.rejected}})
    line += std::string(", ") + name + ' ' + std::to_string(count);
  return report.undone ? line + ", undone" : line;
}

}  // namespace

Status import_csv(Session& session, const CsvImport& request, const Call& call,
                  exchange::ImportReport& report) {
  PMM_TRY(session.crm().check_open());
  if (session.in_transaction())
    return Status::misuse("session", "an import has transactions of its own; one is open");
  // Its rows are of many subjects, and each was done for whom the source says.
  if (call.on_behalf_of != 0)
    return Status::invalid("call.on_behalf_of", "an import is on behalf of nobody");
  PMM_ASSIGN(const exchange::Mapping mapping, exchange::parse_mapping(request.mapping));
  PMM_ASSIGN(auto source, exchange::open_source(request.data_path));
  PMM_ASSIGN(auto reader, exchange::CsvReader::open(std::move(source), mapping.format));
  exchange::ImportOptions options;
  options.threads = request.threads;
  options.zone = session.crm().shared_zone();
  options.rejects_path = request.rejects_path;
  Sink sink(session);
  // Every row is a write of its own kind; the caller's key could only name one of them.
  Call each = call;
  each.idempotency_key.clear();
  Status done = exchange::run_import(mapping, reader, sink, options, each, report);
  session.crm().log().tell(done.ok() ? LogLevel::kInfo : LogLevel::kWarning,
                           [&] { return told(report, done); });
  return done;
}

}  // namespace pmm::runtime
