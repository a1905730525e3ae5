#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "base/zone.hpp"
#include "model/notice.hpp"

// What a subject wants to receive, and the one place that answers whether it wants this.
namespace pmm::model {

// What holds where nothing was chosen: with kAuto what comes is wanted, with kManual it is not.
enum class PreferenceMode : std::uint8_t { kAuto, kManual };
std::string_view preference_mode_name(PreferenceMode mode) noexcept;  // "auto", "manual"
std::optional<PreferenceMode> parse_preference_mode(std::string_view text) noexcept;

// Whether the sender may know that a notice was read.
enum class ReadReceipts : std::uint8_t { kUnknown, kAllow, kDeny };
std::string_view read_receipts_name(ReadReceipts value) noexcept;
std::optional<ReadReceipts> parse_read_receipts(std::string_view text) noexcept;

// What a choice or a preferred channel is about.
enum class PreferenceScope : std::uint8_t { kService, kCategory, kCase };
std::string_view preference_scope_name(PreferenceScope scope) noexcept;
std::optional<PreferenceScope> parse_preference_scope(std::string_view text) noexcept;

struct Choice {
  PreferenceScope scope = PreferenceScope::kService;  // a service or a category
  std::int64_t target = 0;
  NoticeChannel channel = NoticeChannel::kBoard;
  bool wanted = false;
};

struct PreferredChannel {
  PreferenceScope scope = PreferenceScope::kService;  // a service or a case
  std::int64_t target = 0;
  NoticeChannel channel = NoticeChannel::kBoard;
};

// Minutes of the local day, from `from_min` until before `to_min`; over midnight when it is the
// smaller. Never equal.
struct QuietHours {
  std::int32_t from_min = 0, to_min = 0;
};

// No more than `count` notices over a carried channel in any `hours`.
struct FrequencyCap {
  std::int32_t count = 0, hours = 24;
};

// The choices are those of the settings version in force. One that was default-constructed is what
// holds for a subject who never said anything.
struct Preference {
  std::int64_t version = 0;  // of the row; 0: there is none
  std::int64_t settings_version = 0;
  PreferenceMode mode = PreferenceMode::kAuto;
  std::string language;  // empty: the subject's own
  ReadReceipts read_receipts = ReadReceipts::kUnknown;
  std::optional<NoticeChannel> preferred;
  std::optional<QuietHours> quiet;
  bool digest = false;
  std::int32_t digest_hour = 8;  // local
  std::optional<FrequencyCap> cap;
  std::vector<Choice> choices;
  std::vector<PreferredChannel> overrides;
};

// What holds for two subjects who turned out to be one: of what they say only what both agree to.
// A no of either is a no, a yes holds when both said it; the mode is manual when either's is, the
// cap the lower one, and a notice may be known as read when both allow it. Where it is a question
// of taste the winner's word goes before the loser's.
Preference strictest(const Preference& winner, const Preference& loser);

// A notice on its way to a subject. The categories are that of the notice and those above it,
// nearest first.
struct NoticeFacts {
  NoticeClass notice_class = NoticeClass::kCourtesy;
  std::int64_t service = 0;  // 0: of none
  std::span<const std::int64_t> categories;
};

// The rule that decided, in the order in which they are asked.
enum class WantedRule : std::uint8_t {
  kLegalClass,      // not the subject's to refuse
  kBoardOff,        // the board is the master switch: what may not stand on it goes nowhere
  kServiceChoice,   // chosen for this service and channel
  kCategoryChoice,  // chosen for the nearest category that says anything of this channel
  kNeedsChoice,     // promotional, over a carried channel: only when it was chosen
  kModeAuto,
  kModeManual,
};
std::string_view wanted_rule_name(WantedRule rule) noexcept;  // "service_choice"

struct Wanted {
  bool wanted = false;
  WantedRule rule = WantedRule::kModeAuto;
  PreferenceScope scope = PreferenceScope::kService;  // of the choice that decided, with `target`
  std::int64_t target = 0;                            // 0: no choice decided
};

// Whether a notice of this class, service and categories is wanted over this channel, and why.
// Pure: no clock, no store. Quiet hours, digest and cap say when, not whether.
Wanted wants(const Preference& preference, const NoticeFacts& notice, NoticeChannel channel);

// "wanted: chosen for service 12 over email", for people.
std::string explain_wanted(const Wanted& answer, NoticeChannel channel);

// The channel to prefer for a notice: that of its case, else of its service, else the subject's
// own; none where the subject named none. `by` says which of them it was, "" for none.
struct Preferred {
  std::optional<NoticeChannel> channel;
  std::string_view by;  // "case", "service", "subject"
};
Preferred preferred_channel(const Preference& preference, std::int64_t service,
                            std::int64_t case_id) noexcept;

// The first instant from `now_us` on that is not in the quiet hours: now_us itself when it is not.
std::int64_t quiet_until(const QuietHours& quiet, std::int64_t now_us, const Zone& zone) noexcept;

// The first local `hour` after `now_us`, right across clock changes.
std::int64_t next_digest(std::int32_t hour, std::int64_t now_us, const Zone& zone) noexcept;

// "22:00-07:30" and back, "" for none. kInvalid at `field`.
std::string format_quiet_hours(const std::optional<QuietHours>& quiet);
Result<QuietHours> parse_quiet_hours(std::string_view text, std::string_view field);

// The rules of the values themselves. kInvalid at "quiet_from", "digest_hour", "cap_count"…
Status check_preference(const Preference& preference);

}  // namespace pmm::model
