#include "analytics/scan/row_values.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

#include "analytics/catalogue/state_sets.hpp"
#include "analytics/scan/repeats.hpp"
#include "base/civil.hpp"
#include "model/case.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::kNullInt;
using columnar::Mask;
using columnar::Rows;

constexpr std::string_view kResolved = "resolved";  // outcome of a contact

// The code of a text, or one that no row has.
std::uint32_t code_of(const Epoch& epoch, Domain domain, std::string_view text) {
  const columnar::DictionaryView& view = epoch.dictionary(domain);
  for (std::uint32_t code = 1; code < view.size(); ++code)
    if (view.at(code).text == text) return code;
  return std::numeric_limits<std::uint32_t>::max();
}

template <std::size_t kSize>
bool is_one_of(const std::array<std::string_view, kSize>& texts, std::string_view text) noexcept {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

}  // namespace

Comparands::Comparands(const Epoch& epoch, std::int64_t now)
    : now_us(now),
      open_code(code_of(epoch, Domain::kStatus, model::kStatusOpen)),
      closed_code(code_of(epoch, Domain::kStatus, model::kStatusClosed)),
      resolved_code(code_of(epoch, Domain::kContactOutcome, kResolved)),
      working_days(epoch.working_days.get()),
      standstills(epoch.standstills.get()),
      repeats(epoch.repeats.get()) {
  for (const std::string_view outcome : kForwardedOutcomes)
    forwarded_codes.push_back(code_of(epoch, Domain::kContactOutcome, outcome));
  const columnar::DictionaryView& states = epoch.dictionary(Domain::kState);
  for (std::uint32_t code = 0; code < states.size(); ++code) {
    is_end.push_back(is_one_of(kEndStates, states.at(code).text) ? 1 : 0);
    is_again.push_back(is_one_of(kReopenedStates, states.at(code).text) ? 1 : 0);
  }
  for (const StateSet& set : kStateSets) {
    const columnar::DictionaryView& view = epoch.dictionary(
        set.cube == CubeId::kDeliveries ? Domain::kDeliveryState : Domain::kBookingState);
    auto& table = in_states.emplace_back();
    for (std::uint32_t code = 0; code < view.size(); ++code)
      table.push_back(set.has(view.at(code).text) ? 1 : 0);
  }
}

std::optional<Interval> interval_of(Value value) noexcept {
  switch (value) {
    case Value::kCaseResolution:
      return Interval{cases::kOpened, cases::kClosed};
    case Value::kCaseFirstResponse:
      return Interval{cases::kOpened, cases::kFirstResponse};
    case Value::kStageDuration:
      return Interval{stages::kEntered, stages::kLeft};
    case Value::kContactHandling:
      return Interval{contacts::kStarted, contacts::kEnded};
    case Value::kDeliveryDispatch:
      return Interval{deliveries::kCreated, deliveries::kSent};
    case Value::kDeliveryArrival:
      return Interval{deliveries::kCreated, deliveries::kDelivered};
    case Value::kDeliveryReading:
      return Interval{deliveries::kCreated, deliveries::kRead};
    case Value::kBookingLead:
      return Interval{appointments::kBooked, appointments::kStarts};
    case Value::kBookingNotice:
      return Interval{appointments::kCancelled, appointments::kStarts};
    case Value::kNone:
    case Value::kBookingTime:
    case Value::kStageAge:
    case Value::kCaseNetResolution:
    case Value::kCaseWorkingResolution:
    case Value::kCaseWorkingResponse:
    case Value::kCaseWorkingLateness:
    case Value::kContactWaiting:
    case Value::kContactAnswerTime:
      return std::nullopt;
  }
  return std::nullopt;
}

void RowValues::begin_block(const Block& block, std::uint64_t first_row) {
  block_ = &block;
  first_row_ = first_row;
  read_.resize(block.chunks.size());
  room_.resize(block.chunks.size());
  for (Difference& each : differences_)
    each.subtraction = columnar::subtraction(block.chunks[each.of.from], block.chunks[each.of.to]);
}

void RowValues::begin_batch(const Rows& rows) {
  rows_ = rows;
  std::fill(read_.begin(), read_.end(), std::span<const std::uint32_t>());
  for (Difference& each : differences_) each.ready = false;
}

