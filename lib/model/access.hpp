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
inline constexpr std::string_view kRoleDelegate = "delegate";
inline constexpr std::string_view kRoleSupervisor = "supervisor";
inline constexpr std::string_view kRoleAnalyst = "analyst";
inline constexpr std::string_view kRoleIntegration = "integration";
inline constexpr std::string_view kRolePrivacyOfficer = "privacy_officer";

// What is fixed about a role of the library's own.
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

// To count is to have rows in the numbers of an answer without seeing them; who may read may count.
// To merge is to make one subject out of two, and two out of one again.
enum class Action { kRead, kCreate, kUpdate, kAdvance, kImport, kAdminister, kCount, kMerge };
inline constexpr std::array kActions = {Action::kRead,    Action::kCreate, Action::kUpdate,
                                        Action::kAdvance, Action::kImport, Action::kAdminister,
                                        Action::kCount,   Action::kMerge};

// The columns of a row that are read together or not at all. What belongs to none is seen by
// whoever reads the row.
enum class FieldGroup { kIdentity, kContactData, kSensitive };
inline constexpr std::array kFieldGroups = {FieldGroup::kIdentity, FieldGroup::kContactData,
                                            FieldGroup::kSensitive};

enum class Noun {
  kActor,
  kGrant,
  kRole,
  kSubject,
  kIdentifier,
  kAddress,
  kRelationship,
  kMandate,
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
  kDataRequest,
  kConsent,
  kConsentPurpose,
  kLegalHold,
  kRetentionRule,
  kReadLog,
  kJournal,
  kQuery,
};
inline constexpr std::size_t kNounCount = static_cast<std::size_t>(Noun::kQuery) + 1;

std::string_view action_name(Action action) noexcept;
std::string_view noun_name(Noun noun) noexcept;  // "case_event"
std::string_view field_group_name(FieldGroup group) noexcept;
std::optional<Action> find_action(std::string_view name) noexcept;
std::optional<Noun> find_noun(std::string_view name) noexcept;
std::optional<FieldGroup> find_field_group(std::string_view name) noexcept;

// One bit for each action and each field group.
using Bits = std::uint16_t;
constexpr Bits bit(Action action) noexcept {
  return static_cast<Bits>(1U << static_cast<unsigned>(action));
}
constexpr Bits bit(FieldGroup group) noexcept {
  return static_cast<Bits>(1U << (kActions.size() + static_cast<unsigned>(group)));
}
inline constexpr Bits kEveryFieldGroup = static_cast<Bits>(
    bit(FieldGroup::kIdentity) | bit(FieldGroup::kContactData) | bit(FieldGroup::kSensitive));

// What may be done to the rows of each noun.
struct Rights {
  std::array<Bits, kNounCount> of{};

  bool has(Bits bits, Noun noun) const noexcept {
    return (of[static_cast<std::size_t>(noun)] & bits) != 0;
  }
  void add(Bits bits, Noun noun) noexcept { of[static_cast<std::size_t>(noun)] |= bits; }
  void add(const Rights& more) noexcept {
    for (std::size_t i = 0; i < kNounCount; ++i) of[i] |= more.of[i];
  }
  bool operator==(const Rights&) const = default;
};

// How far a right of a role goes: every row; rows of the office and the service that the grant
// names, of one of them alone, or any where it names none; rows of the actor's own subject; rows of
// those who gave that subject a mandate.
enum class Extent { kAll, kScope, kOffice, kService, kOwn, kMandate };
inline constexpr std::array kExtents = {Extent::kAll,     Extent::kScope, Extent::kOffice,
                                        Extent::kService, Extent::kOwn,   Extent::kMandate};
std::string_view extent_name(Extent extent) noexcept;
std::optional<Extent> find_extent(std::string_view name) noexcept;

// Everything that a role lets its actors do. Roles of the library's own and those that an
// administrator defined are the same thing from here on.
struct RoleRules {
  std::string name;
  std::array<Rights, kExtents.size()> rights;  // by Extent
  bool everything = false;
  bool system = false;
  bool staff = false;                  // works for the administration
  std::vector<std::int64_t> channels;  // the only ones over which it may act; empty: any

