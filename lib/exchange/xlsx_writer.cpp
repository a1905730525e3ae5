#include "exchange/xlsx_writer.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "exchange/crosstab.hpp"
#include "exchange/people_table.hpp"
#include "exchange/xlsx_about.hpp"
#include "exchange/xlsx_book.hpp"
#include "exchange/xlsx_chart.hpp"
#include "exchange/xlsx_crosstab.hpp"
#include "exchange/xlsx_sheet.hpp"

namespace pmm::exchange {
namespace {

constexpr std::size_t kChartSeries = 6;
constexpr std::int64_t kChartRows = 1000;
constexpr std::size_t kCrosstabColumns = 256;

std::int64_t cells_of(const Table& table) noexcept {
  return table.rows * static_cast<std::int64_t>(std::max<std::size_t>(table.columns.size(), 1));
}

// Tables are kept until their cells are over what a workbook with tables may have. From then on the
// book has none, and rows go out of the memory as they come.
class XlsxWriter final : public TableWriter {
 public:
  XlsxWriter(Sink sink, ExportOptions options)
      : sink_(std::move(sink)), options_(std::move(options)) {}

  Status may_add(const Table& table, const SheetOptions* sheet) const override {
    if (sheet != nullptr || answers_.empty()) return {};
    return check_same_columns(*answers_.back().given, table);
  }
  Status may_finish() const override {
    return answers_.empty() ? Status::invalid("result", "there is no table to be written")
                            : Status();
  }

  Status add(const TablePtr& given, const SheetOptions* sheet, const Call& call) override {
    PMM_TRY(call.check());
    PMM_TRY(may_add(*given, sheet));
    const TablePtr table = people_table(given, options_.language);
    if (sheet != nullptr || answers_.empty())
      PMM_TRY(begin_answer(*given, sheet != nullptr ? *sheet : SheetOptions()));
    cells_count_ += cells_of(*table);
    Answer& answer = answers_.back();
    answer.told.rows += table->rows;
    answer.told.watermark = table->watermark;
    const bool alone = !answer.sheet && answer.held.empty();
    answer.whole = alone && cells_of(*table) <= options_.table_cells ? table : nullptr;
    answer.held.push_back(table);
    if (!book_ && cells_count_ <= options_.table_cells) return {};
    if (!book_) PMM_TRY(open(true));
    return write_held(call, false);
  }

  Status finish(const Call& call, ExportReport& report) override {
    PMM_TRY(may_finish());
    PMM_TRY(check_progress(call, report_.rows, rows()));
    const bool whole = book_ == nullptr;
    if (whole) PMM_TRY(open(false));
    // Where there is more than one answer, the book opens with what is in it.
    std::optional<XlsxBook::Sheet> first;
    if (whole && answers_.size() > 1) {
      PMM_ASSIGN(first, book_->add_sheet(about_name()));
    }
    PMM_TRY(write_held(call, true));
    if (!first) {
      PMM_ASSIGN(first, book_->add_sheet(about_name()));
    }
    std::vector<AboutAnswer> told;
    for (const Answer& answer : answers_) told.push_back(answer.told);
    PMM_TRY(write_about(*cells_, *first, options_, told));
    PMM_TRY(call.check());
    PMM_TRY(book_->close(call));
    PMM_TRY(book_->write_to(sink_, call));
    PMM_TRY(sink_.finish());
    report_.bytes = sink_.written();
    report = report_;
    return {};
  }

 private:
  struct Answer {
    SheetOptions options;
    TablePtr given;              // for the columns
    std::vector<TablePtr> held;  // not written yet
    TablePtr whole;              // when it is all there is, and not too much for more than rows
    std::optional<DataSheet> sheet;
    bool ended = false;
    AboutAnswer told;
  };

  std::string about_name() const { return options_.language == "it" ? "Informazioni" : "About"; }
  std::int64_t rows() const noexcept {
    std::int64_t rows = 0;
    for (const Answer& answer : answers_) rows += answer.told.rows;
    return rows;
  }

  Status begin_answer(const Table& table, SheetOptions options) {
    if (answers_.size() == limits::kWorkbookSheets)
      return Status::limit(
          "result", "a workbook holds " + std::to_string(answers_.size()) + " results at most");
    if (book_ && !answers_.empty()) PMM_TRY(end(answers_.back()));
    const bool italian = options_.language == "it";
    options.title = given_title(options, answers_.size() + 1, italian);
    if (options.name.empty()) options.name = options.title;
    if (options_.title.empty()) options_.title = options.title;
    if (options_.created_us == 0) options_.created_us = table.watermark.time_us;
    Answer answer;
    answer.options = std::move(options);
    // Its columns without its rows.
    auto given = std::make_shared<Table>();
    for (const Column& column : table.columns) {
      given->columns.emplace_back();
      given->columns.back().name = column.name;
      given->columns.back().type = column.type;
    }
    answer.given = std::move(given);
    answers_.push_back(std::move(answer));
    return {};
  }