std::span<const std::uint32_t> RowValues::stored(std::uint8_t column) {
  if (read_[column].empty()) {
    room_[column].resize(columnar::kBatchRows);
    read_[column] = columnar::read_stored(block_->chunks[column], rows_, room_[column]);
  }
  return read_[column];
}

void RowValues::read(std::uint8_t column, std::vector<std::int64_t>& values) const {
  values.resize(rows_.count);
  columnar::read_values(block_->chunks[column], rows_, values);
}

const RowValues::Difference& RowValues::difference(const Interval& interval) {
  auto found = std::find_if(differences_.begin(), differences_.end(), [&](const Difference& each) {
    return each.of.from == interval.from && each.of.to == interval.to;
  });
  if (found == differences_.end()) {
    Difference added;
    added.of = interval;
    added.subtraction =
        columnar::subtraction(block_->chunks[interval.from], block_->chunks[interval.to]);
    found = differences_.insert(differences_.end(), std::move(added));
  }
  if (found->ready) return *found;
  found->ready = true;
  if (found->subtraction) {
    found->steps.resize(rows_.count);
    columnar::subtract(stored(interval.from), stored(interval.to), found->subtraction->shift,
                       found->steps);
  } else {
    read(interval.from, values_);
    read(interval.to, other_values_);
    found->values.resize(rows_.count);
    columnar::subtract(std::span<const std::int64_t>(values_), other_values_, found->values);
  }
  return *found;
}

RowValues::Measured RowValues::measure(Value value) {
  if (const auto interval = interval_of(value)) {
    const Difference& found = difference(*interval);
    if (found.subtraction) return {found.steps, {}, found.subtraction->scale};
    return {{}, found.values, 1};
  }
  switch (value) {
    case Value::kStageAge:
      age(values_);
      break;
    case Value::kCaseNetResolution:
      net_resolution(values_);
      break;
    case Value::kCaseWorkingResolution:
      working_days(cases::kClosed, values_);
      break;
    case Value::kCaseWorkingResponse:
      working_days(cases::kFirstResponse, values_);
      break;
    case Value::kCaseWorkingLateness:
      lateness(values_);
      break;
    case Value::kContactWaiting:
      read(contacts::kWaiting, values_);
      break;
    case Value::kContactAnswerTime:
      answer_time(values_);
      break;
    case Value::kBookingTime:
      taken_time(values_);
      break;
    default:
      values_.assign(rows_.count, kNullInt);
      break;
  }
  return {{}, values_, 1};
}

// --- What the calendar and the standstills of a case take out
// ------------------------------------

void RowValues::net_resolution(std::vector<std::int64_t>& values) {
  read(cases::kOpened, values);
  read(cases::kClosed, other_values_);
  const auto stood = with_.standstills == nullptr ? std::span<const Standstill>()
                                                  : with_.standstills->of_block(first_row_);
  for (std::size_t i = 0; i < rows_.count; ++i) {
    const std::int64_t from = values[i], to = other_values_[i];
    if (from == kNullInt || to == kNullInt || to < from) {
      values[i] = kNullInt;
      continue;
    }
    values[i] = to - from;
    if (stood.empty()) continue;
    for (const Standstill& each : of_row(stood, row_of(i)))
      values[i] -=
          std::max<std::int64_t>(0, std::min(each.end_us, to) - std::max(each.begin_us, from));
  }
}

// Working days after the day of opening, as a term counts them: one on whose last microsecond the
// term stands still does not count.
void RowValues::working_days(std::uint8_t to_column, std::vector<std::int64_t>& values) {
  if (with_.working_days == nullptr) return values.assign(rows_.count, kNullInt);
  const WorkingDays& days = *with_.working_days;
  read(cases::kOpened, values);
  read(to_column, other_values_);
  const auto stood = with_.standstills == nullptr ? std::span<const Standstill>()
                                                  : with_.standstills->of_block(first_row_);
  for (std::size_t i = 0; i < rows_.count; ++i) {
    if (values[i] == kNullInt || other_values_[i] == kNullInt || other_values_[i] < values[i]) {
      values[i] = kNullInt;
      continue;
    }
    const std::int32_t from = days.day_of(values[i]), to = days.day_of(other_values_[i]);
    values[i] = days.between_days(from, to);
    if (stood.empty()) continue;
    for (const Standstill& each : of_row(stood, row_of(i))) {
      const std::int32_t first = std::max(days.day_of(each.begin_us) - 1, from);
      const std::int32_t last =
          each.end_us == Standstill::kGoesOn ? to : std::min(days.day_of(each.end_us) - 1, to);
      if (last > first) values[i] -= days.between_days(first, last);
    }
  }
}

