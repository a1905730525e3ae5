#include "model/access.hpp"

#include <algorithm>
#include <array>

namespace pmm::model {
namespace {

constexpr std::array kRoles = {
    Role{kRoleAdministrator, "Administrator: everything, everywhere", false, false},
    Role{kRoleOperator, "Operator: the register of subjects, and the work of its offices", true,
         false},
    Role{kRoleCitizen, "Citizen: its own data, contacts and cases", false, true},
    Role{kRoleSystem, "System: a program that loads and works off", false, false},
    Role{kRoleIntegration, "Integration: another system, which follows the changes and carries",
         false, false},
};

// What the rules tell apart among the nouns.
enum class Group {
  kRights,     // actors and their grants
  kPersons,    // the register of subjects
  kCatalogue,  // what everybody may read
  kCalendars,  // the same, which an office keeps itself
  kWork,       // rows that belong to an office
  kVisits,
  kGroups,  // target groups: rules and lists of members, of no office
  kJournal,
  kQuery,
};

Group group_of(Noun noun) noexcept {
  switch (noun) {
    case Noun::kActor:
    case Noun::kGrant:
      return Group::kRights;
    case Noun::kSubject:
    case Noun::kIdentifier:
    case Noun::kAddress:
    case Noun::kRelationship:
    case Noun::kPreference:
    case Noun::kFavourite:
    case Noun::kSavedFilter:
    case Noun::kPageLayout:
    case Noun::kReminder:
      return Group::kPersons;
    case Noun::kOffice:
    case Noun::kChannel:
    case Noun::kCategory:
    case Noun::kArea:
    case Noun::kService:
    case Noun::kHoliday:
    case Noun::kNotificationTemplate:
    case Noun::kReminderRule:
      return Group::kCatalogue;
    case Noun::kCalendar:
      return Group::kCalendars;
    case Noun::kContact:
    case Noun::kTask:
    case Noun::kCase:
    case Noun::kCaseEvent:
    case Noun::kDelivery:
    case Noun::kDigest:
    case Noun::kNotification:
    case Noun::kCaseMessage:
    case Noun::kAppointment:
    case Noun::kFeedback:
      return Group::kWork;
    case Noun::kVisit:
      return Group::kVisits;
    case Noun::kSegment:
    case Noun::kFrozenGroup:
    case Noun::kCampaign:
      return Group::kGroups;
    case Noun::kJournal:
      return Group::kJournal;
    case Noun::kQuery:
      return Group::kQuery;
  }
  return Group::kRights;
}

// What everybody may read.
bool is_open(Noun noun) noexcept {
  const Group group = group_of(noun);
  return group == Group::kCatalogue || group == Group::kCalendars;
}

bool system_may(Action action, Noun noun) noexcept {
  if (action == Action::kAdminister) return false;
  const Group group = group_of(noun);
  const bool records =
      group == Group::kRights || group == Group::kJournal || group == Group::kQuery;
  return !records || action == Action::kRead;
}

// An operator's reach; the register is the city's, the work is the office's.
Reach operator_reach(Action action, Noun noun) noexcept {
  Reach out;
  const bool writes = action == Action::kCreate || action == Action::kUpdate;
  switch (group_of(noun)) {
    case Group::kRights:
      out.all = noun == Noun::kActor && action == Action::kRead;
      break;
    case Group::kPersons:
    case Group::kGroups:
      out.all = writes || action == Action::kRead;
      // Done or put off: what a subject can do itself may be done for it at the counter.
      if (noun == Noun::kReminder) out.all = out.all || action == Action::kAdvance;
      break;
    case Group::kCatalogue:
    case Group::kQuery:
    case Group::kVisits:
      out.all = action == Action::kRead;
      break;
    case Group::kCalendars:
      out.all = action == Action::kRead;
      out.scoped = writes;
      break;
    case Group::kWork:
      out.scoped = writes || action == Action::kRead || action == Action::kAdvance;
      break;
    case Group::kJournal:
      break;
  }
  return out;
}

// Another system: what changed, as names alone, and what it is to carry.
Reach integration_reach(Action action, Noun noun) noexcept {
  Reach out;
  if (noun == Noun::kDelivery || noun == Noun::kDigest)
    out.all = action == Action::kRead || action == Action::kAdvance;
  else
    out.all = action == Action::kRead && (noun == Noun::kJournal || is_open(noun));
  return out;
}

Reach citizen_reach(Action action, Noun noun) noexcept {
  Reach out;
  const bool reads = action == Action::kRead;
  switch (noun) {
    case Noun::kAddress:
    case Noun::kPreference:
    case Noun::kFavourite:
    case Noun::kSavedFilter:
    case Noun::kPageLayout:
    case Noun::kCaseMessage:
      out.own = reads || action == Action::kCreate || action == Action::kUpdate;
      break;
    case Noun::kNotification:
      out.own = reads || action == Action::kUpdate;
      break;
    case Noun::kSubject:
    case Noun::kIdentifier:
    case Noun::kRelationship:
    case Noun::kCaseEvent:
    case Noun::kVisit:
    case Noun::kDelivery:
    case Noun::kDigest:
      out.own = reads;
      break;
    case Noun::kContact:
      out.own = reads || action == Action::kCreate;
      break;
    case Noun::kCase:
      out.own = reads || action == Action::kCreate || action == Action::kAdvance;
      break;
    case Noun::kAppointment:
    case Noun::kReminder:
      out.own = reads || action == Action::kCreate || action == Action::kUpdate ||
                action == Action::kAdvance;
      break;
    case Noun::kFeedback:
      out.own = reads || action == Action::kCreate || action == Action::kUpdate;
      break;
    default:
      out.all = reads && is_open(noun);
      break;
  }
  return out;
}

bool is_own(const Plan& plan, Noun noun, const RowFacts& row) noexcept {
  if (plan.own_subject == 0) return false;
  if (row.subject != plan.own_subject && row.other_subject != plan.own_subject) return false;
  if (row.visibility.empty()) return noun != Noun::kCaseEvent;
  return row.visibility == kVisibilitySubject || row.visibility == kVisibilityPublic;
}

void add_operator(Plan& plan, const Grant& grant) {
  plan.staff = true;
  if (grant.service != 0)
    plan.scopes.emplace_back(grant.office, grant.service);
  else if (grant.office != 0)
    plan.offices.push_back(grant.office);
  else
    plan.all_offices = true;
}

template <class T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

// The fewest rows that say the same, so that predicates stay short.
void tidy(Plan& plan) {
  if (plan.all_offices) {
    plan.offices.clear();
    plan.scopes.clear();
    return;
  }
  sort_unique(plan.offices);
  sort_unique(plan.scopes);
  const auto every = plan.scopes;
  const auto covered = [&](const std::pair<std::int64_t, std::int64_t>& scope) {
    if (scope.first == 0) return false;
    return std::binary_search(plan.offices.begin(), plan.offices.end(), scope.first) ||
           std::binary_search(every.begin(), every.end(),
                              std::pair<std::int64_t, std::int64_t>(0, scope.second));
  };
  plan.scopes.erase(std::remove_if(plan.scopes.begin(), plan.scopes.end(), covered),
                    plan.scopes.end());
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
  constexpr std::array<std::string_view, 6> kNames = {"read",    "create", "update",
                                                      "advance", "import", "administer"};
  return kNames[static_cast<std::size_t>(action)];
}

std::string_view noun_name(Noun noun) noexcept {
  constexpr std::array<std::string_view, kNounCount> kNames = {
      "actor",        "grant",        "subject",      "identifier",
      "address",      "relationship", "office",       "channel",
      "category",     "area",         "service",      "holiday",
      "contact",      "task",         "case",         "case_event",
      "visit",        "segment",      "frozen_group", "delivery",
      "digest",       "campaign",     "notification", "notification_template",
      "preference",   "favourite",    "saved_filter", "page_layout",
      "case_message", "calendar",     "appointment",  "reminder_rule",
      "reminder",     "feedback",     "journal",      "query"};
  return kNames[static_cast<std::size_t>(noun)];
}

Plan compile(const ActorFacts& facts, std::int64_t now_us) {
  Plan plan;
  plan.actor = facts.actor;
  for (const Grant& grant : facts.grants) {
    if (grant.valid_to_us <= grant.valid_from_us || grant.valid_to_us <= now_us) continue;
    if (grant.valid_from_us > now_us) {
      plan.valid_until_us = std::min(plan.valid_until_us, grant.valid_from_us);
      continue;
    }
    plan.valid_until_us = std::min(plan.valid_until_us, grant.valid_to_us);
    if (grant.role == kRoleAdministrator) plan.everything = true;
    if (grant.role == kRoleSystem) plan.system = true;
    if (grant.role == kRoleIntegration) plan.integration = true;
    if (grant.role == kRoleOperator) add_operator(plan, grant);
    if (grant.role == kRoleCitizen) plan.own_subject = facts.subject;
  }
  tidy(plan);
  return plan;
}

Reach reach(const Plan& plan, Action action, Noun noun) noexcept {
  Reach out;
  out.all = plan.everything || (plan.system && system_may(action, noun));
  if (out.all) return out;
  if (plan.staff) out = operator_reach(action, noun);
  if (plan.integration) out.all = out.all || integration_reach(action, noun).all;
  if (plan.own_subject != 0) {
    const Reach own = citizen_reach(action, noun);
    out.all = out.all || own.all;
    out.own = own.own;
  }
  return out;
}

std::vector<Right> rights_of(const Role& role) {
  ActorFacts facts;
  facts.subject = role.needs_subject ? 1 : 0;
  facts.grants.push_back({.role = std::string(role.name)});
  const Plan plan = compile(facts, 0);
  std::vector<Right> out;
  for (std::size_t noun = 0; noun < kNounCount; ++noun) {
    for (const Action action : kActions) {
      const Reach reached = reach(plan, action, static_cast<Noun>(noun));
      if (!reached.none()) out.push_back({action, static_cast<Noun>(noun), reached});
    }
  }
  return out;
}

bool in_scope(const Plan& plan, const RowFacts& row) noexcept {
  if (!plan.staff) return false;
  if (plan.all_offices || row.office == 0) return true;
  if (std::binary_search(plan.offices.begin(), plan.offices.end(), row.office)) return true;
  return row.service != 0 &&
         std::any_of(plan.scopes.begin(), plan.scopes.end(), [&](const auto& scope) {
           return scope.second == row.service && (scope.first == 0 || scope.first == row.office);
         });
}

bool may(const Plan& plan, Action action, Noun noun, const RowFacts& row) noexcept {
  const Reach reached = reach(plan, action, noun);
  return reached.all || (reached.scoped && in_scope(plan, row)) ||
         (reached.own && is_own(plan, noun, row));
}

Status no_such(std::string_view noun, std::string_view field, std::int64_t id) {
  return Status::not_found(std::string(field),
                           "there is no " + std::string(noun) + " " + std::to_string(id));
}

Status no_such(Noun noun, std::string_view field, std::int64_t id) {
  return no_such(noun_name(noun), field, id);
}

Status check_access(const Plan& plan, Action action, Noun noun, const RowFacts& row,
                    std::string_view field, std::int64_t id) {
  if (may(plan, action, noun, row)) return {};
  const bool has_row =
      action == Action::kRead || action == Action::kUpdate || action == Action::kAdvance;
  if (has_row && !field.empty() &&
      (action == Action::kRead || !may(plan, Action::kRead, noun, row)))
    return no_such(noun, field, id);
  return Status::denied("this actor may not " + std::string(action_name(action)) + " this " +
                        std::string(noun_name(noun)));
}

}  // namespace pmm::model
