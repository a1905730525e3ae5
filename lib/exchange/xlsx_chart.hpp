#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "exchange/table_writer.hpp"
#include "exchange/xlsx_book.hpp"

namespace pmm::exchange {

// A chart of ranges of a sheet: categories in one column, a series in each of some others.
struct ChartPlan {
  ChartKind kind = ChartKind::kColumn;
  bool stacked = false;
  std::string title, category_title, value_title;
  std::string category_format, value_format;
  std::uint32_t first_row = 1, last_row = 1;
  std::uint16_t category = 0;
  std::vector<std::uint16_t> series;  // their names stand in row 0
  std::uint16_t place = 0;            // the column that it stands at
};

Status add_chart(XlsxBook& book, const XlsxBook::Sheet& sheet, const ChartPlan& plan);

// What suits `rows` categories.
ChartKind suitable_chart(ChartKind wanted, bool over_time, std::int64_t rows) noexcept;

}  // namespace pmm::exchange
