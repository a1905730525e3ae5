#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace pmm::model {

inline constexpr std::string_view kKindApplication = "application";
inline constexpr std::string_view kKindReport = "report";
inline constexpr std::string_view kKindComplaint = "complaint";
inline constexpr std::string_view kKindInquiry = "inquiry";

inline constexpr std::string_view kStatusOpen = "open";
inline constexpr std::string_view kStatusClosed = "closed";

// How a closed case ended.
inline constexpr std::string_view kOutcomeFulfilled = "fulfilled";
inline constexpr std::string_view kOutcomeRejected = "rejected";
inline constexpr std::string_view kOutcomeWithdrawn = "withdrawn";
inline constexpr std::string_view kOutcomeRevoked = "revoked";
inline constexpr std::string_view kOutcomeNoAction = "no_action";
inline constexpr std::string_view kOutcomeNotResponsible = "not_responsible";
inline constexpr std::string_view kOutcomeDuplicate = "duplicate";
inline constexpr std::string_view kOutcomeCancelled = "cancelled";

enum class Who { kStaff, kSubject, kEither };

// One move of a machine. The tables are data: states and verbs are codes that are stored, shown to
// programs and never translated here.
struct Transition {
  enum Flag : std::uint32_t {
    kNeedsNote = 1,         // a citizen-facing note must be given
    kOpensSuspension = 2,   // the clock of the term stops
    kClosesSuspension = 4,  // it runs again
    kReopens = 8,           // a closed case becomes open: the reopen policy applies
    kKeepsState = 16,       // an event without a change of state
    kRestoresClosed = 32,   // back to the closed state that its outcome stands for
    kNeedsOriginal = 64,    // the case that this one duplicates must be named
    kAsksReopen = 128,      // a wish to reopen: the reopen policy's days apply
  };
  std::string_view verb;
  std::string_view from;  // states it may leave, separated by one blank
  std::string_view to;    // empty with kKeepsState and kRestoresClosed
  Who who = Who::kStaff;
  std::uint32_t flags = 0;
  std::string_view outcome;  // set when the move ends the case

  constexpr bool has(Flag flag) const noexcept { return (flags & flag) != 0; }
  bool leaves(std::string_view state) const noexcept;
};

bool is_known_kind(std::string_view kind) noexcept;
bool is_known_outcome(std::string_view outcome) noexcept;
std::span<const std::string_view> case_kinds() noexcept;
std::span<const std::string_view> case_outcomes() noexcept;

// All of a kind's states and moves; empty for an unknown kind.
std::span<const std::string_view> states(std::string_view kind) noexcept;
std::span<const Transition> transitions(std::string_view kind) noexcept;

bool is_known_state(std::string_view kind, std::string_view state) noexcept;
// Where a new case begins; may_begin_in says which states a caller may choose instead (a draft
// may be passed over).
std::string_view initial_state(std::string_view kind) noexcept;
bool may_begin_in(std::string_view kind, std::string_view state) noexcept;

// "open" or "closed"; empty for a state that the kind does not have.
std::string_view status_of(std::string_view kind, std::string_view state) noexcept;
// The outcome a closed state stands for, and back; empty when there is none. A case that waits for
// a decision on reopening keeps the outcome it had.
std::string_view outcome_of(std::string_view kind, std::string_view state) noexcept;
std::string_view closed_state_of(std::string_view kind, std::string_view outcome) noexcept;

// What a case usually waits for in a state: a verb, and whether it is the subject's to make. Both
// empty of a state that is closed or unknown.
struct NextStep {
  std::string_view verb;
  std::string_view waits_for;  // "subject", "office"
};
NextStep next_step(std::string_view kind, std::string_view state) noexcept;

// The verbs allowed from a state, in the order of the table.
std::vector<std::string_view> verbs_from(std::string_view kind, std::string_view state);

// The move that `verb` makes from `state`. kInvalid: "kind", "state" or "verb" is unknown (the verb
// with a suggestion). kConflict at "verb": not allowed from this state; names the verbs that are.
Result<const Transition*> find_transition(std::string_view kind, std::string_view state,
                                          std::string_view verb);

// The state after a move: its `to`, or what its flags say.
std::string_view state_after(const Transition& transition, std::string_view kind,
                             std::string_view state, std::string_view outcome) noexcept;

// kDenied when the one who acts (the case's subject, or staff) may not make the move.
Status check_who(const Transition& transition, bool by_subject);

struct ReopenPolicy {
  bool allowed = true;
  std::int32_t days = 0;    // after closing; 0 for ever
  bool by_subject = false;  // the subject itself may reopen, not only ask for it
};

// Whether a closed case may be reopened now. kConflict at "verb": never, or the days have passed;
// kDenied: not by the subject. With `asks` it is a wish, which every subject has within the days.
Status check_reopen(const ReopenPolicy& policy, std::int64_t closed_at_us, std::int64_t now_us,
                    bool by_subject, bool asks = false);

// The number people use: "2007/R/000123". A application, R report, C complaint, Q inquiry.
struct CaseNumber {
  std::string kind;
  std::int32_t year = 0;
  std::int64_t number = 0;
};
std::string format_case_number(std::string_view kind, std::int32_t year, std::int64_t number);
// Also takes a lower-case letter and fewer zeros; kInvalid at `field`.
Result<CaseNumber> parse_case_number(std::string_view text, std::string_view field);

}  // namespace pmm::model
