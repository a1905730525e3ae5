#include "exchange/xlsx_sheet.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/limits.hpp"

namespace pmm::exchange {
namespace {

constexpr std::size_t kTitleUnits = 255;

// A title may stand in the formula of its total only without these.
bool fits_formula(std::string_view title) noexcept {
  return title.find_first_of("[]#'@") == std::string_view::npos;
}

std::vector<std::string> titles_of(const Table& table, std::string_view language) {
  UniqueNames names;
  std::vector<std::string> titles;
  for (const Column& column : table.columns) {
    const std::string& title = title_of(column, language);
    titles.push_back(names.give(title.empty() ? "?" : title, kTitleUnits));
  }
  return titles;
}

// "&" begins a code in the headers of pages.
std::string page_text(std::string_view text) {
  std::string out;
  for (const char c : line_text(text, 100)) out += c == '&' ? std::string("&&") : std::string(1, c);
  return out;
}

}  // namespace

std::string given_title(const SheetOptions& options, std::size_t number, bool italian) {
  if (!options.title.empty()) return options.title;
  if (!options.name.empty()) return options.name;
  return (italian ? "Dati " : "Data ") + std::to_string(number);
}

void dress_for_print(const XlsxBook::Sheet& sheet, std::string_view title) {
  worksheet_set_header(sheet.sheet, ("&C&B" + page_text(title)).c_str());
  worksheet_set_footer(sheet.sheet, "&R&P / &N");
}

Result<DataSheet> DataSheet::begin(CellWriter& cells, const SheetOptions& options,
                                   const Table& sample) {
  if (sample.columns.size() > limits::kSheetColumns)
    return Status::limit("result", std::to_string(sample.columns.size()) +
                                       " columns are more than a sheet has, " +
                                       std::to_string(limits::kSheetColumns));
  DataSheet made(cells, options);
  made.titles_ = titles_of(sample, cells.language());
  for (std::size_t i = 0; i < sample.columns.size(); ++i) {
    PMM_ASSIGN(CellStyle style, cells.style_of(sample, i));
    made.widths_.push_back(cells.width_of(sample.columns[i], style, sample.rows, made.titles_[i]));
    made.styles_.push_back(std::move(style));
  }
  PMM_TRY(made.begin_part());
  return made;
}

Status DataSheet::begin_part() {
  PMM_ASSIGN(auto sheet, cells_->book().add_sheet(options_.name));
  dress_for_print(sheet, options_.title);
  worksheet_repeat_rows(sheet.sheet, 0, 0);
  worksheet_freeze_panes(sheet.sheet, 1, 0);
  Look look;
  look.bold = look.header = true;
  for (std::size_t i = 0; i < titles_.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    worksheet_set_column(sheet.sheet, column, column, widths_[i], nullptr);
    // A table writes its titles itself.
    if (cells_->book().constant_memory())
      PMM_TRY(cells_->put_text({sheet.sheet, 0, column}, titles_[i], look));
  }
  parts_.push_back({std::move(sheet), 0});
  ++cells_->report().sheets;
  return {};
}

// Of a column whose rows have units of their own.
const CellStyle& DataSheet::style_in(const Table& table, std::size_t column, std::int64_t row) {
  const std::string& unit_in = table.columns[column].note.unit_in;
  const auto at = unit_in.empty() ? std::nullopt : table.find(unit_in);
  if (!at || table.columns[*at].is_null(row)) return styles_[column];
  return cells_->style_by(table.columns[column], table.columns[*at].text_at(row), row);
}

Status DataSheet::append(const Table& table, std::int64_t from, std::int64_t to) {
  const PlainNumbers numbers;
  for (std::int64_t row = from; row < to; ++row) {
    if (parts_.back().rows == limits::kSheetRows - 1) {
      PMM_TRY(end_part(nullptr));
      PMM_TRY(begin_part());
    }
    Part& part = parts_.back();
    const auto at = static_cast<lxw_row_t>(++part.rows);
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      PMM_TRY(cells_->put({part.sheet.sheet, at, static_cast<lxw_col_t>(i)}, table.columns[i],
                          style_in(table, i, row), row));
    ++cells_->report().rows;
  }
  return {};
}

// The total of each column that may be added up; none where the rows have totals among them.
std::vector<double> DataSheet::sums_of(const Table* only) const {
  if (only == nullptr || only->rows < 2 || roles_of(*only).totals) return {};
  std::vector<double> sums(only->columns.size(), 0);
  bool any = false;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const Column& column = only->columns[i];
    if (!column.note.additive || column.type != Type::kInt64) continue;
    any = true;
    for (std::int64_t row = 0; row < only->rows; ++row)
      if (!column.is_null(row)) sums[i] += static_cast<double>(column.int_at(row));
  }
  // The first column says what the row is.
  if (!any || only->columns.front().note.additive) return {};
  return sums;
}

