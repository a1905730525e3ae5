#include "model/access.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "access_reference.hpp"
#include "model/access_persons.hpp"
#include "support.hpp"

namespace pmm::model {
namespace {

constexpr std::int64_t kNow = 1'000'000;
constexpr std::int64_t kMe = 9;  // the subject of the citizen

Grant grant(std::string_view role, std::int64_t office = 0, std::int64_t service = 0) {
  Grant out;
  out.role = std::string(role);
  out.office = office;
  out.service = service;
  return out;
}

// --- The oracle ----------------------------------------------------------------------------------

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(end));
  }
  bool one_in(std::int64_t n) { return below(n) == 0; }
  template <class T>
  const T& of(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(below(static_cast<std::int64_t>(values.size())))];
  }

 private:
  std::mt19937_64 engine_;
};

std::uint64_t seed() {
  const char* given = std::getenv("SEED");
  return given == nullptr ? 20'261'126 : std::strtoull(given, nullptr, 10);
}

// Periods that hold, have held, will hold, hold to this very instant, and from it on.
std::pair<std::int64_t, std::int64_t> period(Dice& dice) {
  static const std::vector<std::pair<std::int64_t, std::int64_t>> kPeriods = {
      {0, kNoTimeLimit}, {0, kNoTimeLimit},        {0, kNoTimeLimit}, {0, kNow},    {0, kNow + 1},
      {kNow, kNow + 1},  {kNow + 1, kNoTimeLimit}, {0, kNow - 1},     {kNow, kNow}, {5, 3}};
  return dice.of(kPeriods);
}

std::vector<Right> random_rights(Dice& dice) {
  std::vector<Right> out;
  while (out.size() < 6) {
    const Right right{static_cast<Action>(dice.below(kActions.size())),
                      static_cast<Noun>(dice.below(kNounCount)),
                      static_cast<Extent>(dice.below(kExtents.size()))};
    if (define_role("tried", std::vector<Right>{right}, 0).ok()) out.push_back(right);
  }
  return out;
}

struct Person {
  ActorFacts facts;
  reference::Custom custom;
};

Person random_person(Dice& dice) {
  Person out;
  out.facts.actor = 1;
  out.facts.subject = dice.one_in(3) ? 0 : kMe;
  static const std::vector<std::string> kNames = {
      "operator",   "operator", "citizen",     "citizen",        "delegate",
      "supervisor", "analyst",  "integration", "system",         "administrator",
      "wizard",     "one",      "two",         "privacy_officer"};
  for (const char* name : {"one", "two"}) {
    const std::vector<Right> rights = random_rights(dice);
    out.custom[name] = rights;
    out.facts.custom.push_back(define_role(name, rights, kEveryFieldGroup).value());
  }
  for (std::int64_t i = dice.below(5); i > 0; --i) {
    Grant one = grant(dice.of(kNames));
    if (one.role == "administrator" && !dice.one_in(4)) one.role = "operator";
    if (dice.one_in(2)) one.office = 5 + dice.below(3);
    if (dice.one_in(3)) one.service = 20 + dice.below(3);
    std::tie(one.valid_from_us, one.valid_to_us) = period(dice);
    out.facts.grants.push_back(one);
  }
  for (std::int64_t i = out.facts.subject == 0 ? 0 : dice.below(4); i > 0; --i) {
    MandateFacts mandate;
    mandate.subject = 7 + dice.below(4);
    for (std::int64_t s = dice.below(3); s > 0; --s) mandate.services.push_back(20 + dice.below(3));
    std::tie(mandate.valid_from_us, mandate.valid_to_us) = period(dice);
    out.facts.mandates.push_back(mandate);
  }
  return out;
}

RowFacts random_row(Dice& dice) {
  static const std::vector<std::string_view> kVisibilities = {"", "", "public", "subject", "staff"};
  RowFacts row;
  row.subject = dice.one_in(5) ? 0 : 7 + dice.below(4);
  row.office = dice.one_in(4) ? 0 : 5 + dice.below(3);
  row.service = dice.one_in(4) ? 0 : 20 + dice.below(3);
  row.visibility = dice.of(kVisibilities);
  if (dice.one_in(4)) row.other_subject = 7 + dice.below(4);
  return row;
}

