#include "model/delivery_gate.hpp"

#include <array>
#include <utility>

namespace pmm::model {
namespace {

RuleAnswer stopped(std::string_view reason) { return {Verdict::kStopped, reason, 0, {}}; }
RuleAnswer passed(std::string detail) { return {Verdict::kPassed, {}, 0, std::move(detail)}; }

bool is_legal(const GateFacts& facts) noexcept {
  return facts.notice.notice_class == NoticeClass::kLegal;
}
bool is_promotional(const GateFacts& facts) noexcept {
  return facts.notice.notice_class == NoticeClass::kPromotional;
}

RuleAnswer ask_expiry(const GateFacts& facts, bool /*explain*/) {
  if (facts.expires_us && *facts.expires_us <= facts.now_us)
    return {Verdict::kExpired, "expired", 0, {}};
  return {};
}

RuleAnswer ask_erased(const GateFacts& facts, bool /*explain*/) {
  return facts.erased ? stopped("erased") : RuleAnswer{};
}

RuleAnswer ask_deceased(const GateFacts& facts, bool /*explain*/) {
  return facts.deceased ? stopped("deceased") : RuleAnswer{};
}

// Art. 18 leaves the public interest: what the law wants told is told.
RuleAnswer ask_restricted(const GateFacts& facts, bool explain) {
  if (!facts.restricted) return {};
  if (is_legal(facts)) return explain ? passed("of class legal") : RuleAnswer{};
  return stopped("restricted");
}

RuleAnswer ask_mandate(const GateFacts& facts, bool /*explain*/) {
  if (!facts.for_other || facts.mandate_active) return {};
  return stopped("mandate_ended");
}

RuleAnswer ask_campaign(const GateFacts& facts, bool /*explain*/) {
  if (facts.campaign == CampaignState::kCancelled)
    return {Verdict::kCancelled, "campaign_cancelled", 0, {}};
  if (facts.campaign == CampaignState::kPaused)
    return {Verdict::kDeferred, "campaign_paused", 0, {}};
  return {};
}

RuleAnswer ask_channel(const GateFacts& facts, bool /*explain*/) {
  if (!facts.channel_active) return stopped("channel_inactive");
  const bool legal = is_legal(facts);
  if (facts.channel_legal && !legal) return stopped("channel_for_legal");
  // Who has a digital domicile is not written to on paper (CAD, art. 3-bis).
  if (facts.channel_paper && legal && facts.has_digital_domicile)
    return stopped("digital_domicile");
  return {};
}

RuleAnswer ask_objection(const GateFacts& facts, bool /*explain*/) {
  if (!facts.objected || !is_promotional(facts)) return {};
  return stopped("objected");
}

RuleAnswer ask_consent(const GateFacts& facts, bool /*explain*/) {
  return facts.no_consent ? stopped("no_consent") : RuleAnswer{};
}

// What is in a digest is asked about by itself.
RuleAnswer ask_preference(const GateFacts& facts, bool explain) {
  if (!facts.channel || facts.is_digest) return {};
  const Wanted wanted = wants(*facts.preference, facts.notice, *facts.channel);
  RuleAnswer answer = wanted.wanted ? RuleAnswer{} : stopped("preference");
  if (explain) answer.detail = explain_wanted(wanted, *facts.channel);
  return answer;
}

// Who named a channel wants the rest quiet; the board is always there.
RuleAnswer ask_preferred(const GateFacts& facts, bool explain) {
  if (!facts.channel || facts.is_digest || is_legal(facts)) return {};
  const Preferred preferred =
      preferred_channel(*facts.preference, facts.notice.service, facts.case_id);
  if (!preferred.channel || *preferred.channel == *facts.channel) return {};
  RuleAnswer answer = stopped("other_channel");
  if (explain)
    answer.detail = std::string(notice_channel_name(*preferred.channel)) +
                    " is preferred for this " + std::string(preferred.by);
  return answer;
}

RuleAnswer ask_collapse(const GateFacts& facts, bool /*explain*/) {
  if (!facts.newer_same_key || is_legal(facts)) return {};
  return stopped("collapsed");
}

RuleAnswer ask_address(const GateFacts& facts, bool /*explain*/) {
  switch (facts.address) {
    case AddressState::kUsable:
    case AddressState::kNotNeeded:
      return {};
    case AddressState::kMissing:
      return stopped("address_missing");
    case AddressState::kUnverified:
      return stopped("address_unverified");
    case AddressState::kBounced:
      return stopped("address_bounced");
  }
  return {};
}

// What may have arrived is not told once more among others. A digest is the subject's own: what is
// for whoever acts for it goes by itself.
RuleAnswer ask_digest(const GateFacts& facts, bool /*explain*/) {
  const Preference& preference = *facts.preference;
  if (!preference.digest || !facts.channel || facts.is_digest || is_legal(facts)) return {};
  if (facts.tried || facts.for_other) return {};
  return {Verdict::kDigest,
          "digest",
          next_digest(preference.digest_hour, facts.now_us, *facts.zone),
          {}};
}

RuleAnswer ask_quiet(const GateFacts& facts, bool /*explain*/) {
  const auto& quiet = facts.preference->quiet;
  if (!quiet || !facts.channel || is_legal(facts)) return {};
  const std::int64_t until = quiet_until(*quiet, facts.now_us, *facts.zone);
  if (until <= facts.now_us) return {};
  return {Verdict::kDeferred, "quiet_hours", until, {}};
}

// An advertisement that is too many is dropped; a courtesy waits for its turn.
RuleAnswer ask_frequency(const GateFacts& facts, bool /*explain*/) {
  if (!facts.cap_free_us || is_legal(facts)) return {};
  if (is_promotional(facts)) return stopped("frequency_cap");
  return {Verdict::kDeferred, "frequency_cap", *facts.cap_free_us, {}};
}

// What can never change comes before what may, and what only waits comes last. A digest takes what
// comes, each with its line, so that what would be collapsed is in it all the same.
constexpr std::array kGateRules = {
    GateRule{"expiry", ask_expiry, true},
    GateRule{"erased", ask_erased, true},
    GateRule{"deceased", ask_deceased, true},
    GateRule{"restricted", ask_restricted, true},
    GateRule{"mandate", ask_mandate, true},
    GateRule{"campaign", ask_campaign, true},
    GateRule{"channel", ask_channel},
    GateRule{"objection", ask_objection, true},
    GateRule{"consent", ask_consent, true},
    GateRule{"preference", ask_preference, true},
    GateRule{"preferred_channel", ask_preferred},
    GateRule{"address", ask_address},
    GateRule{"digest", ask_digest},
    GateRule{"collapse", ask_collapse},
    GateRule{"quiet_hours", ask_quiet},
    GateRule{"frequency", ask_frequency},
};

RuleAnswer first_of(const GateFacts& facts, bool items) {
  for (const GateRule& rule : kGateRules) {
    if (items && !rule.of_items) continue;
    RuleAnswer answer = rule.ask(facts, false);
    if (answer.verdict != Verdict::kPassed) return answer;
  }
  return {};
}

}  // namespace

std::string_view verdict_name(Verdict verdict) noexcept {
  constexpr std::array<std::string_view, 6> kVerdicts = {"passed", "stopped", "deferred",
                                                         "digest", "expired", "cancelled"};
  return kVerdicts[static_cast<std::size_t>(verdict)];
}

std::span<const GateRule> gate_rules() noexcept { return kGateRules; }

RuleAnswer decide(const GateFacts& facts) { return first_of(facts, false); }

RuleAnswer decide_in_digest(const GateFacts& facts) { return first_of(facts, true); }

std::vector<ExplainedRule> explain_gate(const GateFacts& facts) {
  std::vector<ExplainedRule> out;
  out.reserve(kGateRules.size());
  for (const GateRule& rule : kGateRules) out.push_back({rule.name, rule.ask(facts, true)});
  return out;
}

}  // namespace pmm::model
