#include <algorithm>
#include <array>
#include <limits>

#include "analytics/date_range.hpp"
#include "analytics/grouping.hpp"
#include "analytics/local_clock.hpp"
#include "analytics/number_key.hpp"
#include "base/civil.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::kNullInt;
using columnar::Rows;

class CodePart final : public KeyPart {
 public:
  CodePart(std::uint8_t column, const columnar::DictionaryView& view, Type type)
      : column_(column), view_(view), type_(type) {
    cardinality_ = view.size();
  }
  void number(const Block& block, const Rows& rows, std::span<std::uint64_t> numbers) override {
    columnar::visit_narrow(block.chunks[column_], block.rows, [&](auto codes) {
      columnar::gather(codes, rows, numbers, [](auto code) { return std::uint64_t{code}; });
    });
  }
  void add(const Block& block, const Rows& rows, std::uint32_t stride,
           std::span<std::uint32_t> groups) override {
    columnar::visit_narrow(block.chunks[column_], block.rows, [&](auto codes) {
      columnar::add_to_groups(codes, rows, stride, groups);
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
  void number(const Block& block, const Rows& rows, std::span<std::uint64_t> numbers) override {
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
  void number(const Block& block, const Rows& rows, std::span<std::uint64_t> numbers) override {
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

// Buckets of a day and longer, and days of the week: one look into a table of all days.
class DayPart final : public KeyPart {
 public:
  DayPart(const TimeDimension& time, const Zone& zone, bool native, const TimeBounds& bounds)
      : time_(time),
        native_(native && time.member->day_column != kNoColumn),
        clock_(zone, bounds.min_us, bounds.max_us) {
    if (bounds.min_us > bounds.max_us) return;
    // A day on each side: offsets differ between the store's zone and any other.
    first_day_ = clock_.local_day(bounds.min_us) - 1;
    const std::int32_t last = clock_.local_day(bounds.max_us) + 1;
    for (std::int32_t day = first_day_; day <= last; ++day) {
      const std::int32_t bucket = time.granularity == Granularity::kWeekday
                                      ? weekday(day)
                                      : period_start(day, time.granularity);
      if (time.granularity == Granularity::kWeekday) {
        numbers_.push_back(static_cast<std::uint32_t>(bucket));
      } else {
        if (buckets_.empty() || buckets_.back() != bucket) buckets_.push_back(bucket);
        numbers_.push_back(static_cast<std::uint32_t>(buckets_.size()));
      }
    }
    cardinality_ = (time.granularity == Granularity::kWeekday ? 7 : buckets_.size()) + 1;
  }
  void number(const Block& block, const Rows& rows, std::span<std::uint64_t> numbers) override {
    std::array<std::int64_t, columnar::kBatchRows> values;
    const auto read = std::span(values).first(rows.count);
    const Member& member = *time_.member;
    columnar::read_values(block.chunks[native_ ? member.day_column : member.column], rows, read);
    for (std::size_t i = 0; i < rows.count; ++i) {
      const std::int64_t value = read[i];
      numbers[i] = value == kNullInt ? 0 : number_of(native_ ? value : clock_.local_day(value));
    }
  }
  void decode(std::uint64_t number, AnswerColumn& column) const override {
    if (number == 0) return column.add_null();
    if (time_.granularity == Granularity::kWeekday)
      column.add_int(static_cast<std::int64_t>(number));
    else
      column.add_int(buckets_[number - 1]);
  }

 private:
  std::uint64_t number_of(std::int64_t day) const noexcept {
    return numbers_[static_cast<std::size_t>(day - first_day_)];
  }

  TimeDimension time_;
  bool native_;
  LocalClock clock_;
  std::int32_t first_day_ = 0;
  std::vector<std::uint32_t> numbers_;  // by day
  std::vector<std::int32_t> buckets_;
};

// Hours of the day, 0 to 23.
class HourPart final : public KeyPart {
 public:
  HourPart(const TimeDimension& time, const Zone& zone, const TimeBounds& bounds)
      : column_(time.member->column), clock_(zone, bounds.min_us, bounds.max_us) {
    cardinality_ = 25;
  }
  void number(const Block& block, const Rows& rows, std::span<std::uint64_t> numbers) override {
    std::array<std::int64_t, columnar::kBatchRows> values;
    columnar::read_values(block.chunks[column_], rows, std::span(values).first(rows.count));
    for (std::size_t i = 0; i < rows.count; ++i)
      numbers[i] =
          values[i] == kNullInt ? 0 : static_cast<std::uint64_t>(clock_.hour_of_day(values[i])) + 1;
  }
  void decode(std::uint64_t number, AnswerColumn& column) const override {
    if (number == 0) return column.add_null();
    column.add_int(static_cast<std::int64_t>(number) - 1);
  }

 private:
  std::uint8_t column_;
  LocalClock clock_;
};

// Hours and minutes, known by the second they began in.
class InstantPart final : public KeyPart {
 public:
  InstantPart(const TimeDimension& time, const Zone& zone, const TimeBounds& bounds)
      : column_(time.member->column),
        step_us_(time.granularity == Granularity::kHour ? 3600 * kMicrosPerSecond
                                                        : 60 * kMicrosPerSecond),
        clock_(zone, bounds.min_us, bounds.max_us) {
    if (bounds.min_us > bounds.max_us) return;
    first_us_ = clock_.floor(bounds.min_us, step_us_);
    cardinality_ = static_cast<std::uint64_t>((bounds.max_us - first_us_) / kMicrosPerSecond) + 2;
  }
  void number(const Block& block, const Rows& rows, std::span<std::uint64_t> numbers) override {
    std::array<std::int64_t, columnar::kBatchRows> values;
    columnar::read_values(block.chunks[column_], rows, std::span(values).first(rows.count));
    for (std::size_t i = 0; i < rows.count; ++i)
      numbers[i] = values[i] == kNullInt
                       ? 0
                       : static_cast<std::uint64_t>(
                             (clock_.floor(values[i], step_us_) - first_us_) / kMicrosPerSecond) +
                             1;
  }
  void decode(std::uint64_t number, AnswerColumn& column) const override {
    if (number == 0) return column.add_null();
    column.add_int(first_us_ + static_cast<std::int64_t>(number - 1) * kMicrosPerSecond);
  }

 private:
  std::uint8_t column_;
  std::int64_t step_us_;
  LocalClock clock_;
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
    default:
      return std::make_unique<DayPart>(time, zone, native, bounds);
  }
}

}  // namespace pmm::analytics
