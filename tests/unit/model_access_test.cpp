#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "model/access.hpp"

namespace pmm::model {
namespace {

constexpr std::int64_t kNow = 1'000'000;
constexpr std::int64_t kMe = 9;  // the subject of the citizen

constexpr int kActions = static_cast<int>(Action::kAdminister) + 1;
constexpr int kNouns = static_cast<int>(Noun::kQuery) + 1;

// What each role may do, written once more as a table: noun, then the letters of
// Read Create Update Advance Import, each in a column of reach: all, the office's, one's own.
constexpr const char* kRules = R"(
system   actor        r     -     -
system   grant        r     -     -
system   subject      rcuai -     -
system   identifier   rcuai -     -
system   address      rcuai -     -
system   relationship rcuai -     -
system   office       rcuai -     -
system   channel      rcuai -     -
system   category     rcuai -     -
system   area         rcuai -     -
system   service      rcuai -     -
system   holiday      rcuai -     -
system   contact      rcuai -     -
system   task         rcuai -     -
system   case         rcuai -     -
system   case_event   rcuai -     -
system   visit        rcuai -     -
system   segment      rcuai -     -
system   frozen_group rcuai -     -
system   delivery     rcuai -     -
system   digest       rcuai -     -
system   campaign     rcuai -     -
system   notification rcuai - -
system   notification_template rcuai - -
system   preference rcuai - -
system   favourite rcuai - -
system   saved_filter rcuai - -
system   page_layout rcuai - -
system   case_message rcuai - -
system   calendar     rcuai -     -
system   appointment  rcuai -     -
system   reminder_rule rcuai -     -
system   reminder     rcuai -     -
system   feedback     rcuai -     -
system   journal      r     -     -
system   query        r     -     -
operator actor        r     -     -
operator subject      rcu   -     -
operator identifier   rcu   -     -
operator address      rcu   -     -
operator relationship rcu   -     -
operator office       r     -     -
operator channel      r     -     -
operator category     r     -     -
operator area         r     -     -
operator service      r     -     -
operator holiday      r     -     -
operator contact      -     rcua  -
operator task         -     rcua  -
operator case         -     rcua  -
operator case_event   -     rcua  -
operator visit        r     -     -
operator segment      rcu   -     -
operator frozen_group rcu   -     -
operator delivery     -     rcua  -
operator digest       -     rcua  -
operator campaign     rcu   -     -
operator notification - rcua -
operator notification_template r - -
operator preference rcu - -
operator favourite rcu - -
operator saved_filter rcu - -
operator page_layout rcu - -
operator case_message - rcua -
operator calendar     r     cu    -
operator appointment  -     rcua  -
operator reminder_rule r    -     -
operator reminder     rcua  -     -
operator feedback     -     rcua  -
operator query        r     -     -
citizen  subject      -     -     r
citizen  identifier   -     -     r
citizen  address      -     -     rcu
citizen  relationship -     -     r
citizen  office       r     -     -
citizen  channel      r     -     -
citizen  category     r     -     -
citizen  area         r     -     -
citizen  service      r     -     -
citizen  holiday      r     -     -
citizen  calendar     r     -     -
citizen  appointment  -     -     rcua
citizen  reminder_rule r    -     -
citizen  reminder     -     -     rcua
citizen  feedback     -     -     rcu
citizen  contact      -     -     rc
citizen  case         -     -     rca
citizen  case_event   -     -     r
citizen  visit        -     -     r
citizen  delivery     -     -     r
citizen  digest       -     -     r
integration delivery  ra    -     -
integration digest    ra    -     -
integration journal   r     -     -
integration office    r     -     -
integration channel   r     -     -
integration category  r     -     -
integration area      r     -     -
integration service   r     -     -
integration holiday   r     -     -
integration notification_template r - -
integration calendar  r     -     -
integration reminder_rule r -     -
citizen  notification - - ru
citizen  notification_template r - -
citizen  preference - - rcu
citizen  favourite - - rcu
citizen  saved_filter - - rcu
citizen  page_layout - - rcu
citizen  case_message - - rcu
)";

struct Rule {
  std::string all, scoped, own;
};
using Rules = std::map<std::string, std::map<Noun, Rule>>;

Noun noun_of(const std::string& name) {
  for (int n = 0; n < kNouns; ++n)
    if (noun_name(static_cast<Noun>(n)) == name) return static_cast<Noun>(n);
  ADD_FAILURE() << name << " is no noun";
  return Noun::kActor;
}

Rules read_rules() {
  Rules rules;
  std::istringstream lines(kRules);
  std::string role, noun;
  Rule rule;
  while (lines >> role >> noun >> rule.all >> rule.scoped >> rule.own)
    rules[role][noun_of(noun)] = rule;
  return rules;
}

// Decides from the grants and the table alone, without a plan.
bool reference_may(const Rules& rules, const ActorFacts& facts, Action action, Noun noun,
                   const RowFacts& row) {
  const char letter = "rcuaix"[static_cast<std::size_t>(action)];
  for (const Grant& grant : facts.grants) {
    if (grant.valid_from_us > kNow || grant.valid_to_us <= kNow) continue;
    if (grant.role == "administrator") return true;
    const auto role = rules.find(grant.role);
    if (role == rules.end()) continue;
    const auto found = role->second.find(noun);
    if (found == role->second.end()) continue;
    const auto has = [letter](const std::string& letters) {
      return letters.find(letter) != std::string::npos;
    };
    // A citizen without a subject is nobody.
    if (grant.role == "citizen" && facts.subject == 0) continue;
    if (has(found->second.all)) return true;
    const bool office = row.office == 0 || ((grant.office == 0 || grant.office == row.office) &&
                                            (grant.service == 0 || grant.service == row.service));
    if (has(found->second.scoped) && office) return true;
    const bool hidden =
        row.visibility == "staff" || (row.visibility.empty() && noun == Noun::kCaseEvent);
    if (has(found->second.own) && row.subject == facts.subject && !hidden) return true;
  }
  return false;
}

Grant grant(const char* role, std::int64_t office = 0, std::int64_t service = 0) {
  Grant out;
  out.role = role;
  out.office = office;
  out.service = service;
  return out;
}

std::vector<ActorFacts> every_actor() {
  std::vector<Grant> single = {
      grant("administrator"),  grant("system"),         grant("integration"),
      grant("operator"),       grant("operator", 5),    grant("operator", 6),
      grant("operator", 5, 7), grant("operator", 0, 7), grant("operator", 6, 4),
      grant("citizen"),        grant("wizard")};
  Grant expired = grant("administrator");
  expired.valid_to_us = kNow;
  Grant later = grant("administrator");
  later.valid_from_us = kNow + 1;
  Grant just = grant("operator", 5);
  just.valid_from_us = kNow;
  just.valid_to_us = kNow + 1;
  for (const Grant& g : {expired, later, just}) single.push_back(g);

  std::vector<ActorFacts> actors = {{1, 0, {}}, {1, kMe, {}}};
  for (const std::int64_t subject : {std::int64_t{0}, kMe})
    for (std::size_t a = 0; a < single.size(); ++a) {
      actors.push_back({1, subject, {single[a]}});
      for (std::size_t b = a + 1; b < single.size(); ++b)
        actors.push_back({1, subject, {single[a], single[b]}});
    }
  return actors;
}

std::vector<RowFacts> every_row() {
  std::vector<RowFacts> rows;
  for (const std::int64_t subject : {std::int64_t{0}, kMe, std::int64_t{8}})
    for (const std::int64_t office : {0, 5, 6})
      for (const std::int64_t service : {0, 7, 4})
        for (const char* visibility : {"", "public", "subject", "staff"})
          rows.push_back({subject, office, service, visibility});
  return rows;
}

TEST(ModelAccess, EveryDecisionAgreesWithTheTable) {
  const Rules rules = read_rules();
  std::int64_t decisions = 0, allowed = 0;
  for (const ActorFacts& facts : every_actor()) {
    const Plan plan = compile(facts, kNow);
    for (int a = 0; a < kActions; ++a)
      for (int n = 0; n < kNouns; ++n)
        for (const RowFacts& row : every_row()) {
          const auto action = static_cast<Action>(a);
          const auto noun = static_cast<Noun>(n);
          const bool expected = reference_may(rules, facts, action, noun, row);
          if (may(plan, action, noun, row) != expected)
            FAIL() << (facts.grants.empty() ? "no grant" : facts.grants.back().role) << " "
                   << action_name(action) << " " << noun_name(noun) << " subject " << row.subject
                   << " office " << row.office << " service " << row.service << " "
                   << row.visibility << ": expected " << expected;
          ++decisions;
          allowed += expected ? 1 : 0;
        }
  }
  EXPECT_GT(decisions, 1'000'000);
  EXPECT_GT(allowed, 100'000);
}

TEST(ModelAccess, NothingWithoutAGrant) {
  const Plan plan = compile({1, kMe, {}}, kNow);
  for (int a = 0; a < kActions; ++a)
    for (int n = 0; n < kNouns; ++n)
      EXPECT_TRUE(reach(plan, static_cast<Action>(a), static_cast<Noun>(n)).none());
}

TEST(ModelAccess, OnlyAdministratorsAdminister) {
  for (const ActorFacts& facts : every_actor()) {
    const Plan plan = compile(facts, kNow);
    for (int n = 0; n < kNouns; ++n)
      EXPECT_EQ(may(plan, Action::kAdminister, static_cast<Noun>(n), {}), plan.everything);
  }
}

TEST(ModelAccess, PlansAreTidy) {
  using Scopes = std::vector<std::pair<std::int64_t, std::int64_t>>;
  Plan plan = compile(
      {1,
       0,
       {grant("operator", 6), grant("operator", 5), grant("operator", 5), grant("operator", 5, 7),
        grant("operator", 8, 7), grant("operator", 8, 4), grant("operator", 0, 4)}},
      kNow);
  EXPECT_EQ(plan.offices, (std::vector<std::int64_t>{5, 6}));
  EXPECT_EQ(plan.scopes, (Scopes{{0, 4}, {8, 7}}));
  EXPECT_TRUE(plan.staff);
  EXPECT_FALSE(plan.all_offices);
  plan = compile({1, 0, {grant("operator", 6), grant("operator")}}, kNow);
  EXPECT_TRUE(plan.all_offices);
  EXPECT_TRUE(plan.offices.empty());
}

TEST(ModelAccess, ValidUntilIsTheNextChange) {
  Grant now = grant("operator", 5), later = grant("operator", 6), gone = grant("operator", 7);
  now.valid_to_us = kNow + 50;
  later.valid_from_us = kNow + 20;
  gone.valid_to_us = kNow - 1;
  EXPECT_EQ(compile({1, 0, {grant("operator")}}, kNow).valid_until_us, kNoTimeLimit);
  EXPECT_EQ(compile({1, 0, {gone}}, kNow).valid_until_us, kNoTimeLimit);
  EXPECT_EQ(compile({1, 0, {now}}, kNow).valid_until_us, kNow + 50);
  EXPECT_EQ(compile({1, 0, {now, later, gone}}, kNow).valid_until_us, kNow + 20);
  // Between two changes the plan does not change; at the instant it does.
  const ActorFacts facts{1, 0, {now, later}};
  EXPECT_EQ(compile(facts, kNow + 19).offices, (std::vector<std::int64_t>{5}));
  EXPECT_EQ(compile(facts, kNow + 20).offices, (std::vector<std::int64_t>{5, 6}));
  EXPECT_EQ(compile(facts, kNow + 50).offices, (std::vector<std::int64_t>{6}));
}

TEST(ModelAccess, UnseenIsNotFoundAndSeenIsDenied) {
  const Plan office = compile({1, 0, {grant("operator", 5)}}, kNow);
  const Plan citizen = compile({1, kMe, {grant("citizen")}}, kNow);
  const RowFacts mine{kMe, 5, 7, {}}, other{8, 6, 7, {}};
  EXPECT_TRUE(check_access(office, Action::kUpdate, Noun::kCase, mine, "case", 3).ok());
  const Status unseen = check_access(office, Action::kUpdate, Noun::kCase, other, "case", 3);
  EXPECT_EQ(unseen.code(), Code::kNotFound);
  EXPECT_EQ(unseen.field(), "case");
  EXPECT_EQ(unseen.message(), "there is no case 3");
  EXPECT_EQ(check_access(citizen, Action::kRead, Noun::kCase, other, "case", 3).code(),
            Code::kNotFound);
  EXPECT_EQ(check_access(citizen, Action::kUpdate, Noun::kCase, mine, "case", 3).code(),
            Code::kDenied);
  EXPECT_EQ(check_access(citizen, Action::kUpdate, Noun::kService, {}, "service", 3).code(),
            Code::kDenied);
  EXPECT_EQ(check_access(citizen, Action::kCreate, Noun::kCase, other, "case", 0).code(),
            Code::kDenied);
  EXPECT_EQ(check_access(office, Action::kAdminister, Noun::kGrant, {}, "grant", 0).code(),
            Code::kDenied);
  EXPECT_EQ(check_access(office, Action::kImport, Noun::kCase, {}, "case", 0).code(),
            Code::kDenied);
}

TEST(ModelAccess, ARelationshipIsTheOwnOfEitherSide) {
  const Plan citizen = compile({1, kMe, {grant("citizen")}}, kNow);
  RowFacts tie;
  tie.subject = 7;
  EXPECT_FALSE(may(citizen, Action::kRead, Noun::kRelationship, tie));
  tie.other_subject = kMe;
  EXPECT_TRUE(may(citizen, Action::kRead, Noun::kRelationship, tie));
  EXPECT_FALSE(may(citizen, Action::kUpdate, Noun::kRelationship, tie));
}

TEST(ModelAccess, RightsOfARoleAreThoseOfItsPlan) {
  for (const Role& role : roles()) {
    const Plan plan = compile({1, kMe, {grant(role.name.data())}}, kNow);
    std::map<std::pair<Noun, Action>, Reach> told;
    for (const Right& right : rights_of(role)) told[{right.noun, right.action}] = right.reach;
    for (int n = 0; n < kNouns; ++n) {
      for (int a = 0; a < kActions; ++a) {
        const auto noun = static_cast<Noun>(n);
        const auto action = static_cast<Action>(a);
        const Reach decided = reach(plan, action, noun);
        const auto found = told.find({noun, action});
        ASSERT_EQ(found != told.end(), !decided.none()) << role.name << ' ' << noun_name(noun);
        if (found == told.end()) continue;
        EXPECT_EQ(found->second.all, decided.all);
        EXPECT_EQ(found->second.scoped, decided.scoped);
        EXPECT_EQ(found->second.own, decided.own);
      }
    }
  }
}

TEST(ModelAccess, Names) {
  for (const auto role : {"administrator", "operator", "citizen", "system", "integration"})
    EXPECT_NE(find_role(role), nullptr);
  EXPECT_EQ(find_role("root"), nullptr);
  EXPECT_EQ(noun_name(Noun::kActor), "actor");
  EXPECT_EQ(noun_name(Noun::kArea), "area");
  EXPECT_EQ(noun_name(Noun::kCaseEvent), "case_event");
  EXPECT_EQ(noun_name(Noun::kQuery), "query");
  EXPECT_EQ(action_name(Action::kAdminister), "administer");
}

}  // namespace
}  // namespace pmm::model
