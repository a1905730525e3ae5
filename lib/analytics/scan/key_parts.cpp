#include <algorithm>
#include <array>

#include "analytics/columns/number_key.hpp"
#include "analytics/question/date_range.hpp"
#include "analytics/question/local_clock.hpp"
#include "analytics/scan/grouping.hpp"
#include "base/civil.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::Chunk;
using columnar::kNullInt;
using columnar::Layout;
using columnar::Rows;
using How = BoundPart::How;

// Numbers that are computed row by row are put in arrays up to here.
constexpr std::uint64_t kFewNumbers = 4096;

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) noexcept {
  return a / b - (a % b < 0 ? 1 : 0);
}

// All rows have `number`.
void bind_one(BoundPart& bound, std::uint64_t number) noexcept {
  bound.how = How::kOne;
  bound.first = number;
}

// Each row's number is computed.
void bind_computed(BoundPart& bound, std::uint64_t cardinality) noexcept {
  bound = BoundPart{};
  bound.how = cardinality <= kFewNumbers ? How::kComputed : How::kMany;
  bound.cardinality = cardinality;
}

// What a narrow chunk with a value stores for `value`, which lies on one of its steps.
std::int64_t stored_for(const Chunk& chunk, std::int64_t value) noexcept {
  return (value - chunk.layout.base) / chunk.layout.scale + 1;
}

class CodePart final : public KeyPart {
 public:
  CodePart(std::uint8_t column, const columnar::DictionaryView& view, Type type)
      : column_(column), view_(view), type_(type) {
    cardinality_ = view.size();
  }
  void bind(const Block& block, BoundPart& bound) const override {
    const Chunk& chunk = block.chunks[column_];
    if (chunk.empty()) return bind_one(bound, 0);
    const std::int64_t low = chunk.has_null ? 0 : chunk.min;
    bound.how = low == chunk.max ? How::kOne : How::kStored;
    bound.chunk = &chunk;
    bound.low = static_cast<std::uint32_t>(low);
    bound.cardinality = static_cast<std::uint64_t>(chunk.max - low) + 1;
    bound.first = bound.low;
  }
  void number(const Block& block, const Rows& rows,
              std::span<std::uint64_t> numbers) const override {
    columnar::visit_narrow(block.chunks[column_], block.rows, [&](auto codes) {
      columnar::gather(codes, rows, numbers, [](auto code) { return std::uint64_t{code}; });
    });
  }
  void decode(std::uint64_t number, AnswerColumn& column) const override {
    if (number == 0) return column.add_null();
    const columnar::DictionaryEntry& entry = view_.at(static_cast<std::uint32_t>(number));
    if (type_ == Type::kText)
      column.add_text(entry.text);
    else if (type_ == Type::kFloat64)
      column.add_real(number_of_key(entry.key));
    else
      column.add_int(entry.key);
  }

 private:
  std::uint8_t column_;
  const columnar::DictionaryView& view_;
  Type type_;
};

// Codes counted under what they belong to.
class LevelPart final : public KeyPart {
 public:
  LevelPart(std::uint8_t column, const std::vector<std::uint32_t>& table,
            const columnar::DictionaryView& view)
      : column_(column), table_(table), view_(view) {
    cardinality_ = view.size();
  }
  void bind(const Block& block, BoundPart& bound) const override {
    const Chunk& chunk = block.chunks[column_];
    if (chunk.empty()) return bind_one(bound, table_[0]);
    if (table_[0] != 0) return bind_computed(bound, cardinality_);
    bound.how = How::kTable;
    bound.chunk = &chunk;
    bound.low = static_cast<std::uint32_t>(chunk.min);
    bound.table.assign(table_.begin() + chunk.min, table_.begin() + chunk.max + 1);
    bound.cardinality = cardinality_;
  }
  void number(const Block& block, const Rows& rows,
              std::span<std::uint64_t> numbers) const override {
    columnar::visit_narrow(block.chunks[column_], block.rows, [&](auto codes) {
      columnar::gather(codes, rows, numbers,
                       [this](auto code) { return std::uint64_t{table_[code]}; });
    });
  }
  void decode(std::uint64_t number, AnswerColumn& column) const override {
    if (number == 0) return column.add_null();
    column.add_text(view_.at(static_cast<std::uint32_t>(number)).text);
  }

