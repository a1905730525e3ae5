#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/catalogue/catalogue.hpp"
#include "analytics/columns/members.hpp"
#include "base/status.hpp"
#include "base/zone.hpp"
#include "columnar/bitset.hpp"

namespace pmm::analytics {

// A stretch of time, half open.
struct TimeRange {
  static constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min() + 1;
  static constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
  std::int64_t begin_us = kFirst;
  std::int64_t end_us = kLast;
};

// A condition on rows. A null matches kNotSet and nothing else, negations included.
struct Filter {
  enum class Kind : std::uint8_t {
    kAnd,
    kOr,
    kSet,
    kNotSet,
    kIn,        // one of the values
    kContains,  // text contains one of them
    kStartsWith,
    kEndsWith,
    kLess,  // below the only value
    kLessEqual,
    kGreater,
    kGreaterEqual,
    kBetween,   // only on its way through the parser: it becomes two comparisons
    kRanges,    // a time in one of the ranges
    kSubjects,  // the row's subject is in one of the segments; no member
  };
  Kind kind = Kind::kAnd;
  bool negated = false;
  const Member* member = nullptr;
  std::vector<std::string> texts;     // values of a text member
  std::vector<std::int64_t> numbers;  // of an integer or boolean member; places in Query::segments
  std::vector<TimeRange> ranges;
  // kSubjects, once the segments are evaluated: by the subjects' ids.
  std::shared_ptr<const columnar::Bitset> subjects;
  std::vector<Filter> children;  // kAnd, kOr
};

struct TimeDimension {
  const Member* member = nullptr;
  Granularity granularity = Granularity::kDay;
  std::int32_t year_start = 1;  // the month in which years begin, and quarters with them
};

// A time restricted to a range, in every cube of the question that it is about.
struct DateRange {
  std::vector<const Member*> members;  // by cube; null: that cube is not restricted
  TimeRange range;
};

enum class Fill : std::uint8_t { kNone, kNull, kZero, kPrevious };

enum class Compare : std::uint8_t { kNone, kPreviousPeriod, kPreviousYear, kRanges };

// The measures of another range beside those of the question's own.
struct Comparison {
  Compare kind = Compare::kNone;
  std::size_t date_range = 0;     // which of the question's is replaced
  std::vector<TimeRange> others;  // each set beside it
};

// Key parts that a grouping keeps: bit i is part i, dimensions first, then times.
using PartSet = std::uint64_t;

// A measure divided by what it is over all rows that have the same values in the parts `of`.
struct Share {
  std::size_t measure = 0;
  PartSet of = 0;
};

// A column of the answer.
struct Output {
  enum class Kind : std::uint8_t {
    kPart,        // index: the key part
    kMeasure,     // index: in Query::measures
    kPrevious,    // the measure in Comparison::others[which]
    kChange,      // the measure minus that
    kChangeRate,  // divided by that
    kRunning,     // the measure summed up over time
    kShare,       // Query::shares[which]
    kGrouping,    // which parts a row of totals has left out
    kId,          // of an ungrouped row
  };
  Kind kind = Kind::kPart;
  std::size_t index = 0;
  std::size_t which = 0;
  std::string name;
  std::string_view unit;
  Type type = Type::kInt64;
  bool hidden = false;  // only "having" asks for it
};

// A condition on rows of the answer, with the same rule of nulls as Filter.
struct Having {
  struct Value {
    std::int64_t whole = 0;
    double real = 0;
    bool is_whole = true;
  };
  Filter::Kind kind = Filter::Kind::kAnd;
  bool negated = false;
  std::size_t output = 0;
  std::vector<Value> values;
  std::vector<Having> children;  // kAnd, kOr
};

struct Order {
  std::size_t output = 0;
  bool descending = false;
};

// A stored segment that a question names, and where.
struct SegmentUse {
  std::string name, at;
};

// A question that is known to make sense.
struct Query {
  // Whose rows are asked about; the first one's members name the key parts.
  std::vector<const Cube*> cubes;
  std::vector<const Member*> dimensions;
  std::vector<TimeDimension> times;
  std::vector<std::vector<const Member*>> times_of;  // times_of[i][c]: of times[i] in cubes[c]
  std::vector<const Member*> measures;               // of all cubes, those of "having" included
  Filter filter;                                     // kAnd of all there are but the date ranges
  std::vector<SegmentUse> segments;                  // that the filter is about
  std::vector<DateRange> date_ranges;
  std::vector<PartSet> totals;  // groupings besides the finest
  bool show_grouping = false;
  Fill fill = Fill::kNone;
  Comparison comparison;
  std::vector<Share> shares;
  std::vector<Output> outputs;
  Having having;  // kAnd
  std::vector<Order> order;
  std::optional<std::int64_t> limit;
  std::int64_t offset = 0;
  bool total = false;                  // say how many rows there are without limit and offset
  bool ungrouped = false;              // rows of the cube, one by one
  std::optional<std::int32_t> on_day;  // the rows as they stood at the end of this day
  std::shared_ptr<const Zone> zone;

  std::size_t parts() const noexcept { return dimensions.size() + times.size(); }
  PartSet all_parts() const noexcept {
    return parts() >= 64 ? ~PartSet{0} : (PartSet{1} << parts()) - 1;
  }
};

// The member of `cube` that stands for the same thing as `member`: itself, a dimension of the same
// name and the same values, or, of the main time of its cube, the main time of this one. Null when
// there is none.
const Member* counterpart(const Member& member, const Cube& cube) noexcept;
// What rows of the cube are placed in time by.
const Member* main_time(const Cube& cube) noexcept;
const Cube& cube_of(const Member& member) noexcept;

// Checks `json` against `members`, which must outlive the question; null: those that
// every store has. `zone` is the store's, `now_us`
// what "today" means. kInvalid names the place in the question ("filters[0].operator"); kLimit what
// is too many.
Result<Query> parse_query(std::string_view json, std::shared_ptr<const Zone> zone,
                          std::int64_t now_us, const Members* members = nullptr);

}  // namespace pmm::analytics
