#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/question/query.hpp"
#include "base/json.hpp"
#include "base/status.hpp"
#include "base/zone.hpp"

namespace pmm::analytics {

// One bound of a number: "gte": 2.
struct NumberBound {
  enum class Kind : std::uint8_t { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual };
  Kind kind = Kind::kEqual;
  double value = 0;
};

// All of them must hold.
struct NumberTest {
  std::vector<NumberBound> bounds;
  bool holds(double value) const noexcept;
};

// What is computed for each subject out of its rows.
enum class SubjectMeasure : std::uint8_t {
  kCount,
  kDistinct,  // different codes of a column
  kFirst,     // instant of the earliest row
  kLast,
  kSum,  // seconds
  kMean,
};

struct MeasureTest {
  SubjectMeasure measure = SubjectMeasure::kCount;
  std::uint8_t column = 0;     // kDistinct: codes; kFirst, kLast: instants
  Value value = Value::kNone;  // kSum, kMean
  NumberTest number;           // but of kFirst and kLast
  TimeRange range;             // of kFirst and kLast
};

// Of the rows of one cube that pass the filter, those of each subject: every test must hold. A
// subject without such rows has a count and distinct counts of 0, and nothing else.
struct ActivityTest {
  const Cube* cube = nullptr;
  Filter filter;
  std::vector<MeasureTest> tests;
  // Whether a subject without rows passes.
  bool holds_for_none() const noexcept;
};

enum class Attribute : std::uint8_t {
  kKind,
  kSex,
  kLanguage,
  kBirthPlace,
  kBorn,             // days
  kDied,             // whether there is a day
  kCreated,          // days, local
  kAddress,          // kinds in use
  kVerifiedAddress,  // the same, verified
  kIdentifier,       // schemes in force
};

// One condition on what a subject is. A null matches kNotSet and nothing else.
struct AttributeTest {
  enum class Kind : std::uint8_t { kIn, kNotIn, kSet, kNotSet, kDays };
  Attribute attribute = Attribute::kKind;
  Kind kind = Kind::kIn;
  std::vector<std::string> texts;
  // kDays, both included.
  std::int32_t first_day = std::numeric_limits<std::int32_t>::min() + 1;
  std::int32_t last_day = std::numeric_limits<std::int32_t>::max();
};

// Which subjects belong to a group. A tree that is known to make sense.
struct Rule {
  enum class Kind : std::uint8_t { kEverybody, kAnd, kOr, kNot, kAttribute, kActivity };
  Kind kind = Kind::kEverybody;
  std::vector<Rule> children;
  AttributeTest attribute;
  ActivityTest activity;
};

// The rule text of a saved segment; kNotFound when there is none of that name.
using SegmentRules = std::function<Result<std::string>(const std::string& name)>;

struct RuleContext {
  const Zone& zone;
  std::int64_t now_us = 0;
  const SegmentRules* saved = nullptr;  // null: a rule may not name saved segments
  // The name that the rule is about to be saved under: it may not lead back to itself.
  std::string_view own_name{};
};

// Checks a rule. kInvalid names the place in it, such as "and[0].cases.count.gte"; kLimit what is
// too much. Saved segments are read and put in their place.
Result<Rule> parse_rule(std::string_view json, const RuleContext& context);

// The rule as text with every saved segment in its place, so that it says the same for ever.
Result<std::string> expand_rule(std::string_view json, const RuleContext& context);

// The name of the saved segment that a rule is, and nothing more; empty for other rules.
Result<std::string> sole_segment(std::string_view text);

// A tree as JSON text.
std::string to_text(const Json& json);

// The text as a tree, with every saved segment in its place.
Result<Json> read_rule(std::string_view text, const RuleContext& context);

// The JSON Schema (2020-12) of a rule.
std::string rule_schema_json();

// The cubes whose rows are something that a subject did.
std::span<const Cube* const> activity_cubes() noexcept;

// What the members of an activity are called, for the parser and the schema.
struct SubjectMeasureName {
  std::string_view name;
  SubjectMeasure measure = SubjectMeasure::kCount;
  std::uint8_t column = 0;
  Value value = Value::kNone;
  bool in_days = false;  // kFirst, kLast: days until today instead of a period
};
std::vector<SubjectMeasureName> subject_measures(const Cube& cube);

}  // namespace pmm::analytics
