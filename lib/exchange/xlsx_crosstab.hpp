#pragma once

#include <string>
#include <string_view>

#include "exchange/crosstab.hpp"
#include "exchange/xlsx_cells.hpp"
#include "exchange/xlsx_chart.hpp"

namespace pmm::exchange {

// A sheet with the values of a crosstab, their totals where they may be added up, and a chart.
// Gives the sheet's name.
Result<std::string> write_crosstab(CellWriter& cells, const Table& table, const Crosstab& crosstab,
                                   const SheetOptions& options);

}  // namespace pmm::exchange
