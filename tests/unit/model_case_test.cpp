#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/civil.hpp"
#include "model/case.hpp"
#include "model/visibility.hpp"

namespace pmm::model {
namespace {

// The machines once more, as arrows a person would draw: "state verb state".
constexpr const char* kApplicationArrows = R"(
draft submit submitted
draft withdraw withdrawn
submitted register registered
submitted reject rejected
submitted withdraw withdrawn
registered start in_progress
registered request_info awaiting_info
registered reject rejected
registered withdraw withdrawn
in_progress request_info awaiting_info
in_progress complete completed
in_progress reject rejected
in_progress withdraw withdrawn
awaiting_info provide_info info_received
awaiting_info reject rejected
awaiting_info withdraw withdrawn
info_received accept_info in_progress
info_received request_info awaiting_info
info_received complete completed
info_received reject rejected
info_received withdraw withdrawn
completed revoke revoked
completed reopen in_progress
rejected reopen in_progress
withdrawn reopen in_progress
submitted assign submitted
registered assign registered
in_progress assign in_progress
awaiting_info assign awaiting_info
info_received assign info_received
)";

constexpr const char* kRequestArrows = R"(
new triage triaged
reopened triage triaged
new start in_progress
triaged start in_progress
scheduled start in_progress
forwarded start in_progress
reopened start in_progress
new schedule scheduled
triaged schedule scheduled
in_progress schedule scheduled
forwarded schedule scheduled
reopened schedule scheduled
new request_info awaiting_info
triaged request_info awaiting_info
in_progress request_info awaiting_info
scheduled request_info awaiting_info
reopened request_info awaiting_info
awaiting_info provide_info in_progress
new forward forwarded
triaged forward forwarded
in_progress forward forwarded
scheduled forward forwarded
reopened forward forwarded
resolved request_reopen reopen_requested
no_further_action request_reopen reopen_requested
not_responsible request_reopen reopen_requested
reopen_requested deny_reopen resolved
resolved reopen reopened
no_further_action reopen reopened
not_responsible reopen reopened
duplicate reopen reopened
cancelled reopen reopened
reopen_requested reopen reopened
)";

using Arrows = std::set<std::string>;

Arrows lines_of(const char* text) {
  Arrows out;
  std::string line;
  for (const char* c = text; *c != '\0'; ++c) {
    if (*c != '\n') {
      line.push_back(*c);
      continue;
    }
    if (!line.empty()) out.insert(line);
    line.clear();
  }
  return out;
}

Arrows request_arrows() {
  Arrows out = lines_of(kRequestArrows);
  const std::map<std::string, std::string> ends = {{"resolve", "resolved"},
                                                   {"close_no_action", "no_further_action"},
                                                   {"close_not_responsible", "not_responsible"},
                                                   {"mark_duplicate", "duplicate"},
                                                   {"cancel", "cancelled"}};
  for (const std::string from :
       {"new", "triaged", "in_progress", "scheduled", "awaiting_info", "forwarded", "reopened"}) {
    for (const auto& [verb, to] : ends) out.insert(from + " " + verb + " " + to);
    out.insert(from + " assign " + from);
  }
  return out;
}

// Every verb of any kind, and one that is none.
std::set<std::string> all_verbs() {
  std::set<std::string> verbs = {"fly"};
  for (const auto kind : case_kinds())
    for (const Transition& move : transitions(kind)) verbs.emplace(move.verb);
  return verbs;
}

TEST(ModelCase, EveryKindStateAndVerb) {
  const Arrows application = lines_of(kApplicationArrows), request = request_arrows();
  for (const auto kind : case_kinds()) {
    const Arrows& arrows = kind == kKindApplication ? application : request;
    std::size_t found = 0;
    for (const auto state : states(kind)) {
      for (const std::string& verb : all_verbs()) {
        const auto move = find_transition(kind, state, verb);
        if (!move.ok()) {
          const auto code = move.status().code();
          EXPECT_TRUE(code == Code::kConflict || code == Code::kInvalid);
          EXPECT_EQ(move.status().field(), "verb");
          for (const auto to : states(kind))
            EXPECT_EQ(arrows.count(std::string(state) + " " + verb + " " + std::string(to)), 0U)
                << state << " " << verb;
          continue;
        }
        const auto to = state_after(**move, kind, state, kOutcomeFulfilled);
        EXPECT_EQ(arrows.count(std::string(state) + " " + verb + " " + std::string(to)), 1U)
            << kind << ": " << state << " " << verb << " " << to;
        ++found;
      }
    }
    EXPECT_EQ(found, arrows.size()) << kind;
  }
}