 private:
  std::uint8_t column_;
  const std::vector<std::uint32_t>& table_;
  const columnar::DictionaryView& view_;
};

// Whether a column of codes has a value.
class PresencePart final : public KeyPart {
 public:
  explicit PresencePart(std::uint8_t column) : column_(column) { cardinality_ = 2; }
  void bind(const Block& block, BoundPart& bound) const override {
    const Chunk& chunk = block.chunks[column_];
    if (chunk.empty()) return bind_one(bound, 0);
    if (!chunk.has_null) return bind_one(bound, 1);
    bound.how = How::kSteps;
    bound.chunk = &chunk;
    bound.table.assign(1, 1);
    bound.cardinality = 2;
  }
  void number(const Block& block, const Rows& rows,
              std::span<std::uint64_t> numbers) const override {
    columnar::visit_narrow(block.chunks[column_], block.rows, [&](auto codes) {
      columnar::gather(codes, rows, numbers,
                       [](auto code) { return std::uint64_t{code != 0 ? 1U : 0U}; });
    });
  }
  void decode(std::uint64_t number, AnswerColumn& column) const override {
    column.add_int(static_cast<std::int64_t>(number));
  }

 private:
  std::uint8_t column_;
};

// --- Days
// --------------------------------------------------------------------------------------------

// Local days of a time: kept, or computed from its instants.
class DaySource {
 public:
  DaySource(const Member& member, const Zone& zone, bool native, const TimeBounds& bounds)
      : native_(native && member.day_column != kNoColumn),
        column_(native_ ? member.day_column : member.column),
        clock_(zone, native_ ? 0 : bounds.min_us, native_ ? -kMicrosPerDay : bounds.max_us) {}

  bool native() const noexcept { return native_; }
  const Chunk& chunk(const Block& block) const noexcept { return block.chunks[column_]; }
  // Calls fn(i, day) for the rows that have one.
  template <class Fn>
  void each(const Block& block, const Rows& rows, Fn&& fn) const {
    std::array<std::int64_t, columnar::kBatchRows> values;
    columnar::read_values(chunk(block), rows, std::span(values).first(rows.count));
    ClockReader clock(clock_);
    for (std::size_t i = 0; i < rows.count; ++i)
      if (values[i] != kNullInt)
        fn(i, native_ ? static_cast<std::int32_t>(values[i]) : clock.local_day(values[i]));
  }

 private:
  bool native_;
  std::uint8_t column_;
  LocalClock clock_;
};

// Buckets of a day and longer.
class DayPart final : public KeyPart {
 public:
  DayPart(const TimeDimension& time, const Zone& zone, bool native, const TimeBounds& bounds)
      : granularity_(time.granularity),
        year_start_(time.year_start),
        days_(*time.member, zone, native, bounds) {
    if (bounds.min_us > bounds.max_us) return;
    // A day on each side: offsets differ between the store's zone and any other.
    first_day_ = zone.local_day(bounds.min_us) - 1;
    last_day_ = zone.local_day(bounds.max_us) + 1;
    cardinality_ = static_cast<std::uint64_t>(last_day_ - first_day_) + 2;
    if (cardinality_ > kMostDays) return;  // a bucket is known by its first day
    for (std::int32_t day = first_day_; day <= last_day_; ++day) {
      const std::int32_t bucket = period_start(day, granularity_, year_start_);
      if (buckets_.empty() || buckets_.back() != bucket) buckets_.push_back(bucket);
      numbers_.push_back(static_cast<std::uint32_t>(buckets_.size()));
    }
    cardinality_ = buckets_.size() + 1;
  }

