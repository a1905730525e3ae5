#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/table.hpp"
#include "columnar/frame.hpp"
#include "model/access.hpp"

// What can be asked: the cubes, their members, and the columns that carry them.
namespace pmm::analytics {

// A cube that takes columns from another comes after it.
enum class CubeId : std::uint8_t {
  kCases,
  kContacts,
  kVisits,
  kStages,
  kDeliveries,
  kAppointments,
};
inline constexpr std::size_t kCubes = 6;

// Columns of one domain share a dictionary, in whatever cube they are.
enum class Domain : std::uint8_t {
  kChannel,
  kService,
  kCategory,
  kOffice,
  kArea,
  kRoute,
  kCalendar,
  kCaseKind,
  kStatus,
  kState,
  kCaseOutcome,
  kContactOutcome,
  kDirection,
  kSubjectKind,
  kHttpStatus,
  kVisitor,
  kNoticeClass,
  kDeliveryState,
  kDeliveryReason,
  kCampaign,
  kBookingState,
  kNone,  // no dictionary
};
inline constexpr std::size_t kDomains = static_cast<std::size_t>(Domain::kNone);
// Of a declared attribute: its values share their dictionary with nothing else.
inline constexpr std::size_t kAttributeDomains = 64;
constexpr Domain attribute_domain(std::size_t attribute) noexcept {
  return static_cast<Domain>(kAttributeDomains + attribute);
}

// Levels of the hierarchies: what a code of one domain belongs to. An entry without a parent is its
// own, so that no row is lost on the way up.
enum class Level : std::uint8_t {
  kNone,
  kServiceCategory,
  kServiceLifeArea,
  kCategoryParent,
  kLifeArea,  // the category at the top
  kOfficeParent,
  kOfficeTop,
  kAreaParent,
  kAreaTop,
};
inline constexpr std::size_t kLevels = static_cast<std::size_t>(Level::kAreaTop);
// The domain of what the codes belong to.
Domain domain_of(Level level) noexcept;

// How a value of the tables becomes a cell.
enum class Encoding : std::uint8_t {
  kText,       // dictionary of texts
  kCatalogue,  // dictionary of ids, each with the code that the catalogue gives it
  kNumber,     // dictionary of integers
  kIdentity,   // the number is its own code: dense ids, flags, small counts; 0 is null
  kInteger,
  kLocalDay,  // not read: the civil day of another column in the store's zone
  kCaseRow,   // not read: the row of a case in the frame of the cases, plus 1
  kJoined,    // not kept: what the case of the row holds in a column of its own
};

struct ColumnSpec {
  columnar::Kind kind;
  Encoding encoding;
  Domain domain = Domain::kNone;
  std::uint8_t day_of = 0;       // kLocalDay: the column of instants
  std::uint8_t case_column = 0;  // kJoined: the column of the cases

