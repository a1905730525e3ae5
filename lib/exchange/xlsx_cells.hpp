#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/table.hpp"
#include "base/zone.hpp"
#include "exchange/table_writer.hpp"
#include "exchange/xlsx_book.hpp"

namespace pmm::exchange {

// A title that is longer than this over numbers is broken into lines.
inline constexpr double kWidestNumber = 16;

// How the values of one column stand in a sheet.
struct CellStyle {
  std::string number;  // the format
  double scale = 1;    // durations stand in days, as spreadsheets count time
  std::shared_ptr<const Zone> zone;
  lxw_format* format = nullptr;
  lxw_format* bold = nullptr;
};

// Writes values of answers into cells: numbers as numbers, days and local times as those of a
// spreadsheet, texts as texts and never as formulas.
class CellWriter {
 public:
  CellWriter(XlsxBook& book, std::string_view language, ExportReport& report)
      : book_(book), italian_(language == "it"), report_(report) {}

  // kInvalid when a column names a zone that this system does not know.
  Result<CellStyle> style_of(const Table& table, std::size_t column);

  // Of one value in a unit of its own.
  const CellStyle& style_by(const Column& column, std::string_view unit, std::int64_t row);

  struct Place {
    lxw_worksheet* sheet;
    std::uint32_t row;
    std::uint16_t column;
  };
  Status put(const Place& place, const Column& column, const CellStyle& style, std::int64_t row);
  Status put_text(const Place& place, std::string_view text, const Look& look);
  Status put_number(const Place& place, double value, lxw_format* format);
  // A number of ours that the program works out anew.
  Status put_formula(const Place& place, const std::string& formula, double value,
                     lxw_format* format);

  // The value as a title of a column or of a row.
  std::string words_of(const Column& column, const CellStyle& style, std::int64_t row) const;
  // How wide a column must be for its title and the first of its values.
  double width_of(const Column& column, const CellStyle& style, std::int64_t rows,
                  std::string_view title) const;

  XlsxBook& book() noexcept { return book_; }
  ExportReport& report() noexcept { return report_; }
  bool italian() const noexcept { return italian_; }
  std::string_view language() const noexcept { return italian_ ? "it" : "en"; }

 private:
  std::string number_format(const Column& column) const;
  std::string duration_format(const Column& column) const;
  std::string days_format() const;
  Status put_unsure(const Place& place, std::string_view text, const CellStyle& style);
  Status put_value(const Place& place, std::string_view text, lxw_format* format);

  XlsxBook& book_;
  bool italian_;
  ExportReport& report_;
  std::map<std::string, CellStyle, std::less<>> by_number_;  // styles by their format
};

}  // namespace pmm::exchange
