#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "analytics/question/query.hpp"

// The words of a question. The parser, its JSON Schema and pmm_meta all read these tables, so that
// none of them can know a word that the others do not.
namespace pmm::analytics {

// What an operator may be asked of.
enum Subjects : std::uint8_t {
  kOfText = 1,
  kOfNumber = 2,
  kOfBoolean = 4,
  kOfTime = 8,
  kOfMeasure = 16,  // in "having"
  kOfRow = 32,      // of the row itself: no member
};

// What stands in "values".
enum class Arity : std::uint8_t {
  kNone,
  kOne,
  kTwo,
  kMany,   // one or more, any of which may match
  kRange,  // as a dateRange
  kSpan,   // one text such as "30 days"
};

struct OperatorName {
  std::string_view name;
  Filter::Kind kind;
  bool negated = false;
  std::uint8_t subjects = 0;  // of Subjects
  Arity arity = Arity::kMany;
};

std::span<const OperatorName> operators() noexcept;

std::span<const std::string_view> query_keys() noexcept;
std::span<const std::string_view> time_keys() noexcept;       // of an entry of timeDimensions
std::span<const std::string_view> condition_keys() noexcept;  // of a condition
std::span<const std::string_view> group_keys() noexcept;      // "and", "or"
std::span<const std::string_view> share_keys() noexcept;      // of an entry of share

struct FillName {
  std::string_view name;
  Fill value;
};
std::span<const FillName> fills() noexcept;

struct CompareName {
  std::string_view name;
  Compare value;
};
std::span<const CompareName> comparisons() noexcept;

// Units of a span such as "30 days", and of the phrases of a dateRange, in the singular.
struct UnitName {
  std::string_view name;
  Granularity value;
};
std::span<const UnitName> units() noexcept;

// The JSON Schema (Draft 2020-12) of a question, in lines.
std::string query_schema_json();

inline constexpr std::string_view kRollup = "rollup";
inline constexpr std::string_view kGroupingColumn = "grouping";

}  // namespace pmm::analytics