  void bind(const Block& block, BoundPart& bound) const override {
    const Chunk& chunk = days_.chunk(block);
    if (chunk.empty()) return bind_one(bound, 0);
    if (!days_.native() || numbers_.empty() || !chunk.layout.narrow())
      return bind_computed(bound, cardinality_);
    const std::int32_t first = clamped(chunk.min);
    const std::int32_t last = clamped(chunk.max);
    const std::uint32_t low = numbers_[index_of(first)];
    const std::uint32_t high = numbers_[index_of(last)];
    if (low == high && !chunk.has_null) return bind_one(bound, low);
    bound.chunk = &chunk;
    bound.nulls = chunk.has_null;
    bound.first = low;
    bound.cardinality = std::uint64_t{high} - low + (chunk.has_null ? 2 : 1);
    if (high - low <= kFewSteps)
      bind_steps(chunk, low, high, bound);
    else
      bind_table(chunk, first, last, bound);
  }
  void number(const Block& block, const Rows& rows,
              std::span<std::uint64_t> numbers) const override {
    std::fill(numbers.begin(), numbers.end(), std::uint64_t{0});
    days_.each(block, rows, [&](std::size_t i, std::int32_t day) {
      numbers[i] = numbers_.empty()
                       ? static_cast<std::uint64_t>(
                             std::max(period_start(day, granularity_, year_start_), first_day_) -
                             first_day_) +
                             1
                       : numbers_[index_of(clamped(day))];
    });
  }
  void decode(std::uint64_t number, AnswerColumn& column) const override {
    if (number == 0) return column.add_null();
    if (!numbers_.empty()) return column.add_int(buckets_[number - 1]);
    // A bucket that began before the first day is told by that day.
    const auto day = static_cast<std::int32_t>(first_day_ + static_cast<std::int64_t>(number) - 1);
    column.add_int(period_start(day, granularity_, year_start_));
  }

 private:
  static constexpr std::uint64_t kMostDays = 200'000;  // over five hundred years
  static constexpr std::uint32_t kFewSteps = 6;

  // Rows outside of the bounds are not selected, whatever number they would get.
  std::int32_t clamped(std::int64_t day) const noexcept {
    return static_cast<std::int32_t>(std::clamp<std::int64_t>(day, first_day_, last_day_));
  }
  std::size_t index_of(std::int32_t day) const noexcept {
    return static_cast<std::size_t>(day - first_day_);
  }
  void bind_steps(const Chunk& chunk, std::uint32_t low, std::uint32_t high,
                  BoundPart& bound) const {
    bound.how = How::kSteps;
    if (chunk.has_null) bound.table.push_back(1);
    for (std::uint32_t number = low; number < high; ++number)
      bound.table.push_back(static_cast<std::uint32_t>(stored_for(chunk, buckets_[number])));
  }
  void bind_table(const Chunk& chunk, std::int32_t first, std::int32_t last,
                  BoundPart& bound) const {
    bound.how = How::kTable;
    bound.low = static_cast<std::uint32_t>(stored_for(chunk, chunk.min));
    const std::uint32_t shift = chunk.has_null ? 1 : 0;
    const auto low = static_cast<std::uint32_t>(bound.first);
    const auto count = static_cast<std::size_t>(chunk.max - chunk.min) + 1;
    if (count > kMostDays) return bind_computed(bound, cardinality_);
    bound.table.reserve(count);
    // Days before the first and after the last belong to rows that are not selected.
    bound.table.assign(static_cast<std::size_t>(first - chunk.min), shift);
    for (std::int32_t day = first; day <= last; ++day)
      bound.table.push_back(numbers_[index_of(day)] - low + shift);
    bound.table.resize(count, bound.table.back());
  }

  Granularity granularity_;
  std::int32_t year_start_;
  DaySource days_;
  std::int32_t first_day_ = 0;
  std::int32_t last_day_ = 0;
  std::vector<std::uint32_t> numbers_;  // by day
  std::vector<std::int32_t> buckets_;   // the first day of each
};

class WeekdayPart final : public KeyPart {
 public:
  WeekdayPart(const TimeDimension& time, const Zone& zone, bool native, const TimeBounds& bounds)
      : days_(*time.member, zone, native, bounds) {
    cardinality_ = 8;
  }
  void bind(const Block& block, BoundPart& bound) const override {
    const Chunk& chunk = days_.chunk(block);
    if (chunk.empty()) return bind_one(bound, 0);
    // 1970-01-01 was a Thursday, the fourth day; what is stored begins at 1.
    constexpr std::int64_t kBeforeFirst = 3 - 1;
    const std::int64_t shift = (chunk.layout.base % 7 + 7 + kBeforeFirst) % 7;
    if (!days_.native() || !chunk.layout.narrow() ||
        stored_for(chunk, chunk.max) + shift > std::numeric_limits<std::uint32_t>::max())
      return bind_computed(bound, cardinality_);
    bound.how = How::kWeekday;
    bound.chunk = &chunk;
    bound.shift = static_cast<std::uint32_t>(shift);
    bound.cardinality = cardinality_;
  }
  void number(const Block& block, const Rows& rows,
              std::span<std::uint64_t> numbers) const override {
    std::fill(numbers.begin(), numbers.end(), std::uint64_t{0});
    days_.each(block, rows, [&](std::size_t i, std::int32_t day) {
      numbers[i] = static_cast<std::uint64_t>(weekday(day));
    });
  }
  void decode(std::uint64_t number, AnswerColumn& column) const override {
    if (number == 0) return column.add_null();
    column.add_int(static_cast<std::int64_t>(number));
  }

