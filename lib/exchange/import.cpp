#include "exchange/import.hpp"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "base/limits.hpp"
#include "base/table.hpp"
#include "exchange/batch_feed.hpp"
#include "exchange/reject_writer.hpp"
#include "exchange/row_builder.hpp"

namespace pmm::exchange {
namespace {

Status status_of(const Reject& reject) {
  Status status(reject.code, reject.message, reject.column, reject.row);
  return std::move(status)
      .with("line", std::to_string(reject.line))
      .with("rule", reject.rule)
      .with("value", reject.value);
}

// What all entities share: the counting, the rejects, the talk with the call and the sink's end.
class Progress {
 public:
  Progress(const ImportPlan& plan, const ImportOptions& options, ImportSink& sink, const Call& call,
           ImportReport& report)
      : plan_(plan), options_(options), sink_(sink), call_(call), report_(report) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  // Whatever way the import ends that is not its end, an exception included.
  ~Progress() {
    if (!begun_) return;
    sink_.abandon();
    if (!plan_.atomic) return;
    report_.undone = true;
    report_.read = report_.rejected;
    report_.created = report_.updated = report_.unchanged = report_.warning_count = 0;
    report_.warnings_by_rule.clear();
    report_.warnings.clear();
  }

  Status begin(const FileId& imported) {
    if (!options_.rejects_path.empty()) {
      PMM_ASSIGN(auto writer, RejectWriter::open(options_.rejects_path, imported));
      writer_.emplace(std::move(writer));
    }
    PMM_TRY(sink_.begin(plan_, call_));
    begun_ = true;
    return {};
  }

  Status finish() {
    PMM_TRY(flush());
    PMM_TRY(sink_.finish(call_));
    begun_ = false;
    report_.complete = true;
    return {};
  }

  // The rejects written so far are worth having; the first failure is the one that is told.
  Status end_early(Status why) {
    const Status flushed = flush();
    return flushed.ok() ? std::move(why) : std::move(why).with("rejects", flushed.message());
  }

  Status flush() { return writer_ ? writer_->flush() : Status(); }

  Status tell(std::int64_t done_bytes, std::int64_t total_bytes) {
    if (call_.progress && !call_.progress(done_bytes, total_bytes))
      return {Code::kCancelled, "the import was stopped by its progress callback"};
    return {};
  }

  void warn(Reject warning) {
    ++report_.warning_count;
    ++report_.warnings_by_rule[warning.rule];
    if (report_.warnings.size() < options_.kept_rejects)
      report_.warnings.push_back(std::move(warning));
  }

  void settle(Outcome outcome, std::int64_t line) {
    ++report_.read;
    report_.last_line = line;
    switch (outcome) {
      case Outcome::kCreated:
        ++report_.created;
        break;
      case Outcome::kUpdated:
        ++report_.updated;
        break;
      case Outcome::kUnchanged:
        ++report_.unchanged;
        break;
    }
  }

  // The failure is the reject itself when the import stops at it.
  Status reject(Reject reject) {
    ++report_.read;
    ++report_.rejected;
    ++report_.rejected_by_rule[reject.rule];
    report_.last_line = reject.line;
    if (writer_) PMM_TRY(writer_->write(reject));
    if (plan_.stop) {
      PMM_TRY(flush());
      Status status = status_of(reject);
      keep(std::move(reject));
      return status;
    }
    keep(std::move(reject));
    return {};
  }

  Status check_atomic() const {
    if (!plan_.atomic || report_.read <= static_cast<std::int64_t>(limits::kBulkRows)) return {};
    return Status::limit(
        "atomic", "an atomic import takes at most " + std::to_string(limits::kBulkRows) + " rows");
  }

  const ImportPlan& plan() const noexcept { return plan_; }
  ImportSink& sink() noexcept { return sink_; }
  const Call& call() const noexcept { return call_; }

 private:
  void keep(Reject reject) {
    if (report_.rejects.size() < options_.kept_rejects)
      report_.rejects.push_back(std::move(reject));
  }

