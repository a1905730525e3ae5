#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analytics/question/date_range.hpp"
#include "analytics/question/query.hpp"
#include "analytics/question/scope.hpp"
#include "base/json.hpp"

namespace pmm::analytics {

// Reads "timeDimensions" and "compare" into the question.
class TimeParser {
 public:
  TimeParser(Query& query, Scope& scope, const Calendar& calendar)
      : query_(query), scope_(scope), calendar_(calendar) {}

  Status parse(const Json* json);
  // After parse(): the range that is compared is known.
  Status parse_compare(const Json* json);

 private:
  struct Entry {
    const Member* member = nullptr;
    std::size_t cube = 0;
    std::optional<Granularity> granularity;
    std::optional<TimeRange> range;
    std::string at;
  };
  Result<Entry> parse_entry(const Json& json, const std::string& at);
  Status parse_ranges(const Json& json, Entry& entry, const std::string& at);
  Status add_key(const Entry& entry);
  Status complete_keys();
  Status add_range(const Entry& entry);
  const Member* partner(const Entry& entry, std::size_t cube) const;
  bool has_range(std::size_t cube) const noexcept;
  Status check_compared(const std::string& at) const;

  Query& query_;
  Scope& scope_;
  const Calendar& calendar_;
  std::vector<Entry> entries_;
  std::vector<std::string> key_places_;  // of each time: where it stands in the question
  std::string compared_at_;              // where compareDateRange stands
};

// The part of all instants that the question's date ranges leave of a time in one of its cubes.
TimeRange range_of(const Query& query, const Member& member, std::size_t cube) noexcept;

}  // namespace pmm::analytics