void RowValues::lateness(std::vector<std::int64_t>& values) {
  if (with_.working_days == nullptr) return values.assign(rows_.count, kNullInt);
  const WorkingDays& days = *with_.working_days;
  flags_.resize(rows_.count);
  flag_code(cases::kStatus, with_.closed_code, flags_);
  read(cases::kDue, values);
  read(cases::kClosed, other_values_);
  for (std::size_t i = 0; i < rows_.count; ++i) {
    const bool late = flags_[i] != 0 && values[i] != kNullInt && other_values_[i] != kNullInt &&
                      other_values_[i] > values[i];
    values[i] =
        late ? days.between_days(days.day_of(values[i]), days.day_of(other_values_[i])) : kNullInt;
  }
}

// How long a stay has gone on by now.
void RowValues::age(std::vector<std::int64_t>& values) {
  read(stages::kEntered, values);
  read(stages::kLeft, other_values_);
  for (std::size_t i = 0; i < rows_.count; ++i) {
    const bool goes_on =
        other_values_[i] == kNullInt && values[i] != kNullInt && values[i] <= with_.now_us;
    values[i] = goes_on ? with_.now_us - values[i] : kNullInt;
  }
}

void RowValues::answer_time(std::vector<std::int64_t>& values) {
  flags_.resize(rows_.count);
  flag_given(contacts::kAbandoned, flags_);
  read(contacts::kWaiting, values);
  for (std::size_t i = 0; i < rows_.count; ++i)
    if (flags_[i] != 0) values[i] = kNullInt;
}

// --- Conditions
// --------------------------------------------------------------------------------------

void RowValues::flag_code(std::uint8_t column, std::uint32_t code, Mask flags) {
  columnar::flag_equal(stored(column), code, flags);
}

void RowValues::flag_given(std::uint8_t column, Mask flags) {
  if (block_->chunks[column].layout.narrow()) return columnar::flag_set(stored(column), flags);
  read(column, values_);
  for (std::size_t i = 0; i < rows_.count; ++i)
    flags[i] = static_cast<std::uint8_t>(values_[i] != kNullInt);
}

void RowValues::and_given(std::uint8_t column, Mask flags) {
  flags_.resize(rows_.count);
  flag_given(column, flags_);
  columnar::mask_and(flags, flags_);
}

void RowValues::flag_before(std::uint8_t column, std::int64_t us, Mask flags) {
  read(column, values_);
  for (std::size_t i = 0; i < rows_.count; ++i)
    flags[i] = static_cast<std::uint8_t>(values_[i] != kNullInt && values_[i] < us);
}

void RowValues::and_before(std::uint8_t column, std::int64_t us, Mask flags) {
  flags_.resize(rows_.count);
  flag_before(column, us, flags_);
  columnar::mask_and(flags, flags_);
}

// Where there is something to average.
void RowValues::flag_measured(Value value, Mask flags) {
  const Measured found = measure(value);
  if (found.values.empty()) return columnar::flag_not_negative(found.steps, flags);
  for (std::size_t i = 0; i < rows_.count; ++i)
    flags[i] = static_cast<std::uint8_t>(found.values[i] != kNullInt);
}

// Waited for an answer and got it, within `most_s` at that; a waiting time is never negative.
void RowValues::flag_served(std::int64_t most_s, Mask flags) {
  answer_time(values_);
  for (std::size_t i = 0; i < rows_.count; ++i)
    flags[i] = static_cast<std::uint8_t>(values_[i] != kNullInt && values_[i] <= most_s);
}

void RowValues::flag_within_due(Mask flags) {
  flag_code(cases::kStatus, with_.closed_code, flags);
  flags_.resize(rows_.count);
  const Difference& left = difference({cases::kClosed, cases::kDue});
  if (left.subtraction)
    columnar::flag_not_negative(left.steps, flags_);
  else
    for (std::size_t i = 0; i < rows_.count; ++i)
      flags_[i] = static_cast<std::uint8_t>(left.values[i] != kNullInt);
  columnar::mask_and(flags, flags_);
}