  Rights& at(Extent extent) noexcept { return rights[static_cast<std::size_t>(extent)]; }
  const Rights& at(Extent extent) const noexcept {
    return rights[static_cast<std::size_t>(extent)];
  }
};

// One thing that a role may do, and how far.
struct Right {
  Action action;
  Noun noun;
  Extent extent;
};
// The rules of a role of the library's own.
RoleRules rules_of(const Role& role);
// A role that an administrator defines. kInvalid at "rights" where a right would let its holder
// give rights away.
Result<RoleRules> define_role(std::string name, std::span<const Right> rights, Bits field_groups);
// Everything a role may do, each action with every extent that no wider one of the role includes.
std::vector<Right> rights_of(const RoleRules& rules);
// Whether some right of it ends at the office that a grant names, at its service, at either.
bool ends_at_office(const RoleRules& rules) noexcept;
bool ends_at_service(const RoleRules& rules) noexcept;
bool is_scoped(const RoleRules& rules) noexcept;
bool needs_subject(const RoleRules& rules) noexcept;

// A role, where it holds and when. The period is half open.
struct Grant {
  std::string role;
  std::int64_t office = 0;   // 0: all
  std::int64_t service = 0;  // 0: all
  std::int64_t valid_from_us = std::numeric_limits<std::int64_t>::min();
  std::int64_t valid_to_us = kNoTimeLimit;
};

// An active mandate that the actor's subject was given: whose, for what, when. Half open.
struct MandateFacts {
  std::int64_t subject = 0;
  std::vector<std::int64_t> services;  // empty: every service
  std::int64_t valid_from_us = std::numeric_limits<std::int64_t>::min();
  std::int64_t valid_to_us = kNoTimeLimit;
};

inline constexpr std::int64_t kUsualSmallestCell = 5;

struct ActorFacts {
  std::int64_t actor = 0;
  std::int64_t subject = 0;  // the citizen or organization it is, 0 for none
  std::vector<Grant> grants{};
  std::vector<RoleRules> custom{};  // the roles among the grants that are not the library's own
  std::vector<std::pair<std::string, std::int64_t>> channels{};  // role, channel it may act over
  std::vector<MandateFacts> mandates{};
  std::int64_t smallest_cell = kUsualSmallestCell;
};

// Where some rights hold: in one office, for one service, for one service in one office; 0 is
// any.
struct Post {
  std::int64_t office = 0;
  std::int64_t service = 0;
  Rights rights;
};

// A subject that the actor acts for.
struct Represented {
  std::int64_t subject = 0;
  std::vector<std::int64_t> services;  // sorted; empty: every service
};

// An actor's live grants, worked out for deciding and for the predicates of lists.
struct GrantedPlan {
  std::int64_t actor = 0;
  bool everything = false;  // administrator
  bool system = false;
  bool staff = false;
  Rights all;                    // every row
  Rights scoped;                 // what some place has
  Rights own;                    // rows of own_subject
  Rights acting;                 // rows of Plan::acting_for
  std::vector<Post> places;      // by office, then service
  std::int64_t subject = 0;      // that the actor is, whatever it does; 0: none
  std::int64_t own_subject = 0;  // whose rows are its own; 0: nobody's
  std::int64_t acting_as = 0;    // of Plan::acting_for the one that this call is for
  bool any_channel = false;
  std::vector<std::int64_t> channels;  // sorted
  std::int64_t smallest_cell = kUsualSmallestCell;
  std::int64_t valid_until_us = kNoTimeLimit;  // the plan must be compiled again at this instant

  // Whose own matters the actor sees to: its subject's, or those of the one it acts for.
  std::int64_t self() const noexcept { return acting_as != 0 ? acting_as : own_subject; }
};

// The same with the mandates, which can be thousands. Immutable.
struct Plan : GrantedPlan {
  std::vector<Represented> acting_for;  // by subject
};

// Pure: the same facts and instant give the same plan. Unknown roles grant nothing.
Plan compile(const ActorFacts& facts, std::int64_t now_us);

// The plan of a call that is for one subject: nothing but what its mandate gives. 0: of a call that
// is for nobody else, which uses no mandate.
Plan acting_as(const Plan& plan, std::int64_t subject);

