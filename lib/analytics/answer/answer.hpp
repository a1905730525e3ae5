#pragma once

#include <cstdint>
#include <vector>

#include "analytics/columns/catalogue_names.hpp"
#include "analytics/question/query.hpp"
#include "analytics/scan/answer_column.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/table.hpp"

namespace pmm::analytics {

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
