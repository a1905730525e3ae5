#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace pmm::store {

// What a journal record is about. The numbers are in the file: append only.
enum class Noun : std::int32_t {
  kActor = 1,
  kRole = 2,
  kGrant = 3,
  kSubject = 4,
  kIdentifier = 5,
  kAddress = 6,
  kRelationship = 7,
  kOffice = 8,
  kChannel = 9,
  kCategory = 10,
  kArea = 11,
  kService = 12,
  kHoliday = 13,
  kContact = 14,
  kTask = 15,
  kCase = 16,
  kCaseEvent = 17,
  kCaseInterval = 18,
  kVisit = 19,
  kStore = 20,
  kRoute = 21,
  kCaseFollower = 22,
  kSegment = 23,
  kFrozenGroup = 24,
  kNotification = 25,
  kNotificationTemplate = 26,
  kPreference = 27,
  kFavourite = 28,
  kCaseMessage = 29,
  kSavedFilter = 30,
  kPageLayout = 31,
  kDelivery = 32,
  kCampaign = 34,
  kDigest = 35,
  kCalendar = 37,
  kOpening = 38,
  kClosure = 39,
  kAppointment = 40,
  kReminderRule = 41,
  kReminder = 42,
  kFeedback = 43,
  kMandate = 44,
  kChannelRight = 45,
  kDataRequest = 46,
  kLegalHold = 47,
  kRetentionRule = 48,
  kConsentPurpose = 49,
  kConsent = 50,
};

std::string_view noun_name(Noun noun) noexcept;
std::optional<Noun> noun_of(std::string_view name) noexcept;

}  // namespace pmm::store