// The table agrees with itself: moves go to known states, endings carry the outcome of their state,
// and only reopening goes from closed to open.
TEST(ModelCase, TablesAreConsistent) {
  for (const auto kind : case_kinds()) {
    for (const Transition& move : transitions(kind)) {
      const std::string name = std::string(kind) + " " + std::string(move.verb);
      for (const auto state : states(kind)) {
        if (!move.leaves(state)) continue;
        const auto to = state_after(move, kind, state, kOutcomeNoAction);
        ASSERT_TRUE(is_known_state(kind, to)) << name << " to " << to;
        const bool was_open = status_of(kind, state) == kStatusOpen;
        const bool is_open = status_of(kind, to) == kStatusOpen;
        EXPECT_EQ(!was_open && is_open, move.has(Transition::kReopens)) << name << " " << state;
        if (!move.has(Transition::kRestoresClosed) && !move.has(Transition::kKeepsState)) {
          EXPECT_EQ(outcome_of(kind, to), move.outcome) << name;
        }
        if (state == "awaiting_info" && to != state) {
          EXPECT_TRUE(move.has(Transition::kClosesSuspension)) << name;
        }
        EXPECT_EQ(to == "awaiting_info" && to != state, move.has(Transition::kOpensSuspension))
            << name;
      }
      // Each word of `from` is a state.
      std::size_t words = 1, left = 0;
      for (const char c : move.from) words += c == ' ' ? 1U : 0U;
      for (const auto state : states(kind)) left += move.leaves(state) ? 1U : 0U;
      EXPECT_EQ(words, left) << name;
    }
    EXPECT_TRUE(may_begin_in(kind, initial_state(kind)));
    EXPECT_FALSE(may_begin_in(kind, "completed"));
    EXPECT_EQ(status_of(kind, initial_state(kind)), kStatusOpen);
  }
}

TEST(ModelCase, EveryStateCanBeReached) {
  for (const auto kind : case_kinds()) {
    std::set<std::string_view> reached = {initial_state(kind)};
    for (std::size_t before = 0; before != reached.size();) {
      before = reached.size();
      for (const auto state : std::set<std::string_view>(reached))
        for (const auto verb : verbs_from(kind, state))
          reached.insert(state_after(**find_transition(kind, state, verb), kind, state, {}));
    }
    EXPECT_EQ(reached.size(), states(kind).size()) << kind;
  }
}

TEST(ModelCase, RefusalsSayWhatIsAllowed) {
  const auto refused = find_transition("application", "awaiting_info", "complete");
  EXPECT_EQ(refused.status().code(), Code::kConflict);
  EXPECT_EQ(refused.status().field(), "verb");
  EXPECT_EQ(
      refused.status().message(),
      "verb \"complete\" is not allowed in state awaiting_info of a case of kind application; "
      "allowed: assign, provide_info, reject, withdraw");
  EXPECT_NE(
      find_transition("application", "revoked", "reopen").status().message().find("allowed: none"),
      std::string::npos);
  EXPECT_EQ(find_transition("aplication", "draft", "submit").status().field(), "kind");
  EXPECT_EQ(find_transition("report", "draft", "submit").status().field(), "state");
  const auto typo = find_transition("report", "new", "resolv");
  EXPECT_EQ(typo.status().code(), Code::kInvalid);
  EXPECT_NE(typo.status().message().find("did you mean resolve?"), std::string::npos);
}

