#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "analytics/question/query.hpp"
#include "base/json.hpp"

namespace pmm::analytics {

// Reads what the answer's columns and rows are made of once its key parts and measures are known:
// "totals", "running", "share", "fill", "order" and "having".
class ColumnParser {
 public:
  // The first `shown` measures of the question are columns; the others are there for "having".
  ColumnParser(Query& query, std::size_t shown) : query_(query), shown_(shown) {}

  Status parse(const Json& root);

 private:
  Status parse_totals(const Json* json);
  Status parse_fill(const Json* json);
  Status parse_running(const Json* json);
  Status parse_shares(const Json* json);
  Status add_share(const Json& json, const std::string& at);
  Status check_share(const Share& share, const std::string& at) const;
  Status parse_order(const Json* json);
  Status add_order(const std::string& name, const Json& direction, const std::string& at);

  Result<std::size_t> find_part(const std::string& name, const std::string& at) const;
  Result<PartSet> parse_parts(const Json& json, const std::string& at) const;
  Result<std::size_t> find_shown_measure(const std::string& name, const std::string& at) const;
  Result<std::size_t> find_output(const std::string& name, const std::string& at) const;
  std::string part_name(std::size_t part) const;
  std::size_t calendar_times() const noexcept;

  void make_outputs();
  void add_measure_outputs(std::size_t measure);
  Output measure_output(Output::Kind kind, std::size_t measure, std::string_view suffix) const;
  std::string share_suffix(const Share& share) const;

  Query& query_;
  std::size_t shown_;
  std::vector<std::size_t> running_;  // measures
};

// Reads "having" against the columns of the answer.
Result<Having> parse_having(const Json& json, const Query& query);
// The names in "having", in the order in which they stand there.
std::vector<const Json*> having_members(const Json& json);

bool has_share(const Member& measure) noexcept;      // of a total: counts and sums do
bool is_calendar(Granularity granularity) noexcept;  // one that goes on and on, unlike weekdays

}  // namespace pmm::analytics
