#include "model/access.hpp"

#include <algorithm>

#include "model/access_rules.hpp"

namespace pmm::model {
namespace {

template <class T>
void sort_unique(std::vector<T>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

// --- Compiling -----------------------------------------------------------------------------------

void add_place(std::vector<Post>& places, std::int64_t office, std::int64_t service,
               const Rights& rights) {
  if (rights == Rights{}) return;
  const auto same = [&](const Post& place) {
    return place.office == office && place.service == service;
  };
  const auto found = std::find_if(places.begin(), places.end(), same);
  if (found == places.end())
    places.push_back({office, service, rights});
  else
    found->rights.add(rights);
}

void add_grant(Plan& plan, const Grant& grant, const RoleRules& rules, std::int64_t subject) {
  plan.everything = plan.everything || rules.everything;
  plan.system = plan.system || rules.system;
  plan.staff = plan.staff || rules.staff;
  plan.all.add(rules.at(Extent::kAll));
  add_place(plan.places, grant.office, grant.service, rules.at(Extent::kScope));
  add_place(plan.places, grant.office, 0, rules.at(Extent::kOffice));
  add_place(plan.places, 0, grant.service, rules.at(Extent::kService));
  if (subject == 0) return;
  if (rules.at(Extent::kOwn) != Rights{}) plan.own_subject = subject;
  plan.own.add(rules.at(Extent::kOwn));
  plan.acting.add(rules.at(Extent::kMandate));
}

// Whether a role opens contacts or cases, or changes them: what its channels are a limit of.
bool needs_channel(const RoleRules& rules) noexcept {
  constexpr Bits kWrites = static_cast<Bits>(bit(Action::kCreate) | bit(Action::kUpdate));
  return std::any_of(rules.rights.begin(), rules.rights.end(), [](const Rights& rights) {
    return rights.has(kWrites, Noun::kContact) || rights.has(kWrites, Noun::kCase);
  });
}

void add_channels(Plan& plan, const ActorFacts& facts, const RoleRules& rules) {
  // A role that opens nothing lifts no limit of one that does.
  if (!needs_channel(rules) && !rules.everything && !rules.system) return;
  bool limited = false;
  for (const auto& [role, channel] : facts.channels) {
    if (role != rules.name) continue;
    limited = true;
    plan.channels.push_back(channel);
  }
  plan.any_channel = plan.any_channel || !limited || rules.everything || rules.system;
}

const RoleRules* find_rules(const ActorFacts& facts, std::string_view name, RoleRules& own) {
  if (const Role* role = find_role(name)) {
    own = rules_of(*role);
    return &own;
  }
  for (const RoleRules& rules : facts.custom)
    if (rules.name == name) return &rules;
  return nullptr;
}

// Whether a period holds now; the plan ends at its next edge.
bool holds(Plan& plan, std::int64_t from_us, std::int64_t to_us, std::int64_t now_us) {
  if (to_us <= from_us || to_us <= now_us) return false;
  if (from_us > now_us) {
    plan.valid_until_us = std::min(plan.valid_until_us, from_us);
    return false;
  }
  plan.valid_until_us = std::min(plan.valid_until_us, to_us);
  return true;
}

// Several mandates of one subject are one, which is for every service if one of them is.
void join_mandates(std::vector<Represented>& acting_for) {
  std::stable_sort(
      acting_for.begin(), acting_for.end(),
      [](const Represented& a, const Represented& b) { return a.subject < b.subject; });
  std::vector<Represented> joined;
  joined.reserve(acting_for.size());
  for (Represented& one : acting_for) {
    if (joined.empty() || joined.back().subject != one.subject) {
      joined.push_back(std::move(one));
      continue;
    }
    std::vector<std::int64_t>& services = joined.back().services;
    if (services.empty() || one.services.empty())
      services.clear();
    else
      services.insert(services.end(), one.services.begin(), one.services.end());
  }
  for (Represented& one : joined) sort_unique(one.services);
  acting_for = std::move(joined);
}

// What covers more goes without what it covers, so that predicates stay short.
void tidy(Plan& plan) {
  const auto covered = [&](const Post& place) {
    return std::any_of(plan.places.begin(), plan.places.end(), [&](const Post& wide) {
      const bool wider = (wide.office == 0 || wide.office == place.office) &&
                         (wide.service == 0 || wide.service == place.service) &&
                         (wide.office != place.office || wide.service != place.service);
      if (!wider) return false;
      for (std::size_t i = 0; i < kNounCount; ++i)
        if ((place.rights.of[i] & ~wide.rights.of[i]) != 0) return false;
      return true;
    });
  };
  // Of two places one may cover the other, never each the other: those found covered can all go.
  std::vector<Post> kept;
  for (const Post& place : plan.places)
    if (!covered(place)) kept.push_back(place);
  plan.places = std::move(kept);
  std::sort(plan.places.begin(), plan.places.end(), [](const Post& a, const Post& b) {
    return std::pair(a.office, a.service) < std::pair(b.office, b.service);
  });
  for (const Post& place : plan.places) plan.scoped.add(place.rights);
  join_mandates(plan.acting_for);
  sort_unique(plan.channels);
  if (plan.any_channel) plan.channels.clear();
}

// --- Deciding ------------------------------------------------------------------------------------

bool place_has(const Plan& plan, std::int64_t office, std::int64_t service, Bits what,
               Noun noun) noexcept {
  const auto found =
      std::lower_bound(plan.places.begin(), plan.places.end(), std::pair(office, service),
                       [](const Post& place, const auto& key) {
                         return std::pair(place.office, place.service) < key;
                       });
  return found != plan.places.end() && found->office == office && found->service == service &&
         found->rights.has(what, noun);
}

// What a subject may see of its own: nothing that is for staff, which is what an event of a case is
// unless it says otherwise.
bool is_visible(Noun noun, const RowFacts& row) noexcept {
  if (row.visibility.empty()) return noun != Noun::kCaseEvent;
  return row.visibility == kVisibilitySubject || row.visibility == kVisibilityPublic;
}

const Represented* find_represented(const Plan& plan, std::int64_t subject) noexcept {
  const auto found = std::lower_bound(
      plan.acting_for.begin(), plan.acting_for.end(), subject,
      [](const Represented& one, std::int64_t wanted) { return one.subject < wanted; });
  return found == plan.acting_for.end() || found->subject != subject ? nullptr : &*found;
}

bool is_own(const Plan& plan, Noun noun, const RowFacts& row) noexcept {
  if (plan.own_subject == 0) return false;
  if (row.subject != plan.own_subject && row.other_subject != plan.own_subject) return false;
  return is_visible(noun, row);
}

}  // namespace

Plan compile(const ActorFacts& facts, std::int64_t now_us) {
  Plan plan;
  plan.actor = facts.actor;
  plan.subject = facts.subject;
  plan.smallest_cell = facts.smallest_cell;
  for (const Grant& grant : facts.grants) {
    RoleRules own;
    const RoleRules* rules = find_rules(facts, grant.role, own);
    if (rules == nullptr || !holds(plan, grant.valid_from_us, grant.valid_to_us, now_us)) continue;
    add_grant(plan, grant, *rules, facts.subject);
    add_channels(plan, facts, *rules);
  }
  if (plan.acting != Rights{})
    for (const MandateFacts& mandate : facts.mandates)
      if (holds(plan, mandate.valid_from_us, mandate.valid_to_us, now_us))
        plan.acting_for.push_back({mandate.subject, mandate.services});
  tidy(plan);
  return plan;
}

Plan acting_as(const Plan& plan, std::int64_t subject) {
  Plan out;
  static_cast<GrantedPlan&>(out) = plan;  // but not the mandates
  const Represented* one = subject == 0 ? nullptr : find_represented(plan, subject);
  if (one == nullptr) return out;
  out.acting_for.push_back(*one);
  out.acting_as = subject;
  out.own_subject = 0;
  return out;
}

Reach reach(const Plan& plan, Action action, Noun noun) noexcept {
  const Bits what = bit(action);
  Reach out;
  out.all = plan.everything || plan.all.has(what, noun);
  if (out.all) return out;
  out.scoped = plan.scoped.has(what, noun);
  out.own = plan.own_subject != 0 && plan.own.has(what, noun);
  out.acting = !plan.acting_for.empty() && plan.acting.has(what, noun);
  return out;
}

bool reaches_every(const Plan& plan, Bits what, Noun noun) noexcept {
  return plan.everything || plan.all.has(what, noun) || place_has(plan, 0, 0, what, noun);
}

bool in_scope(const Plan& plan, Bits what, Noun noun, const RowFacts& row) noexcept {
  if (!plan.scoped.has(what, noun)) return false;
  if (row.office == 0) return true;
  return place_has(plan, 0, 0, what, noun) || place_has(plan, row.office, 0, what, noun) ||
         (row.service != 0 && (place_has(plan, 0, row.service, what, noun) ||
                               place_has(plan, row.office, row.service, what, noun)));
}

bool is_represented(const Plan& plan, Noun noun, const RowFacts& row) noexcept {
  const Represented* found = row.subject == 0 ? nullptr : find_represented(plan, row.subject);
  if (found == nullptr) return false;
  if (!is_visible(noun, row)) return false;
  // Whoever acts for somebody at all sees who it is.
  if (found->services.empty() || noun == Noun::kSubject) return true;
  return row.service != 0 &&
         std::binary_search(found->services.begin(), found->services.end(), row.service);
}

bool as_staff(const Plan& plan, Bits what, Noun noun, const RowFacts& row) noexcept {
  return plan.everything || plan.all.has(what, noun) || in_scope(plan, what, noun, row);
}

bool may(const Plan& plan, Bits what, Noun noun, const RowFacts& row) noexcept {
  return as_staff(plan, what, noun, row) || (plan.own.has(what, noun) && is_own(plan, noun, row)) ||
         (plan.acting.has(what, noun) && is_represented(plan, noun, row));
}

bool sees_always(const Plan& plan, FieldGroup group, Noun noun) noexcept {
  const Bits read = bit(Action::kRead), seen = bit(group);
  if (!plan.everything && reach(plan, Action::kRead, noun).none()) return false;
  const auto together = [&](const Rights& rights) {
    return !rights.has(read, noun) || rights.has(seen, noun);
  };
  if (plan.everything || plan.all.has(seen, noun)) return true;
  return together(plan.all) && together(plan.own) && together(plan.acting) &&
         std::all_of(plan.places.begin(), plan.places.end(),
                     [&](const Post& place) { return together(place.rights); });
}

bool may_use_channel(const Plan& plan, std::int64_t channel) noexcept {
  return plan.everything || plan.any_channel ||
         std::binary_search(plan.channels.begin(), plan.channels.end(), channel);
}

bool hides_small_cells(const Plan& plan, Noun noun) noexcept {
  if (plan.everything) return false;
  const Bits read = bit(Action::kRead), count = bit(Action::kCount);
  const auto counts_only = [&](const Rights& rights) {
    return rights.has(count, noun) && !rights.has(read, noun);
  };
  if (!plan.all.has(count, noun) && !plan.scoped.has(count, noun)) return false;
  if (!plan.all.has(read, Noun::kSubject) && !plan.scoped.has(read, Noun::kSubject)) return true;
  if (plan.all.has(read, noun)) return false;
  return counts_only(plan.all) ||
         std::any_of(plan.places.begin(), plan.places.end(),
                     [&](const Post& place) { return counts_only(place.rights); });
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