void RowValues::flag(Condition condition, Mask flags) {
  if (condition == Condition::kAll) {
    std::fill(flags.begin(), flags.end(), std::uint8_t{1});
  } else if (condition < Condition::kContactAbandoned) {
    flag_case(condition, flags);
  } else if (condition < Condition::kStageOpen) {
    flag_contact(condition, flags);
  } else if (condition < Condition::kDeliveryWaiting) {
    flag_stage(condition, flags);
  } else if (condition < Condition::kBookingWaiting) {
    flag_delivery(condition, flags);
  } else {
    flag_booking(condition, flags);
  }
}

void RowValues::flag_case(Condition condition, Mask flags) {
  switch (condition) {
    case Condition::kCaseOpen:
      return flag_code(cases::kStatus, with_.open_code, flags);
    case Condition::kCaseClosed:
      return flag_code(cases::kStatus, with_.closed_code, flags);
    case Condition::kCaseClosedWithDue:
      flag_code(cases::kStatus, with_.closed_code, flags);
      and_given(cases::kClosed, flags);
      return and_given(cases::kDue, flags);
    case Condition::kCaseWithinDue:
      return flag_within_due(flags);
    case Condition::kCaseOverdue:
      flag_code(cases::kStatus, with_.open_code, flags);
      return and_before(cases::kDue, with_.now_us, flags);
    case Condition::kCaseReopened:
      return flag_given(cases::kReopened, flags);
    case Condition::kCaseClosedOnce:
      flag_given(cases::kReopened, flags);
      columnar::mask_not(flags);
      flags_.resize(rows_.count);
      flag_code(cases::kStatus, with_.closed_code, flags_);
      return columnar::mask_and(flags, flags_);
    case Condition::kCaseTimed:
      return flag_measured(Value::kCaseResolution, flags);
    case Condition::kCaseAnswered:
      return flag_measured(Value::kCaseFirstResponse, flags);
    case Condition::kCaseRated:
      return flag_given(cases::kStars, flags);
    case Condition::kCaseSatisfied:
      read(cases::kStars, values_);
      for (std::size_t i = 0; i < rows_.count; ++i)
        flags[i] = static_cast<std::uint8_t>(values_[i] >= kSatisfiedStars);  // a null is far below
      return;
    case Condition::kCaseOpenLong:
      flag_code(cases::kStatus, with_.open_code, flags);
      return and_before(cases::kOpened, with_.now_us - kLongOpenDays * kMicrosPerDay, flags);
    case Condition::kCaseOpenVeryLong:
      flag_code(cases::kStatus, with_.open_code, flags);
      return and_before(cases::kOpened, with_.now_us - kVeryLongOpenDays * kMicrosPerDay, flags);
    case Condition::kCaseDuePassed:
      return flag_before(cases::kDue, with_.now_us, flags);
    case Condition::kCaseDueMet:
      flag_within_due(flags);
      return and_before(cases::kDue, with_.now_us, flags);
    case Condition::kCaseLate:
      lateness(values_);
      for (std::size_t i = 0; i < rows_.count; ++i)
        flags[i] = static_cast<std::uint8_t>(values_[i] != kNullInt);
      return;
    default:
      return;  // of another cube
  }
}

void RowValues::flag_stage(Condition condition, Mask flags) {
  switch (condition) {
    case Condition::kStageEnded:
    case Condition::kStageOpen:
      flag_given(stages::kLeft, flags);
      if (condition == Condition::kStageOpen) columnar::mask_not(flags);
      return;
    default:
      return flag_stage_end(condition == Condition::kStageReopenedSoon, flags);
  }
}

// A stay in a state in which a case ends; when it was taken up again, and soon at that.
void RowValues::flag_stage_end(bool reopened, Mask flags) {
  const auto is_of = [](const std::vector<std::uint8_t>& set, std::uint32_t code) {
    return code < set.size() && set[code] != 0;
  };
  const auto states = stored(stages::kState);
  const auto next = stored(stages::kNextState);
  for (std::size_t i = 0; i < rows_.count; ++i)
    flags[i] = static_cast<std::uint8_t>(is_of(with_.is_end, states[i]) &&
                                         (!reopened || is_of(with_.is_again, next[i])));
  if (!reopened) return;
  read(stages::kEntered, values_);
  read(stages::kLeft, other_values_);
  for (std::size_t i = 0; i < rows_.count; ++i) {
    const bool soon = values_[i] != kNullInt && other_values_[i] != kNullInt &&
                      other_values_[i] >= values_[i] &&
                      other_values_[i] <= values_[i] + kReopenedDays * kMicrosPerDay;
    flags[i] = static_cast<std::uint8_t>(flags[i] != 0 && soon);
  }
}

