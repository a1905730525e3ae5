#include "store/noun.hpp"

#include <array>
#include <utility>

namespace pmm::store {
namespace {
constexpr std::array<std::pair<Noun, std::string_view>, 48> kNames{{
    {Noun::kActor, "actor"},
    {Noun::kRole, "role"},
    {Noun::kGrant, "grant"},
    {Noun::kSubject, "subject"},
    {Noun::kIdentifier, "identifier"},
    {Noun::kAddress, "address"},
    {Noun::kRelationship, "relationship"},
    {Noun::kOffice, "office"},
    {Noun::kChannel, "channel"},
    {Noun::kCategory, "category"},
    {Noun::kArea, "area"},
    {Noun::kService, "service"},
    {Noun::kHoliday, "holiday"},
    {Noun::kContact, "contact"},
    {Noun::kTask, "task"},
    {Noun::kCase, "case"},
    {Noun::kCaseEvent, "case_event"},
    {Noun::kCaseInterval, "case_interval"},
    {Noun::kVisit, "visit"},
    {Noun::kStore, "store"},
    {Noun::kRoute, "route"},
    {Noun::kCaseFollower, "case_follower"},
    {Noun::kSegment, "segment"},
    {Noun::kFrozenGroup, "frozen_group"},
    {Noun::kNotification, "notification"},
    {Noun::kNotificationTemplate, "notification_template"},
    {Noun::kPreference, "preference"},
    {Noun::kFavourite, "favourite"},
    {Noun::kCaseMessage, "case_message"},
    {Noun::kSavedFilter, "saved_filter"},
    {Noun::kPageLayout, "page_layout"},
    {Noun::kDelivery, "delivery"},
    {Noun::kCampaign, "campaign"},
    {Noun::kDigest, "digest"},
    {Noun::kCalendar, "calendar"},
    {Noun::kOpening, "opening"},
    {Noun::kClosure, "closure"},
    {Noun::kAppointment, "appointment"},
    {Noun::kReminderRule, "reminder_rule"},
    {Noun::kReminder, "reminder"},
    {Noun::kFeedback, "feedback"},
    {Noun::kMandate, "mandate"},
    {Noun::kChannelRight, "channel_right"},
    {Noun::kDataRequest, "data_request"},
    {Noun::kLegalHold, "legal_hold"},
    {Noun::kRetentionRule, "retention_rule"},
    {Noun::kConsentPurpose, "consent_purpose"},
    {Noun::kConsent, "consent"},
}};
}  // namespace

std::string_view noun_name(Noun noun) noexcept {
  for (const auto& [value, name] : kNames)
    if (value == noun) return name;
  return "";
}

std::optional<Noun> noun_of(std::string_view name) noexcept {
  for (const auto& [value, text] : kNames)
    if (text == name) return value;
  return std::nullopt;
}

}  // namespace pmm::store
