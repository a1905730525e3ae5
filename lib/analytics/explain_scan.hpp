#pragma once

#include <string>
#include <vector>

#include "analytics/explain_time.hpp"
#include "analytics/scan.hpp"

namespace pmm::analytics {

// One scan as SQL: the rows in question as a table of WITH, and the groups they make.
class ScanSql {
 public:
  // `table` is what the rows are called, `parts` what the key parts are.
  ScanSql(const ScanSpec& spec, const ScanContext& context, std::string table,
          const std::vector<std::string>& parts);

  // "facts AS (...)": the view's columns, and a column for each key part. Notes in `times` which
  // calendars it joins.
  std::string rows(TimesSql& times) const;

  // The finest groups: the key parts, then the measures, by their names.
  std::string groups() const { return groups_of(all_parts(), {}); }
  // All groupings, one below the other: the parts that one leaves out are null, and a column
  // `grouping` tells them apart by what grouping() would say.
  std::string groupings(const char* grouping) const;

 private:
  PartSet all_parts() const noexcept;
  std::int64_t left_out(PartSet kept) const noexcept;
  std::string groups_of(PartSet kept, const std::string& grouping) const;
  Type type_of(std::size_t part) const noexcept;

  const ScanSpec& spec_;
  const ScanContext& context_;
  std::string table_;
  std::vector<std::string> parts_;  // quoted
};

}  // namespace pmm::analytics
