// Why an actor may, or may not: the decision told rule by rule.
#include "model/access.hpp"

namespace pmm::model {
namespace {

std::string place_text(const Grant& grant) {
  std::string out;
  if (grant.office != 0) out += " for office " + std::to_string(grant.office);
  if (grant.service != 0) out += " for service " + std::to_string(grant.service);
  return out;
}

// A grant alone, as a plan of its own: what it gives is asked of the decision itself.
Plan plan_of(const ActorFacts& facts, const Grant& grant, std::int64_t now_us) {
  ActorFacts one = facts;
  one.grants = {grant};
  one.mandates.clear();  // which are told by themselves
  return compile(one, now_us);
}

std::string_view state_of(std::int64_t from_us, std::int64_t to_us, std::int64_t now_us) {
  if (to_us <= from_us || to_us <= now_us) return "has ended";
  return from_us > now_us ? "has not begun" : "is in force";
}

void tell_grant(const ActorFacts& facts, const Grant& grant, std::int64_t now_us, Action action,
                Noun noun, const RowFacts& row, std::vector<Reason>& out) {
  const Plan plan = plan_of(facts, grant, now_us);
  const std::string_view state = state_of(grant.valid_from_us, grant.valid_to_us, now_us);
  const std::string what = std::string(action_name(action)) + " " + std::string(noun_name(noun));
  const bool live = state == "is in force";
  out.push_back(
      {"grant", live, "role " + grant.role + place_text(grant) + " " + std::string(state)});
  if (!live) return;
  const Reach reached = reach(plan, action, noun);
  if (reached.none() && !plan.acting.has(bit(action), noun)) {
    out.push_back({"role", false, "role " + grant.role + " gives no right to " + what});
    return;
  }
  if (reached.all) out.push_back({"all", true, "to " + what + " is given for every row"});
  if (reached.scoped) {
    const bool in = in_scope(plan, bit(action), noun, row);
    out.push_back({"scope", in,
                   "office " + std::to_string(row.office) + ", service " +
                       std::to_string(row.service) + (in ? " is" : " is not") + " in its scope"});
  }
  if (reached.own) {
    const bool own = row.subject == plan.own_subject || row.other_subject == plan.own_subject;
    out.push_back({"own", own,
                   "the row is of subject " + std::to_string(row.subject) + ", the actor is " +
                       std::to_string(plan.own_subject)});
    if (own && !may(plan, action, noun, row))
      out.push_back({"visibility", false, "the row is for staff"});
  }
}

}  // namespace

std::vector<Reason> explain(const ActorFacts& facts, std::int64_t now_us, Action action, Noun noun,
                            const RowFacts& row) {
  std::vector<Reason> out;
  if (facts.grants.empty()) out.push_back({"grant", false, "the actor has no grant"});
  for (const Grant& grant : facts.grants) tell_grant(facts, grant, now_us, action, noun, row, out);
  const Plan plan = compile(facts, now_us);
  for (const MandateFacts& mandate : facts.mandates) {
    if (mandate.subject != row.subject) continue;
    const std::string_view state = state_of(mandate.valid_from_us, mandate.valid_to_us, now_us);
    const bool covers = state == "is in force" && is_represented(plan, noun, row);
    out.push_back({"mandate", covers,
                   "the mandate of subject " + std::to_string(mandate.subject) + " " +
                       std::string(state) + (covers ? " and covers" : " and does not cover") +
                       " the row"});
    if (covers && !plan.acting.has(bit(action), noun))
      out.push_back({"role", false,
                     "who acts for another may not " + std::string(action_name(action)) + " this " +
                         std::string(noun_name(noun))});
  }
  const bool allowed = may(plan, action, noun, row);
  const bool writes = action != Action::kRead && action != Action::kCount;
  if (allowed && writes && !may(acting_as(plan, 0), action, noun, row))
    out.push_back({"on_behalf_of", true,
                   "in a call on behalf of subject " + std::to_string(row.subject) + ", no other"});
  out.push_back({"decision", allowed, allowed ? "allowed" : "refused"});
  return out;
}

}  // namespace pmm::model
