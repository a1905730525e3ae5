#include "model/mandate.hpp"

#include <array>
#include <utility>

#include "base/civil.hpp"

namespace pmm::model {
namespace {

constexpr std::array<std::pair<MandateState, std::string_view>, 5> kMandateStateNames{{
    {MandateState::kPending, "pending"},
    {MandateState::kActive, "active"},
    {MandateState::kRejected, "rejected"},
    {MandateState::kRevoked, "revoked"},
    {MandateState::kExpired, "expired"},
}};
constexpr std::array<std::string_view, 5> kMandateVerbNames = {"accept", "reject", "revoke",
                                                               "renew", "expire"};

constexpr unsigned party_bit(MandateParty who) { return 1U << static_cast<unsigned>(who); }
constexpr unsigned state_bit(MandateState which) { return 1U << static_cast<unsigned>(which); }

// One row per verb: from which states, by whom, to which state.
struct MandateRule {
  MandateVerb verb;
  unsigned from;
  unsigned by;
  MandateState to;
};
constexpr std::array kMandateRules{
    MandateRule{MandateVerb::kAccept, state_bit(MandateState::kPending),
                party_bit(MandateParty::kDelegate) | party_bit(MandateParty::kStaff),
                MandateState::kActive},
    MandateRule{MandateVerb::kReject, state_bit(MandateState::kPending),
                party_bit(MandateParty::kDelegate) | party_bit(MandateParty::kStaff),
                MandateState::kRejected},
    // The delegate may lay it down as well.
    MandateRule{MandateVerb::kRevoke,
                state_bit(MandateState::kPending) | state_bit(MandateState::kActive),
                party_bit(MandateParty::kGiver) | party_bit(MandateParty::kDelegate) |
                    party_bit(MandateParty::kStaff),
                MandateState::kRevoked},
    // What has expired is given anew: nobody agreed to the time between.
    MandateRule{MandateVerb::kRenew, state_bit(MandateState::kActive),
                party_bit(MandateParty::kGiver) | party_bit(MandateParty::kStaff),
                MandateState::kActive},
    MandateRule{MandateVerb::kExpire,
                state_bit(MandateState::kPending) | state_bit(MandateState::kActive),
                party_bit(MandateParty::kClock), MandateState::kExpired},
};

const MandateRule& mandate_rule_of(MandateVerb verb) noexcept {
  return kMandateRules[static_cast<std::size_t>(verb)];
}

}  // namespace

std::string_view mandate_state_name(MandateState state) noexcept {
  for (const auto& [value, name] : kMandateStateNames)
    if (value == state) return name;
  return "";
}

std::optional<MandateState> find_mandate_state(std::string_view name) noexcept {
  for (const auto& [value, text] : kMandateStateNames)
    if (text == name) return value;
  return std::nullopt;
}

std::string_view mandate_verb_name(MandateVerb verb) noexcept {
  return kMandateVerbNames[static_cast<std::size_t>(verb)];
}

MandateState state_at(const Mandate& mandate, std::int64_t now_us) noexcept {
  const bool open =
      mandate.state == MandateState::kPending || mandate.state == MandateState::kActive;
  return open && mandate.valid_to_us && *mandate.valid_to_us <= now_us ? MandateState::kExpired
                                                                       : mandate.state;
}

bool is_in_force(const Mandate& mandate, std::int64_t now_us) noexcept {
  return state_at(mandate, now_us) == MandateState::kActive && mandate.valid_from_us <= now_us;
}

Result<Mandate> move_mandate(const Mandate& mandate, const MandateMove& move, std::int64_t now_us) {
  const MandateRule& rule = mandate_rule_of(move.verb);
  const std::string verb(mandate_verb_name(move.verb));
  if ((rule.by & party_bit(move.party)) == 0)
    return Status::denied("this actor may not " + verb + " this mandate");
  const MandateState current =
      move.verb == MandateVerb::kExpire ? mandate.state : state_at(mandate, now_us);
  if ((rule.from & state_bit(current)) == 0)
    return Status::conflict("state", "a mandate that is " +
                                         std::string(mandate_state_name(current)) +
                                         " cannot be moved by " + verb);
  Mandate out = mandate;
  out.state = rule.to;
  switch (move.verb) {
    case MandateVerb::kAccept:
      if (move.party == MandateParty::kDelegate && move.code != mandate.code)
        return Status::invalid("code", "this is not the code that the giver was told");
      break;
    case MandateVerb::kRenew:
      if (move.valid_to_us && *move.valid_to_us <= now_us)
        return Status::invalid("valid_to_us",
                               format_instant(*move.valid_to_us) + " is not after now");
      out.valid_to_us = move.valid_to_us;
      break;
    case MandateVerb::kExpire:
      if (state_at(mandate, now_us) != MandateState::kExpired)
        return Status::conflict("state", "the mandate's time is not over");
      break;
    case MandateVerb::kReject:
    case MandateVerb::kRevoke:
      break;
  }
  if (move.verb != MandateVerb::kRenew) out.code.clear();
  return out;
}

Status check_mandate(std::int64_t subject, std::int64_t delegate, std::int64_t valid_from_us,
                     std::optional<std::int64_t> valid_to_us, std::int64_t now_us) {
  if (subject == delegate)
    return Status::invalid(
        "delegate", "subject " + std::to_string(subject) + " needs no mandate to act for itself");
  if (!valid_to_us) return {};
  if (*valid_to_us <= valid_from_us)
    return Status::invalid("valid_to_us", "the mandate ends before it begins");
  if (*valid_to_us <= now_us)
    return Status::invalid("valid_to_us", format_instant(*valid_to_us) + " is not after now");
  return {};
}

}  // namespace pmm::model