  // Whether it stands in the cube's frame.
  constexpr bool is_kept() const noexcept { return encoding != Encoding::kJoined; }
};

namespace cases {
enum Column : std::uint8_t {
  kKind,
  kService,
  kCategory,
  kOffice,
  kChannel,
  kStatus,
  kState,
  kOutcome,
  kArea,
  kSubjectKind,
  kSubject,
  kReopened,
  kOpened,
  kDue,
  kClosed,
  kFirstResponse,
  kStars,
  kOpenedDay,
  kDueDay,
  kClosedDay,
};
}
namespace contacts {
enum Column : std::uint8_t {
  kChannel,
  kDirection,
  kService,
  kOffice,
  kOutcome,
  kSubjectKind,
  kSubject,
  kAbandoned,
  kStarted,
  kEnded,
  kWaiting,
  kStartedDay,
};
}
namespace visits {
enum Column : std::uint8_t {
  kService,
  kChannel,
  kPath,
  kStatus,
  kSubject,
  kVisitor,
  kAt,
  kAtDay,
};
}

namespace stages {
enum Column : std::uint8_t {
  kCase,
  kState,
  kNextState,
  kEntered,
  kLeft,
  // Of the case:
  kKind,
  kService,
  kCategory,
  kOffice,
  kChannel,
  kStatus,
  kOutcome,
  kArea,
  kSubjectKind,
  kSubject,
  kOpened,
  kOpenedDay,
};
inline constexpr std::size_t kKept = kKind;
}  // namespace stages

namespace deliveries {
enum Column : std::uint8_t {
  kChannel,
  kService,
  kOffice,
  kKind,
  kState,
  kReason,
  kCampaign,
  kSubjectKind,
  kSubject,
  kDigest,       // set: it is one
  kScopeOffice,  // whose staff may count it: kOffice, but of a digest several
  kReadTold,     // set: it was sent, and whether it was read may be told
  kCreated,
  kSent,
  kDelivered,
  kRead,
  kReadDue,
  kEnded,
  kCreatedDay,
};
}
namespace appointments {
enum Column : std::uint8_t {
  kService,
  kOffice,
  kCalendar,
  kState,
  kSubjectKind,
  kSubject,
  kDelegated,  // set: booked by somebody who acts for the subject
  kMoves,
  kStarts,
  kEnds,
  kBooked,
  kHeldUntil,
  kCancelled,
  kStartsDay,
  kBookedDay,
};
}

inline constexpr std::uint8_t kNoColumn = 0xFF;

enum class MemberKind : std::uint8_t { kDimension, kTime, kMeasure };

enum class Aggregate : std::uint8_t { kCount, kRate, kSum, kMean, kQuantile, kDistinct };

// Which rows a measure counts.
enum class Condition : std::uint8_t {
  kAll,
  kCaseOpen,
  kCaseClosed,
  kCaseClosedWithDue,
  kCaseWithinDue,
  kCaseOverdue,
  kCaseReopened,
  kCaseClosedOnce,    // closed, and never reopened
  kCaseTimed,         // has a resolution time
  kCaseOpenLong,      // open for over kLongOpenDays
  kCaseOpenVeryLong,  // open for over kVeryLongOpenDays
  kCaseDuePassed,     // its due time is past
  kCaseDueMet,        // of those, closed by then
  kCaseLate,          // closed after its due time
  kCaseAnswered,      // has a time of first response
  kCaseRated,         // was given stars
  kCaseSatisfied,     // kSatisfiedStars or more
  kContactAbandoned,
  kContactAnswered,
  kContactResolved,
  kContactTimed,          // has a handling time
  kContactWaited,         // has a waiting time
  kContactQueued,         // waited for an answer, or gave up
  kContactServed,         // of those, answered
  kContactServedSoon,     // within kSoonAnsweredSeconds
  kContactServedLate,     // waited for kLongWaitSeconds at most, and was answered
  kContactQueuedLong,     // in the queue, but for those that gave up within kShortWaitSeconds
  kContactAbandonedLong,  // gave up later than that, or nobody knows when
  kContactForwarded,      // was sent on to somebody else
  kContactSettledSoon,    // the subject may be said not to have come back within kSoonRepeatDays
  kContactMatureSoon,     // it can be said whether
  kContactSettledLate,    // the same of kLateRepeatDays
  kContactMatureLate,
  kStageOpen,
  kStageEnded,
  kStageClosing,       // a stay in a state in which a case ends
  kStageReopenedSoon,  // of those, over within kReopenedDays since the case was taken up again
  // Which states are meant: kStateSets.
  kDeliveryWaiting,
  kDeliverySent,
  kDeliveryDelivered,
  kDeliveryFailed,
  kDeliveryTried,  // sent, or failed for good
  kDeliverySuppressed,
  kDeliveryDigested,
  kDeliveryExpired,
  kDeliveryCancelled,
  kDeliveryDispatched,     // has a time to the sending
  kDeliveryArrived,        // has a time to the arrival
  kDeliveryReadTold,       // sent, and it may be told whether it was read
  kDeliveryRead,           // of those, read
  kDeliveryReadTimed,      // has a time to the reading
  kDeliveryReadDuePassed,  // of those of which it may be told: was to be read by a time that is
                           // past
  kDeliveryReadInTime,     // of those, read by then
  kBookingWaiting,         // states again
  kBookingConfirmed,
  kBookingDone,
  kBookingMissed,
  kBookingCancelled,
  kBookingRefused,
  kBookingExpired,
  kBookingPlaced,  // takes a place, or took one
  kBookingHeld,
  kBookingTaken,  // kBookingPlaced, or held until later than now
  kBookingOver,
  kBookingStood,   // kBookingOver, or confirmed for a time that has come
  kBookingMoved,   // at least once
  kBookingLed,     // has a lead time
  kBookingWarned,  // was cancelled before its time
};

// Open for longer is a backlog of its own.
inline constexpr std::int64_t kLongOpenDays = 30;
inline constexpr std::int64_t kVeryLongOpenDays = 90;
// The stars from which on the national component takes a rating for a good one.
inline constexpr std::int64_t kSatisfiedStars = 4;
// Reopened later is another matter.
inline constexpr std::int64_t kReopenedDays = 30;
// Who gives up sooner did not wait; who waits longer at a counter waited too long.
inline constexpr std::int64_t kShortWaitSeconds = 5;
inline constexpr std::int64_t kLongWaitSeconds = 3600;
// When a subject comes back on the same matter, a contact did not settle it.
inline constexpr std::int32_t kSoonRepeatDays = 7;
inline constexpr std::int32_t kLateRepeatDays = 30;
// The "20 s" of the service level "80/20".
inline constexpr std::int64_t kSoonAnsweredSeconds = 20;

// Outcomes of a contact that went to somebody else.
inline constexpr std::array<std::string_view, 3> kForwardedOutcomes{"forwarded", "transferred",
                                                                    "escalated"};
// States in which a case ends, but for those that only change another end, and those in which one
// that had ended is taken up again, or is asked to be.
inline constexpr std::array<std::string_view, 8> kEndStates{
    "completed",         "rejected",        "withdrawn", "resolved",
    "no_further_action", "not_responsible", "duplicate", "cancelled"};
inline constexpr std::array<std::string_view, 3> kReopenedStates{"reopened", "in_progress",
                                                                 "reopen_requested"};

// What a measure averages or ranks. Intervals are microseconds unless it says otherwise, null when
// they would be negative.
enum class Value : std::uint8_t {
  kNone,
  kCaseResolution,
  kCaseFirstResponse,
  kCaseNetResolution,      // less the time in which the term stood still
  kCaseWorkingResolution,  // working days, likewise
  kCaseWorkingResponse,    // working days
  kCaseWorkingLateness,    // working days after the due day, of those closed late
  kContactHandling,
  kContactWaiting,     // seconds
  kContactAnswerTime,  // the waiting time of those that were answered, seconds
  kStageDuration,
  kStageAge,          // of stays that have not ended: until now
  kDeliveryDispatch,  // until it was sent
  kDeliveryArrival,   // until it was known to have arrived
  kDeliveryReading,   // until it was read
  kBookingLead,       // from the booking to the slot
  kBookingNotice,     // from the cancellation to the slot
  kBookingTime,       // the length of the slots that are taken
};

// Whether a value counts what is answered, and not microseconds.
constexpr bool is_counted(Value value) noexcept {
  switch (value) {
    case Value::kContactWaiting:
    case Value::kContactAnswerTime:
    case Value::kCaseWorkingResolution:
    case Value::kCaseWorkingResponse:
    case Value::kCaseWorkingLateness:
      return true;
    default:
      return false;
  }
}
constexpr bool needs_repeats(Condition condition) noexcept {
  return condition == Condition::kContactSettledSoon ||
         condition == Condition::kContactMatureSoon ||
         condition == Condition::kContactSettledLate || condition == Condition::kContactMatureLate;
}
constexpr bool needs_working_days(Value value) noexcept {
  return value == Value::kCaseWorkingResolution || value == Value::kCaseWorkingResponse ||
         value == Value::kCaseWorkingLateness;
}

struct MeasureSpec {
  Aggregate aggregate = Aggregate::kCount;
  Condition where = Condition::kAll;
  Condition base = Condition::kAll;  // kRate: what `where` is divided by
  Value value = Value::kNone;
  double p = 0;             // kQuantile
  std::uint8_t column = 0;  // kDistinct
  // Of a stock, which is how many rows there are at an instant: the columns of the instants at
  // which a row enters and leaves it.
  std::uint8_t enters = kNoColumn;
  std::uint8_t leaves = kNoColumn;

