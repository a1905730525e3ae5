#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/question/query.hpp"
#include "analytics/scan/grouping.hpp"
#include "analytics/scan/scan.hpp"

namespace pmm::analytics {

// Whether a member is what services declare of their cases.
constexpr bool is_attribute(const Member& member) noexcept {
  return member.domain >= attribute_domain(0);
}

// The rows of one cube as SQL: its view called "v", what has to be joined to it, and which rows.
class RowsSql {
 public:
  RowsSql(const Cube& cube, const ScanContext& context) : cube_(cube), context_(context) {}

  // The value of a dimension or an instant in a row. What a declared attribute holds is joined.
  std::string value(const Member& member);
  void join(std::string_view text) { joins_ += text; }

  // A condition on a null is null, so that only kNotSet finds it, as in the engine.
  std::string condition(const Filter& filter);
  // Only rows that meet it; kAnd at the top is taken apart.
  void restrict(const Filter& filter);
  // The rows that the actor may read; offices and services by the codes they have in the epoch.
  void restrict_to_rights();

  std::string select(const std::vector<std::string>& columns) const;

  // The instants of the attributes that may be days, which stand for their beginning in the store's
  // zone; null where there is none of these.
  const std::optional<TimeBounds>& home_days() const noexcept { return home_days_; }

 private:
  std::string attribute_value(const Member& member);
  const std::string& joined_attribute(const Member& member);
  std::string services_of(const DeclaredAttribute& attribute) const;
  std::string of_subjects(const Filter& filter) const;
  std::string scope() const;
  std::string mandates() const;
  std::string column(std::uint8_t index) const;

  const Cube& cube_;
  const ScanContext& context_;
  std::string joins_;
  std::vector<std::string> conditions_;
  std::map<std::string_view, std::string> attributes_;  // what each member's join is called
  std::optional<TimeBounds> home_days_;
};

}  // namespace pmm::analytics