TEST(ModelCase, OutcomesAndWho) {
  EXPECT_EQ(outcome_of("report", "no_further_action"), kOutcomeNoAction);
  EXPECT_EQ(closed_state_of("report", kOutcomeNoAction), "no_further_action");
  EXPECT_EQ(closed_state_of("application", kOutcomeNoAction), "");
  EXPECT_EQ(status_of("report", "reopen_requested"), kStatusClosed);
  EXPECT_EQ(status_of("report", "draft"), "");
  const auto* deny = *find_transition("report", "reopen_requested", "deny_reopen");
  EXPECT_EQ(state_after(*deny, "report", "reopen_requested", kOutcomeNotResponsible),
            "not_responsible");
  EXPECT_EQ(check_who(*deny, true).code(), Code::kDenied);
  EXPECT_TRUE(check_who(*deny, false).ok());
  const auto* withdraw = *find_transition("application", "registered", "withdraw");
  EXPECT_TRUE(check_who(*withdraw, true).ok());
  EXPECT_TRUE(check_who(*withdraw, false).ok());
  EXPECT_TRUE((*find_transition("complaint", "new", "resolve"))->has(Transition::kNeedsNote));
  EXPECT_FALSE((*find_transition("inquiry", "new", "resolve"))->has(Transition::kNeedsNote));
  for (const auto outcome : case_outcomes()) EXPECT_TRUE(is_known_outcome(outcome));
  EXPECT_FALSE(is_known_outcome("won"));
  EXPECT_FALSE(is_known_kind("Application"));
  EXPECT_TRUE(is_known_visibility("staff"));
  EXPECT_FALSE(is_known_visibility(""));
}

TEST(ModelCase, ReopenPolicy) {
  ReopenPolicy policy;
  policy.days = 30;
  const std::int64_t closed = 1'000 * kMicrosPerDay;
  EXPECT_TRUE(check_reopen(policy, closed, closed, false).ok());
  EXPECT_TRUE(check_reopen(policy, closed, closed + 30 * kMicrosPerDay - 1, false).ok());
  EXPECT_EQ(check_reopen(policy, closed, closed + 30 * kMicrosPerDay, false).code(),
            Code::kConflict);
  EXPECT_EQ(check_reopen(policy, closed, closed, true).code(), Code::kDenied);
  EXPECT_TRUE(check_reopen(policy, closed, closed, true, true).ok());
  EXPECT_EQ(check_reopen(policy, closed, closed + 31 * kMicrosPerDay, true, true).code(),
            Code::kConflict);
  policy.by_subject = true;
  EXPECT_TRUE(check_reopen(policy, closed, closed, true).ok());
  policy.days = 0;
  EXPECT_TRUE(check_reopen(policy, closed, closed + 9'000 * kMicrosPerDay, true).ok());
  policy.allowed = false;
  EXPECT_EQ(check_reopen(policy, closed, closed, false).code(), Code::kConflict);
}

TEST(ModelCase, Numbers) {
  EXPECT_EQ(format_case_number("report", 2007, 123), "2007/R/000123");
  EXPECT_EQ(format_case_number("application", 2007, 1), "2007/A/000001");
  EXPECT_EQ(format_case_number("complaint", 2026, 12345678), "2026/C/12345678");
  for (const auto kind : case_kinds()) {
    const auto back = parse_case_number(format_case_number(kind, 2026, 4711), "number");
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back->kind, kind);
    EXPECT_EQ(back->year, 2026);
    EXPECT_EQ(back->number, 4711);
  }
  EXPECT_EQ(parse_case_number(" 2007/q/7 ", "number")->kind, "inquiry");
  for (const char* bad : {"", "2007", "2007/R/", "2007/X/1", "07/R/000123", "2007-R-000123",
                          "2007/R/12a", "2007/R/+12", "2007/R/0", "2007/R/1234567890123456789"})
    EXPECT_EQ(parse_case_number(bad, "number").status().field(), "number") << bad;
}

// Every open state says how a case goes on from it, by a move that it allows; no closed one does.
TEST(CaseMachine, EveryOpenStateHasANextStep) {
  for (const std::string_view kind : case_kinds()) {
    for (const std::string_view state : states(kind)) {
      const NextStep step = next_step(kind, state);
      if (status_of(kind, state) != kStatusOpen) {
        EXPECT_EQ(step.verb, "") << kind << ' ' << state;
        continue;
      }
      EXPECT_TRUE(find_transition(kind, state, step.verb).ok()) << kind << ' ' << state;
      const bool by_subject = state == "draft" || state == "awaiting_info";
      EXPECT_EQ(step.waits_for, by_subject ? "subject" : "office") << kind << ' ' << state;
    }
  }
  EXPECT_EQ(next_step("report", "submitted").verb, "");
  EXPECT_EQ(next_step("party", "new").waits_for, "");
}

}  // namespace
}  // namespace pmm::model
