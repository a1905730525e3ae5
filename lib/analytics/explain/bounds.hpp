#pragma once

#include <cstdint>

#include "analytics/question/query.hpp"
#include "analytics/scan/grouping.hpp"
#include "analytics/scan/scan.hpp"

namespace pmm::analytics {

// What the text of an explanation tells of the instants in the columns: never more than the actor
// could ask for.

// Makes `bounds` hold `other` too.
void widen(TimeBounds& bounds, const TimeBounds& other) noexcept;

// The instants of a time that the columns hold, no wider than the filter's own ranges; to an actor
// who may not read every row, those of the rows in question alone.
TimeBounds held_bounds(const ScanSpec& spec, const Member& member, const ScanContext& context);

// The instants in a column of a cube, of all the rows that the actor may read.
TimeBounds readable_bounds(const Cube& cube, std::uint8_t column, const ScanContext& context);

}  // namespace pmm::analytics
