#include "analytics/row_values.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

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

}  // namespace

Comparands::Comparands(const Epoch& epoch, std::int64_t now)
    : now_us(now),
      open_code(code_of(epoch, Domain::kStatus, model::kStatusOpen)),
      closed_code(code_of(epoch, Domain::kStatus, model::kStatusClosed)),
      resolved_code(code_of(epoch, Domain::kContactOutcome, kResolved)) {}

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
    case Value::kNone:
    case Value::kStageAge:
    case Value::kContactWaiting:
    case Value::kContactAnswerTime:
      return std::nullopt;
  }
  return std::nullopt;
}

void RowValues::begin_block(const Block& block) {
  block_ = &block;
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
    case Value::kContactWaiting:
      read(contacts::kWaiting, values_);
      break;
    case Value::kContactAnswerTime:
      answer_time(values_);
      break;
    default:
      values_.assign(rows_.count, kNullInt);
      break;
  }
  return {{}, values_, 1};
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
  switch (condition) {
    case Condition::kAll:
      std::fill(flags.begin(), flags.end(), std::uint8_t{1});
      break;
    case Condition::kCaseOpen:
      flag_code(cases::kStatus, with_.open_code, flags);
      break;
    case Condition::kCaseClosed:
      flag_code(cases::kStatus, with_.closed_code, flags);
      break;
    case Condition::kCaseClosedWithDue:
      flag_code(cases::kStatus, with_.closed_code, flags);
      and_given(cases::kClosed, flags);
      and_given(cases::kDue, flags);
      break;
    case Condition::kCaseWithinDue:
      flag_within_due(flags);
      break;
    case Condition::kCaseOverdue:
      flag_code(cases::kStatus, with_.open_code, flags);
      flags_.resize(rows_.count);
      flag_before(cases::kDue, with_.now_us, flags_);
      columnar::mask_and(flags, flags_);
      break;
    case Condition::kCaseReopened:
      flag_given(cases::kReopened, flags);
      break;
    case Condition::kCaseClosedOnce:
      flag_given(cases::kReopened, flags);
      columnar::mask_not(flags);
      flags_.resize(rows_.count);
      flag_code(cases::kStatus, with_.closed_code, flags_);
      columnar::mask_and(flags, flags_);
      break;
    case Condition::kCaseTimed:
      flag_measured(Value::kCaseResolution, flags);
      break;
    case Condition::kCaseOpenLong:
      flag_code(cases::kStatus, with_.open_code, flags);
      flags_.resize(rows_.count);
      flag_before(cases::kOpened, with_.now_us - kLongOpenDays * kMicrosPerDay, flags_);
      columnar::mask_and(flags, flags_);
      break;
    case Condition::kContactAbandoned:
    case Condition::kContactTimed:
    case Condition::kContactWaited:
    case Condition::kContactQueued:
    case Condition::kContactServed:
    case Condition::kContactServedSoon:
    case Condition::kContactAnswered:
    case Condition::kContactResolved:
      flag_contact(condition, flags);
      break;
    case Condition::kStageEnded:
    case Condition::kStageOpen:
      flag_given(stages::kLeft, flags);
      if (condition == Condition::kStageOpen) columnar::mask_not(flags);
      break;
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
    default:
      break;  // of another cube
  }
}

}  // namespace pmm::analytics
