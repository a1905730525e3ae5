// What measures look at in the rows of deliveries and appointments.
#include <algorithm>

#include "analytics/catalogue/state_sets.hpp"
#include "analytics/scan/row_values.hpp"

namespace pmm::analytics {

using columnar::kNullInt;
using columnar::Mask;

void RowValues::flag_states(Condition condition, Mask flags) {
  const StateSet* set = find_state_set(condition);
  if (set == nullptr) return std::fill(flags.begin(), flags.end(), std::uint8_t{0});
  const auto& table = with_.in_states[static_cast<std::size_t>(set - kStateSets.data())];
  std::uint8_t column = deliveries::kState;
  if (set->cube == CubeId::kAppointments) column = appointments::kState;
  const auto codes = stored(column);
  for (std::size_t i = 0; i < rows_.count; ++i)
    flags[i] = codes[i] < table.size() ? table[codes[i]] : std::uint8_t{0};
}

// --- Deliveries --------------------------------------------------------------------------------

void RowValues::flag_delivery(Condition condition, Mask flags) {
  switch (condition) {
    case Condition::kDeliveryDispatched:
      return flag_measured(Value::kDeliveryDispatch, flags);
    case Condition::kDeliveryArrived:
      return flag_measured(Value::kDeliveryArrival, flags);
    case Condition::kDeliveryReadTold:
      return flag_given(deliveries::kReadTold, flags);
    case Condition::kDeliveryRead:
      return flag_given(deliveries::kRead, flags);
    case Condition::kDeliveryReadTimed:
      return flag_measured(Value::kDeliveryReading, flags);
    case Condition::kDeliveryReadDuePassed:
      return flag_before(deliveries::kReadDue, with_.now_us, flags);
    case Condition::kDeliveryReadInTime:
      return flag_read_in_time(flags);
    default:
      return flag_states(condition, flags);
  }
}

void RowValues::flag_read_in_time(Mask flags) {
  read(deliveries::kReadDue, values_);
  read(deliveries::kRead, other_values_);
  for (std::size_t i = 0; i < rows_.count; ++i)
    flags[i] =
        static_cast<std::uint8_t>(values_[i] != kNullInt && values_[i] < with_.now_us &&
                                  other_values_[i] != kNullInt && other_values_[i] <= values_[i]);
}

// --- Appointments ------------------------------------------------------------------------------

void RowValues::flag_booking(Condition condition, Mask flags) {
  switch (condition) {
    case Condition::kBookingTaken:
      return flag_taken(flags);
    case Condition::kBookingStood:
      return flag_stood(flags);
    case Condition::kBookingMoved:
      return flag_given(appointments::kMoves, flags);
    case Condition::kBookingLed:
      return flag_measured(Value::kBookingLead, flags);
    case Condition::kBookingWarned:
      return flag_measured(Value::kBookingNotice, flags);
    default:
      return flag_states(condition, flags);
  }
}

// A place that is held is one until the time that it is held for has passed.
void RowValues::flag_taken(Mask flags) {
  flag_states(Condition::kBookingPlaced, flags);
  more_flags_.resize(rows_.count);
  flag_states(Condition::kBookingHeld, more_flags_);
  read(appointments::kHeldUntil, values_);
  for (std::size_t i = 0; i < rows_.count; ++i)
    if (more_flags_[i] != 0 && values_[i] != kNullInt && values_[i] > with_.now_us) flags[i] = 1;
}

// Of what the office says nothing, the subject is taken to have come.
void RowValues::flag_stood(Mask flags) {
  flag_states(Condition::kBookingOver, flags);
  more_flags_.resize(rows_.count);
  flag_states(Condition::kBookingConfirmed, more_flags_);
  read(appointments::kStarts, values_);
  for (std::size_t i = 0; i < rows_.count; ++i)
    if (more_flags_[i] != 0 && values_[i] != kNullInt && values_[i] < with_.now_us) flags[i] = 1;
}

void RowValues::taken_time(std::vector<std::int64_t>& values) {
  flags_.resize(rows_.count);
  flag_taken(flags_);
  read(appointments::kStarts, values);
  read(appointments::kEnds, other_values_);
  for (std::size_t i = 0; i < rows_.count; ++i) {
    const bool taken = flags_[i] != 0 && values[i] != kNullInt && other_values_[i] != kNullInt &&
                       other_values_[i] >= values[i];
    values[i] = taken ? other_values_[i] - values[i] : kNullInt;
  }
}

}  // namespace pmm::analytics
