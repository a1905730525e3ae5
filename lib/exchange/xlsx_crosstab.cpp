#include "exchange/xlsx_crosstab.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "exchange/xlsx_sheet.hpp"

namespace pmm::exchange {
namespace {

constexpr std::size_t kSeries = 10;

class CrosstabSheet {
 public:
  CrosstabSheet(CellWriter& cells, const Table& table, const Crosstab& crosstab)
      : cells_(cells), table_(table), crosstab_(crosstab) {
    const Column& value = column_of(crosstab.value);
    added_up_ = value.note.additive && value.type == Type::kInt64;
  }

  Status write(XlsxBook::Sheet sheet) {
    sheet_ = std::move(sheet);
    PMM_ASSIGN(row_style_, cells_.style_of(table_, crosstab_.row_key));
    PMM_ASSIGN(column_style_, cells_.style_of(table_, crosstab_.column_key));
    PMM_ASSIGN(value_style_, cells_.style_of(table_, crosstab_.value));
    worksheet_freeze_panes(sheet_.sheet, 1, 1);
    worksheet_repeat_rows(sheet_.sheet, 0, 0);
    PMM_TRY(write_titles());
    for (std::size_t row = 0; row < crosstab_.rows.size(); ++row) PMM_TRY(write_row(row));
    return added_up_ ? write_totals() : Status();
  }

  Status chart(const SheetOptions& options) const {
    const Column& rows = column_of(crosstab_.row_key);
    const Column& value = column_of(crosstab_.value);
    ChartPlan plan;
    plan.kind = suitable_chart(options.chart, rows.note.role == Role::kTime,
                               static_cast<std::int64_t>(crosstab_.rows.size()));
    if (plan.kind == ChartKind::kNone || crosstab_.columns.empty()) return {};
    plan.stacked = added_up_;
    plan.title = options.title;
    plan.category_title = title_of(rows, cells_.language());
    plan.value_title = title_of(value, cells_.language());
    plan.category_format = row_style_.number;
    plan.value_format = value_style_.number;
    plan.last_row = static_cast<std::uint32_t>(crosstab_.rows.size());
    for (std::size_t i = 0; i < std::min(kSeries, crosstab_.columns.size()); ++i)
      plan.series.push_back(static_cast<std::uint16_t>(i + 1));
    plan.place = static_cast<std::uint16_t>(columns() + 2);
    ++cells_.report().charts;
    return add_chart(cells_.book(), sheet_, plan);
  }

 private:
  const Column& column_of(std::size_t index) const { return table_.columns[index]; }
  // Behind the column of the row titles, with that of the totals.
  std::size_t columns() const { return crosstab_.columns.size() + (added_up_ ? 1 : 0); }
  CellWriter::Place place(std::size_t row, std::size_t column) const {
    return {sheet_.sheet, static_cast<std::uint32_t>(row), static_cast<std::uint16_t>(column)};
  }
  std::string total_word() const { return cells_.italian() ? "Totale" : "Total"; }

  double number(std::int64_t row) const {
    const Column& value = column_of(crosstab_.value);
    if (row < 0 || value.is_null(row)) return 0;
    return static_cast<double>(value.int_at(row));
  }

  Status write_titles() {
    Look look;
    look.bold = look.header = true;
    const Column& rows = column_of(crosstab_.row_key);
    const Column& names = column_of(crosstab_.column_key);
    const std::string corner = title_of(rows, cells_.language());
    PMM_TRY(cells_.put_text(place(0, 0), corner, look));
    worksheet_set_column(sheet_.sheet, 0, 0, cells_.width_of(rows, row_style_, table_.rows, corner),
                         nullptr);
    look.right = true;
    for (std::size_t i = 0; i < columns(); ++i) {
      const std::string title = i < crosstab_.columns.size()
                                    ? cells_.words_of(names, column_style_, crosstab_.columns[i])
                                    : total_word();
      PMM_TRY(cells_.put_text(place(0, i + 1), title, look));
      const auto at = static_cast<lxw_col_t>(i + 1);
      const double width = std::clamp(static_cast<double>(shown_width(title)) + 2, 11.0, 40.0);
      worksheet_set_column(sheet_.sheet, at, at, width, nullptr);
    }
    return {};
  }

  Status write_row(std::size_t row) {
    const Column& keys = column_of(crosstab_.row_key);
    const std::int64_t key_row = crosstab_.rows[row];
    if (keys.is_null(key_row))
      PMM_TRY(cells_.put_text(place(row + 1, 0), cells_.words_of(keys, row_style_, key_row), {}));
    else
      PMM_TRY(cells_.put(place(row + 1, 0), keys, row_style_, key_row));
    double sum = 0;
    for (std::size_t i = 0; i < crosstab_.columns.size(); ++i) {
      const std::int64_t cell = crosstab_.cell(row, i);
      if (cell < 0) continue;
      PMM_TRY(cells_.put(place(row + 1, i + 1), column_of(crosstab_.value), value_style_, cell));
      if (added_up_) sum += number(cell);
    }
    if (!added_up_) return {};
    return put_sum(place(row + 1, columns()), {row + 1, 1}, {row + 1, columns() - 1}, sum);
  }

  Status write_totals() {
    Look look;
    look.bold = true;
    const std::size_t last = crosstab_.rows.size();
    PMM_TRY(cells_.put_text(place(last + 1, 0), total_word(), look));
    double all = 0;
    for (std::size_t i = 0; i < columns(); ++i) {
      double sum = all;
      if (i < crosstab_.columns.size()) {
        sum = 0;
        for (std::size_t row = 0; row < last; ++row) sum += number(crosstab_.cell(row, i));
        all += sum;
      }
      PMM_TRY(put_sum(place(last + 1, i + 1), {1, i + 1}, {last, i + 1}, sum));
    }
    return {};
  }

  struct At {
    std::size_t row, column;
  };
  Status put_sum(const CellWriter::Place& at, At first, At last, double sum) {
    char range[LXW_MAX_CELL_RANGE_LENGTH];
    lxw_rowcol_to_range(range, static_cast<lxw_row_t>(first.row),
                        static_cast<lxw_col_t>(first.column), static_cast<lxw_row_t>(last.row),
                        static_cast<lxw_col_t>(last.column));
    return cells_.put_formula(at, "=SUM(" + std::string(range) + ")", sum, value_style_.bold);
  }

  CellWriter& cells_;
  const Table& table_;
  const Crosstab& crosstab_;
  bool added_up_ = false;
  XlsxBook::Sheet sheet_;
  CellStyle row_style_, column_style_, value_style_;
};

}  // namespace

Result<std::string> write_crosstab(CellWriter& cells, const Table& table, const Crosstab& crosstab,
                                   const SheetOptions& options) {
  const PlainNumbers numbers;
  const std::string behind = cells.italian() ? " (incrociata)" : " (crosstab)";
  const std::string name =
      line_text(sheet_name(options.name), limits::kSheetNameUnits - behind.size()) + behind;
  PMM_ASSIGN(auto sheet, cells.book().add_sheet(name));
  dress_for_print(sheet, options.title);
  CrosstabSheet writer(cells, table, crosstab);
  const std::string given = sheet.name;
  PMM_TRY(writer.write(std::move(sheet)));
  PMM_TRY(writer.chart(options));
  ++cells.report().crosstabs;
  return given;
}

}  // namespace pmm::exchange