void RowValues::flag_contact(Condition condition, Mask flags) {
  switch (condition) {
    case Condition::kContactAbandoned:
      flag_given(contacts::kAbandoned, flags);
      break;
    case Condition::kContactTimed:
      flag_measured(Value::kContactHandling, flags);
      break;
    case Condition::kContactWaited:
      flag_given(contacts::kWaiting, flags);
      break;
    case Condition::kContactQueued:
      flag_given(contacts::kAbandoned, flags);
      flags_.resize(rows_.count);
      flag_given(contacts::kWaiting, flags_);
      columnar::mask_or(flags, flags_);
      break;
    case Condition::kContactServed:
      flag_served(std::numeric_limits<std::int64_t>::max(), flags);
      break;
    case Condition::kContactServedSoon:
      flag_served(kSoonAnsweredSeconds, flags);
      break;
    case Condition::kContactAnswered:
    case Condition::kContactResolved:
      flag_given(contacts::kAbandoned, flags);
      columnar::mask_not(flags);
      flags_.resize(rows_.count);
      if (condition == Condition::kContactAnswered)
        flag_given(contacts::kOutcome, flags_);
      else
        flag_code(contacts::kOutcome, with_.resolved_code, flags_);
      columnar::mask_and(flags, flags_);
      break;
    case Condition::kContactServedLate:
      flag_served(kLongWaitSeconds, flags);
      break;
    case Condition::kContactQueuedLong:
    case Condition::kContactAbandonedLong:
      flag_queued_long(condition == Condition::kContactAbandonedLong, flags);
      break;
    case Condition::kContactForwarded:
      flag_forwarded(flags);
      break;
    case Condition::kContactSettledSoon:
    case Condition::kContactMatureSoon:
    case Condition::kContactSettledLate:
    case Condition::kContactMatureLate:
      flag_repeat(condition, flags);
      break;
    default:
      break;  // of another cube
  }
}

void RowValues::flag_forwarded(Mask flags) {
  std::fill(flags.begin(), flags.end(), std::uint8_t{0});
  flags_.resize(rows_.count);
  for (const std::uint32_t code : with_.forwarded_codes) {
    flag_code(contacts::kOutcome, code, flags_);
    columnar::mask_or(flags, flags_);
  }
  flag_given(contacts::kAbandoned, flags_);
  columnar::mask_not(flags_);
  columnar::mask_and(flags, flags_);
}

// Who gave up at once had not begun to wait; of whom it is not known when did.
void RowValues::flag_queued_long(bool abandoned, Mask flags) {
  flag_given(contacts::kAbandoned, flags);
  read(contacts::kWaiting, values_);
  for (std::size_t i = 0; i < rows_.count; ++i) {
    const bool waited = values_[i] != kNullInt;
    if (flags[i] != 0)
      flags[i] = static_cast<std::uint8_t>(!waited || values_[i] >= kShortWaitSeconds);
    else
      flags[i] = static_cast<std::uint8_t>(waited && !abandoned);
  }
}

// Whether a subject came back can be said once the days in which it may have are past.
void RowValues::flag_repeat(Condition condition, Mask flags) {
  const bool soon =
      condition == Condition::kContactSettledSoon || condition == Condition::kContactMatureSoon;
  const bool settled =
      condition == Condition::kContactSettledSoon || condition == Condition::kContactSettledLate;
  const std::int64_t days = soon ? kSoonRepeatDays : kLateRepeatDays;
  const std::int64_t last_us = with_.now_us - days * kMicrosPerDay;
  const auto codes =
      with_.repeats == nullptr ? std::span<const std::uint8_t>() : with_.repeats->from(first_row_);
  read(contacts::kStarted, values_);
  for (std::size_t i = 0; i < rows_.count; ++i) {
    const std::uint8_t code =
        row_of(i) < codes.size() ? codes[row_of(i)] : std::uint8_t{Repeats::kNone};
    const bool came_back = code == Repeats::kSoon || (!soon && code == Repeats::kLate);
    flags[i] = static_cast<std::uint8_t>(code != Repeats::kNone && values_[i] <= last_us &&
                                         !(settled && came_back));
  }
}

}  // namespace pmm::analytics
