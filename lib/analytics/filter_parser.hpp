#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "analytics/date_range.hpp"
#include "analytics/query.hpp"
#include "base/json.hpp"

namespace pmm::analytics {

// Pieces that all parts of the parser use; each error is at the place it is given.
Status unknown(std::string_view name, std::string_view what, const std::string& nearest,
               const std::string& field);
// A member by its name; sets `cube` by the first one and holds the others to it.
Result<const Member*> lookup(const Members& members, const Cube*& cube, const std::string& name,
                             const std::string& field);

// Reads one entry of "filters": a condition, or {"and": […]} or {"or": […]} of such.
class FilterParser {
 public:
  FilterParser(const Members& members, const Cube*& cube, const Zone& zone, std::int64_t now_us)
      : members_(members), cube_(cube), zone_(zone), now_us_(now_us) {}
  Result<Filter> parse(const Json& json, const std::string& at);

 private:
  Result<Filter> parse_group(const Json& json, const std::string& at);
  Status parse_values(const Json& json, Filter& filter, const std::string& at);
  Status parse_value(const Json& json, Filter& filter, const std::string& at);
  Status parse_number(const Json& json, Filter& filter, const std::string& at);
  Status parse_times(const Json& json, const std::string& operation, Filter& filter,
                     const std::string& at);
  Status parse_comparison(const Json& value, const std::string& operation, Filter& filter,
                          const std::string& at);

  const Members& members_;
  const Cube*& cube_;
  const Zone& zone_;
  std::int64_t now_us_;
  std::size_t nodes_ = 0;
};

}  // namespace pmm::analytics
