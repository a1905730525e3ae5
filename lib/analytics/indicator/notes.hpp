#pragma once

#include "analytics/indicator/request.hpp"
#include "base/table.hpp"

namespace pmm::analytics {

// Whether it is a number of rows, and not a part or a mean of them.
bool is_count(const Indicator& indicator) noexcept;

// Says what people are shown of the columns of a table of indicators, long or wide.
void note_indicators(Table& table, const IndicatorRequest& request);

}  // namespace pmm::analytics
