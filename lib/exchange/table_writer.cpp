#include "exchange/table_writer.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "exchange/xlsx_writer.hpp"

namespace pmm::exchange {
namespace {

// What CSV and JSON share: one table, its rows in parts.
class TextWriter : public TableWriter {
 public:
  explicit TextWriter(Sink sink) : sink_(std::move(sink)) {}

  Status may_add(const Table& table, const SheetOptions* sheet) const final {
    if (first_ && sheet != nullptr)
      return Status::invalid("sheet", "this format holds one table; a workbook holds several");
    return first_ ? check_same_columns(*first_, table) : Status();
  }
  Status may_finish() const final {
    return first_ ? Status() : Status::invalid("result", "there is no table to be written");
  }

  Status add(const TablePtr& table, const SheetOptions* sheet, const Call& call) final {
    PMM_TRY(may_add(*table, sheet));
    const bool begins = first_ == nullptr;
    if (begins) first_ = table;
    last_ = table;
    PMM_TRY(begin_table(*table, begins));
    for (std::int64_t row = 0; row < table->rows;) {
      PMM_TRY(check_progress(call, row, table->rows));
      const std::int64_t end =
          std::min<std::int64_t>(row + static_cast<std::int64_t>(limits::kExportRows), table->rows);
      for (; row < end; ++row) append_row(row, rows_++ == 0);
      PMM_TRY(flush());
    }
    return {};
  }

  Status finish(const Call& call, ExportReport& report) final {
    PMM_TRY(may_finish());
    PMM_TRY(check_progress(call, rows_, rows_));
    end(*last_);
    PMM_TRY(flush());
    PMM_TRY(sink_.finish());
    report.rows = rows_;
    report.bytes = sink_.written();
    report.sheets = 1;
    report.guarded = guarded();
    return {};
  }

 protected:
  virtual Status begin_table(const Table& table, bool first) = 0;
  virtual void append_row(std::int64_t row, bool first) = 0;
  virtual void end(const Table& last) = 0;
  virtual std::int64_t guarded() const { return 0; }
  std::string pending_;

 private:
  Status flush() {
    PMM_TRY(sink_.write(pending_));
    pending_.clear();
    return {};
  }

  Sink sink_;
  TablePtr first_, last_;
  std::int64_t rows_ = 0;
};

class CsvWriter final : public TextWriter {
 public:
  CsvWriter(Sink sink, CsvStyle style) : TextWriter(std::move(sink)), style_(std::move(style)) {}

 private:
  Status begin_table(const Table& table, bool first) override {
    guarded_ = guarded();
    PMM_ASSIGN(auto rows, CsvRows::of(table, style_));
    rows_.emplace(std::move(rows));
    if (first) rows_->append_header(pending_);
    return {};
  }
  void append_row(std::int64_t row, bool /*first*/) override { rows_->append(pending_, row); }
  void end(const Table& /*last*/) override {}
  std::int64_t guarded() const override { return guarded_ + (rows_ ? rows_->guarded() : 0); }

  CsvStyle style_;
  std::optional<CsvRows> rows_;
  std::int64_t guarded_ = 0;  // of the tables before
};

class JsonWriter final : public TextWriter {
 public:
  explicit JsonWriter(Sink sink) : TextWriter(std::move(sink)) {}

 private:
  Status begin_table(const Table& table, bool first) override {
    rows_.emplace(table);
    if (first) append_json_head(pending_, table);
    return {};
  }
  void append_row(std::int64_t row, bool first) override {
    if (!first) pending_ += ',';
    rows_->append(pending_, row);
  }
  void end(const Table& last) override { append_json_tail(pending_, last); }

  std::optional<JsonRows> rows_;
};

}  // namespace

std::unique_ptr<TableWriter> TableWriter::make(Sink sink, ExportOptions options) {
  switch (options.format) {
    case ExportFormat::kCsv:
      return std::make_unique<CsvWriter>(std::move(sink), std::move(options.csv));
    case ExportFormat::kJson:
      return std::make_unique<JsonWriter>(std::move(sink));
    case ExportFormat::kXlsx:
      break;
  }
  return make_xlsx_writer(std::move(sink), std::move(options));
}

Status check_same_columns(const Table& first, const Table& next) {
  const auto same = [](const Column& a, const Column& b) {
    return a.name == b.name && a.type == b.type;
  };
  if (first.columns.size() == next.columns.size() &&
      std::equal(first.columns.begin(), first.columns.end(), next.columns.begin(), same))
    return {};
  return Status::invalid("result", "rows that go on must have the columns of those before");
}

Status check_progress(const Call& call, std::int64_t done, std::int64_t total) {
  PMM_TRY(call.check());
  if (call.progress && !call.progress(done, total))
    return {Code::kCancelled, "the progress callback stopped the work"};
  return {};
}

}  // namespace pmm::exchange
