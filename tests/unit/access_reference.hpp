#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "model/access.hpp"

// Who may do what, written a second time: from the grants, the mandates and this table alone, row
// by row, without a plan, a bit or a search. What decides in the library is compared with it.
namespace pmm::model::reference {

// Role, noun, then the letters of Read Create Update Advance Import couNt Merge: of every row, of
// those in the scope of the grant, of one's own, of whom one acts for. Who reads may count.
inline constexpr const char* kRules = R"(
system      actor                 r      -     -    -
system      grant                 r      -     -    -
system      role                  r      -     -    -
system      subject               rcuai  -     -    -
system      identifier            rcuai  -     -    -
system      address               rcuai  -     -    -
system      relationship          rcuai  -     -    -
system      mandate               rcuai  -     -    -
system      office                rcuai  -     -    -
system      channel               rcuai  -     -    -
system      category              rcuai  -     -    -
system      area                  rcuai  -     -    -
system      service               rcuai  -     -    -
system      holiday               rcuai  -     -    -
system      contact               rcuai  -     -    -
system      task                  rcuai  -     -    -
system      case                  rcuai  -     -    -
system      case_event            rcuai  -     -    -
system      visit                 rcuai  -     -    -
system      segment               rcuai  -     -    -
system      frozen_group          rcuai  -     -    -
system      delivery              rcuai  -     -    -
system      digest                rcuai  -     -    -
system      campaign              rcuai  -     -    -
system      notification          rcuai  -     -    -
system      notification_template rcuai  -     -    -
system      preference            rcuai  -     -    -
system      favourite             rcuai  -     -    -
system      saved_filter          rcuai  -     -    -
system      page_layout           rcuai  -     -    -
system      case_message          rcuai  -     -    -
system      calendar              rcuai  -     -    -
system      appointment           rcuai  -     -    -
system      reminder_rule         rcuai  -     -    -
system      reminder              rcuai  -     -    -
system      feedback              rcuai  -     -    -
system      data_request          rcuai  -     -    -
system      consent               rcuai  -     -    -
system      consent_purpose       rcuai  -     -    -
system      legal_hold            rcuai  -     -    -
system      retention_rule        rcuai  -     -    -
system      read_log              rcuai  -     -    -
system      journal               r      -     -    -
system      query                 r      -     -    -
operator    actor                 r      -     -    -
operator    subject               rcu    -     -    -
operator    identifier            rcu    -     -    -
operator    address               rcu    -     -    -
operator    relationship          rcu    -     -    -
operator    mandate               rcua   -     -    -
operator    office                r      -     -    -
operator    channel               r      -     -    -
operator    category              r      -     -    -
operator    area                  r      -     -    -
operator    service               r      -     -    -
operator    holiday               r      -     -    -
operator    contact               -      rcua  -    -
operator    task                  -      rcua  -    -
operator    case                  -      rcua  -    -
operator    case_event            -      rcua  -    -
operator    visit                 r      -     -    -
operator    segment               rcu    -     -    -
operator    frozen_group          rcu    -     -    -
operator    delivery              -      rcua  -    -
operator    digest                -      rcua  -    -
operator    campaign              rcu    -     -    -
operator    notification          -      rcua  -    -
operator    notification_template r      -     -    -
operator    preference            rcu    -     -    -
operator    favourite             rcu    -     -    -
operator    saved_filter          rcu    -     -    -
operator    page_layout           rcu    -     -    -
operator    case_message          -      rcua  -    -
operator    calendar              r      cu    -    -
operator    appointment           -      rcua  -    -
operator    reminder_rule         r      -     -    -
operator    reminder              -      rcua  -    -
operator    feedback              -      rcua  -    -
operator    data_request          rc     -     -    -
operator    consent               rc     -     -    -
operator    consent_purpose       r      -     -    -
operator    query                 r      -     -    -
analyst     subject               n      -     -    -
analyst     identifier            n      -     -    -
analyst     address               n      -     -    -
analyst     relationship          n      -     -    -
analyst     office                r      -     -    -
analyst     channel               r      -     -    -
analyst     category              r      -     -    -
analyst     area                  r      -     -    -
analyst     service               r      -     -    -
analyst     holiday               r      -     -    -
analyst     contact               -      n     -    -
analyst     task                  -      n     -    -
analyst     case                  -      n     -    -
analyst     case_event            -      n     -    -
analyst     visit                 n      -     -    -
analyst     segment               r      -     -    -
analyst     delivery              -      n     -    -
analyst     digest                -      n     -    -
analyst     notification          -      n     -    -
analyst     notification_template r      -     -    -
analyst     case_message          -      n     -    -
analyst     calendar              r      -     -    -
analyst     appointment           -      n     -    -
analyst     reminder_rule         r      -     -    -
analyst     reminder              -      n     -    -
analyst     feedback              -      n     -    -
analyst     consent_purpose       r      -     -    -
analyst     query                 r      -     -    -
integration office                r      -     -    -
integration channel               r      -     -    -
integration category              r      -     -    -
integration area                  r      -     -    -
integration service               r      -     -    -
integration holiday               r      -     -    -
integration delivery              ra     -     -    -
integration digest                ra     -     -    -
integration notification_template r      -     -    -
integration calendar              r      -     -    -
integration reminder_rule         r      -     -    -
integration consent_purpose       r      -     -    -
integration journal               r      -     -    -
citizen     subject               -      -     r    r
citizen     identifier            -      -     r    r
citizen     address               -      -     rcu  r
citizen     relationship          -      -     r    -
citizen     mandate               -      -     rcua -
citizen     office                r      -     -    -
citizen     channel               r      -     -    -
citizen     category              r      -     -    -
citizen     area                  r      -     -    -
citizen     service               r      -     -    -
citizen     holiday               r      -     -    -
citizen     contact               -      -     rc   rc
citizen     case                  -      -     rca  rca
citizen     case_event            -      -     r    r
citizen     visit                 -      -     r    -
citizen     delivery              -      -     r    -
citizen     digest                -      -     r    -
citizen     notification          -      -     ru   r
citizen     notification_template r      -     -    -
citizen     preference            -      -     rcu  -
citizen     favourite             -      -     rcu  -
citizen     saved_filter          -      -     rcu  -
citizen     page_layout           -      -     rcu  -
citizen     case_message          -      -     rcu  rcu
citizen     calendar              r      -     -    -
citizen     appointment           -      -     rcua rcua
citizen     reminder_rule         r      -     -    -
citizen     reminder              -      -     rcua -
citizen     feedback              -      -     rcu  -
citizen     data_request          -      -     rca  -
citizen     consent               -      -     rc   -
citizen     consent_purpose       r      -     -    -
)";