  constexpr bool is_stock() const noexcept { return enters != kNoColumn; }
};

struct Member {
  std::string_view name;  // "cases.channel"
  MemberKind kind = MemberKind::kDimension;
  Type type = Type::kText;
  std::string_view title_en, title_it;
  std::string_view source;      // table.column
  std::uint8_t column = 0;      // of a dimension its codes, of a time its instants
  std::uint8_t day_column = 0;  // of a time; kNoColumn: its days are worked out when asked for
  MeasureSpec measure{};
  std::string_view unit{};        // "s", "1", "" for plain counts and texts
  std::string_view additivity{};  // "additive", "semi_additive", "non_additive"
  std::string_view formula{};
  Level level = Level::kNone;     // of a dimension: what its column's codes are counted under
  Domain domain = Domain::kNone;  // of a dimension whose column is not one that its cube lists
};

// Dimensions from the coarsest to the finest: each says more than the one before it.
using DrillPath = std::array<std::string_view, 3>;

struct Cube {
  CubeId id;
  std::string_view name;
  std::string_view title_en, title_it;
  std::span<const ColumnSpec> columns;
  std::span<const Member> members;
  std::span<const DrillPath> drills;
  // The columns that decide who may see a row; kNoColumn where the cube has none.
  std::uint8_t subject_column, office_column, service_column;