  Status open(bool constant_memory) {
    const PlainNumbers numbers;
    PMM_ASSIGN(book_, XlsxBook::open(
                          {options_.title, options_.created_us, constant_memory, sink_.file()}));
    cells_.emplace(*book_, options_.language, report_);
    return {};
  }

  // An answer is ended once another has begun, or all are there.
  Status write_held(const Call& call, bool all) {
    for (std::size_t i = 0; i < answers_.size(); ++i) {
      Answer& answer = answers_[i];
      for (const TablePtr& table : answer.held) PMM_TRY(write(answer, *table, call));
      answer.held.clear();
      if (all || i + 1 < answers_.size()) PMM_TRY(end(answer));
    }
    return {};
  }

  Status write(Answer& answer, const Table& table, const Call& call) {
    if (!answer.sheet) {
      PMM_ASSIGN(auto sheet, DataSheet::begin(*cells_, answer.options, table));
      answer.sheet.emplace(std::move(sheet));
      const std::int64_t rows = answer.told.rows;
      const Watermark watermark = answer.told.watermark;
      answer.told = about(table, answer.sheet->titles());
      answer.told.rows = rows;
      answer.told.watermark = watermark;
      answer.told.title = answer.options.title;
      answer.told.question = answer.options.question;
    }
    for (std::int64_t row = 0; row < table.rows;) {
      PMM_TRY(check_progress(call, report_.rows, rows()));
      const auto step = static_cast<std::int64_t>(limits::kExportRows);
      const std::int64_t end = std::min(row + step, table.rows);
      PMM_TRY(answer.sheet->append(table, row, end));
      row = end;
    }
    return {};
  }

  // What is made of an answer besides its rows: a crosstab, a chart.
  Status show(Answer& answer, const Table& table) {
    std::optional<Crosstab> crosstab;
    if (answer.options.crosstab)
      crosstab = crosstab_of(table, answer.options.crosstab_value, kCrosstabColumns);
    if (!crosstab) return chart(answer, table);
    PMM_ASSIGN(std::string name, write_crosstab(*cells_, table, *crosstab, answer.options));
    answer.told.sheets.push_back(std::move(name));
    return {};
  }

  // The measures that can share an axis with the first.
  Status chart(const Answer& answer, const Table& table) {
    const Roles roles = roles_of(table);
    if (roles.keys.size() != 1 || roles.measures.empty() || roles.totals) return {};
    if (table.rows > kChartRows || answer.sheet->parts().size() != 1) return {};
    const Column& key = table.columns[roles.keys[0]];
    ChartPlan plan;
    plan.kind = suitable_chart(
        answer.options.chart, key.note.role == Role::kTime && key.type != Type::kInt64, table.rows);
    if (plan.kind == ChartKind::kNone || table.rows == 0) return {};
    const std::size_t first = roles.measures[0];
    for (const std::size_t measure : roles.measures)
      if (table.columns[measure].unit == table.columns[first].unit &&
          table.columns[measure].type == table.columns[first].type &&
          plan.series.size() < kChartSeries)
        plan.series.push_back(static_cast<std::uint16_t>(measure));
    plan.title = answer.options.title;
    plan.category_title = answer.sheet->titles()[roles.keys[0]];
    if (plan.series.size() == 1) plan.value_title = answer.sheet->titles()[first];
    plan.category_format = answer.sheet->styles()[roles.keys[0]].number;
    plan.value_format = answer.sheet->styles()[first].number;
    plan.category = static_cast<std::uint16_t>(roles.keys[0]);
    plan.last_row = static_cast<std::uint32_t>(table.rows);
    plan.place = static_cast<std::uint16_t>(table.columns.size() + 1);
    const PlainNumbers numbers;
    ++report_.charts;
    return add_chart(*book_, answer.sheet->parts()[0].sheet, plan);
  }

  Status end(Answer& answer) {
    if (!answer.sheet || std::exchange(answer.ended, true)) return {};
    PMM_TRY(answer.sheet->end(answer.whole.get()));
    for (const DataSheet::Part& part : answer.sheet->parts())
      answer.told.sheets.push_back(part.sheet.name);
    if (answer.whole) PMM_TRY(show(answer, *answer.whole));
    answer.whole.reset();
    return {};
  }

  Sink sink_;
  ExportOptions options_;
  ExportReport report_;
  std::vector<Answer> answers_;
  std::int64_t cells_count_ = 0;
  std::unique_ptr<XlsxBook> book_;
  std::optional<CellWriter> cells_;
};

}  // namespace

std::unique_ptr<TableWriter> make_xlsx_writer(Sink sink, ExportOptions options) {
  return std::make_unique<XlsxWriter>(std::move(sink), std::move(options));
}

}  // namespace pmm::exchange
