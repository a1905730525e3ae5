#include "model/preference.hpp"

#include <algorithm>
#include <limits>

#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm::model {
namespace {

constexpr std::int32_t kMinutesPerDay = 24 * 60;
constexpr std::int64_t kMicrosPerMinute = 60 * kMicrosPerSecond;
constexpr std::int32_t kMostCapped = 1000;
constexpr std::int32_t kMostCapHours = 24 * 31;

constexpr std::array<std::string_view, 2> kModeNames = {"auto", "manual"};
constexpr std::array<std::string_view, 3> kReceiptNames = {"unknown", "allow", "deny"};
constexpr std::array<std::string_view, 3> kScopeNames = {"service", "category", "case"};
constexpr std::array<std::string_view, 7> kRuleNames = {
    "legal_class",  "board_off", "service_choice", "category_choice",
    "needs_choice", "mode_auto", "mode_manual"};

template <class Enum, std::size_t kCount>
std::optional<Enum> name_to(const std::array<std::string_view, kCount>& names,
                            std::string_view text) noexcept {
  const auto* found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

// A choice for exactly this, or null.
const Choice* find_choice(const Preference& preference, PreferenceScope scope, std::int64_t target,
                          NoticeChannel channel) noexcept {
  for (const Choice& choice : preference.choices)
    if (choice.target == target && choice.channel == channel && choice.scope == scope)
      return &choice;
  return nullptr;
}

// The nearest choice, and how near it is: 0 of the service, then category after category upwards.
struct Nearest {
  const Choice* choice = nullptr;
  std::size_t distance = std::numeric_limits<std::size_t>::max();
};

Nearest nearest_choice(const Preference& preference, const NoticeFacts& notice,
                       NoticeChannel channel) noexcept {
  if (preference.choices.empty()) return {};
  if (notice.service != 0) {
    const Choice* own = find_choice(preference, PreferenceScope::kService, notice.service, channel);
    if (own != nullptr) return {own, 0};
  }
  for (std::size_t i = 0; i < notice.categories.size(); ++i) {
    const Choice* found =
        find_choice(preference, PreferenceScope::kCategory, notice.categories[i], channel);
    if (found != nullptr) return {found, i + 1};
  }
  return {};
}

Wanted by_choice(const Choice& choice) noexcept {
  return {choice.wanted,
          choice.scope == PreferenceScope::kService ? WantedRule::kServiceChoice
                                                    : WantedRule::kCategoryChoice,
          choice.scope, choice.target};
}

Wanted by_mode(const Preference& preference, NoticeClass notice_class,
               NoticeChannel channel) noexcept {
  if (preference.mode == PreferenceMode::kManual) return {false, WantedRule::kModeManual};
  if (notice_class == NoticeClass::kPromotional && channel != NoticeChannel::kBoard)
    return {false, WantedRule::kNeedsChoice};
  return {true, WantedRule::kModeAuto};
}

std::string minute_text(std::int32_t minutes) {
  const auto two = [](std::int32_t value) {
    return (value < 10 ? "0" : "") + std::to_string(value);
  };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

std::optional<std::int32_t> parse_minute(std::string_view text) noexcept {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto two = [text](std::size_t at) -> std::int32_t {
    if (!text::is_digit(text[at]) || !text::is_digit(text[at + 1])) return -1;
    return (text[at] - '0') * 10 + (text[at + 1] - '0');
  };
  const std::int32_t hour = two(0), minute = two(3);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  return hour * 60 + minute;
}

bool is_minute(std::int32_t value) noexcept { return value >= 0 && value < kMinutesPerDay; }

}  // namespace

std::string_view preference_mode_name(PreferenceMode mode) noexcept {
  return kModeNames[static_cast<std::size_t>(mode)];
}
std::optional<PreferenceMode> parse_preference_mode(std::string_view text) noexcept {
  return name_to<PreferenceMode>(kModeNames, text);
}
std::string_view read_receipts_name(ReadReceipts value) noexcept {
  return kReceiptNames[static_cast<std::size_t>(value)];
}
std::optional<ReadReceipts> parse_read_receipts(std::string_view text) noexcept {
  return name_to<ReadReceipts>(kReceiptNames, text);
}
std::string_view preference_scope_name(PreferenceScope scope) noexcept {
  return kScopeNames[static_cast<std::size_t>(scope)];
}
std::optional<PreferenceScope> parse_preference_scope(std::string_view text) noexcept {
  return name_to<PreferenceScope>(kScopeNames, text);
}
std::string_view wanted_rule_name(WantedRule rule) noexcept {
  return kRuleNames[static_cast<std::size_t>(rule)];
}

Wanted wants(const Preference& preference, const NoticeFacts& notice, NoticeChannel channel) {
  if (notice.notice_class == NoticeClass::kLegal) return {true, WantedRule::kLegalClass};
  const Nearest own = nearest_choice(preference, notice, channel);
  if (channel != NoticeChannel::kBoard) {
    // Only a choice switches off the rest, and not what was chosen for something nearer; a mode
    // speaks for each channel by itself.
    const Nearest board = nearest_choice(preference, notice, NoticeChannel::kBoard);
    if (board.choice != nullptr && !board.choice->wanted && board.distance <= own.distance)
      return {false, WantedRule::kBoardOff, board.choice->scope, board.choice->target};
  }
  if (own.choice != nullptr) return by_choice(*own.choice);
  return by_mode(preference, notice.notice_class, channel);
}

std::string explain_wanted(const Wanted& answer, NoticeChannel channel) {
  std::string out = answer.wanted ? "wanted: " : "not wanted: ";
  const std::string over = " over " + std::string(notice_channel_name(channel));
  const std::string of =
      std::string(preference_scope_name(answer.scope)) + " " + std::to_string(answer.target);
  switch (answer.rule) {
    case WantedRule::kLegalClass:
      return out + "notices of class legal are not the subject's to refuse";
    case WantedRule::kBoardOff:
      return out + of + " was taken off the board, so that it goes nowhere";
    case WantedRule::kServiceChoice:
    case WantedRule::kCategoryChoice:
      return out + "chosen for " + of + over;
    case WantedRule::kNeedsChoice:
      return out + "promotional notices" + over + " need a choice, and there is none";
    case WantedRule::kModeAuto:
      return out + "nothing was chosen, and the mode is auto";
    case WantedRule::kModeManual:
      return out + "nothing was chosen, and the mode is manual";
  }
  return out;
}

Preferred preferred_channel(const Preference& preference, std::int64_t service,
                            std::int64_t case_id) noexcept {
  const PreferredChannel* of_service = nullptr;
  for (const PreferredChannel& entry : preference.overrides) {
    if (entry.scope == PreferenceScope::kCase && case_id != 0 && entry.target == case_id)
      return {entry.channel, "case"};
    if (entry.scope == PreferenceScope::kService && service != 0 && entry.target == service)
      of_service = &entry;
  }
  if (of_service != nullptr) return {of_service->channel, "service"};
  if (preference.preferred) return {preference.preferred, "subject"};
  return {};
}

std::int64_t quiet_until(const QuietHours& quiet, std::int64_t now_us, const Zone& zone) noexcept {
  const std::int64_t local = zone.to_local(now_us);
  const std::int64_t day = day_of(local);
  const std::int64_t of_day = local - day * kMicrosPerDay;
  const std::int64_t from = quiet.from_min * kMicrosPerMinute;
  const std::int64_t until = quiet.to_min * kMicrosPerMinute;
  const bool over_midnight = until < from;
  const bool late = of_day >= from, early = of_day < until;
  if (!(over_midnight ? late || early : late && early)) return now_us;
  const std::int64_t end_day = over_midnight && late ? day + 1 : day;
  const std::int64_t end = zone.from_local(end_day * kMicrosPerDay + until);
  // In the hour that a clock change repeats, the end may be that of its first time.
  return end > now_us ? end : now_us + (until - of_day);
}

std::int64_t next_digest(std::int32_t hour, std::int64_t now_us, const Zone& zone) noexcept {
  const std::int64_t day = zone.local_day(now_us);
  const std::int64_t of_day = hour * 60 * kMicrosPerMinute;
  const std::int64_t today = zone.from_local(day * kMicrosPerDay + of_day);
  return today > now_us ? today : zone.from_local((day + 1) * kMicrosPerDay + of_day);
}

std::string format_quiet_hours(const std::optional<QuietHours>& quiet) {
  if (!quiet) return {};
  return minute_text(quiet->from_min) + "-" + minute_text(quiet->to_min);
}

Result<QuietHours> parse_quiet_hours(std::string_view text, std::string_view field) {
  const auto from = parse_minute(text.substr(0, 5));
  const auto until = text.size() == 11 && text[5] == '-' ? parse_minute(text.substr(6))
                                                         : std::optional<std::int32_t>();
  if (!from || !until)
    return Status::invalid(std::string(field),
                           text::quoted(text) + " is not two times of day, such as 22:00-07:30");
  if (*from == *until)
    return Status::invalid(std::string(field), text::quoted(text) + " begins when it ends");
  return QuietHours{*from, *until};
}

Status check_preference(const Preference& preference) {
  if (const auto& quiet = preference.quiet) {
    if (!is_minute(quiet->from_min) || !is_minute(quiet->to_min))
      return Status::invalid(is_minute(quiet->from_min) ? "quiet_to" : "quiet_from",
                             "quiet hours are minutes of the day, 0 to 1439");
    if (quiet->from_min == quiet->to_min)
      return Status::invalid("quiet_to", "quiet hours that begin when they end are none");
  }
  if (preference.digest_hour < 0 || preference.digest_hour > 23)
    return Status::invalid("digest_hour", std::to_string(preference.digest_hour) +
                                              " is not an hour of the day, 0 to 23");
  if (const auto& cap = preference.cap) {
    if (cap->count < 1 || cap->count > kMostCapped)
      return Status::invalid("cap_count", std::to_string(cap->count) + " is outside 1 to " +
                                              std::to_string(kMostCapped));
    if (cap->hours < 1 || cap->hours > kMostCapHours)
      return Status::invalid("cap_hours", std::to_string(cap->hours) + " is outside 1 to " +
                                              std::to_string(kMostCapHours));
  }
  return {};
}

Preference strictest(const Preference& winner, const Preference& loser) {
  Preference out = winner;
  if (loser.mode == PreferenceMode::kManual) out.mode = PreferenceMode::kManual;
  if (out.language.empty()) out.language = loser.language;
  const auto said = [](const Preference& one, ReadReceipts what) {
    return one.read_receipts == what;
  };
  if (said(winner, ReadReceipts::kDeny) || said(loser, ReadReceipts::kDeny))
    out.read_receipts = ReadReceipts::kDeny;
  else if (!said(winner, ReadReceipts::kAllow) || !said(loser, ReadReceipts::kAllow))
    out.read_receipts = ReadReceipts::kUnknown;
  if (!out.preferred) out.preferred = loser.preferred;
  if (!out.quiet) out.quiet = loser.quiet;
  const auto per_day = [](const FrequencyCap& cap) {
    return static_cast<double>(cap.count) / static_cast<double>(cap.hours);
  };
  if (loser.cap && (!out.cap || per_day(*loser.cap) < per_day(*out.cap))) out.cap = loser.cap;
  const auto find = [](const Preference& in, const Choice& choice) {
    return std::find_if(in.choices.begin(), in.choices.end(), [&](const Choice& other) {
      return other.scope == choice.scope && other.target == choice.target &&
             other.channel == choice.channel;
    });
  };
  out.choices.clear();
  for (const Choice& choice : winner.choices) {
    const auto other = find(loser, choice);
    if (!choice.wanted || (other != loser.choices.end() && other->wanted))
      out.choices.push_back(choice);
    else if (other != loser.choices.end())
      out.choices.push_back(*other);
  }
  for (const Choice& choice : loser.choices)
    if (!choice.wanted && find(winner, choice) == winner.choices.end())
      out.choices.push_back(choice);
  return out;
}

}  // namespace pmm::model
