#include "model/mandate.hpp"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace pmm::model {
namespace {

constexpr std::int64_t kToday = 1'000'000;

Mandate mandate(MandateState state, std::optional<std::int64_t> to = std::nullopt) {
  Mandate out;
  out.state = state;
  out.valid_to_us = to;
  if (state == MandateState::kPending) out.code = "ABC";
  return out;
}

constexpr std::array kStates = {MandateState::kPending, MandateState::kActive,
                                MandateState::kRejected, MandateState::kRevoked,
                                MandateState::kExpired};
constexpr std::array kVerbs = {MandateVerb::kAccept, MandateVerb::kReject, MandateVerb::kRevoke,
                               MandateVerb::kRenew, MandateVerb::kExpire};
constexpr std::array kParties = {MandateParty::kGiver, MandateParty::kDelegate,
                                 MandateParty::kStaff, MandateParty::kClock};

// The machine once more: state, verb, who of Giver, Delegate, Staff, Clock, and where it leads.
struct Line {
  MandateState from;
  MandateVerb verb;
  const char* who;
  MandateState to;
};
const std::vector<Line> kLines = {
    {MandateState::kPending, MandateVerb::kAccept, "DS", MandateState::kActive},
    {MandateState::kPending, MandateVerb::kReject, "DS", MandateState::kRejected},
    {MandateState::kPending, MandateVerb::kRevoke, "GDS", MandateState::kRevoked},
    {MandateState::kActive, MandateVerb::kRevoke, "GDS", MandateState::kRevoked},
    {MandateState::kActive, MandateVerb::kRenew, "GS", MandateState::kActive}};

TEST(ModelMandate, EveryMoveOfEveryState) {
  for (const MandateState state : kStates) {
    for (const MandateVerb verb : kVerbs) {
      for (const MandateParty party : kParties) {
        const auto moved = move_mandate(mandate(state), {verb, party, "ABC", kToday + 5}, kToday);
        const Line* found = nullptr;
        for (const Line& line : kLines)
          if (line.from == state && line.verb == verb &&
              std::string(line.who).find("GDSC"[static_cast<std::size_t>(party)]) !=
                  std::string::npos)
            found = &line;
        ASSERT_EQ(moved.ok(), found != nullptr)
            << mandate_state_name(state) << ' ' << mandate_verb_name(verb);
        if (found == nullptr) continue;
        EXPECT_EQ(moved->state, found->to);
        EXPECT_TRUE(moved->code.empty());
      }
    }
  }
}

TEST(ModelMandate, TheCodeIsForTheDelegateToKnow) {
  const Mandate pending = mandate(MandateState::kPending);
  const auto accept = [&](MandateParty party, std::string_view code) {
    return move_mandate(pending, {MandateVerb::kAccept, party, code, {}}, kToday);
  };
  EXPECT_TRUE(accept(MandateParty::kDelegate, "ABC").ok());
  const auto wrong = accept(MandateParty::kDelegate, "ABD");
  EXPECT_EQ(wrong.status().code(), Code::kInvalid);
  EXPECT_EQ(wrong.status().field(), "code");
  EXPECT_FALSE(accept(MandateParty::kDelegate, "").ok());
  EXPECT_TRUE(accept(MandateParty::kStaff, "").ok());
  EXPECT_EQ(accept(MandateParty::kGiver, "ABC").status().code(), Code::kDenied);
}

TEST(ModelMandate, EndsAtItsTimeWhetherOrNotTheTickWasThere) {
  const Mandate active = mandate(MandateState::kActive, kToday);
  EXPECT_EQ(state_at(active, kToday - 1), MandateState::kActive);
  EXPECT_EQ(state_at(active, kToday), MandateState::kExpired);
  EXPECT_TRUE(is_in_force(active, kToday - 1));
  EXPECT_FALSE(is_in_force(active, kToday));
  Mandate later = mandate(MandateState::kActive);
  later.valid_from_us = kToday + 1;
  EXPECT_FALSE(is_in_force(later, kToday));
  EXPECT_TRUE(is_in_force(later, kToday + 1));
  const MandateMove expire{MandateVerb::kExpire, MandateParty::kClock, {}, {}};
  EXPECT_FALSE(move_mandate(active, expire, kToday - 1).ok());
  EXPECT_EQ(move_mandate(active, expire, kToday)->state, MandateState::kExpired);
  // What has ended cannot be renewed, accepted or revoked, although its row says otherwise still.
  for (const MandateVerb verb : {MandateVerb::kRenew, MandateVerb::kRevoke})
    EXPECT_EQ(move_mandate(active, {verb, MandateParty::kStaff, {}, {}}, kToday).status().code(),
              Code::kConflict);
  EXPECT_EQ(move_mandate(mandate(MandateState::kPending, kToday),
                         {MandateVerb::kAccept, MandateParty::kStaff, {}, {}}, kToday)
                .status()
                .code(),
            Code::kConflict);
}

TEST(ModelMandate, RenewingGivesAnotherEnd) {
  const Mandate active = mandate(MandateState::kActive, kToday + 10);
  const auto renew = [&](std::optional<std::int64_t> to) {
    return move_mandate(active, {MandateVerb::kRenew, MandateParty::kGiver, {}, to}, kToday);
  };
  EXPECT_EQ(renew(kToday + 50)->valid_to_us, kToday + 50);
  EXPECT_EQ(renew(std::nullopt)->valid_to_us, std::nullopt);
  EXPECT_EQ(renew(kToday).status().field(), "valid_to_us");
}

TEST(ModelMandate, CannotBeGivenToOneselfOrForThePast) {
  EXPECT_TRUE(check_mandate(1, 2, kToday, std::nullopt, kToday).ok());
  EXPECT_EQ(check_mandate(1, 1, kToday, std::nullopt, kToday).field(), "delegate");
  EXPECT_EQ(check_mandate(1, 2, kToday, kToday, kToday).field(), "valid_to_us");
  EXPECT_EQ(check_mandate(1, 2, 0, kToday, kToday).field(), "valid_to_us");
}

TEST(ModelMandate, Names) {
  for (const MandateState state : kStates)
    EXPECT_EQ(find_mandate_state(mandate_state_name(state)), state);
  EXPECT_FALSE(find_mandate_state("gone"));
}

}  // namespace
}  // namespace pmm::model