 private:
  DaySource days_;
};

// --- Hours and minutes
// -------------------------------------------------------------------------------

// The instants of a column, local within a block where one offset holds for all of them.
class InstantSource {
 public:
  InstantSource(std::uint8_t column, const Zone& zone, const TimeBounds& bounds)
      : column_(column), clock_(zone, bounds.min_us, bounds.max_us) {}

  const Chunk& chunk(const Block& block) const noexcept { return block.chunks[column_]; }
  const LocalClock& clock() const noexcept { return clock_; }
  // The span that all of a chunk's instants lie in, when they count steps that divide `step_us`.
  const LocalClock::Span* only_span(const Chunk& chunk, std::int64_t step_us) const noexcept {
    const Layout& layout = chunk.layout;
    if (!layout.narrow() || step_us % layout.scale != 0 || layout.base < -kFar) return nullptr;
    const LocalClock::Span& span = clock_.span_of(chunk.min);
    return span.has(chunk.max) ? &span : nullptr;
  }
  // Calls fn(i, instant, clock) for the rows that have one.
  template <class Fn>
  void each(const Block& block, const Rows& rows, Fn&& fn) const {
    std::array<std::int64_t, columnar::kBatchRows> values;
    columnar::read_values(chunk(block), rows, std::span(values).first(rows.count));
    ClockReader clock(clock_);
    for (std::size_t i = 0; i < rows.count; ++i)
      if (values[i] != kNullInt) fn(i, values[i], clock);
  }

 private:
  static constexpr std::int64_t kFar = std::int64_t{1} << 62;  // room for a day before it
  std::uint8_t column_;
  LocalClock clock_;
};

// Whether `chunk` can be bound so that what is stored counts from `begin_us`: writes the shift.
bool shift_from(const Chunk& chunk, std::int64_t begin_us, std::int64_t& shift) noexcept {
  const Layout& layout = chunk.layout;
  shift = floor_div(layout.base - begin_us, layout.scale) - 1;
  return stored_for(chunk, chunk.max) + shift <= std::numeric_limits<std::uint32_t>::max();
}

// Hours of the day, 0 to 23.
class HourPart final : public KeyPart {
 public:
  HourPart(const TimeDimension& time, const Zone& zone, const TimeBounds& bounds)
      : instants_(time.member->column, zone, bounds) {
    cardinality_ = 25;
  }
  void bind(const Block& block, BoundPart& bound) const override {
    const Chunk& chunk = instants_.chunk(block);
    if (chunk.empty()) return bind_one(bound, 0);
    const LocalClock::Span* span = instants_.only_span(chunk, kStep);
    std::int64_t shift = 0;
    if (span == nullptr ||
        !shift_from(chunk, midnight_before(chunk.layout.base, span->offset_us), shift))
      return bind_computed(bound, cardinality_);
    // The shift may be -1, which no stored value is too small for: it is then added as a wrap.
    bound.how = How::kHours;
    bound.chunk = &chunk;
    bound.shift = static_cast<std::uint32_t>(shift);
    bound.step = static_cast<std::uint32_t>(kStep / chunk.layout.scale);
    bound.cardinality = cardinality_;
  }
  void number(const Block& block, const Rows& rows,
              std::span<std::uint64_t> numbers) const override {
    std::fill(numbers.begin(), numbers.end(), std::uint64_t{0});
    instants_.each(block, rows, [&](std::size_t i, std::int64_t us, ClockReader& clock) {
      numbers[i] = static_cast<std::uint64_t>(clock.hour_of_day(us)) + 1;
    });
  }
  void decode(std::uint64_t number, AnswerColumn& column) const override {
    if (number == 0) return column.add_null();
    column.add_int(static_cast<std::int64_t>(number) - 1);
  }

