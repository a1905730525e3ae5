#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/catalogue/catalogue.hpp"
#include "analytics/columns/attributes.hpp"

namespace pmm::analytics {

// The members that a question may name: those that every store has, and the attributes of cases
// that the services of this one declare as dimensions, "cases.attributes.CODE". Immutable.
class Members {
 public:
  explicit Members(std::span<const DeclaredAttribute> attributes);
  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;

  // Null when there is no such member.
  const Member* find(std::string_view name) const noexcept;
  // Of attributes, in the order of their columns.
  std::span<const Member> attributes() const noexcept { return attributes_; }
  std::vector<std::string> names() const;

 private:
  std::vector<Member> attributes_;
  std::deque<std::string> texts_;  // that the members name
};

// All members as JSON: what pmm_meta answers.
std::string meta_json(const Members& members);

// Columns that attributes have behind those of the cases cube: the value, and of a time the day.
constexpr std::size_t columns_of(model::Datatype datatype) noexcept {
  return datatype == model::Datatype::kDatetime ? 2 : 1;
}

}  // namespace pmm::analytics