struct Letters {
  std::string all, scope, own, mandate;
};
using Rules = std::map<std::string, std::map<std::string, Letters>>;

inline Rules read_rules() {
  Rules rules;
  std::istringstream lines(kRules);
  std::string role, noun;
  Letters of;
  while (lines >> role >> noun >> of.all >> of.scope >> of.own >> of.mandate)
    rules[role][noun] = of;
  // A supervisor is an operator who also sees who may do what, and merges subjects.
  rules["supervisor"] = rules["operator"];
  rules["supervisor"]["subject"].all += 'm';
  rules["supervisor"]["grant"] = rules["supervisor"]["role"] = {"r", "-", "-", "-"};
  // A privacy officer reads everything, and writes what is about persons and their rights.
  Rules::mapped_type& officer = rules["privacy_officer"];
  for (const auto& [read, letters] : rules["system"]) officer[read] = {"r", "-", "-", "-"};
  for (const char* kept : {"subject", "identifier", "address", "relationship", "consent_purpose",
                           "legal_hold", "retention_rule", "read_log"})
    officer[kept].all = "rcu";
  officer["consent"].all = "rc";
  officer["data_request"].all = "rcua";
  // A delegate has of the citizen what is not its own.
  rules["delegate"] = rules["citizen"];
  for (auto& [name, of_noun] : rules["delegate"])
    if (name != "mandate") of_noun.own = "-";
  return rules;
}

// A role that is data, as an administrator gave it: rights one by one.
using Custom = std::map<std::string, std::vector<Right>>;

inline bool has(const std::string& letters, Action action) {
  const char letter = "rcuaixnm"[static_cast<std::size_t>(action)];
  if (letters.find(letter) != std::string::npos) return true;
  return action == Action::kCount && letters.find('r') != std::string::npos;
}

inline bool in_time(std::int64_t from, std::int64_t to, std::int64_t now) {
  return from <= now && now < to;
}

inline bool for_subjects(Noun noun, const RowFacts& row) {
  if (row.visibility == "staff") return false;
  return !row.visibility.empty() || noun != Noun::kCaseEvent;
}

inline bool covered(const ActorFacts& facts, std::int64_t now, Noun noun, const RowFacts& row) {
  for (const MandateFacts& mandate : facts.mandates) {
    if (!in_time(mandate.valid_from_us, mandate.valid_to_us, now)) continue;
    if (row.subject == 0 || mandate.subject != row.subject) continue;
    const auto& services = mandate.services;
    if (services.empty() || noun == Noun::kSubject) return true;
    if (row.service != 0 &&
        std::find(services.begin(), services.end(), row.service) != services.end())
      return true;
  }
  return false;
}

inline bool reaches(const ActorFacts& facts, const Grant& grant, std::int64_t now, Extent extent,
                    Noun noun, const RowFacts& row) {
  const bool office = row.office == 0 || grant.office == 0 || grant.office == row.office;
  const bool service = row.office == 0 || grant.service == 0 || grant.service == row.service;
  const bool me =
      facts.subject != 0 && (row.subject == facts.subject || row.other_subject == facts.subject);
  switch (extent) {
    case Extent::kAll:
      return true;
    case Extent::kScope:
      return office && service;
    case Extent::kOffice:
      return office;
    case Extent::kService:
      return service;
    case Extent::kOwn:
      return me && for_subjects(noun, row);
    case Extent::kMandate:
      return facts.subject != 0 && for_subjects(noun, row) && covered(facts, now, noun, row);
  }
  return false;
}

inline bool may(const Rules& rules, const Custom& custom, const ActorFacts& facts, std::int64_t now,
                Action action, Noun noun, const RowFacts& row) {
  for (const Grant& grant : facts.grants) {
    if (!in_time(grant.valid_from_us, grant.valid_to_us, now)) continue;
    if (grant.role == "administrator") return true;
    const auto reached = [&](Extent extent) {
      return reaches(facts, grant, now, extent, noun, row);
    };
    if (const auto role = rules.find(grant.role); role != rules.end()) {
      const auto of = role->second.find(std::string(noun_name(noun)));
      if (of == role->second.end()) continue;
      const Letters& letters = of->second;
      if ((has(letters.all, action) && reached(Extent::kAll)) ||
          (has(letters.scope, action) && reached(Extent::kScope)) ||
          (has(letters.own, action) && reached(Extent::kOwn)) ||
          (has(letters.mandate, action) && reached(Extent::kMandate)))
        return true;
    }
    if (const auto role = custom.find(grant.role); role != custom.end()) {
      for (const Right& right : role->second) {
        const bool same =
            right.action == action || (action == Action::kCount && right.action == Action::kRead);
        if (same && right.noun == noun && reached(right.extent)) return true;
      }
    }
  }
  return false;
}

}  // namespace pmm::model::reference
