#include "model/access_persons.hpp"

#include <algorithm>

namespace pmm::model {

bool sees_of_everybody(const Plan& plan, FieldGroup group, Noun noun) noexcept {
  const Reach persons = reach(plan, Action::kRead, Noun::kSubject);
  const Bits seen = bit(group);
  if (persons.all) return reaches_every(plan, seen, noun);
  if (persons.none() || (persons.own && !plan.own.has(seen, noun))) return false;
  if (!persons.acting) return true;
  // A mandate for some services shows who its giver is, and nothing more of the person.
  return plan.acting.has(seen, noun) &&
         (noun == Noun::kSubject ||
          std::all_of(plan.acting_for.begin(), plan.acting_for.end(),
                      [](const Represented& one) { return one.services.empty(); }));
}

}  // namespace pmm::model
