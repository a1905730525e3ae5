#pragma once

#include <array>
#include <string_view>

#include "model/access.hpp"

// The rules as tables. A new noun joins with one row of kNounRules.
namespace pmm::model {

// What the roles tell apart among the nouns.
enum class Group {
  kActors,
  kGrants,   // who may do what
  kPersons,  // the register of subjects
  kWishes,   // what a subject wants, and keeps at hand
  kMandates,
  kCatalogue,  // what everybody may read
  kCalendars,  // the same, which an office keeps itself
  kWork,       // rows that belong to an office
  kDealings,   // the same, of what goes out to subjects and comes back from them
  kOutbox,     // and of what carriers are to bring them
  kVisits,
  kGroups,    // rules of target groups, of no office
  kLists,     // lists of members, and campaigns to them
  kRequests,  // what subjects ask of their data
  kConsents,
  kPurposes,  // what consent is given to: everybody may read it
  kPrivacy,   // what is kept, for how long, and who looked
  kJournal,
  kQuery,
};

// Actions as letters: read, create, update, advance, import, n for count.
struct NounRule {
  Noun noun;
  std::string_view name;
  Group group;
  std::string_view own;     // what a citizen may do to rows of its own
  std::string_view acting;  // and to those of whom it acts for
};

inline constexpr std::array kNounRules = {
    NounRule{Noun::kActor, "actor", Group::kActors, "", ""},
    NounRule{Noun::kGrant, "grant", Group::kGrants, "", ""},
    NounRule{Noun::kRole, "role", Group::kGrants, "", ""},
    NounRule{Noun::kSubject, "subject", Group::kPersons, "r", "r"},
    NounRule{Noun::kIdentifier, "identifier", Group::kPersons, "r", "r"},
    NounRule{Noun::kAddress, "address", Group::kPersons, "rcu", "r"},
    NounRule{Noun::kRelationship, "relationship", Group::kPersons, "r", ""},
    NounRule{Noun::kMandate, "mandate", Group::kMandates, "rcua", ""},
    NounRule{Noun::kOffice, "office", Group::kCatalogue, "", ""},
    NounRule{Noun::kChannel, "channel", Group::kCatalogue, "", ""},
    NounRule{Noun::kCategory, "category", Group::kCatalogue, "", ""},
    NounRule{Noun::kArea, "area", Group::kCatalogue, "", ""},
    NounRule{Noun::kService, "service", Group::kCatalogue, "", ""},
    NounRule{Noun::kHoliday, "holiday", Group::kCatalogue, "", ""},
    NounRule{Noun::kContact, "contact", Group::kWork, "rc", "rc"},
    NounRule{Noun::kTask, "task", Group::kWork, "", ""},
    NounRule{Noun::kCase, "case", Group::kWork, "rca", "rca"},
    NounRule{Noun::kCaseEvent, "case_event", Group::kWork, "r", "r"},
    NounRule{Noun::kVisit, "visit", Group::kVisits, "r", ""},
    NounRule{Noun::kSegment, "segment", Group::kGroups, "", ""},
    NounRule{Noun::kFrozenGroup, "frozen_group", Group::kLists, "", ""},
    NounRule{Noun::kDelivery, "delivery", Group::kOutbox, "r", ""},
    NounRule{Noun::kDigest, "digest", Group::kOutbox, "r", ""},
    NounRule{Noun::kCampaign, "campaign", Group::kLists, "", ""},
    NounRule{Noun::kNotification, "notification", Group::kDealings, "ru", "r"},
    NounRule{Noun::kNotificationTemplate, "notification_template", Group::kCatalogue, "", ""},
    NounRule{Noun::kPreference, "preference", Group::kWishes, "rcu", ""},
    NounRule{Noun::kFavourite, "favourite", Group::kWishes, "rcu", ""},
    NounRule{Noun::kSavedFilter, "saved_filter", Group::kWishes, "rcu", ""},
    NounRule{Noun::kPageLayout, "page_layout", Group::kWishes, "rcu", ""},
    NounRule{Noun::kCaseMessage, "case_message", Group::kDealings, "rcu", "rcu"},
    NounRule{Noun::kCalendar, "calendar", Group::kCalendars, "", ""},
    NounRule{Noun::kAppointment, "appointment", Group::kDealings, "rcua", "rcua"},
    NounRule{Noun::kReminderRule, "reminder_rule", Group::kCatalogue, "", ""},
    NounRule{Noun::kReminder, "reminder", Group::kDealings, "rcua", ""},
    NounRule{Noun::kFeedback, "feedback", Group::kDealings, "rcu", ""},
    NounRule{Noun::kDataRequest, "data_request", Group::kRequests, "rca", ""},
    NounRule{Noun::kConsent, "consent", Group::kConsents, "rc", ""},
    NounRule{Noun::kConsentPurpose, "consent_purpose", Group::kPurposes, "", ""},
    NounRule{Noun::kLegalHold, "legal_hold", Group::kPrivacy, "", ""},
    NounRule{Noun::kRetentionRule, "retention_rule", Group::kPrivacy, "", ""},
    NounRule{Noun::kReadLog, "read_log", Group::kPrivacy, "", ""},
    NounRule{Noun::kJournal, "journal", Group::kJournal, "", ""},
    NounRule{Noun::kQuery, "query", Group::kQuery, "", ""},
};
static_assert(kNounRules.size() == kNounCount);

// What the roles of those who are no citizens may do to every row of a group, and, of a second
// text, to the rows in the scope of their grant.
struct GroupRule {
  Group group;
  std::string_view system;
  std::string_view operator_all, operator_scope;
  std::string_view supervisor_all, supervisor_scope;
  std::string_view analyst_all, analyst_scope;
  std::string_view integration;
  std::string_view officer;
};

inline constexpr std::array kGroupRules = {
    GroupRule{Group::kActors, "r", "r", "", "r", "", "", "", "", "r"},
    GroupRule{Group::kGrants, "r", "", "", "r", "", "", "", "", "r"},
    GroupRule{Group::kPersons, "rcuai", "rcu", "", "rcu", "", "n", "", "", "rcu"},
    GroupRule{Group::kWishes, "rcuai", "rcu", "", "rcu", "", "", "", "", "r"},
    GroupRule{Group::kMandates, "rcuai", "rcua", "", "rcua", "", "", "", "", "r"},
    GroupRule{Group::kCatalogue, "rcuai", "r", "", "r", "", "r", "", "r", "r"},
    GroupRule{Group::kCalendars, "rcuai", "r", "cu", "r", "cu", "r", "", "r", "r"},
    GroupRule{Group::kWork, "rcuai", "", "rcua", "", "rcua", "", "n", "", "r"},
    GroupRule{Group::kDealings, "rcuai", "", "rcua", "", "rcua", "", "n", "", "r"},
    GroupRule{Group::kOutbox, "rcuai", "", "rcua", "", "rcua", "", "n", "ra", "r"},
    GroupRule{Group::kVisits, "rcuai", "r", "", "r", "", "n", "", "", "r"},
    GroupRule{Group::kGroups, "rcuai", "rcu", "", "rcu", "", "r", "", "", "r"},
    GroupRule{Group::kLists, "rcuai", "rcu", "", "rcu", "", "", "", "", "r"},
    // Taken in at every counter, and worked by those whose office it is.
    GroupRule{Group::kRequests, "rcuai", "rc", "", "rc", "", "", "", "", "rcua"},
    GroupRule{Group::kConsents, "rcuai", "rc", "", "rc", "", "", "", "", "rc"},
    GroupRule{Group::kPurposes, "rcuai", "r", "", "r", "", "r", "", "r", "rcu"},
    GroupRule{Group::kPrivacy, "rcuai", "", "", "", "", "", "", "", "rcu"},
    GroupRule{Group::kJournal, "r", "", "", "", "", "", "", "r", "r"},
    GroupRule{Group::kQuery, "r", "r", "", "r", "", "r", "", "", "r"},
};

}  // namespace pmm::model
