#include "analytics/columns/members.hpp"

#include <algorithm>

namespace pmm::analytics {

Members::Members(std::span<const DeclaredAttribute> attributes) {
  auto column = static_cast<std::uint8_t>(cube_of(CubeId::kCases).columns.size());
  for (const DeclaredAttribute& attribute : attributes) {
    const auto keep = [this](std::string text) -> std::string_view {
      return texts_.emplace_back(std::move(text));
    };
    Member member;
    member.name = keep("cases.attributes." + attribute.code);
    member.title_en = member.title_it = keep(attribute.title);
    member.source = "cases.attributes";
    member.column = column++;
    member.domain = attribute_domain(attributes_.size());
    if (attribute.datatype == model::Datatype::kDatetime) {
      member.kind = MemberKind::kTime;
      member.type = Type::kTime;
      member.day_column = column++;
    } else if (attribute.datatype == model::Datatype::kNumber) {
      member.type = Type::kFloat64;
    }
    attributes_.push_back(member);
  }
}

const Member* Members::find(std::string_view name) const noexcept {
  for (const Cube& cube : cubes())
    if (const Member* member = find_member(cube, name)) return member;
  const auto found = std::find_if(attributes_.begin(), attributes_.end(),
                                  [name](const Member& member) { return member.name == name; });
  return found == attributes_.end() ? nullptr : &*found;
}

std::vector<std::string> Members::names() const {
  std::vector<std::string> names;
  for (const Cube& cube : cubes())
    for (const Member& member : cube.members) names.emplace_back(member.name);
  for (const Member& member : attributes_) names.emplace_back(member.name);
  return names;
}

}  // namespace pmm::analytics
