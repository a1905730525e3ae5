#pragma once

#include <cstdint>
#include <string>

#include "analytics/columns/epoch.hpp"
#include "analytics/explain/sheet.hpp"

namespace pmm::analytics {

// Adds the tables of the cases as they stood at `end_us`, and of the stays with what they say of
// them: what cases_on_day() does, in SQL over the views.
void add_past(const Epoch& epoch, std::int64_t end_us, TablesSql& tables);

// Where a cube's rows are: its view, or on a past day the table that add_past() makes.
std::string rows_name(const Cube& cube, bool past);

}  // namespace pmm::analytics
