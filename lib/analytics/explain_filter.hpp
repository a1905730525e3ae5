#pragma once

#include <string>

#include "analytics/epoch.hpp"
#include "analytics/query.hpp"
#include "model/access.hpp"

namespace pmm::analytics {

// A filter as a condition on rows of the cube's view. A condition on a null is null, so that only
// kNotSet finds it, as in the engine.
std::string filter_sql(const Filter& filter, const Cube& cube);

// The rows of the cube's view that the plan lets its actor read; offices and services by the codes
// that they have in the epoch. Empty: all.
std::string access_sql(const model::Plan& plan, const Cube& cube, const Epoch& epoch);

}  // namespace pmm::analytics
