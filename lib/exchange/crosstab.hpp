#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/table.hpp"

namespace pmm::exchange {

// What the columns of a table are to a reader: the keys that tell its rows apart, the measures, and
// the column that says whether a row is a total of others.
struct Roles {
  std::vector<std::size_t> keys, measures;
  std::optional<std::size_t> totals;
};
Roles roles_of(const Table& table);

// A table with two keys as rows × columns of one measure. Rows and columns are numbers of rows of
// the table that have the key; a cell is the number of the row with its value, or -1.
struct Crosstab {
  std::size_t row_key = 0, column_key = 0, value = 0;
  std::vector<std::int64_t> rows, columns;
  std::vector<std::int64_t> cells;  // row by row

  std::int64_t cell(std::size_t row, std::size_t column) const {
    return cells[row * columns.size() + column];
  }
};

// None when the table has not two keys, or a pair of them twice, or more than `most_columns`
// columns would be needed. A time makes the rows, else the key with more values does. `value` names
// the measure; "" is the first.
std::optional<Crosstab> crosstab_of(const Table& table, std::string_view value,
                                    std::size_t most_columns);

}  // namespace pmm::exchange
