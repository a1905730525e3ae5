#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.hpp"
#include "model/visibility.hpp"

namespace pmm::model {

inline constexpr std::string_view kRoleAdministrator = "administrator";
inline constexpr std::string_view kRoleOperator = "operator";
inline constexpr std::string_view kRoleCitizen = "citizen";
inline constexpr std::string_view kRoleSystem = "system";
inline constexpr std::string_view kRoleIntegration = "integration";

// What is fixed about a role; what it may do, may() decides.
struct Role {
  std::string_view name;
  std::string_view title;
  bool scoped = false;         // a grant of it may be for one office, one service
  bool needs_subject = false;  // only an actor that is a subject can have it
};
std::span<const Role> roles() noexcept;
const Role* find_role(std::string_view name) noexcept;  // null: no such role
std::string role_names();                               // "administrator, operator, …"

inline constexpr std::int64_t kNoTimeLimit = std::numeric_limits<std::int64_t>::max();

// A role, where it holds and when. The period is half open.
struct Grant {
  std::string role;
  std::int64_t office = 0;   // 0: all
  std::int64_t service = 0;  // 0: all
  std::int64_t valid_from_us = std::numeric_limits<std::int64_t>::min();
  std::int64_t valid_to_us = kNoTimeLimit;
};

struct ActorFacts {
  std::int64_t actor = 0;
  std::int64_t subject = 0;  // the citizen it is, 0 for none
  std::vector<Grant> grants;
};

enum class Action { kRead, kCreate, kUpdate, kAdvance, kImport, kAdminister };

enum class Noun {
  kActor,
  kGrant,
  kSubject,
  kIdentifier,
  kAddress,
  kRelationship,
  kOffice,
  kChannel,
  kCategory,
  kArea,
  kService,
  kHoliday,
  kContact,
  kTask,
  kCase,
  kCaseEvent,
  kVisit,
  kSegment,
  kFrozenGroup,
  kDelivery,
  kDigest,
  kCampaign,
  kNotification,
  kNotificationTemplate,
  kPreference,
  kFavourite,
  kSavedFilter,
  kPageLayout,
  kCaseMessage,
  kCalendar,
  kAppointment,
  kReminderRule,
  kReminder,
  kFeedback,
  kJournal,
  kQuery,
};
inline constexpr std::array kActions = {Action::kRead,    Action::kCreate, Action::kUpdate,
                                        Action::kAdvance, Action::kImport, Action::kAdminister};
inline constexpr std::size_t kNounCount = static_cast<std::size_t>(Noun::kQuery) + 1;

std::string_view action_name(Action action) noexcept;
std::string_view noun_name(Noun noun) noexcept;  // "case_event"

// An actor's live grants, worked out for deciding and for the predicates of lists. Immutable.
struct Plan {
  std::int64_t actor = 0;
  bool everything = false;  // administrator
  bool system = false;
  bool integration = false;           // of other systems: the feed of changes, and carriers
  bool staff = false;                 // operator of something
  bool all_offices = false;           // operator of everything that has an office
  std::vector<std::int64_t> offices;  // operator of these in full; sorted, each once
  // Operator of one service in one office (office 0: in every office); sorted, each once, none
  // that `offices` covers. With neither offices nor scopes an operator reaches only rows that have
  // no office.
  std::vector<std::pair<std::int64_t, std::int64_t>> scopes;
  std::int64_t own_subject = 0;                // citizen: its subject, else 0
  std::int64_t valid_until_us = kNoTimeLimit;  // the plan must be compiled again at this instant
};

// Pure: the same facts and instant give the same plan. Unknown roles grant nothing.
Plan compile(const ActorFacts& facts, std::int64_t now_us);

// What a decision needs to know of a row; zero or empty where the row has none.
struct RowFacts {
  std::int64_t subject = 0;
  std::int64_t office = 0;
  std::int64_t service = 0;
  std::string_view visibility;     // empty: "subject", and of a case event "staff"
  std::int64_t other_subject = 0;  // whose own the row is too: the other end of a relationship
};

// How far an actor reaches among the rows of a noun; what a list turns into its predicate.
// A row is reached when one of the three says so.
struct Reach {
  bool all = false;
  bool scoped = false;  // rows without office, and those in the plan's offices and scopes
  bool own = false;     // rows of own_subject whose visibility is not "staff"
  bool none() const noexcept { return !all && !scoped && !own; }
};
Reach reach(const Plan& plan, Action action, Noun noun) noexcept;

// One thing that a role may do, and how far.
struct Right {
  Action action;
  Noun noun;
  Reach reach;
};
// Everything a role may do, asked of reach() itself. A scoped role is taken with a grant for every
// office.
std::vector<Right> rights_of(const Role& role);

// The predicate of Reach::scoped on one row.
bool in_scope(const Plan& plan, const RowFacts& row) noexcept;

// The decision. Creating asks about the row as it would be; an update that moves a row asks twice.
bool may(const Plan& plan, Action action, Noun noun, const RowFacts& row) noexcept;

// The refusal of what is not there, and of what an actor may not see: nothing tells the two apart.
Status no_such(std::string_view noun, std::string_view field, std::int64_t id);
Status no_such(Noun noun, std::string_view field, std::int64_t id);

// may() as a status: kDenied for what the actor sees but may not do, kNotFound (at `field`, naming
// `id`) for what it may not see. Creating, and what is about no row (an empty `field`), is kDenied.
Status check_access(const Plan& plan, Action action, Noun noun, const RowFacts& row,
                    std::string_view field, std::int64_t id);

}  // namespace pmm::model
