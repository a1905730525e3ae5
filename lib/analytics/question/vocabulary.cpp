#include "analytics/question/vocabulary.hpp"

#include <array>

namespace pmm::analytics {
namespace {

using Kind = Filter::Kind;

constexpr std::uint8_t kOfValue = kOfText | kOfNumber | kOfTime | kOfMeasure;
constexpr std::uint8_t kOfAny = kOfValue | kOfBoolean;

constexpr std::array kOperators = std::to_array<OperatorName>({
    {"equals", Kind::kIn, false, kOfAny, Arity::kMany},
    {"notEquals", Kind::kIn, true, kOfAny, Arity::kMany},
    {"in", Kind::kIn, false, kOfAny, Arity::kMany},
    {"notIn", Kind::kIn, true, kOfAny, Arity::kMany},
    {"contains", Kind::kContains, false, kOfText, Arity::kMany},
    {"notContains", Kind::kContains, true, kOfText, Arity::kMany},
    {"startsWith", Kind::kStartsWith, false, kOfText, Arity::kMany},
    {"notStartsWith", Kind::kStartsWith, true, kOfText, Arity::kMany},
    {"endsWith", Kind::kEndsWith, false, kOfText, Arity::kMany},
    {"notEndsWith", Kind::kEndsWith, true, kOfText, Arity::kMany},
    {"gt", Kind::kGreater, false, kOfValue, Arity::kOne},
    {"gte", Kind::kGreaterEqual, false, kOfValue, Arity::kOne},
    {"lt", Kind::kLess, false, kOfValue, Arity::kOne},
    {"lte", Kind::kLessEqual, false, kOfValue, Arity::kOne},
    {"between", Kind::kBetween, false, kOfValue, Arity::kTwo},
    {"set", Kind::kSet, false, kOfAny, Arity::kNone},
    {"notSet", Kind::kNotSet, false, kOfAny, Arity::kNone},
    {"inDateRange", Kind::kRanges, false, kOfTime, Arity::kRange},
    {"notInDateRange", Kind::kRanges, true, kOfTime, Arity::kRange},
    {"beforeDate", Kind::kLess, false, kOfTime, Arity::kOne},
    {"beforeOrOnDate", Kind::kLessEqual, false, kOfTime, Arity::kOne},
    {"afterDate", Kind::kGreater, false, kOfTime, Arity::kOne},
    {"afterOrOnDate", Kind::kGreaterEqual, false, kOfTime, Arity::kOne},
    {"inLast", Kind::kRanges, false, kOfTime, Arity::kSpan},
    {"inSegment", Kind::kSubjects, false, kOfRow, Arity::kMany},
    {"notInSegment", Kind::kSubjects, true, kOfRow, Arity::kMany},
});

constexpr auto kQueryKeys = std::to_array<std::string_view>({
    "version", "measures", "dimensions", "timeDimensions",  "filters", "segments", "having",
    "order",   "limit",    "offset",     "total",           "totals",  "fill",     "compare",
    "running", "share",    "timezone",   "fiscalYearStart", "onDay",   "asOf",     "ungrouped",
});
constexpr auto kTimeKeys =
    std::to_array<std::string_view>({"dimension", "granularity", "dateRange", "compareDateRange"});
constexpr auto kConditionKeys = std::to_array<std::string_view>({"member", "operator", "values"});
constexpr auto kGroupKeys = std::to_array<std::string_view>({"and", "or"});
constexpr auto kShareKeys = std::to_array<std::string_view>({"measure", "of"});

constexpr std::array kFills = std::to_array<FillName>({
    {"none", Fill::kNone},
    {"null", Fill::kNull},
    {"zero", Fill::kZero},
    {"previous", Fill::kPrevious},
});
constexpr std::array kComparisons = std::to_array<CompareName>({
    {"previous_period", Compare::kPreviousPeriod},
    {"previous_year", Compare::kPreviousYear},
});
constexpr std::array kUnits = std::to_array<UnitName>({
    {"minute", Granularity::kMinute},
    {"hour", Granularity::kHour},
    {"day", Granularity::kDay},
    {"week", Granularity::kWeek},
    {"month", Granularity::kMonth},
    {"quarter", Granularity::kQuarter},
    {"year", Granularity::kYear},
});

}  // namespace

std::span<const OperatorName> operators() noexcept { return kOperators; }
std::span<const std::string_view> query_keys() noexcept { return kQueryKeys; }
std::span<const std::string_view> time_keys() noexcept { return kTimeKeys; }
std::span<const std::string_view> condition_keys() noexcept { return kConditionKeys; }
std::span<const std::string_view> group_keys() noexcept { return kGroupKeys; }
std::span<const std::string_view> share_keys() noexcept { return kShareKeys; }
std::span<const FillName> fills() noexcept { return kFills; }
std::span<const CompareName> comparisons() noexcept { return kComparisons; }
std::span<const UnitName> units() noexcept { return kUnits; }

}  // namespace pmm::analytics