 private:
  static constexpr std::int64_t kStep = 3600 * kMicrosPerSecond;
  // The instant at which the local day of `us` begins, were there no change of the clock.
  static std::int64_t midnight_before(std::int64_t us, std::int64_t offset_us) noexcept {
    return day_of(us + offset_us) * kMicrosPerDay - offset_us;
  }
  InstantSource instants_;
};

// Hours and minutes, known by the second they began in.
class InstantPart final : public KeyPart {
 public:
  InstantPart(const TimeDimension& time, const Zone& zone, const TimeBounds& bounds)
      : step_us_(time.granularity == Granularity::kHour ? 3600 * kMicrosPerSecond
                                                        : 60 * kMicrosPerSecond),
        instants_(time.member->column, zone, bounds) {
    if (bounds.min_us > bounds.max_us) return;
    first_us_ = ClockReader(instants_.clock()).floor(bounds.min_us, step_us_);
    cardinality_ = static_cast<std::uint64_t>((bounds.max_us - first_us_) / kMicrosPerSecond) + 2;
  }
  void bind(const Block& block, BoundPart& bound) const override {
    const Chunk& chunk = instants_.chunk(block);
    if (chunk.empty()) return bind_one(bound, 0);
    const LocalClock::Span* span = instants_.only_span(chunk, step_us_);
    if (span == nullptr) return bind_computed(bound, cardinality_);
    ClockReader clock(instants_.clock());
    const std::int64_t begin_us = clock.floor(chunk.min, step_us_);
    std::int64_t shift = 0;
    // Buckets that a change of the clock cut short, or that lie outside of the bounds, are
    // computed.
    const bool whole = (begin_us + span->offset_us) % step_us_ == 0 && begin_us >= first_us_;
    if (!whole || !shift_from(chunk, begin_us, shift)) return bind_computed(bound, cardinality_);
    bound.how = How::kQuotient;
    bound.chunk = &chunk;
    bound.shift = static_cast<std::uint32_t>(shift);
    bound.step = static_cast<std::uint32_t>(step_us_ / chunk.layout.scale);
    bound.nulls = true;
    bound.cardinality = static_cast<std::uint64_t>((chunk.max - begin_us) / step_us_) + 2;
    bound.first = static_cast<std::uint64_t>((begin_us - first_us_) / kMicrosPerSecond) + 1;
    bound.multiple = static_cast<std::uint64_t>(step_us_ / kMicrosPerSecond);
  }
  void number(const Block& block, const Rows& rows,
              std::span<std::uint64_t> numbers) const override {
    std::fill(numbers.begin(), numbers.end(), std::uint64_t{0});
    instants_.each(block, rows, [&](std::size_t i, std::int64_t us, ClockReader& clock) {
      numbers[i] =
          static_cast<std::uint64_t>((clock.floor(us, step_us_) - first_us_) / kMicrosPerSecond) +
          1;
    });
  }
  void decode(std::uint64_t number, AnswerColumn& column) const override {
    if (number == 0) return column.add_null();
    column.add_int(first_us_ + static_cast<std::int64_t>(number - 1) * kMicrosPerSecond);
  }

 private:
  std::int64_t step_us_;
  InstantSource instants_;
  std::int64_t first_us_ = 0;
};

}  // namespace

std::unique_ptr<KeyPart> make_dimension_part(const Member& member, const Cube& cube,
                                             const Epoch& epoch) {
  if (member.type == Type::kBool) return std::make_unique<PresencePart>(member.column);
  if (member.level != Level::kNone)
    return std::make_unique<LevelPart>(member.column, epoch.level(member.level),
                                       epoch.dictionary(domain_of(member.level)));
  return std::make_unique<CodePart>(member.column, epoch.dictionary(domain_of(member, cube)),
                                    member.type);
}

std::unique_ptr<KeyPart> make_time_part(const TimeDimension& time, const Zone& zone, bool native,
                                        const TimeBounds& bounds) {
  switch (time.granularity) {
    case Granularity::kHour:
    case Granularity::kMinute:
      return std::make_unique<InstantPart>(time, zone, bounds);
    case Granularity::kHourOfDay:
      return std::make_unique<HourPart>(time, zone, bounds);
    case Granularity::kWeekday:
      return std::make_unique<WeekdayPart>(time, zone, native, bounds);
    default:
      return std::make_unique<DayPart>(time, zone, native, bounds);
  }
}

}  // namespace pmm::analytics
