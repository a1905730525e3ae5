#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/catalogue.hpp"
#include "analytics/members.hpp"
#include "base/status.hpp"
#include "base/zone.hpp"

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
    kRanges,  // a time in one of the ranges
  };
  Kind kind = Kind::kAnd;
  bool negated = false;
  const Member* member = nullptr;
  std::vector<std::string> texts;     // values of a text member
  std::vector<std::int64_t> numbers;  // of an integer or boolean member
  std::vector<TimeRange> ranges;
  std::vector<Filter> children;  // kAnd, kOr
};

struct TimeDimension {
  const Member* member = nullptr;
  Granularity granularity = Granularity::kDay;
};

// What stands in a column of the answer.
struct Output {
  enum class Kind : std::uint8_t { kDimension, kTime, kMeasure };
  Kind kind = Kind::kDimension;
  std::size_t index = 0;  // in Query's list of that kind
};

struct Order {
  std::size_t column = 0;  // of the answer: dimensions, then times, then measures
  bool descending = false;
};

// A question that is known to make sense.
struct Query {
  const Cube* cube = nullptr;
  std::vector<const Member*> dimensions;
  std::vector<TimeDimension> times;
  std::vector<const Member*> measures;
  Filter filter;  // kAnd of all there are
  std::vector<Order> order;
  std::optional<std::int64_t> limit;
  std::int64_t offset = 0;
  std::shared_ptr<const Zone> zone;

  std::size_t columns() const noexcept {
    return dimensions.size() + times.size() + measures.size();
  }
};

struct OperatorName {
  std::string_view name;
  Filter::Kind kind;
  bool negated = false;
};
// The operators of filters by the names they have in JSON.
std::span<const OperatorName> operators() noexcept;

// Checks `json` against `members`, which must outlive the question. `zone` is the store's, `now_us`
// what "today" means. kInvalid names the place in the question ("filters[0].operator"); kLimit what
// is too many.
Result<Query> parse_query(std::string_view json, const Members& members,
                          std::shared_ptr<const Zone> zone, std::int64_t now_us);

}  // namespace pmm::analytics
