#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analytics/question/query.hpp"
#include "analytics/scan/budget.hpp"
#include "analytics/segment/scan.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "columnar/bitset.hpp"

namespace pmm::analytics {

// Which rows of a cube an RFM question is about, and what it is to show.
struct RfmSpec {
  const Cube* cube = nullptr;
  Filter rows;
  std::string show = "subjects";
  Granularity unit = Granularity::kWeek;
};

// What is known of each subject that has rows, in the order of the subjects.
struct Activity {
  std::vector<std::uint32_t> subject, frequency, breadth, periods;
  std::vector<std::int32_t> first_day, last_day;
  std::size_t size() const noexcept { return subject.size(); }
};

// The number of the day, week or month that a day lies in; one more for the next.
std::int32_t unit_number(std::int32_t day, Granularity unit) noexcept;

// The activity of those in `population`, from the rows that pass `rows`. kLimit: it does not fit
// into the room, in which the answer stays held; kCancelled, kTimeout: the call.
Result<Activity> read_activity(const RfmSpec& spec, const Epoch& epoch, const Predicate& rows,
                               const columnar::Bitset& population, Room& room, const Call& call);

}  // namespace pmm::analytics
