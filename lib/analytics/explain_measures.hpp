#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analytics/query.hpp"

namespace pmm::analytics {

// A measure over the rows of a group. Quantiles want the columns of ranks_sql beside the view's.
std::string measure_sql(const Cube& cube, const Member& measure, std::int64_t now_us);

// For the quantiles among the measures: each value once, its place in its group and how many the
// group has, as columns; empty when there is none. `keys` are what groups are made of.
std::vector<std::string> ranks_sql(const std::vector<const Member*>& measures,
                                   const std::vector<std::string>& keys, std::int64_t now_us);

}  // namespace pmm::analytics
