#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analytics/question/query.hpp"

namespace pmm::analytics {

// A measure over the rows of a group. Quantiles want the columns of ranks_sql beside the view's.
// Where it needs columns that the view does not have, needed_columns_sql gives them.
std::string measure_sql(const Cube& cube, const Member& measure, std::int64_t now_us);

// What the measures need beside the columns of their view, called "v": none for most.
std::vector<std::string> needed_columns_sql(std::span<const Member* const> measures);

// For the quantiles among the measures: each value once, its place in its group and how many the
// group has, as columns; empty when there is none. `keys` are what groups are made of.
std::vector<std::string> ranks_sql(const std::vector<const Member*>& measures,
                                   const std::vector<std::string>& keys, std::int64_t now_us);

}  // namespace pmm::analytics