// The office of a row that is of several at once, such as a digest: whoever reaches every office
// reaches it, and of one office nobody.
inline constexpr std::int64_t kSeveralOffices = -1;

// What a decision needs to know of a row; zero or empty where the row has none.
struct RowFacts {
  std::int64_t subject = 0;
  std::int64_t office = 0;
  std::int64_t service = 0;
  std::string_view visibility{};   // empty: "subject", and of a case event "staff"
  std::int64_t other_subject = 0;  // whose own the row is too: the other end of a relationship
};

// How far an actor reaches among the rows of a noun; what a list turns into its predicate.
// A row is reached when one of the four says so.
struct Reach {
  bool all = false;
  bool scoped = false;  // rows without office, and those in the plan's places
  bool own = false;     // rows of own_subject whose visibility is not "staff"
  bool acting = false;  // rows of acting_for, of the services that each is for
  bool none() const noexcept { return !all && !scoped && !own && !acting; }
};
Reach reach(const Plan& plan, Action action, Noun noun) noexcept;
// Whether it reaches every row, be it as a row of every office.
bool reaches_every(const Plan& plan, Bits what, Noun noun) noexcept;

// The decision on a bit. Creating asks about the row as it would be; an update that moves a row
// asks twice.
bool may(const Plan& plan, Bits what, Noun noun, const RowFacts& row) noexcept;
inline bool may(const Plan& plan, Action action, Noun noun, const RowFacts& row) noexcept {
  return may(plan, bit(action), noun, row);
}
// Whether this is the actor's to do where only the subject itself may: it is the subject, or may do
// everything.
inline bool is_own_affair(const Plan& plan, std::int64_t subject) noexcept {
  return plan.everything || plan.system || (subject != 0 && plan.own_subject == subject);
}
// Whether the actor is nothing but a subject, or acts for one.
inline bool is_citizen_only(const Plan& plan) noexcept {
  return !plan.everything && !plan.system && !plan.staff;
}
// Whether the actor reaches the row otherwise than as a subject, or for one.
bool as_staff(const Plan& plan, Bits what, Noun noun, const RowFacts& row) noexcept;
// Whether the actor sees the columns of a group in a row that it reads.
inline bool sees(const Plan& plan, FieldGroup group, Noun noun, const RowFacts& row) noexcept {
  return may(plan, bit(group), noun, row);
}
// Whether it sees them in every row that it reads. Not where it reads none: what else shows the
// column may ask this.
bool sees_always(const Plan& plan, FieldGroup group, Noun noun) noexcept;

// The predicate of Reach::scoped on one row.
bool in_scope(const Plan& plan, Bits what, Noun noun, const RowFacts& row) noexcept;
// The mandate among those of the plan that covers a row.
bool is_represented(const Plan& plan, Noun noun, const RowFacts& row) noexcept;
bool may_use_channel(const Plan& plan, std::int64_t channel) noexcept;

// Whether numbers over rows of the noun could tell this actor of persons that it may not see: then
// no cell of under Plan::smallest_cell rows is shown.
bool hides_small_cells(const Plan& plan, Noun noun) noexcept;

// The refusal of what is not there, and of what an actor may not see: nothing tells the two apart.
Status no_such(std::string_view noun, std::string_view field, std::int64_t id);
Status no_such(Noun noun, std::string_view field, std::int64_t id);

// may() as a status: kDenied for what the actor sees but may not do, kNotFound (at `field`, naming
// `id`) for what it may not see. Creating, and what is about no row (an empty `field`), is kDenied.
Status check_access(const Plan& plan, Action action, Noun noun, const RowFacts& row,
                    std::string_view field, std::int64_t id);

// One rule of the decision, as it came out.
struct Reason {
  // "role", "grant", "all", "scope", "own", "mandate", "visibility", "on_behalf_of", "decision"
  std::string_view rule;
  bool holds = false;
  std::string text;
};
// may(), told rule by rule from the facts; the last reason is the decision.
std::vector<Reason> explain(const ActorFacts& facts, std::int64_t now_us, Action action, Noun noun,
                            const RowFacts& row);

}  // namespace pmm::model
