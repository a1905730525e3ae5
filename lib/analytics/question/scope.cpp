#include "analytics/question/scope.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace pmm::analytics {
namespace {

bool same_values(const Member& a, const Cube& of_a, const Member& b, const Cube& of_b) noexcept {
  if (a.type != b.type) return false;
  // A boolean is whether its column has a value; there is no dictionary to share.
  return a.type == Type::kBool || domain_of(a, of_a) == domain_of(b, of_b);
}

// What the two cubes can both be grouped by: "channel, service".
std::string shared_names(const Cube& a, const Cube& b) {
  std::string names;
  for (const Member& member : a.members) {
    const Member* other = member.kind == MemberKind::kDimension ? counterpart(member, b) : nullptr;
    if (other == nullptr) continue;
    if (!names.empty()) names += ", ";
    names += own_name(member.name);
  }
  return names.empty() ? "nothing" : names;
}

}  // namespace

model::Noun noun_of(CubeId cube) noexcept {
  switch (cube) {
    case CubeId::kCases:
    case CubeId::kStages:
      return model::Noun::kCase;
    case CubeId::kContacts:
      return model::Noun::kContact;
    case CubeId::kVisits:
      return model::Noun::kVisit;
    case CubeId::kDeliveries:
      return model::Noun::kDelivery;
    case CubeId::kAppointments:
      return model::Noun::kAppointment;
  }
  return model::Noun::kCase;
}

const Cube& cube_of(const Member& member) noexcept {
  const std::string_view name = member.name.substr(0, member.name.find('.'));
  const auto all = cubes();
  const auto found =
      std::find_if(all.begin(), all.end(), [name](const Cube& cube) { return cube.name == name; });
  PMM_ASSERT(found != all.end());
  return *found;
}

const Member* main_time(const Cube& cube) noexcept {
  const auto found = std::find_if(cube.members.begin(), cube.members.end(),
                                  [](const Member& m) { return m.kind == MemberKind::kTime; });
  return found == cube.members.end() ? nullptr : &*found;
}

const Member* counterpart(const Member& member, const Cube& cube) noexcept {
  const Cube& home = cube_of(member);
  if (home.id == cube.id) return &member;
  if (member.kind == MemberKind::kTime)
    return main_time(home) == &member ? main_time(cube) : nullptr;
  for (const Member& other : cube.members)
    if (other.kind == member.kind && own_name(other.name) == own_name(member.name) &&
        same_values(member, home, other, cube))
      return &other;
  return nullptr;
}

Status unknown(std::string_view name, std::string_view what, const std::string& nearest,
               const std::string& field) {
  std::string message = text::quoted(name) + " is not a known " + std::string(what);
  if (!nearest.empty()) message += "; did you mean " + nearest + "?";
  return Status::invalid(field, std::move(message));
}

Result<const Member*> Scope::any(const std::string& name, const std::string& field) const {
  if (members_ != nullptr) {
    if (const Member* member = members_->find(name)) return member;
    return unknown(name, "member", text::nearest(name, members_->names()), field);
  }
  std::vector<std::string> names;
  for (const Cube& cube : cubes()) {
    if (const Member* member = find_member(cube, name)) return member;
    for (const Member& member : cube.members) names.emplace_back(member.name);
  }
  return unknown(name, "member", text::nearest(name, names), field);
}

Status wrong_kind(const Member& member, MemberKind wanted, const std::string& field) {
  const std::string name = text::quoted(member.name);
  if (member.kind == MemberKind::kTime)
    return Status::invalid(field, name + " is a time: it belongs in timeDimensions");
  if (wanted == MemberKind::kMeasure)
    return Status::invalid(field, name + " is a dimension: it belongs in dimensions");
  if (member.kind == MemberKind::kMeasure)
    return Status::invalid(field, name + " is a measure: it belongs in measures");
  return Status::invalid(field, name + " is not a time");
}

std::size_t Scope::index_of(const Cube& cube) const noexcept {
  return static_cast<std::size_t>(std::find(cubes_.begin(), cubes_.end(), &cube) - cubes_.begin());
}

Result<const Member*> Scope::measure(const std::string& name, const std::string& field) {
  PMM_ASSIGN(const Member* member, any(name, field));
  if (member->kind != MemberKind::kMeasure) return wrong_kind(*member, MemberKind::kMeasure, field);
  const Cube& cube = cube_of(*member);
  if (index_of(cube) == cubes_.size()) cubes_.push_back(&cube);
  return member;
}

Result<const Member*> Scope::own(const std::string& name, const std::string& field) {
  PMM_ASSIGN(const Member* member, any(name, field));
  const Cube& cube = cube_of(*member);
  if (cubes_.empty()) cubes_.push_back(&cube);
  if (index_of(cube) < cubes_.size()) return member;
  std::string message = text::quoted(name) + " is of another cube than " +
                        std::string(cubes_.front()->name) + ", which is asked about";
  if (const Member* meant = counterpart(*member, *cubes_.front()))
    message += "; name " + std::string(meant->name);
  return Status::invalid(field, std::move(message));
}

Result<const Member*> Scope::shared(const std::string& name, const std::string& field) {
  PMM_ASSIGN(const Member* member, own(name, field));
  PMM_TRY(check_shared(*member, field));
  return member;
}

Status Scope::check_shared(const Member& member, const std::string& field) const {
  if (member.kind == MemberKind::kMeasure) return {};
  const Cube& home = cube_of(member);
  for (const Cube* cube : cubes_) {
    if (counterpart(member, *cube) != nullptr) continue;
    const std::string mine(home.name);
    const std::string theirs(cube->name);
    if (member.kind == MemberKind::kTime)
      return Status::invalid(field, text::quoted(member.name) + " places " + mine +
                                        " in time, and nothing says what places " + theirs +
                                        "; only main times (" + std::string(main_time(home)->name) +
                                        ", " + std::string(main_time(*cube)->name) +
                                        ") stand for each "
                                        "other");
    return Status::invalid(
        field, text::quoted(member.name) + " is of one row per " + mine + " entry; " + theirs +
                   ", whose measures are asked too, has no such dimension: " + mine + " and " +
                   theirs + " share " + shared_names(home, *cube));
  }
  return {};
}

}  // namespace pmm::analytics
