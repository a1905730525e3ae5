#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/civil.hpp"
#include "model/delivery.hpp"
#include "model/delivery_gate.hpp"
#include "model/delivery_way.hpp"
#include "support.hpp"

namespace pmm::model {
namespace {

// The machine once more, as arrows a person would draw.
constexpr const char* kDeliveryArrows = R"(
created claim sending
created expire expired
created cancel cancelled
created suppress suppressed
created digest digested
created accept sent
created arrive delivered
created refuse permanent_failure
sending accept sent
sending arrive delivered
sending fail temporary_failure
sending refuse permanent_failure
sending exhaust technical_failure
sending lapse uncertain
sending release created
temporary_failure claim sending
temporary_failure expire expired
temporary_failure cancel cancelled
temporary_failure suppress suppressed
temporary_failure arrive delivered
temporary_failure refuse permanent_failure
uncertain claim sending
uncertain accept sent
uncertain arrive delivered
uncertain fail temporary_failure
uncertain refuse permanent_failure
uncertain exhaust technical_failure
uncertain expire expired
uncertain cancel cancelled
uncertain suppress suppressed
sent arrive delivered
sent refuse permanent_failure
permanent_failure requeue created
technical_failure requeue created
technical_failure accept sent
technical_failure arrive delivered
technical_failure refuse permanent_failure
expired accept sent
expired arrive delivered
cancelled accept sent
cancelled arrive delivered
suppressed accept sent
suppressed arrive delivered
suppressed revive created
suppressed requeue created
digested expire expired
digested cancel cancelled
digested suppress suppressed
digested release created
)";

std::set<std::string> delivery_arrows() {
  std::set<std::string> out;
  std::string text(kDeliveryArrows), line;
  for (const char c : text) {
    if (c != '\n') {
      line += c;
      continue;
    }
    if (!line.empty()) out.insert(line);
    line.clear();
  }
  return out;
}

TEST(ModelDelivery, MovesAsItsArrowsSay) {
  const std::set<std::string> arrows = delivery_arrows();
  std::size_t found = 0;
  for (std::size_t s = 0; s < kDeliveryStates.size(); ++s) {
    for (std::size_t e = 0; e < kDeliveryEvents.size(); ++e) {
      const auto to = delivery_after(static_cast<DeliveryState>(s), static_cast<DeliveryEvent>(e));
      std::string arrow = std::string(kDeliveryStates[s]) + " " + std::string(kDeliveryEvents[e]);
      if (!to) continue;
      ++found;
      arrow += " " + std::string(delivery_state_name(*to));
      EXPECT_TRUE(arrows.count(arrow) == 1) << arrow;
    }
  }
  EXPECT_EQ(found, arrows.size());
}

TEST(ModelDelivery, NamesGoBothWays) {
  for (std::size_t s = 0; s < kDeliveryStates.size(); ++s)
    EXPECT_EQ(delivery_state_of(kDeliveryStates[s]), static_cast<DeliveryState>(s));
  EXPECT_FALSE(delivery_state_of("lost").has_value());
  EXPECT_NE(find_way("email"), nullptr);
  EXPECT_EQ(find_way("pigeon"), nullptr);
}

TEST(ModelDelivery, RepliesAreOutcomes) {
  const std::map<int, Outcome> http = {
      {100, Outcome::kTemporary}, {200, Outcome::kSent},      {204, Outcome::kSent},
      {301, Outcome::kPermanent}, {400, Outcome::kPermanent}, {404, Outcome::kPermanent},
      {408, Outcome::kTemporary}, {425, Outcome::kTemporary}, {429, Outcome::kTemporary},
      {500, Outcome::kTemporary}, {503, Outcome::kTemporary}};
  for (const auto& [status, outcome] : http) EXPECT_EQ(outcome_of_http(status), outcome) << status;
  const std::map<int, Outcome> smtp = {{250, Outcome::kSent},
                                       {354, Outcome::kTemporary},
                                       {421, Outcome::kTemporary},
                                       {550, Outcome::kPermanent}};
  for (const auto& [reply, outcome] : smtp) EXPECT_EQ(outcome_of_smtp(reply), outcome) << reply;
  for (const int strange : {0, -1, 99, 600}) {
    EXPECT_FALSE(outcome_of_http(strange).has_value());
    EXPECT_FALSE(outcome_of_smtp(strange).has_value());
  }
}

// P14: attempt n waits in [0.5, 1] x min(30 s x 2^(n-1), 6 h); twelve, or 72 hours.
TEST(ModelDelivery, P14DelaysAreThoseOfThePolicy) {
  std::mt19937_64 random(test_seed(14));
  std::uniform_real_distribution<double> part(0, 1);
  const std::int64_t draws = test_size("PMM_TEST_ITEMS", 100'000);
  for (std::int64_t i = 0; i < draws; ++i) {
    Tried tried;
    tried.tries = 1 + static_cast<std::int64_t>(random() % 13);
    tried.now_us = 1'000'000;
    tried.random = part(random);
    const auto next = next_try_us(tried);
    if (tried.tries >= 12) {
      EXPECT_FALSE(next.has_value());
      continue;
    }
    ASSERT_TRUE(next.has_value());
    const double whole = std::min(30e6 * static_cast<double>(1LL << (tried.tries - 1)), 6 * 3600e6);
    const auto delay = static_cast<double>(*next - tried.now_us);
    EXPECT_GE(delay, whole / 2 - 1);
    EXPECT_LE(delay, whole);
  }
}

TEST(ModelDelivery, P14RetryAfterIsHonoured) {
  Tried tried;
  tried.now_us = 1'000'000;
  tried.retry_after_s = 3600;
  EXPECT_EQ(*next_try_us(tried) - tried.now_us, 3'600'000'000);
  tried.retry_after_s = 1;  // sooner than we would ourselves: not before that
  EXPECT_EQ(*next_try_us(tried) - tried.now_us, 15'000'000);
  tried.retry_after_s = 1'000'000'000;
  EXPECT_EQ(*next_try_us(tried) - tried.now_us, 24 * 3'600'000'000LL);
  tried.retry_after_s = -5;
  EXPECT_EQ(*next_try_us(tried) - tried.now_us, 15'000'000);
  tried.retry_after_s = std::nullopt;
  tried.now_us = 72 * 3'600'000'000LL - 14'999'999;
  EXPECT_FALSE(next_try_us(tried).has_value());
  tried.now_us -= 1;
  EXPECT_TRUE(next_try_us(tried).has_value());
}

// P14: ten thousand that failed together do not come back together.
TEST(ModelDelivery, P14ThereIsNoPeakAfterAnOutage) {
  std::mt19937_64 random(test_seed(15));
  std::uniform_real_distribution<double> part(0, 1);
  std::map<std::int64_t, int> arrivals;
  constexpr int kItems = 10'000;
  for (int i = 0; i < kItems; ++i) {
    Tried tried;
    tried.tries = 7;  // half an hour
    tried.random = part(random);
    ++arrivals[*next_try_us(tried) / 1'000'000];
  }
  const double mean = kItems / 960.0;
  for (const auto& [second, count] : arrivals) EXPECT_LE(count, 3 * mean) << second;
}

// --- The gate -------------------------------------------------------------------------------

class DeliveryGate : public testing::Test {
 protected:
  void SetUp() override {
    zone_ = Zone::load("Europe/Rome").value();
    facts_.zone = zone_.get();
    facts_.preference = &preference_;
    facts_.channel = NoticeChannel::kEmail;
    facts_.now_us = *parse_instant("2026-11-26T10:00:00Z");
  }

  std::shared_ptr<const Zone> zone_;
  Preference preference_;
  GateFacts facts_;
};

struct GateCase {
  const char* name;
  void (*change)(GateFacts& facts, Preference& preference);
  // Of a courtesy, of an advertisement that was chosen, of what is legal.
  const char* courtesy;
  const char* promotional;
  const char* legal;
};

constexpr std::int64_t kHour = 3'600'000'000;

const GateCase kGateCases[] = {
    {"nothing", [](GateFacts&, Preference&) {}, "passed", "passed", "passed"},
    {"not over yet", [](GateFacts& f, Preference&) { f.expires_us = f.now_us + 1; }, "passed",
     "passed", "passed"},
    {"over", [](GateFacts& f, Preference&) { f.expires_us = f.now_us; }, "expired expired",
     "expired expired", "expired expired"},
    {"erased", [](GateFacts& f, Preference&) { f.erased = true; }, "stopped erased",
     "stopped erased", "stopped erased"},
    {"deceased", [](GateFacts& f, Preference&) { f.deceased = true; }, "stopped deceased",
     "stopped deceased", "stopped deceased"},
    {"restricted", [](GateFacts& f, Preference&) { f.restricted = true; }, "stopped restricted",
     "stopped restricted", "passed"},
    {"mandate in force", [](GateFacts& f, Preference&) { f.for_other = f.mandate_active = true; },
     "passed", "passed", "passed"},
    {"mandate over", [](GateFacts& f, Preference&) { f.for_other = true; }, "stopped mandate_ended",
     "stopped mandate_ended", "stopped mandate_ended"},
    {"campaign paused", [](GateFacts& f, Preference&) { f.campaign = CampaignState::kPaused; },
     "deferred campaign_paused", "deferred campaign_paused", "deferred campaign_paused"},
    {"campaign cancelled",
     [](GateFacts& f, Preference&) { f.campaign = CampaignState::kCancelled; },
     "cancelled campaign_cancelled", "cancelled campaign_cancelled",
     "cancelled campaign_cancelled"},
    {"campaign running", [](GateFacts& f, Preference&) { f.campaign = CampaignState::kRunning; },
     "passed", "passed", "passed"},
    {"channel off", [](GateFacts& f, Preference&) { f.channel_active = false; },
     "stopped channel_inactive", "stopped channel_inactive", "stopped channel_inactive"},
    {"registered mail",
     [](GateFacts& f, Preference&) {
       f.channel.reset();
       f.channel_legal = f.channel_paper = true;
     },
     "stopped channel_for_legal", "stopped channel_for_legal", "passed"},
    {"registered mail beside a digital domicile",
     [](GateFacts& f, Preference&) {
       f.channel.reset();
       f.channel_legal = f.channel_paper = f.has_digital_domicile = true;
     },
     "stopped channel_for_legal", "stopped channel_for_legal", "stopped digital_domicile"},
    {"objected", [](GateFacts& f, Preference&) { f.objected = true; }, "passed", "stopped objected",
     "passed"},
    {"no consent", [](GateFacts& f, Preference&) { f.no_consent = true; }, "stopped no_consent",
     "stopped no_consent", "stopped no_consent"},
    {"not wanted for the service",
     [](GateFacts& f, Preference& p) {
       f.notice.service = 8;
       p.choices.push_back({PreferenceScope::kService, 8, NoticeChannel::kEmail, false});
     },
     "stopped preference", "stopped preference", "passed"},
    {"everything by hand",
     [](GateFacts&, Preference& p) {
       p.mode = PreferenceMode::kManual;
       p.choices.clear();
     },
     "stopped preference", "stopped preference", "passed"},
    {"an advertisement nobody asked for", [](GateFacts&, Preference& p) { p.choices.clear(); },
     "passed", "stopped preference", "passed"},
    {"another channel is preferred",
     [](GateFacts&, Preference& p) { p.preferred = NoticeChannel::kSms; }, "stopped other_channel",
     "stopped other_channel", "passed"},
    {"this channel is preferred",
     [](GateFacts&, Preference& p) { p.preferred = NoticeChannel::kEmail; }, "passed", "passed",
     "passed"},
    {"a newer one waits", [](GateFacts& f, Preference&) { f.newer_same_key = true; },
     "stopped collapsed", "stopped collapsed", "passed"},
    {"no address", [](GateFacts& f, Preference&) { f.address = AddressState::kMissing; },
     "stopped address_missing", "stopped address_missing", "stopped address_missing"},
    {"an unproved address",
     [](GateFacts& f, Preference&) { f.address = AddressState::kUnverified; },
     "stopped address_unverified", "stopped address_unverified", "stopped address_unverified"},
    {"mail came back", [](GateFacts& f, Preference&) { f.address = AddressState::kBounced; },
     "stopped address_bounced", "stopped address_bounced", "stopped address_bounced"},
    {"no address needed", [](GateFacts& f, Preference&) { f.address = AddressState::kNotNeeded; },
     "passed", "passed", "passed"},
    {"digest", [](GateFacts&, Preference& p) { p.digest = true; }, "digest digest", "digest digest",
     "passed"},
    {"digest, but it may have arrived",
     [](GateFacts& f, Preference& p) { f.tried = p.digest = true; }, "passed", "passed", "passed"},
    {"digest, for whoever acts for the subject",
     [](GateFacts& f, Preference& p) { f.for_other = f.mandate_active = p.digest = true; },
     "passed", "passed", "passed"},
    {"digest, at night, tried",
     [](GateFacts& f, Preference& p) {
       f.tried = p.digest = true;
       p.quiet = QuietHours{10 * 60, 12 * 60};
     },
     "deferred quiet_hours", "deferred quiet_hours", "passed"},
    {"digest, and a newer one waits",
     [](GateFacts& f, Preference& p) { f.newer_same_key = p.digest = true; }, "digest digest",
     "digest digest", "passed"},
    {"the digest itself", [](GateFacts& f, Preference& p) { f.is_digest = p.digest = true; },
     "passed", "passed", "passed"},
    {"quiet",
     [](GateFacts&, Preference& p) {
       p.quiet = QuietHours{10 * 60, 12 * 60};
     },
     "deferred quiet_hours", "deferred quiet_hours", "passed"},
    {"quiet later",
     [](GateFacts&, Preference& p) {
       p.quiet = QuietHours{22 * 60, 7 * 60};
     },
     "passed", "passed", "passed"},
    {"too many", [](GateFacts& f, Preference&) { f.cap_free_us = f.now_us + kHour; },
     "deferred frequency_cap", "stopped frequency_cap", "passed"},
    // What comes first decides.
    {"deceased and over",
     [](GateFacts& f, Preference&) {
       f.deceased = true;
       f.expires_us = f.now_us;
     },
     "expired expired", "expired expired", "expired expired"},
    {"quiet and without address",
     [](GateFacts& f, Preference& p) {
       p.quiet = QuietHours{10 * 60, 12 * 60};
       f.address = AddressState::kMissing;
     },
     "stopped address_missing", "stopped address_missing", "stopped address_missing"},
};

TEST_F(DeliveryGate, AnswersByTheTable) {
  std::set<std::string> told;
  for (const GateCase& entry : kGateCases) {
    const std::pair<NoticeClass, const char*> wanted[] = {
        {NoticeClass::kCourtesy, entry.courtesy},
        {NoticeClass::kPromotional, entry.promotional},
        {NoticeClass::kLegal, entry.legal}};
    for (const auto& [notice_class, expected] : wanted) {
      SetUp();
      preference_ = Preference();
      facts_.notice = NoticeFacts();
      GateFacts facts = facts_;
      facts.notice.notice_class = notice_class;
      facts.notice.service = 7;
      preference_.choices.push_back({PreferenceScope::kService, 7, NoticeChannel::kEmail, true});
      entry.change(facts, preference_);
      const RuleAnswer answer = decide(facts);
      std::string got(verdict_name(answer.verdict));
      if (!answer.reason.empty()) got += " " + std::string(answer.reason);
      EXPECT_EQ(got, expected) << entry.name << ", " << notice_class_name(notice_class);
      told.insert(std::string(answer.reason));
      // Explaining says the same, and says all of it.
      const auto rules = explain_gate(facts);
      EXPECT_EQ(rules.size(), gate_rules().size());
      const auto first = std::find_if(rules.begin(), rules.end(), [](const ExplainedRule& rule) {
        return rule.answer.verdict != Verdict::kPassed;
      });
      EXPECT_EQ(first == rules.end() ? Verdict::kPassed : first->answer.verdict, answer.verdict);
      if (first != rules.end()) {
        EXPECT_EQ(first->answer.reason, answer.reason);
      }
    }
  }
  // Every rule was met.
  EXPECT_EQ(told.size(), 22U);
}

// What is in a digest is asked again what was withdrawn meanwhile, and nothing of when it goes.
TEST_F(DeliveryGate, AsksWhatIsInADigest) {
  preference_.digest = true;
  preference_.quiet = QuietHours{10 * 60, 12 * 60};
  facts_.address = AddressState::kMissing;
  facts_.cap_free_us = facts_.now_us + kHour;
  EXPECT_EQ(decide_in_digest(facts_).verdict, Verdict::kPassed);
  facts_.campaign = CampaignState::kCancelled;
  EXPECT_EQ(decide_in_digest(facts_).reason, "campaign_cancelled");
  facts_.campaign = CampaignState::kNone;
  preference_.choices.push_back({PreferenceScope::kService, 7, NoticeChannel::kEmail, false});
  facts_.notice.service = 7;
  EXPECT_EQ(decide_in_digest(facts_).reason, "preference");
  facts_.notice.notice_class = NoticeClass::kPromotional;
  facts_.objected = true;
  EXPECT_EQ(decide_in_digest(facts_).reason, "objected");
  facts_.expires_us = facts_.now_us;
  EXPECT_EQ(decide_in_digest(facts_).verdict, Verdict::kExpired);
}

TEST_F(DeliveryGate, WaitsUntilTheRightTime) {
  preference_.quiet = QuietHours{22 * 60, 7 * 60 + 30};
  facts_.now_us = *parse_instant("2026-11-26T23:00:00+01:00");
  EXPECT_EQ(decide(facts_).until_us, *parse_instant("2026-11-27T07:30:00+01:00"));
  preference_.quiet.reset();
  preference_.digest = true;
  preference_.digest_hour = 8;
  EXPECT_EQ(decide(facts_).until_us, *parse_instant("2026-11-27T08:00:00+01:00"));
  // The night of 23 hours, and that of 25.
  facts_.now_us = *parse_instant("2026-03-28T23:00:00+01:00");
  EXPECT_EQ(decide(facts_).until_us, *parse_instant("2026-03-29T08:00:00+02:00"));
  facts_.now_us = *parse_instant("2026-10-24T23:00:00+02:00");
  EXPECT_EQ(decide(facts_).until_us, *parse_instant("2026-10-25T08:00:00+01:00"));
}

TEST_F(DeliveryGate, ExplainsInWords) {
  preference_.preferred = NoticeChannel::kSms;
  facts_.restricted = true;
  facts_.notice.notice_class = NoticeClass::kLegal;
  for (const ExplainedRule& rule : explain_gate(facts_))
    if (rule.rule == "restricted") {
      EXPECT_EQ(rule.answer.detail, "of class legal");
    }
  facts_.notice.notice_class = NoticeClass::kCourtesy;
  for (const ExplainedRule& rule : explain_gate(facts_))
    if (rule.rule == "preferred_channel") {
      EXPECT_EQ(rule.answer.detail, "sms is preferred for this subject");
    }
}

}  // namespace
}  // namespace pmm::model
