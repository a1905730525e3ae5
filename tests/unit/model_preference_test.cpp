#include "model/preference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <utility>

#include "base/civil.hpp"
#include "support.hpp"

namespace pmm::model {
namespace {

constexpr std::int64_t kSchool = 3, kCanteen = 31, kPasses = 7;
constexpr std::int64_t kEducation = 100, kFamilies = 10;  // the one is in the other
constexpr std::array<std::int64_t, 2> kUpwards = {kEducation, kFamilies};

const Zone& naples() {
  static const auto zone = std::move(Zone::load("Europe/Rome")).value();
  return *zone;
}

NoticeFacts about(std::int64_t service, NoticeClass notice_class = NoticeClass::kCourtesy) {
  return {notice_class, service, kUpwards};
}

Choice choose(PreferenceScope scope, std::int64_t target, NoticeChannel channel, bool wanted) {
  return {scope, target, channel, wanted};
}

std::string answer(const Preference& preference, const NoticeFacts& notice, NoticeChannel channel) {
  const Wanted out = wants(preference, notice, channel);
  return std::string(out.wanted ? "yes " : "no ") + std::string(wanted_rule_name(out.rule));
}

TEST(ModelPreference, SomebodyWhoNeverSaidAnythingIsToldAllButAdvertising) {
  const Preference nothing;
  for (const NoticeChannel channel : kNoticeChannels) {
    EXPECT_EQ(answer(nothing, about(kSchool), channel), "yes mode_auto");
    EXPECT_EQ(answer(nothing, about(kSchool, NoticeClass::kLegal), channel), "yes legal_class");
  }
  const NoticeFacts advertising = about(kSchool, NoticeClass::kPromotional);
  EXPECT_EQ(answer(nothing, advertising, NoticeChannel::kBoard), "yes mode_auto");
  EXPECT_EQ(answer(nothing, advertising, NoticeChannel::kEmail), "no needs_choice");
}

TEST(ModelPreference, NothingIsWantedByHandUntilItIsChosen) {
  Preference manual;
  manual.mode = PreferenceMode::kManual;
  manual.choices = {choose(PreferenceScope::kService, kPasses, NoticeChannel::kEmail, true)};
  EXPECT_EQ(answer(manual, about(kSchool), NoticeChannel::kEmail), "no mode_manual");
  EXPECT_EQ(answer(manual, about(kPasses), NoticeChannel::kEmail), "yes service_choice");
  EXPECT_EQ(answer(manual, about(kPasses), NoticeChannel::kBoard), "no mode_manual");
  EXPECT_EQ(answer(manual, about(kPasses, NoticeClass::kPromotional), NoticeChannel::kEmail),
            "yes service_choice");
  EXPECT_EQ(answer(manual, about(kSchool, NoticeClass::kLegal), NoticeChannel::kSms),
            "yes legal_class");
}

// The original's example: no alert on school enrolments, yes on passes.
TEST(ModelPreference, TheNearestChoiceDecides) {
  Preference some;
  some.choices = {choose(PreferenceScope::kCategory, kFamilies, NoticeChannel::kEmail, false),
                  choose(PreferenceScope::kCategory, kEducation, NoticeChannel::kEmail, true),
                  choose(PreferenceScope::kService, kSchool, NoticeChannel::kEmail, false)};
  EXPECT_EQ(answer(some, about(kSchool), NoticeChannel::kEmail), "no service_choice");
  EXPECT_EQ(answer(some, about(kCanteen), NoticeChannel::kEmail), "yes category_choice");
  EXPECT_EQ(wants(some, about(kCanteen), NoticeChannel::kEmail).target, kEducation);
  EXPECT_EQ(answer(some, about(kSchool), NoticeChannel::kPush), "yes mode_auto");
  const std::array<std::int64_t, 1> above = {kFamilies};
  const NoticeFacts family{NoticeClass::kCourtesy, kPasses, above};
  EXPECT_EQ(answer(some, family, NoticeChannel::kEmail), "no category_choice");
  EXPECT_EQ(answer(some, {}, NoticeChannel::kEmail), "yes mode_auto");
}

TEST(ModelPreference, WhatIsOffTheBoardGoesNowhereUnlessSomethingNearerWasChosen) {
  Preference some;
  some.choices = {choose(PreferenceScope::kCategory, kEducation, NoticeChannel::kBoard, false),
                  choose(PreferenceScope::kService, kCanteen, NoticeChannel::kEmail, true)};
  EXPECT_EQ(answer(some, about(kSchool), NoticeChannel::kBoard), "no category_choice");
  EXPECT_EQ(answer(some, about(kSchool), NoticeChannel::kEmail), "no board_off");
  EXPECT_EQ(answer(some, about(kCanteen), NoticeChannel::kEmail), "yes service_choice");
  some.choices.push_back(choose(PreferenceScope::kService, kCanteen, NoticeChannel::kBoard, false));
  EXPECT_EQ(answer(some, about(kCanteen), NoticeChannel::kEmail), "no board_off");
  EXPECT_EQ(answer(some, about(kCanteen, NoticeClass::kLegal), NoticeChannel::kEmail),
            "yes legal_class");
}

// The rules once more, written as a table of all that could speak, asked from the top.
Wanted by_table(const Preference& preference, const NoticeFacts& notice, NoticeChannel channel) {
  if (notice.notice_class == NoticeClass::kLegal) return {true, WantedRule::kLegalClass};
  const auto said = [&](std::size_t level, NoticeChannel over) -> const Choice* {
    const auto scope = level == 0 ? PreferenceScope::kService : PreferenceScope::kCategory;
    const std::int64_t target = level == 0 ? notice.service : notice.categories[level - 1];
    const auto found = std::find_if(
        preference.choices.begin(), preference.choices.end(), [&](const Choice& choice) {
          return choice.scope == scope && choice.target == target && choice.channel == over;
        });
    return found == preference.choices.end() ? nullptr : &*found;
  };
  bool board_spoke = false;
  for (std::size_t level = 0; level <= notice.categories.size(); ++level) {
    const Choice* board = said(level, NoticeChannel::kBoard);
    const Choice* own = said(level, channel);
    // A board that something nearer left on stays on.
    const bool first = board != nullptr && !std::exchange(board_spoke, true);
    if (channel != NoticeChannel::kBoard && first && !board->wanted)
      return {false, WantedRule::kBoardOff, board->scope, board->target};
    if (own == nullptr) continue;
    return {own->wanted, level == 0 ? WantedRule::kServiceChoice : WantedRule::kCategoryChoice,
            own->scope, own->target};
  }
  if (preference.mode == PreferenceMode::kManual) return {false, WantedRule::kModeManual};
  const bool carried = channel != NoticeChannel::kBoard;
  if (carried && notice.notice_class == NoticeClass::kPromotional)
    return {false, WantedRule::kNeedsChoice};
  return {true, WantedRule::kModeAuto};
}

TEST(ModelPreference, RandomChoicesAreDecidedAsByTheTable) {
  std::mt19937_64 random(test_seed(1204));
  const auto below = [&](int limit) { return static_cast<int>(random() % unsigned(limit)); };
  for (int round = 0; round < 20'000; ++round) {
    Preference preference;
    preference.mode = below(2) == 0 ? PreferenceMode::kAuto : PreferenceMode::kManual;
    for (int i = below(8); i > 0; --i) {
      const bool service = below(2) == 0;
      const std::array<std::int64_t, 2> services = {kSchool, kCanteen};
      const Choice choice =
          choose(service ? PreferenceScope::kService : PreferenceScope::kCategory,
                 service ? services[unsigned(below(2))] : kUpwards[unsigned(below(2))],
                 kNoticeChannels[unsigned(below(4))], below(2) == 0);
      const bool there = std::any_of(
          preference.choices.begin(), preference.choices.end(), [&](const Choice& other) {
            return other.scope == choice.scope && other.target == choice.target &&
                   other.channel == choice.channel;
          });
      if (!there) preference.choices.push_back(choice);
    }
    const NoticeFacts notice = about(kSchool, kNoticeClasses[unsigned(below(3))]);
    const NoticeChannel channel = kNoticeChannels[unsigned(below(4))];
    const Wanted ours = wants(preference, notice, channel);
    const Wanted theirs = by_table(preference, notice, channel);
    ASSERT_EQ(ours.wanted, theirs.wanted) << explain_wanted(ours, channel);
    ASSERT_EQ(ours.rule, theirs.rule) << explain_wanted(ours, channel);
    ASSERT_EQ(ours.target, theirs.target);
  }
}

TEST(ModelPreference, ThePreferredChannelIsThatOfTheCaseThenOfTheServiceThenTheSubjects) {
  Preference some;
  EXPECT_FALSE(preferred_channel(some, kSchool, 5).channel);
  some.preferred = NoticeChannel::kSms;
  some.overrides = {{PreferenceScope::kService, kSchool, NoticeChannel::kEmail},
                    {PreferenceScope::kCase, 5, NoticeChannel::kPush}};
  EXPECT_EQ(preferred_channel(some, kSchool, 5).channel, NoticeChannel::kPush);
  EXPECT_EQ(preferred_channel(some, kSchool, 5).by, "case");
  EXPECT_EQ(preferred_channel(some, kSchool, 6).channel, NoticeChannel::kEmail);
  EXPECT_EQ(preferred_channel(some, kPasses, 0).channel, NoticeChannel::kSms);
  EXPECT_EQ(preferred_channel(some, kPasses, 0).by, "subject");
}

std::string quiet_end(const char* hours, const char* now) {
  const auto quiet = parse_quiet_hours(hours, "quiet");
  const std::int64_t now_us = parse_instant(now).value();
  const std::int64_t end = quiet_until(*quiet, now_us, naples());
  return format_instant(end, naples().offset_s(end));
}

TEST(ModelPreference, QuietHoursEndAtTheLocalTimeOverMidnightAndClockChanges) {
  EXPECT_EQ(quiet_end("22:00-07:30", "2026-06-01T21:59:59+02:00"), "2026-06-01T21:59:59+02:00");
  EXPECT_EQ(quiet_end("22:00-07:30", "2026-06-01T22:00:00+02:00"), "2026-06-02T07:30:00+02:00");
  EXPECT_EQ(quiet_end("22:00-07:30", "2026-06-02T00:15:00+02:00"), "2026-06-02T07:30:00+02:00");
  EXPECT_EQ(quiet_end("22:00-07:30", "2026-06-02T07:30:00+02:00"), "2026-06-02T07:30:00+02:00");
  EXPECT_EQ(quiet_end("13:00-15:00", "2026-06-02T14:10:00+02:00"), "2026-06-02T15:00:00+02:00");
  // Summer time begins on 29 March at 2:00 and ends on 25 October at 3:00.
  EXPECT_EQ(quiet_end("22:00-07:30", "2026-03-28T23:00:00+01:00"), "2026-03-29T07:30:00+02:00");
  EXPECT_EQ(quiet_end("01:00-02:30", "2026-03-29T01:30:00+01:00"), "2026-03-29T03:00:00+02:00");
  EXPECT_EQ(quiet_end("22:00-07:30", "2026-10-25T02:30:00+01:00"), "2026-10-25T07:30:00+01:00");
  EXPECT_EQ(quiet_end("01:00-02:30", "2026-10-25T02:10:00+02:00"), "2026-10-25T02:30:00+02:00");
  EXPECT_EQ(quiet_end("01:00-02:30", "2026-10-25T02:10:00+01:00"), "2026-10-25T02:30:00+01:00");
}

TEST(ModelPreference, TheDigestIsOnceALocalDay) {
  const auto next = [](std::int32_t hour, const char* now) {
    const std::int64_t at = next_digest(hour, parse_instant(now).value(), naples());
    return format_instant(at, naples().offset_s(at));
  };
  EXPECT_EQ(next(8, "2026-06-01T07:59:59+02:00"), "2026-06-01T08:00:00+02:00");
  EXPECT_EQ(next(8, "2026-06-01T08:00:00+02:00"), "2026-06-02T08:00:00+02:00");
  EXPECT_EQ(next(8, "2026-03-28T09:00:00+01:00"), "2026-03-29T08:00:00+02:00");
  EXPECT_EQ(next(2, "2026-03-28T09:00:00+01:00"), "2026-03-29T03:00:00+02:00");
  EXPECT_EQ(next(2, "2026-10-25T01:00:00+02:00"), "2026-10-25T02:00:00+02:00");
  EXPECT_EQ(next(2, "2026-10-25T02:00:00+01:00"), "2026-10-26T02:00:00+01:00");
}

TEST(ModelPreference, QuietHoursAreReadAndWritten) {
  EXPECT_EQ(format_quiet_hours(*parse_quiet_hours("22:00-07:30", "quiet")), "22:00-07:30");
  EXPECT_EQ(format_quiet_hours(std::nullopt), "");
  for (const char* bad :
       {"", "22:00", "22:00-22:00", "24:00-07:00", "22-7", "22:00-07:60", "22:00–07:00"})
    EXPECT_EQ(parse_quiet_hours(bad, "quiet").status().field(), "quiet") << bad;
}

TEST(ModelPreference, ValuesHaveRules) {
  const auto refused = [](auto change) {
    Preference preference;
    change(preference);
    return check_preference(preference).field();
  };
  EXPECT_EQ(refused([](Preference&) {}), "");
  EXPECT_EQ(refused([](Preference& p) { p.quiet = QuietHours{-1, 10}; }), "quiet_from");
  EXPECT_EQ(refused([](Preference& p) { p.quiet = QuietHours{10, 1440}; }), "quiet_to");
  EXPECT_EQ(refused([](Preference& p) { p.quiet = QuietHours{10, 10}; }), "quiet_to");
  EXPECT_EQ(refused([](Preference& p) { p.digest_hour = 24; }), "digest_hour");
  EXPECT_EQ(refused([](Preference& p) { p.cap = FrequencyCap{0, 24}; }), "cap_count");
  EXPECT_EQ(refused([](Preference& p) { p.cap = FrequencyCap{3, 0}; }), "cap_hours");
}

// --- Two who turned out to be one ---------------------------------------------------------------

Choice choose(std::int64_t service, NoticeChannel channel, bool wanted) {
  return {PreferenceScope::kService, service, channel, wanted};
}

TEST(PreferencesOfTwo, ANoOfEitherIsANo) {
  Preference winner, loser;
  winner.choices = {choose(1, NoticeChannel::kEmail, true), choose(2, NoticeChannel::kEmail, false),
                    choose(3, NoticeChannel::kEmail, true), choose(4, NoticeChannel::kSms, true)};
  loser.choices = {choose(1, NoticeChannel::kEmail, true), choose(3, NoticeChannel::kEmail, false),
                   choose(5, NoticeChannel::kSms, false), choose(6, NoticeChannel::kSms, true)};
  const Preference both = strictest(winner, loser);
  const auto says = [&](std::int64_t service) -> int {
    for (const Choice& choice : both.choices)
      if (choice.target == service) return choice.wanted ? 1 : 0;
    return -1;
  };
  EXPECT_EQ(says(1), 1);
  EXPECT_EQ(says(2), 0);
  EXPECT_EQ(says(3), 0);
  EXPECT_EQ(says(4), -1);  // only one of them ever said yes
  EXPECT_EQ(says(5), 0);
  EXPECT_EQ(says(6), -1);
}

TEST(PreferencesOfTwo, TheStricterModeCapAndReceipts) {
  Preference winner, loser;
  winner.read_receipts = ReadReceipts::kAllow;
  winner.cap = FrequencyCap{3, 24};
  winner.quiet = QuietHours{22 * 60, 7 * 60};
  loser.mode = PreferenceMode::kManual;
  loser.cap = FrequencyCap{7, 168};
  loser.quiet = QuietHours{13 * 60, 15 * 60};
  loser.language = "en";
  const Preference both = strictest(winner, loser);
  EXPECT_EQ(both.mode, PreferenceMode::kManual);
  EXPECT_EQ(both.read_receipts, ReadReceipts::kUnknown);
  EXPECT_EQ(both.cap->count, 7);
  EXPECT_EQ(both.quiet->from_min, 22 * 60);
  EXPECT_EQ(both.language, "en");
  loser.read_receipts = ReadReceipts::kDeny;
  EXPECT_EQ(strictest(winner, loser).read_receipts, ReadReceipts::kDeny);
  loser.read_receipts = ReadReceipts::kAllow;
  EXPECT_EQ(strictest(winner, loser).read_receipts, ReadReceipts::kAllow);
}

}  // namespace
}  // namespace pmm::model