TEST(ModelAccess, EveryDecisionAgreesWithTheReference) {
  Dice dice(seed());
  const reference::Rules rules = reference::read_rules();
  std::int64_t asked = 0, allowed = 0;
  const std::int64_t people = test_size("PMM_TEST_WORLDS", 10'000);
  for (std::int64_t person = 0; person < people; ++person) {
    const Person who = random_person(dice);
    const Plan plan = compile(who.facts, kNow);
    for (int question = 0; question < 200; ++question) {
      const auto action = static_cast<Action>(dice.below(kActions.size()));
      const auto noun = static_cast<Noun>(dice.below(kNounCount));
      const RowFacts row = random_row(dice);
      const bool expected = reference::may(rules, who.custom, who.facts, kNow, action, noun, row);
      ++asked;
      allowed += expected ? 1 : 0;
      ASSERT_EQ(may(plan, action, noun, row), expected)
          << "seed " << seed() << ", person " << person << ": " << action_name(action) << " "
          << noun_name(noun) << " subject " << row.subject << " office " << row.office
          << " service " << row.service << " '" << row.visibility << "'";
      // The chain of reasons ends in the same.
      if (question % 20 != 0) continue;
      const auto reasons = explain(who.facts, kNow, action, noun, row);
      ASSERT_EQ(reasons.back().rule, "decision");
      EXPECT_EQ(reasons.back().holds, expected);
    }
  }
  EXPECT_EQ(asked, people * 200);
  EXPECT_GT(allowed, asked / 10);
}

// What a plan says until it is to be compiled again, it says at every instant until then.
TEST(ModelAccess, APlanHoldsUntilItSaysSo) {
  Dice dice(seed() + 1);
  const reference::Rules rules = reference::read_rules();
  for (int person = 0; person < 2'000; ++person) {
    const Person who = random_person(dice);
    const Plan plan = compile(who.facts, kNow);
    ASSERT_GT(plan.valid_until_us, kNow);
    const std::int64_t later = std::min(plan.valid_until_us - 1, kNow + 1'000);
    for (int question = 0; question < 10; ++question) {
      const auto action = static_cast<Action>(dice.below(kActions.size()));
      const auto noun = static_cast<Noun>(dice.below(kNounCount));
      const RowFacts row = random_row(dice);
      ASSERT_EQ(may(plan, action, noun, row),
                reference::may(rules, who.custom, who.facts, later, action, noun, row));
    }
  }
}

// --- Roles ---------------------------------------------------------------------------------------

TEST(ModelAccess, NothingWithoutAGrant) {
  const Plan plan = compile({1, kMe}, kNow);
  for (const Action action : kActions)
    for (std::size_t n = 0; n < kNounCount; ++n)
      EXPECT_TRUE(reach(plan, action, static_cast<Noun>(n)).none());
}

TEST(ModelAccess, OnlyAdministratorsAdminister) {
  for (const Role& role : roles()) {
    const Plan plan = compile({1, kMe, {grant(role.name)}}, kNow);
    for (std::size_t n = 0; n < kNounCount; ++n)
      EXPECT_EQ(may(plan, Action::kAdminister, static_cast<Noun>(n), {}),
                role.name == kRoleAdministrator)
          << role.name;
  }
}

TEST(ModelAccess, WhoMergesSubjects) {
  for (const Role& role : roles()) {
    const Plan plan = compile({1, kMe, {grant(role.name)}}, kNow);
    EXPECT_EQ(may(plan, Action::kMerge, Noun::kSubject, {kMe}),
              role.name == kRoleAdministrator || role.name == kRoleSupervisor)
        << role.name;
  }
}

TEST(ModelAccess, NobodyIsGivenTheRightToGiveRights) {
  const auto refused = [](Action action, Noun noun, Extent extent) {
    const auto role = define_role("x", std::vector<Right>{{action, noun, extent}}, 0);
    return !role.ok() && role.status().code() == Code::kInvalid &&
           role.status().field() == "rights";
  };
  for (const Noun noun : {Noun::kGrant, Noun::kRole, Noun::kActor, Noun::kJournal}) {
    for (const Action action : {Action::kCreate, Action::kUpdate, Action::kImport})
      EXPECT_TRUE(refused(action, noun, Extent::kAll)) << noun_name(noun);
    EXPECT_FALSE(refused(Action::kRead, noun, Extent::kAll));
  }
  EXPECT_TRUE(refused(Action::kAdminister, Noun::kCase, Extent::kAll));
  EXPECT_FALSE(refused(Action::kMerge, Noun::kSubject, Extent::kAll));
  EXPECT_TRUE(refused(Action::kMerge, Noun::kSubject, Extent::kOwn));
  EXPECT_TRUE(refused(Action::kMerge, Noun::kCase, Extent::kAll));
  EXPECT_TRUE(refused(Action::kRead, Noun::kSubject, Extent::kOffice));
  EXPECT_TRUE(refused(Action::kUpdate, Noun::kCase, Extent::kOwn));
  EXPECT_TRUE(refused(Action::kCreate, Noun::kMandate, Extent::kMandate));
  EXPECT_FALSE(refused(Action::kCreate, Noun::kCase, Extent::kMandate));
  EXPECT_FALSE(refused(Action::kCreate, Noun::kAppointment, Extent::kMandate));
  EXPECT_TRUE(refused(Action::kUpdate, Noun::kPreference, Extent::kMandate));
  EXPECT_FALSE(refused(Action::kAdvance, Noun::kDelivery, Extent::kAll));
  // The rows of a file are of any office.
  for (const Extent extent : {Extent::kScope, Extent::kOffice, Extent::kService})
    EXPECT_TRUE(refused(Action::kImport, Noun::kCase, extent));
  EXPECT_FALSE(refused(Action::kImport, Noun::kCase, Extent::kAll));
  // A calendar is everybody's to read, and an office's to keep.
  EXPECT_TRUE(refused(Action::kRead, Noun::kCalendar, Extent::kOffice));
  EXPECT_FALSE(refused(Action::kUpdate, Noun::kCalendar, Extent::kOffice));
}

TEST(ModelAccess, WhoCarriesIsNoStaffForThat) {
  const auto is_staff = [](Action action, Noun noun, Extent extent) {
    return define_role("x", std::vector<Right>{{action, noun, extent}}, 0).value().staff;
  };
  EXPECT_FALSE(is_staff(Action::kAdvance, Noun::kDelivery, Extent::kAll));
  EXPECT_FALSE(is_staff(Action::kRead, Noun::kJournal, Extent::kAll));
  EXPECT_FALSE(is_staff(Action::kRead, Noun::kCalendar, Extent::kAll));
  EXPECT_FALSE(is_staff(Action::kCreate, Noun::kAppointment, Extent::kOwn));
  EXPECT_FALSE(is_staff(Action::kCount, Noun::kFeedback, Extent::kAll));
  EXPECT_TRUE(is_staff(Action::kCreate, Noun::kAppointment, Extent::kOffice));
  EXPECT_TRUE(is_staff(Action::kUpdate, Noun::kCalendar, Extent::kOffice));
  EXPECT_TRUE(is_staff(Action::kAdvance, Noun::kReminder, Extent::kAll));
}

TEST(ModelAccess, RightsOfARoleAreThoseOfItsPlan) {
  for (const Role& role : roles()) {
    ActorFacts facts{1, kMe, {grant(role.name)}};
    facts.mandates.push_back({7, {}});
    const Plan plan = compile(facts, kNow);
    std::map<std::pair<Noun, Action>, std::set<Extent>> told;
    for (const Right& right : rights_of(rules_of(role)))
      EXPECT_TRUE(told[std::pair(right.noun, right.action)].insert(right.extent).second);
    for (std::size_t n = 0; n < kNounCount; ++n) {
      for (const Action action : kActions) {
        const auto noun = static_cast<Noun>(n);
        const Reach decided = reach(plan, action, noun);
        std::set<Extent> expected;
        if (decided.all) expected.insert(Extent::kAll);
        if (decided.scoped) expected.insert(Extent::kScope);
        if (decided.own) expected.insert(Extent::kOwn);
        if (decided.acting) expected.insert(Extent::kMandate);
        EXPECT_EQ((told[std::pair(noun, action)]), expected) << role.name << ' ' << noun_name(noun);
      }
    }
    EXPECT_EQ(role.scoped, is_scoped(rules_of(role))) << role.name;
    EXPECT_EQ(role.needs_subject, needs_subject(rules_of(role))) << role.name;
  }
}

TEST(ModelAccess, EachReachOfARightIsTold) {
  const auto told = [](const std::vector<Extent>& extents) {
    std::vector<Right> rights;
    for (const Extent extent : extents) rights.push_back({Action::kCreate, Noun::kCase, extent});
    std::set<Extent> out;
    for (const Right& right : rights_of(define_role("x", rights, 0).value()))
      out.insert(right.extent);
    return out;
  };
  EXPECT_EQ(told({Extent::kOwn, Extent::kMandate}),
            (std::set<Extent>{Extent::kOwn, Extent::kMandate}));
  EXPECT_EQ(told({Extent::kOffice, Extent::kService, Extent::kScope}),
            (std::set<Extent>{Extent::kOffice, Extent::kService}));
  EXPECT_EQ(told({Extent::kScope, Extent::kOwn}), (std::set<Extent>{Extent::kScope, Extent::kOwn}));
  EXPECT_EQ(told({Extent::kAll, Extent::kService, Extent::kMandate}),
            (std::set<Extent>{Extent::kAll}));
}

TEST(ModelAccess, AGrantEndsWhereARightDoes) {
  const auto ends = [](Extent extent) {
    const RoleRules rules =
        define_role("x", std::vector<Right>{{Action::kRead, Noun::kCase, extent}}, 0).value();
    return std::pair(ends_at_office(rules), ends_at_service(rules));
  };
  EXPECT_EQ(ends(Extent::kAll), std::pair(false, false));
  EXPECT_EQ(ends(Extent::kOwn), std::pair(false, false));
  EXPECT_EQ(ends(Extent::kScope), std::pair(true, true));
  EXPECT_EQ(ends(Extent::kOffice), std::pair(true, false));
  EXPECT_EQ(ends(Extent::kService), std::pair(false, true));
}

// --- Plans ---------------------------------------------------------------------------------------

TEST(ModelAccess, PlansAreTidy) {
  const auto places = [](std::vector<Grant> grants) {
    std::vector<std::pair<std::int64_t, std::int64_t>> out;
    for (const Post& place : compile({1, 0, std::move(grants)}, kNow).places)
      out.emplace_back(place.office, place.service);
    return out;
  };
  using Places = std::vector<std::pair<std::int64_t, std::int64_t>>;
  EXPECT_EQ(places({grant("operator", 6), grant("operator", 5), grant("operator", 5),
                    grant("operator", 5, 7), grant("operator", 8, 7), grant("operator", 8, 4),
                    grant("operator", 0, 4)}),
            (Places{{0, 4}, {5, 0}, {6, 0}, {8, 7}}));
  EXPECT_EQ(places({grant("operator", 6), grant("operator")}), (Places{{0, 0}}));
  // A wider place with other rights covers nothing.
  EXPECT_EQ(places({grant("operator", 6), grant("analyst")}), (Places{{0, 0}, {6, 0}}));
}

TEST(ModelAccess, EveryRowIsReachedByRightOfNoneOrOfEveryOffice) {
  const auto reaches = [](std::vector<Grant> grants, Noun noun) {
    return reaches_every(compile({1, kMe, std::move(grants)}, kNow), bit(Action::kRead), noun);
  };
  EXPECT_TRUE(reaches({grant("administrator")}, Noun::kAppointment));
  EXPECT_TRUE(reaches({grant("system")}, Noun::kAppointment));
  EXPECT_TRUE(reaches({grant("operator", 5), grant("operator")}, Noun::kAppointment));
  EXPECT_FALSE(reaches({grant("operator", 5)}, Noun::kAppointment));
  EXPECT_FALSE(reaches({grant("operator", 0, 7)}, Noun::kAppointment));
  EXPECT_FALSE(reaches({grant("operator", 5), grant("analyst")}, Noun::kAppointment));
  EXPECT_FALSE(reaches({grant("citizen")}, Noun::kAppointment));
  EXPECT_FALSE(reaches({grant("operator", 5)}, Noun::kReminder));
  EXPECT_TRUE(reaches({grant("operator", 5)}, Noun::kFavourite));
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
  ActorFacts delegate{1, kMe, {grant("delegate")}};
  delegate.mandates.push_back({7, {}, 0, kNow + 9});
  EXPECT_EQ(compile(delegate, kNow).valid_until_us, kNow + 9);
  EXPECT_EQ(compile(delegate, kNow + 8).acting_for.size(), 1U);
  EXPECT_TRUE(compile(delegate, kNow + 9).acting_for.empty());
}

TEST(ModelAccess, UnseenIsNotFoundAndSeenIsDenied) {
  const Plan office = compile({1, 0, {grant("operator", 5)}}, kNow);
  const Plan citizen = compile({1, kMe, {grant("citizen")}}, kNow);
  const RowFacts mine{kMe, 5, 7}, other{8, 6, 7};
  EXPECT_TRUE(check_access(office, Action::kUpdate, Noun::kCase, mine, "case", 3).ok());
  const Status unseen = check_access(office, Action::kUpdate, Noun::kCase, other, "case", 3);
  EXPECT_EQ(unseen.code(), Code::kNotFound);
  EXPECT_EQ(unseen.field(), "case");
  EXPECT_EQ(unseen.message(), "there is no case 3");
  const auto code = [&](const Plan& plan, Action action, Noun noun, const RowFacts& row,
                        const char* field) {
    return check_access(plan, action, noun, row, field, 3).code();
  };
  EXPECT_EQ(code(citizen, Action::kRead, Noun::kCase, other, "case"), Code::kNotFound);
  EXPECT_EQ(code(citizen, Action::kUpdate, Noun::kCase, mine, "case"), Code::kDenied);
  EXPECT_EQ(code(citizen, Action::kUpdate, Noun::kService, {}, "service"), Code::kDenied);
  EXPECT_EQ(code(citizen, Action::kCreate, Noun::kCase, other, "case"), Code::kDenied);
  EXPECT_EQ(code(office, Action::kAdminister, Noun::kGrant, {}, "grant"), Code::kDenied);
  EXPECT_EQ(code(office, Action::kImport, Noun::kCase, {}, "case"), Code::kDenied);
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

// --- Acting for another --------------------------------------------------------------------------

TEST(ModelAccess, WhoActsForOneActsForNobodyElse) {
  ActorFacts facts{1, kMe, {grant("citizen")}};
  facts.mandates.push_back({7, {20}});
  facts.mandates.push_back({8, {}});
  const Plan plan = compile(facts, kNow);
  const auto creates = [](const Plan& with, std::int64_t subject, std::int64_t service) {
    return may(with, Action::kCreate, Noun::kCase, {subject, 5, service});
  };
  const Plan self = acting_as(plan, 0);
  EXPECT_TRUE(creates(self, kMe, 20));
  EXPECT_FALSE(creates(self, 7, 20));
  EXPECT_EQ(self.self(), kMe);
  const Plan seven = acting_as(plan, 7);
  EXPECT_TRUE(creates(seven, 7, 20));
  EXPECT_FALSE(creates(seven, 7, 21));
  EXPECT_FALSE(creates(seven, kMe, 20));
  EXPECT_FALSE(creates(seven, 8, 20));
  EXPECT_EQ(seven.self(), 7);
  EXPECT_EQ(acting_as(plan, 5).acting_as, 0);
  // Nobody hands a mandate on, and nobody gives one in the name of another.
  EXPECT_FALSE(may(seven, Action::kCreate, Noun::kMandate, {7}));
  EXPECT_FALSE(may(plan, Action::kCreate, Noun::kMandate, {7}));
  EXPECT_TRUE(may(plan, Action::kCreate, Noun::kMandate, {kMe}));
}

TEST(ModelAccess, SeveralMandatesOfOneSubjectAreOne) {
  ActorFacts facts{1, kMe, {grant("citizen")}};
  for (std::int64_t giver = 500; giver > 0; --giver) {
    facts.mandates.push_back({100 + giver, {giver}});
    facts.mandates.push_back({100 + giver, giver % 2 == 0 ? std::vector<std::int64_t>{giver + 1}
                                                          : std::vector<std::int64_t>{}});
  }
  const Plan plan = compile(facts, kNow);
  ASSERT_EQ(plan.acting_for.size(), 500U);
  for (std::int64_t giver = 1; giver <= 500; ++giver) {
    const auto reads = [&](std::int64_t service) {
      return may(plan, Action::kRead, Noun::kCase, {100 + giver, 5, service});
    };
    EXPECT_TRUE(reads(giver) && reads(giver + 1));
    EXPECT_EQ(reads(giver + 2), giver % 2 != 0);
  }
}

TEST(ModelAccess, AWriteByMandateIsToldToBeOnBehalf) {
  ActorFacts facts{1, kMe, {grant("citizen")}};
  facts.mandates.push_back({7, {}});
  const auto is_told = [&](Action action, const RowFacts& row) {
    for (const Reason& reason : explain(facts, kNow, action, Noun::kCase, row))
      if (reason.rule == "on_behalf_of") return true;
    return false;
  };
  EXPECT_TRUE(is_told(Action::kCreate, {7, 5, 20}));
  EXPECT_FALSE(is_told(Action::kRead, {7, 5, 20}));
  EXPECT_FALSE(is_told(Action::kCreate, {kMe, 5, 20}));
  facts.grants.push_back(grant("operator", 5));
  EXPECT_FALSE(is_told(Action::kCreate, {7, 5, 20}));
}

// --- Fields, channels, small cells ---------------------------------------------------------------

TEST(ModelAccess, FieldsGoWithTheRoleThatReachesTheRow) {
  ActorFacts facts{1, kMe, {grant("desk", 5), grant("operator", 6), grant("citizen")}};
  facts.custom.push_back(
      define_role("desk", std::vector<Right>{{Action::kRead, Noun::kCase, Extent::kScope}},
                  bit(FieldGroup::kContactData))
          .value());
  const Plan plan = compile(facts, kNow);
  const auto seen = [&](FieldGroup group, const RowFacts& row) {
    return sees(plan, group, Noun::kCase, row);
  };
  EXPECT_TRUE(seen(FieldGroup::kContactData, {8, 5}));
  EXPECT_FALSE(seen(FieldGroup::kSensitive, {8, 5}));
  EXPECT_TRUE(seen(FieldGroup::kSensitive, {8, 6}));
  EXPECT_TRUE(seen(FieldGroup::kSensitive, {kMe, 5}));
  EXPECT_TRUE(sees_always(plan, FieldGroup::kContactData, Noun::kCase));
  EXPECT_FALSE(sees_always(plan, FieldGroup::kSensitive, Noun::kCase));
}

// What shows a column by another way asks for it: nothing is seen where nothing is read.
TEST(ModelAccess, NothingIsSeenOfWhatIsNotRead) {
  ActorFacts facts{1, kMe, {grant("desk")}};
  facts.custom.push_back(
      define_role("desk", std::vector<Right>{{Action::kRead, Noun::kSubject, Extent::kAll}},
                  kEveryFieldGroup)
          .value());
  const Plan plan = compile(facts, kNow);
  EXPECT_TRUE(sees_always(plan, FieldGroup::kIdentity, Noun::kSubject));
  EXPECT_FALSE(sees_always(plan, FieldGroup::kIdentity, Noun::kIdentifier));
  EXPECT_FALSE(sees_always(plan, FieldGroup::kContactData, Noun::kAddress));
  EXPECT_FALSE(sees_always(plan, FieldGroup::kSensitive, Noun::kCaseEvent));
  EXPECT_TRUE(sees_always(compile({1, 0, {grant("administrator")}}, kNow), FieldGroup::kSensitive,
                          Noun::kCaseEvent));
}

// Subjects are looked for by what is seen of each of them, and not of some.
TEST(ModelAccess, WhatIsSeenOfEverybody) {
  ActorFacts facts{1, kMe, {grant("desk"), grant("citizen")}};
  facts.custom.push_back(
      define_role("desk", std::vector<Right>{{Action::kRead, Noun::kSubject, Extent::kAll}},
                  kEveryFieldGroup)
          .value());
  const auto seen = [&](Noun noun) {
    return sees_of_everybody(compile(facts, kNow), FieldGroup::kIdentity, noun);
  };
  EXPECT_TRUE(seen(Noun::kSubject));
  EXPECT_FALSE(seen(Noun::kIdentifier));  // of itself alone
  facts.grants.pop_back();
  EXPECT_FALSE(seen(Noun::kIdentifier));
  facts.grants = {grant("citizen")};
  EXPECT_TRUE(seen(Noun::kIdentifier));
  facts.mandates.push_back({7, {}});
  EXPECT_TRUE(seen(Noun::kIdentifier));
  facts.mandates.push_back({8, {20}});
  EXPECT_TRUE(seen(Noun::kSubject));
  EXPECT_FALSE(seen(Noun::kIdentifier));
  facts.grants = {grant("operator", 5)};
  EXPECT_TRUE(seen(Noun::kIdentifier));
}

TEST(ModelAccess, ARoleThatOpensNothingLiftsNoLimitOfChannels) {
  ActorFacts facts{1, kMe, {grant("operator"), grant("analyst"), grant("integration")}};
  facts.channels = {{"operator", 4}};
  EXPECT_FALSE(may_use_channel(compile(facts, kNow), 3));
  EXPECT_TRUE(may_use_channel(compile(facts, kNow), 4));
  facts.grants.push_back(grant("citizen"));
  EXPECT_TRUE(may_use_channel(compile(facts, kNow), 3));
}

TEST(ModelAccess, ChannelsAreThoseOfAnyRole) {
  ActorFacts facts{1, 0, {grant("operator")}};
  EXPECT_TRUE(may_use_channel(compile(facts, kNow), 3));
  facts.channels = {{"operator", 4}};
  EXPECT_FALSE(may_use_channel(compile(facts, kNow), 3));
  EXPECT_TRUE(may_use_channel(compile(facts, kNow), 4));
  facts.grants.push_back(grant("supervisor"));
  EXPECT_TRUE(may_use_channel(compile(facts, kNow), 3));
  facts.channels.emplace_back("supervisor", 5);
  EXPECT_FALSE(may_use_channel(compile(facts, kNow), 3));
  EXPECT_TRUE(may_use_channel(compile(facts, kNow), 5));
}

TEST(ModelAccess, SmallCellsAreHiddenFromWhoSeesNoPersons) {
  const auto hides = [](std::vector<Grant> grants, Noun noun) {
    return hides_small_cells(compile({1, kMe, std::move(grants)}, kNow), noun);
  };
  EXPECT_TRUE(hides({grant("analyst")}, Noun::kCase));
  EXPECT_TRUE(hides({grant("analyst", 5)}, Noun::kContact));
  EXPECT_TRUE(hides({grant("analyst")}, Noun::kSubject));
  // Who counts further than it reads is told no more where it reads.
  EXPECT_TRUE(hides({grant("analyst"), grant("operator", 5)}, Noun::kCase));
  for (const char* role : {"administrator", "operator", "supervisor", "system", "integration"})
    EXPECT_FALSE(hides({grant(role)}, Noun::kCase)) << role;
  EXPECT_FALSE(hides({grant("citizen")}, Noun::kCase));
  EXPECT_FALSE(hides({grant("analyst"), grant("administrator")}, Noun::kCase));
}

TEST(ModelAccess, Names) {
  for (const auto role : {"administrator", "operator", "citizen", "system", "delegate",
                          "supervisor", "analyst", "integration", "privacy_officer"})
    EXPECT_NE(find_role(role), nullptr);
  EXPECT_EQ(find_role("root"), nullptr);
  std::set<std::string_view> names;
  for (std::size_t n = 0; n < kNounCount; ++n) {
    const auto noun = static_cast<Noun>(n);
    EXPECT_TRUE(names.insert(noun_name(noun)).second);
    EXPECT_EQ(find_noun(noun_name(noun)), noun);
  }
  EXPECT_EQ(noun_name(Noun::kCaseEvent), "case_event");
  for (const Action action : kActions) EXPECT_EQ(find_action(action_name(action)), action);
  for (const Extent extent : kExtents) EXPECT_EQ(find_extent(extent_name(extent)), extent);
  for (const FieldGroup group : kFieldGroups)
    EXPECT_EQ(find_field_group(field_group_name(group)), group);
  EXPECT_EQ(action_name(Action::kAdminister), "administer");
}

}  // namespace
}  // namespace pmm::model
