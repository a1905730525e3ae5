#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/zone.hpp"

namespace pmm::exchange {

// A change of the clock as an iCalendar file tells it: when it happens, in the local time before
// it, from which offset to which, and the rule by which it comes again ("" if it does not).
struct ZoneChange {
  std::int64_t onset_local_us = 0;
  std::int32_t from_s = 0;
  std::int32_t to_s = 0;
  std::string rule;
};

// What a reader needs to know of the zone for local times between the two instants: the rules of
// summer and winter time where every year around has the same, else change by change; of a zone
// that never changes its one offset.
std::vector<ZoneChange> zone_changes(const Zone& zone, std::int64_t from_us, std::int64_t to_us);

}  // namespace pmm::exchange
