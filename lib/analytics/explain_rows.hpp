#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analytics/query.hpp"
#include "analytics/scan.hpp"

namespace pmm::analytics {

// The rows of one cube as SQL: its view called "v", what has to be joined to it, and which rows.
class RowsSql {
 public:
  RowsSql(const Cube& cube, const ScanContext& context) : cube_(cube), context_(context) {}

  // The value of a dimension or an instant in a row.
  std::string value(const Member& member) const;
  void join(std::string_view text) { joins_ += text; }

  // A condition on a null is null, so that only kNotSet finds it, as in the engine.
  std::string condition(const Filter& filter) const;
  // Only rows that meet it; kAnd at the top is taken apart.
  void restrict(const Filter& filter);
  // The rows that the actor may read; offices and services by the codes they have in the epoch.
  void restrict_to_rights();

  std::string select(const std::vector<std::string>& columns) const;

 private:
  std::string of_subjects(const Filter& filter) const;
  std::string scope() const;
  std::string mandates() const;
  std::string column(std::uint8_t index) const;

  const Cube& cube_;
  const ScanContext& context_;
  std::string joins_;
  std::vector<std::string> conditions_;
};

}  // namespace pmm::analytics
