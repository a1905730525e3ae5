#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/table.hpp"
#include "exchange/crosstab.hpp"
#include "exchange/table_writer.hpp"
#include "exchange/xlsx_cells.hpp"

struct lxw_table_column;

namespace pmm::exchange {

// The sheet, or the sheets, of one table: titles in the first row, values below, so that any
// program reads it; a table of the spreadsheet's where the book can have one. Rows over what a
// sheet holds go on in another.
class DataSheet {
 public:
  // `sample` is the first of the tables to be appended.
  static Result<DataSheet> begin(CellWriter& cells, const SheetOptions& options,
                                 const Table& sample);
  // The rows of one table from `from` up to `to`.
  Status append(const Table& table, std::int64_t from, std::int64_t to);
  // Ends the last sheet. `only` is the table that was appended, null when there were more.
  Status end(const Table* only);

  struct Part {
    XlsxBook::Sheet sheet;
    std::int64_t rows = 0;
  };
  const std::vector<Part>& parts() const noexcept { return parts_; }
  const std::vector<std::string>& titles() const noexcept { return titles_; }
  const std::vector<CellStyle>& styles() const noexcept { return styles_; }

 private:
  DataSheet(CellWriter& cells, const SheetOptions& options) : cells_(&cells), options_(options) {}
  const CellStyle& style_in(const Table& table, std::size_t column, std::int64_t row);
  Status begin_part();
  Status end_part(const Table* only);
  Status make_table(const Table* only);
  Status embolden_total(const std::vector<lxw_table_column>& columns,
                        const std::vector<double>& sums, const std::string& name);
  bool break_titles(const XlsxBook::Sheet& sheet) const;
  std::vector<double> sums_of(const Table* only) const;

  CellWriter* cells_;
  SheetOptions options_;
  std::vector<std::string> titles_;
  std::vector<CellStyle> styles_;
  std::vector<double> widths_;
  std::vector<Part> parts_;
};

// What a sheet is called and shown as when nobody has said.
std::string given_title(const SheetOptions& options, std::size_t number, bool italian);

// Puts title, page numbers and the repeated first row on what is printed.
void dress_for_print(const XlsxBook::Sheet& sheet, std::string_view title);

}  // namespace pmm::exchange
