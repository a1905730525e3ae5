#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analytics/question/date_range.hpp"
#include "analytics/question/query.hpp"
#include "analytics/question/scope.hpp"
#include "analytics/question/vocabulary.hpp"
#include "base/json.hpp"

namespace pmm::analytics {

// An operator by its name.
Result<const OperatorName*> find_operator(const Json& condition, const std::string& at);
// The list of "values" that the operator takes; null when it takes none. Its length is checked.
Result<const Json*> find_values(const Json& condition, const OperatorName& operation,
                                const std::string& at);
// {"and": […]} or {"or": […]}: which it is, and the list. Null list: it is a condition.
struct GroupJson {
  Filter::Kind kind = Filter::Kind::kAnd;
  const Json* list = nullptr;
  std::string path;
};
Result<GroupJson> read_group(const Json& json, const std::string& at);

// Counts conditions over the whole of a question.
class NodeCount {
 public:
  Status add(const std::string& at);

 private:
  std::size_t nodes_ = 0;
};

// Reads one entry of "filters": a condition, or {"and": […]} or {"or": […]} of such.
class FilterParser {
 public:
  // `segments` gets the stored segments that are named; null: none may be.
  FilterParser(Scope& scope, const Calendar& calendar, std::vector<SegmentUse>* segments)
      : scope_(scope), calendar_(calendar), segments_(segments) {}
  Result<Filter> parse(const Json& json, const std::string& at);

 private:
  Result<Filter> parse_condition(const Json& json, const std::string& at);
  Result<Filter> parse_segments(const Json& json, const OperatorName& operation,
                                const std::string& at);
  Status parse_times(const Json& json, const OperatorName& operation, Filter& filter,
                     const std::string& at);
  Status parse_time_points(const Json& json, Filter& filter, const std::string& at);

  Scope& scope_;
  const Calendar& calendar_;
  std::vector<SegmentUse>* segments_;
  NodeCount count_;
};

// A condition, or a group of some, on the rows of one cube.
Result<Filter> parse_filter(const Json& json, const Cube& cube, const Calendar& calendar,
                            const std::string& at);

}  // namespace pmm::analytics
