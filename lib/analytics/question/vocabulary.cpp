#include "analytics/question/vocabulary.hpp"

#include <array>

namespace pmm::analytics {
namespace {

using FilterKind = Filter::Kind;

constexpr std::uint8_t kOfValue = kOfText | kOfNumber | kOfTime | kOfMeasure;
constexpr std::uint8_t kOfAny = kOfValue | kOfBoolean;

constexpr std::array kOperators = std::to_array<OperatorName>({
    {"equals", FilterKind::kIn, false, kOfAny, Arity::kMany},
    {"notEquals", FilterKind::kIn, true, kOfAny, Arity::kMany},
    {"in", FilterKind::kIn, false, kOfAny, Arity::kMany},
    {"notIn", FilterKind::kIn, true, kOfAny, Arity::kMany},
    {"contains", FilterKind::kContains, false, kOfText, Arity::kMany},
    {"notContains", FilterKind::kContains, true, kOfText, Arity::kMany},
    {"startsWith", FilterKind::kStartsWith, false, kOfText, Arity::kMany},
    {"notStartsWith", FilterKind::kStartsWith, true, kOfText, Arity::kMany},
    {"endsWith", FilterKind::kEndsWith, false, kOfText, Arity::kMany},
    {"notEndsWith", FilterKind::kEndsWith, true, kOfText, Arity::kMany},
    {"gt", FilterKind::kGreater, false, kOfValue, Arity::kOne},
    {"gte", FilterKind::kGreaterEqual, false, kOfValue, Arity::kOne},
    {"lt", FilterKind::kLess, false, kOfValue, Arity::kOne},
    {"lte", FilterKind::kLessEqual, false, kOfValue, Arity::kOne},
    {"between", FilterKind::kBetween, false, kOfValue, Arity::kTwo},
    {"set", FilterKind::kSet, false, kOfAny, Arity::kNone},
    {"notSet", FilterKind::kNotSet, false, kOfAny, Arity::kNone},
    {"inDateRange", FilterKind::kRanges, false, kOfTime, Arity::kRange},
    {"notInDateRange", FilterKind::kRanges, true, kOfTime, Arity::kRange},
    {"beforeDate", FilterKind::kLess, false, kOfTime, Arity::kOne},
    {"beforeOrOnDate", FilterKind::kLessEqual, false, kOfTime, Arity::kOne},
    {"afterDate", FilterKind::kGreater, false, kOfTime, Arity::kOne},
    {"afterOrOnDate", FilterKind::kGreaterEqual, false, kOfTime, Arity::kOne},
    {"inLast", FilterKind::kRanges, false, kOfTime, Arity::kSpan},
    {"inSegment", FilterKind::kSubjects, false, kOfRow, Arity::kMany},
    {"notInSegment", FilterKind::kSubjects, true, kOfRow, Arity::kMany},
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