// Makes the row of titles as high as the longest of them needs; whether it is more than a line.
bool DataSheet::break_titles(const XlsxBook::Sheet& sheet) const {
  constexpr double kLineHeight = 15;
  double lines = 1;
  for (std::size_t i = 0; i < titles_.size(); ++i)
    lines = std::max(lines, std::ceil(static_cast<double>(shown_width(titles_[i])) /
                                      std::max(widths_[i] - 3, 1.0)));
  if (lines <= 1) return false;
  worksheet_set_row(sheet.sheet, 0, std::min(lines, 5.0) * kLineHeight, nullptr);
  return true;
}

Status DataSheet::make_table(const Table* only) {
  Part& part = parts_.back();
  const std::vector<double> sums = sums_of(only);
  std::vector<lxw_table_column> columns(titles_.size());
  std::vector<lxw_table_column*> pointers;
  std::string total = cells_->italian() ? "Totale" : "Total";
  // As the style of the table has it, for programs that do not know such styles.
  Look look;
  look.bold = look.header = true;
  look.wrapped = break_titles(part.sheet);
  std::string name = "Table" + std::to_string(cells_->report().tables + 1);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i].header = titles_[i].data();
    columns[i].format = styles_[i].format;
    columns[i].header_format = cells_->book().format(look);
    if (!sums.empty() && i == 0) columns[i].total_string = total.data();
    if (!sums.empty() && only->columns[i].note.additive && only->columns[i].type == Type::kInt64 &&
        fits_formula(titles_[i])) {
      columns[i].total_function = LXW_TABLE_FUNCTION_SUM;
      columns[i].total_value = sums[i];
    }
    pointers.push_back(&columns[i]);
  }
  pointers.push_back(nullptr);
  lxw_table_options options{};
  options.name = name.data();
  options.style_type = LXW_TABLE_STYLE_TYPE_MEDIUM;
  options.style_type_number = 2;
  options.total_row = sums.empty() ? 0 : 1;
  options.columns = pointers.data();
  // A table has a row, be it an empty one.
  const std::int64_t last = std::max<std::int64_t>(part.rows, 1) + options.total_row;
  PMM_TRY(xlsx_status(worksheet_add_table(part.sheet.sheet, 0, 0, static_cast<lxw_row_t>(last),
                                          static_cast<lxw_col_t>(titles_.size() - 1), &options),
                      "table"));
  ++cells_->report().tables;
  return options.total_row == 0 ? Status() : embolden_total(columns, sums, name);
}

// The table wrote its last row as any other.
Status DataSheet::embolden_total(const std::vector<lxw_table_column>& columns,
                                 const std::vector<double>& sums, const std::string& name) {
  const Part& part = parts_.back();
  const auto row = static_cast<lxw_row_t>(part.rows + 1);
  Look look;
  look.bold = true;
  PMM_TRY(cells_->put_text({part.sheet.sheet, row, 0}, columns[0].total_string, look));
  for (std::size_t i = 1; i < columns.size(); ++i) {
    if (columns[i].total_function == LXW_TABLE_FUNCTION_NONE) continue;
    PMM_TRY(cells_->put_formula({part.sheet.sheet, row, static_cast<lxw_col_t>(i)},
                                "=SUBTOTAL(109," + name + "[" + titles_[i] + "])", sums[i],
                                styles_[i].bold));
  }
  return {};
}

Status DataSheet::end_part(const Table* only) {
  if (titles_.empty()) return {};
  const PlainNumbers numbers;
  if (!cells_->book().constant_memory()) return make_table(only);
  Part& part = parts_.back();
  return xlsx_status(worksheet_autofilter(part.sheet.sheet, 0, 0, static_cast<lxw_row_t>(part.rows),
                                          static_cast<lxw_col_t>(titles_.size() - 1)),
                     "filter");
}

Status DataSheet::end(const Table* only) { return end_part(parts_.size() == 1 ? only : nullptr); }

}  // namespace pmm::exchange