  // How many columns stand in its frame; those that are joined come behind them.
  std::size_t kept_columns() const noexcept {
    std::size_t kept = columns.size();
    while (kept > 0 && !columns[kept - 1].is_kept()) --kept;
    return kept;
  }
};

std::span<const Cube> cubes() noexcept;
// What the rows of a cube are to the rules of access.
model::Noun noun_of(CubeId cube) noexcept;
const Cube& cube_of(CubeId id) noexcept;
// Whether its rows are records with an id of their own.
bool has_ids(const Cube& cube) noexcept;
// What the values of a dimension are.
Domain domain_of(const Member& member, const Cube& cube) noexcept;
// "channel" of "cases.channel".
constexpr std::string_view own_name(std::string_view member) noexcept {
  return member.substr(member.find('.') + 1);
}
// Null when there is no such member.
const Member* find_member(const Cube& cube, std::string_view name) noexcept;

enum class Granularity : std::uint8_t {
  kMinute,
  kHour,
  kDay,
  kWeek,
  kMonth,
  kQuarter,
  kYear,
  kWeekday,
  kHourOfDay,
};
struct GranularityName {
  std::string_view name;
  Granularity value;
  std::string_view title_en, title_it;
};
// In the order of Granularity.
std::span<const GranularityName> granularities() noexcept;
const GranularityName& granularity_of(Granularity granularity) noexcept;
inline std::string_view granularity_name(Granularity granularity) noexcept {
  return granularity_of(granularity).name;
}
// Of the values that a time has once it was cut into them.
Type bucket_type(Granularity granularity) noexcept;

}  // namespace pmm::analytics
