#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/catalogue_names.hpp"
#include "analytics/query.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/table.hpp"

namespace pmm::analytics {

// A column of the answer before it is put in order: one value per group.
struct AnswerColumn {
  std::string name;
  std::string_view unit;
  Type type = Type::kInt64;
  std::vector<std::uint8_t> nulls;      // 1 for null
  std::vector<std::uint8_t> hidden;     // 1 for what may not be shown, which is null; or empty
  std::vector<std::int64_t> ints;       // kInt64, kTime, kDate, kBool
  std::vector<double> reals;            // kFloat64
  std::vector<std::string_view> texts;  // kText: borrowed from the epoch

  void add_null();
  void add_int(std::int64_t value);
  void add_real(double value);
  void add_text(std::string_view value);
  // A copy of another column's cell; the types are the same.
  void add_from(const AnswerColumn& other, std::size_t row);
  void set_from(std::size_t row, const AnswerColumn& other, std::size_t other_row);
  // Makes a cell null, because it may not be shown.
  void withhold(std::size_t row);
  bool is_withheld(std::size_t row) const noexcept {
    return row < hidden.size() && hidden[row] != 0;
  }
  // Only the cells of these rows are left, in this order.
  void keep(std::span<const std::uint32_t> rows);

  std::size_t size() const noexcept { return nulls.size(); }
  bool is_null(std::size_t row) const noexcept { return nulls[row] != 0; }
  // Of a number that is not null.
  double number(std::size_t row) const noexcept {
    return type == Type::kFloat64 ? reals[row] : static_cast<double>(ints[row]);
  }
};

// What a cell of the column takes, and what all of it does.
std::size_t cell_bytes(const AnswerColumn& column) noexcept;
std::int64_t held_bytes(const AnswerColumn& column) noexcept;

AnswerColumn column_for(std::string name, Type type, std::string_view unit = "");

// The rows of an answer, one column for each of the question's outputs.
struct Answer {
  std::vector<AnswerColumn> columns;
  std::vector<std::uint32_t> rows;  // those that belong to it, in no order
  std::vector<PartSet> kept;        // of every row that the columns have
  // Of ungrouped rows, of which those that cannot be shown may have been let go; else -1.
  std::int64_t matched = -1;
  std::int64_t withheld_rows = 0;  // left out because they may not be shown
};

std::int64_t held_bytes(const Answer& answer) noexcept;

// What the rows of the answer are ordered by: the question's order, then what it leaves open.
std::vector<Order> full_order(const Query& query);

// Puts the first `wanted` rows in the order of the question and leaves out the others. kCancelled,
// kTimeout: the call, looked at between some ten thousands of rows.
Status keep_first_rows(const Query& query, std::size_t wanted, const Call& call, Answer& answer);

// Orders the rows, cuts them to the question's limit and offset, and makes the table. What the
// question's order leaves open is settled by the times, then the dimensions, ascending, and totals
// behind what they are the total of; a null comes last either way. kLimit: the table takes over
// `budget_bytes`, 0 for no limit.
Result<TablePtr> make_table(const Query& query, Answer answer, const Watermark& watermark,
                            std::vector<AnsweredRange> ranges, const CatalogueNames& names,
                            std::int64_t budget_bytes, const Call& call);

}  // namespace pmm::analytics
