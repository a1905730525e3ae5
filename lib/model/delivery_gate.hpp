#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.hpp"
#include "model/notice.hpp"
#include "model/preference.hpp"

// The one gate that every delivery passes when a carrier would take it: never earlier, so that what
// was withdrawn, or who died, between writing and sending counts.
namespace pmm::model {

enum class AddressState : std::uint8_t { kUsable, kMissing, kUnverified, kBounced, kNotNeeded };

enum class CampaignState : std::uint8_t { kNone, kRunning, kPaused, kCancelled };

// All that the rules look at; nothing is asked for on the way.
struct GateFacts {
  std::int64_t now_us = 0;
  const Zone* zone = nullptr;  // for quiet hours and digests

  NoticeFacts notice;
  std::int64_t case_id = 0;
  std::optional<std::int64_t> expires_us;  // what it says is over then
  bool is_digest = false;                  // of several notices, each of which was let in before
  bool tried = false;                      // it was handed out before
  bool newer_same_key = false;             // a later one of the same collapse key will say it

  bool erased = false;
  bool deceased = false;
  bool restricted = false;      // GDPR, art. 18
  bool objected = false;        // GDPR, art. 21
  bool no_consent = false;      // its campaign asks for one that is not given, or no longer
  bool for_other = false;       // addressed to somebody who acts for the subject…
  bool mandate_active = false;  // …and may today

  CampaignState campaign = CampaignState::kNone;

  bool channel_active = true;
  bool channel_legal = false;  // carries what has legal value, and nothing else
  bool channel_paper = false;
  bool has_digital_domicile = false;  // to which this notice is on its way, or has gone

  std::optional<NoticeChannel> channel;    // what the preferences call it; none: not theirs to say
  const Preference* preference = nullptr;  // never null

  AddressState address = AddressState::kUsable;

  // When there is room under the cap again; none: there is now.
  std::optional<std::int64_t> cap_free_us;
};

enum class Verdict : std::uint8_t { kPassed, kStopped, kDeferred, kDigest, kExpired, kCancelled };
std::string_view verdict_name(Verdict verdict) noexcept;

struct RuleAnswer {
  Verdict verdict = Verdict::kPassed;
  std::string_view reason;    // stable code, empty when passed
  std::int64_t until_us = 0;  // kDeferred and kDigest
  std::string detail;         // what made it so, for people; only when it is asked for
};

struct GateRule {
  std::string_view name;
  RuleAnswer (*ask)(const GateFacts& facts, bool explain);
  bool of_items = false;  // asked again of what is in a digest, when that goes
};
std::span<const GateRule> gate_rules() noexcept;

// The first rule that does not let it pass, or kPassed.
RuleAnswer decide(const GateFacts& facts);

// The same for what is in a digest that is about to go: what was withdrawn meanwhile does not go
// with it. The digest itself answers for channel, address and time.
RuleAnswer decide_in_digest(const GateFacts& facts);

struct ExplainedRule {
  std::string_view rule;
  RuleAnswer answer;
};
// Every rule on its own, in order: what decide() goes through.
std::vector<ExplainedRule> explain_gate(const GateFacts& facts);

}  // namespace pmm::model