  ImportPlan plan_;
  const ImportOptions& options_;
  ImportSink& sink_;
  const Call& call_;
  ImportReport& report_;
  std::optional<RejectWriter> writer_;
  bool begun_ = false;
};

// Counts a batch in the order of its file: the rows that the sink settled, between them those that
// were rejected on the way. What stands after the last settled row of a sink that ended early was
// not looked at.
template <class Row>
Status count_batch(RowBatch<Row>& batch, const RowBuilder<Row>& builder,
                   std::vector<RowResult>& results, Progress& progress) {
  const bool all = results.size() == batch.count;
  auto next_reject = batch.rejects.begin();
  for (std::size_t i = 0; i <= results.size(); ++i) {
    if (i == results.size() && !all) break;
    const bool is_row = i < results.size();
    for (;
         next_reject != batch.rejects.end() && (!is_row || next_reject->row < batch.places[i].row);
         ++next_reject)
      PMM_TRY(progress.reject(std::move(*next_reject)));
    if (!is_row) break;
    if (results[i].refused.ok()) {
      progress.settle(results[i].outcome, batch.places[i].line);
      for (const Status& warning : results[i].warnings)
        progress.warn(builder.rejected_by_sink(batch, i, warning));
    } else {
      PMM_TRY(progress.reject(builder.rejected_by_sink(batch, i, results[i].refused)));
    }
  }
  return {};
}

template <class Row>
Status take_batch(RowBatch<Row>& batch, const RowBuilder<Row>& builder,
                  std::vector<RowResult>& results, Progress& progress) {
  results.clear();
  Status applied;
  if (batch.count != 0)
    applied = progress.sink().apply(std::span<const Row>(batch.rows.data(), batch.count),
                                    progress.call(), results);
  PMM_ASSERT(results.size() <= batch.count);
  PMM_TRY(count_batch(batch, builder, results, progress));
  PMM_TRY(std::move(applied));
  if (results.size() != batch.count)
    return Status::internal("rows of an import were left unsettled without a reason");
  return progress.check_atomic();
}

template <class Row>
Status run_feed(BatchFeed<Row>& feed, const RowBuilder<Row>& builder, std::int64_t total_bytes,
                Progress& progress) {
  std::vector<RowResult> results;
  for (;;) {
    PMM_TRY(progress.call().check());
    RowBatch<Row>& batch = feed.next();
    PMM_TRY(take_batch(batch, builder, results, progress));
    if (!batch.failure.ok()) return std::move(batch.failure);
    PMM_TRY(progress.tell(batch.done_bytes, std::max(total_bytes, batch.done_bytes)));
    if (batch.is_last) return {};
  }
}

template <class Row>
Status run_rows(const Mapping& mapping, CsvReader& reader, const ImportOptions& options,
                Progress& progress) {
  PMM_ASSIGN(auto builder, RowBuilder<Row>::bind(mapping, reader.header(), options.zone));
  PMM_TRY(progress.begin(reader.file_id()));
  const bool stop = progress.plan().stop;
  const std::int64_t total_bytes = reader.total_bytes();
  Status ran;
  std::optional<ThreadedFeed<Row>> threaded;
  if (options.threads > 1) {
    try {
      threaded.emplace(reader, builder, stop);
    } catch (const std::system_error&) {
      // No thread to be had: the work is the same on this one.
    }
  }
  if (threaded) {
    ran = run_feed(*threaded, builder, total_bytes, progress);
    threaded.reset();
  } else {
    DirectFeed<Row> direct(reader, builder, stop);
    ran = run_feed(direct, builder, total_bytes, progress);
  }
  return ran.ok() ? progress.finish() : progress.end_early(std::move(ran));
}

void append_reject(std::string& out, const Reject& reject) {
  out += "{\"line\":" + std::to_string(reject.line);
  const std::pair<const char*, const std::string*> members[] = {{"column", &reject.column},
                                                                {"rule", &reject.rule},
                                                                {"value", &reject.value},
                                                                {"message", &reject.message}};
  for (const auto& [name, value] : members) {
    out.append(",\"").append(name).append("\":");
    append_json_text(out, *value);
  }
  out += '}';
}

void append_counts(std::string& out, const char* name,
                   const std::map<std::string, std::int64_t>& counts) {
  out.append(",\"").append(name).append("\":{");
  for (const auto& [rule, count] : counts) {
    if (out.back() != '{') out += ',';
    append_json_text(out, rule);
    out += ':' + std::to_string(count);
  }
  out += '}';
}

void append_rows(std::string& out, const char* name, const std::vector<Reject>& rows) {
  out.append(",\"").append(name).append("\":[");
  for (const Reject& row : rows) {
    if (out.back() != '[') out += ',';
    append_reject(out, row);
  }
  out += ']';
}

}  // namespace

Status run_import(const Mapping& mapping, CsvReader& reader, ImportSink& sink,
                  const ImportOptions& options, const Call& call, ImportReport& report) {
  report = {};
  report.entity = mapping.entity;
  const ImportPlan plan{mapping.entity, mapping.key, mapping.on_error == OnError::kStop,
                        mapping.atomic || options.atomic};
  Progress progress(plan, options, sink, call, report);
  switch (mapping.entity) {
    case Entity::kSubjects:
      return run_rows<SubjectRow>(mapping, reader, options, progress);
    case Entity::kContacts:
      return run_rows<ContactRow>(mapping, reader, options, progress);
    case Entity::kCases:
      return run_rows<CaseRow>(mapping, reader, options, progress);
    case Entity::kVisits:
      return run_rows<VisitRow>(mapping, reader, options, progress);
  }
  return Status::internal("entity of an import is out of range");
}

std::string report_json(const ImportReport& report) {
  std::string out = "{\"entity\":";
  append_json_text(out, entity_name(report.entity));
  const std::pair<const char*, std::int64_t> counts[] = {
      {"read", report.read},         {"created", report.created},
      {"updated", report.updated},   {"unchanged", report.unchanged},
      {"rejected", report.rejected}, {"last_line", report.last_line}};
  for (const auto& [name, count] : counts)
    out.append(",\"").append(name).append("\":").append(std::to_string(count));
  out += std::string(",\"complete\":") + (report.complete ? "true" : "false");
  out += std::string(",\"undone\":") + (report.undone ? "true" : "false");
  append_counts(out, "rejected_by_rule", report.rejected_by_rule);
  append_rows(out, "rejects", report.rejects);
  out += ",\"warnings\":" + std::to_string(report.warning_count);
  append_counts(out, "warnings_by_rule", report.warnings_by_rule);
  append_rows(out, "warned", report.warnings);
  return out + '}';
}

}  // namespace pmm::exchange
