// The roles: those of the library's own out of the tables, and those that are defined as data.
#include <algorithm>

#include "model/access.hpp"
#include "model/access_rules.hpp"

namespace pmm::model {
namespace {

constexpr std::array kRoles = {
    Role{kRoleAdministrator, "Administrator: everything, everywhere", false, false},
    Role{kRoleOperator, "Operator: the register of subjects, and the work of its offices", true,
         false},
    Role{kRoleCitizen, "Citizen: its own data, contacts and cases", false, true},
    Role{kRoleSystem, "System: a program that loads and works off", false, false},
    Role{kRoleDelegate, "Delegate: contacts and cases of those who gave it a mandate", false, true},
    Role{kRoleSupervisor,
         "Supervisor: an operator who also sees who may do what, and merges subjects", true, false},
    Role{kRoleAnalyst, "Analyst: numbers without persons and without small cells", true, false},
    Role{kRoleIntegration, "Integration: another system, which follows the changes and carries",
         false, false},
    Role{kRolePrivacyOfficer, "Privacy officer: what subjects ask of their data, and what is kept",
         false, false},
};

constexpr std::array<std::string_view, kActions.size()> kActionNames = {
    "read", "create", "update", "advance", "import", "administer", "count", "merge"};
constexpr std::array<std::string_view, kFieldGroups.size()> kGroupNames = {"identity", "contact",
                                                                           "sensitive"};
constexpr std::array<std::string_view, kExtents.size()> kExtentNames = {
    "all", "scope", "office", "service", "own", "mandate"};

Bits bits_of(std::string_view letters) noexcept {
  constexpr std::string_view kLetters = "rcuaixnm";
  Bits out = 0;
  for (const char letter : letters) out |= static_cast<Bits>(1U << kLetters.find(letter));
  if ((out & bit(Action::kRead)) != 0) out |= bit(Action::kCount);
  return out;
}

// Who reads a row reads all of it, in the library's own roles.
Bits with_fields(Bits bits) noexcept {
  return (bits & bit(Action::kRead)) != 0 ? static_cast<Bits>(bits | kEveryFieldGroup) : bits;
}

const GroupRule& rule_of(Group group) noexcept {
  return *std::find_if(kGroupRules.begin(), kGroupRules.end(),
                       [group](const GroupRule& rule) { return rule.group == group; });
}

void add(RoleRules& rules, Extent extent, std::string_view letters, Noun noun) {
  rules.at(extent).add(with_fields(bits_of(letters)), noun);
}

void add_noun(RoleRules& rules, const NounRule& noun) {
  const GroupRule& group = rule_of(noun.group);
  if (rules.name == kRoleAdministrator) add(rules, Extent::kAll, "rcuaixnm", noun.noun);
  if (rules.name == kRoleSystem) add(rules, Extent::kAll, group.system, noun.noun);
  if (rules.name == kRoleOperator) {
    add(rules, Extent::kAll, group.operator_all, noun.noun);
    add(rules, Extent::kScope, group.operator_scope, noun.noun);
  }
  if (rules.name == kRoleSupervisor) {
    add(rules, Extent::kAll, group.supervisor_all, noun.noun);
    if (noun.noun == Noun::kSubject) add(rules, Extent::kAll, "m", noun.noun);
    add(rules, Extent::kScope, group.supervisor_scope, noun.noun);
  }
  if (rules.name == kRoleAnalyst) {
    add(rules, Extent::kAll, group.analyst_all, noun.noun);
    add(rules, Extent::kScope, group.analyst_scope, noun.noun);
  }
  if (rules.name == kRoleIntegration) add(rules, Extent::kAll, group.integration, noun.noun);
  if (rules.name == kRolePrivacyOfficer) add(rules, Extent::kAll, group.officer, noun.noun);
  const bool citizen = rules.name == kRoleCitizen;
  if (!citizen && rules.name != kRoleDelegate) return;
  if (noun.group == Group::kCatalogue || noun.group == Group::kCalendars ||
      noun.group == Group::kPurposes)
    add(rules, Extent::kAll, "r", noun.noun);
  // Both find the mandates that they gave or were given.
  if (citizen || noun.group == Group::kMandates) add(rules, Extent::kOwn, noun.own, noun.noun);
  add(rules, Extent::kMandate, noun.acting, noun.noun);
}

template <class Names>
auto index_of(const Names& names, std::string_view name) -> std::optional<std::size_t> {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

bool gives_rights(Noun noun) noexcept {
  const Group group = kNounRules[static_cast<std::size_t>(noun)].group;
  return group == Group::kActors || group == Group::kGrants || group == Group::kJournal;
}

// Whether the rows have an office, or a service, so that a right can end there. A calendar is an
// office's to keep, and everybody's to read.
bool ends_at_place(Group group, Action action) noexcept {
  if (group == Group::kCalendars) return action != Action::kRead && action != Action::kCount;
  return group == Group::kWork || group == Group::kDealings || group == Group::kOutbox;
}

// Who may do this works for the administration. Whoever carries does not for that alone.
bool makes_staff(const Right& right) noexcept {
  if (right.extent == Extent::kOwn || right.extent == Extent::kMandate) return false;
  if (right.action == Action::kCount) return false;
  const Group group = kNounRules[static_cast<std::size_t>(right.noun)].group;
  if (group == Group::kCalendars) return right.action != Action::kRead;
  return group == Group::kWork || group == Group::kDealings || group == Group::kPersons ||
         group == Group::kWishes || group == Group::kRequests || group == Group::kConsents ||
         group == Group::kPrivacy;
}

Status check_right(const Right& right) {
  const std::string what =
      std::string(action_name(right.action)) + " " + std::string(noun_name(right.noun));
  if (right.action == Action::kAdminister)
    return Status::invalid("rights", "administer is for administrators alone");
  if (gives_rights(right.noun) && right.action != Action::kRead)
    return Status::invalid("rights", what + ": who may do what is for administrators to say");
  if (right.action == Action::kMerge && right.noun != Noun::kSubject)
    return Status::invalid("rights", what + ": only subjects are merged");
  const NounRule& noun = kNounRules[static_cast<std::size_t>(right.noun)];
  const bool placed = ends_at_place(noun.group, right.action);
  const bool by_place = right.extent == Extent::kScope || right.extent == Extent::kOffice ||
                        right.extent == Extent::kService;
  // The rows of a file are of any office.
  if (right.action == Action::kImport && right.extent != Extent::kAll)
    return Status::invalid("rights", what + ": an import is of all rows or not allowed");
  if (by_place && !placed)
    return Status::invalid("rights", what + ": only work belongs to an office or service");
  const Bits could = bits_of(right.extent == Extent::kOwn ? noun.own : noun.acting);
  const bool as_subject = right.extent == Extent::kOwn || right.extent == Extent::kMandate;
  if (as_subject && (could & bit(right.action)) == 0)
    return Status::invalid("rights", what + ": not for subjects, whether it is their own or not");
  return {};
}

}  // namespace

std::span<const Role> roles() noexcept { return kRoles; }

const Role* find_role(std::string_view name) noexcept {
  const auto* found = std::find_if(kRoles.begin(), kRoles.end(),
                                   [name](const Role& role) { return role.name == name; });
  return found == kRoles.end() ? nullptr : found;
}

std::string role_names() {
  std::string out;
  for (const Role& role : kRoles) out.append(out.empty() ? "" : ", ").append(role.name);
  return out;
}

std::string_view action_name(Action action) noexcept {
  return kActionNames[static_cast<std::size_t>(action)];
}
std::string_view noun_name(Noun noun) noexcept {
  return kNounRules[static_cast<std::size_t>(noun)].name;
}
std::string_view field_group_name(FieldGroup group) noexcept {
  return kGroupNames[static_cast<std::size_t>(group)];
}
std::string_view extent_name(Extent extent) noexcept {
  return kExtentNames[static_cast<std::size_t>(extent)];
}

std::optional<Action> find_action(std::string_view name) noexcept {
  if (const auto at = index_of(kActionNames, name)) return static_cast<Action>(*at);
  return std::nullopt;
}
std::optional<Extent> find_extent(std::string_view name) noexcept {
  if (const auto at = index_of(kExtentNames, name)) return static_cast<Extent>(*at);
  return std::nullopt;
}
std::optional<FieldGroup> find_field_group(std::string_view name) noexcept {
  if (const auto at = index_of(kGroupNames, name)) return static_cast<FieldGroup>(*at);
  return std::nullopt;
}
std::optional<Noun> find_noun(std::string_view name) noexcept {
  for (const NounRule& rule : kNounRules)
    if (rule.name == name) return rule.noun;
  return std::nullopt;
}

RoleRules rules_of(const Role& role) {
  RoleRules rules;
  rules.name = role.name;
  rules.everything = role.name == kRoleAdministrator;
  rules.system = role.name == kRoleSystem;
  rules.staff = role.name == kRoleOperator || role.name == kRoleSupervisor ||
                role.name == kRolePrivacyOfficer;
  for (const NounRule& noun : kNounRules) add_noun(rules, noun);
  return rules;
}

Result<RoleRules> define_role(std::string name, std::span<const Right> rights, Bits field_groups) {
  RoleRules rules;
  rules.name = std::move(name);
  for (const Right& right : rights) {
    PMM_TRY(check_right(right));
    Bits bits = bit(right.action);
    if (right.action == Action::kRead)
      bits |= static_cast<Bits>(bit(Action::kCount) | (field_groups & kEveryFieldGroup));
    rules.at(right.extent).add(bits, right.noun);
    rules.staff = rules.staff || makes_staff(right);
  }
  return rules;
}

namespace {

// Whether a right of the first extent gives all that one of the second does, wherever the role is
// granted. An office's rows and a service's are others, as are one's own and those of whom one acts
// for.
bool includes(Extent wide, Extent narrow) noexcept {
  if (wide == narrow) return false;
  if (wide == Extent::kAll) return true;
  return narrow == Extent::kScope && (wide == Extent::kOffice || wide == Extent::kService);
}

}  // namespace

std::vector<Right> rights_of(const RoleRules& rules) {
  std::vector<Right> out;
  for (std::size_t n = 0; n < kNounCount; ++n) {
    const auto noun = static_cast<Noun>(n);
    for (const Action action : kActions) {
      const auto has = [&](Extent extent) { return rules.at(extent).has(bit(action), noun); };
      for (const Extent extent : kExtents) {
        const bool implied = std::any_of(kExtents.begin(), kExtents.end(), [&](Extent wide) {
          return includes(wide, extent) && has(wide);
        });
        if (has(extent) && !implied) out.push_back({action, noun, extent});
      }
    }
  }
  return out;
}

bool ends_at_office(const RoleRules& rules) noexcept {
  return rules.at(Extent::kScope) != Rights{} || rules.at(Extent::kOffice) != Rights{};
}

bool ends_at_service(const RoleRules& rules) noexcept {
  return rules.at(Extent::kScope) != Rights{} || rules.at(Extent::kService) != Rights{};
}

bool is_scoped(const RoleRules& rules) noexcept {
  return ends_at_office(rules) || ends_at_service(rules);
}

bool needs_subject(const RoleRules& rules) noexcept {
  return rules.at(Extent::kOwn) != Rights{} || rules.at(Extent::kMandate) != Rights{};
}

}  // namespace pmm::model
