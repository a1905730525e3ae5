#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/case.hpp"

// The machines as data. A state that is closed names the outcome it stands for, one that is open
// the verb by which a case usually goes on from it.
namespace pmm::model::machine {

struct State {
  std::string_view name;
  bool open = true;
  std::string_view outcome = {};
  std::string_view next = {};
};

inline constexpr std::array kApplicationStates = {
    State{"draft", true, {}, "submit"},
    State{"submitted", true, {}, "register"},
    State{"registered", true, {}, "start"},
    State{"in_progress", true, {}, "complete"},
    State{"awaiting_info", true, {}, "provide_info"},
    State{"info_received", true, {}, "accept_info"},
    State{"completed", false, kOutcomeFulfilled},
    State{"rejected", false, kOutcomeRejected},
    State{"withdrawn", false, kOutcomeWithdrawn},
    State{"revoked", false, kOutcomeRevoked},
};

// Waiting for a decision on reopening is still closed: the citizen was answered, and the answer
// stands until somebody reopens.
inline constexpr std::array kRequestStates = {
    State{"new", true, {}, "triage"},
    State{"triaged", true, {}, "start"},
    State{"in_progress", true, {}, "resolve"},
    State{"scheduled", true, {}, "start"},
    State{"awaiting_info", true, {}, "provide_info"},
    State{"forwarded", true, {}, "start"},
    State{"resolved", false, kOutcomeFulfilled},
    State{"no_further_action", false, kOutcomeNoAction},
    State{"not_responsible", false, kOutcomeNotResponsible},
    State{"duplicate", false, kOutcomeDuplicate},
    State{"cancelled", false, kOutcomeCancelled},
    State{"reopen_requested", false},
    State{"reopened", true, {}, "triage"},
};

using T = Transition;
inline constexpr std::uint32_t kNote = T::kNeedsNote;
inline constexpr std::uint32_t kStop = T::kOpensSuspension;
inline constexpr std::uint32_t kGo = T::kClosesSuspension;

// kGo stands on every move that may leave awaiting_info: where no suspension is open it closes
// none.
inline constexpr std::array kApplicationMoves = {
    T{"submit", "draft", "submitted", Who::kEither, 0, {}},
    T{"register", "submitted", "registered", Who::kStaff, 0, {}},
    T{"assign",
      "submitted registered in_progress awaiting_info info_received",
      "",
      Who::kStaff,
      T::kKeepsState,
      {}},
    T{"start", "registered", "in_progress", Who::kStaff, 0, {}},
    T{"request_info",
      "registered in_progress info_received",
      "awaiting_info",
      Who::kStaff,
      kNote | kStop,
      {}},
    T{"provide_info", "awaiting_info", "info_received", Who::kEither, kGo, {}},
    T{"accept_info", "info_received", "in_progress", Who::kStaff, 0, {}},
    T{"complete", "in_progress info_received", "completed", Who::kStaff, 0, kOutcomeFulfilled},
    T{"reject", "submitted registered in_progress awaiting_info info_received", "rejected",
      Who::kStaff, kNote | kGo, kOutcomeRejected},
    T{"withdraw", "draft submitted registered in_progress awaiting_info info_received", "withdrawn",
      Who::kEither, kGo, kOutcomeWithdrawn},
    T{"revoke", "completed", "revoked", Who::kStaff, kNote, kOutcomeRevoked},
    T{"reopen",
      "completed rejected withdrawn",
      "in_progress",
      Who::kEither,
      kNote | T::kReopens,
      {}},
};

inline constexpr std::string_view kUndecided =
    "new triaged in_progress scheduled awaiting_info forwarded reopened";

template <std::uint32_t kResolveFlags>
inline constexpr std::array kRequestMoves = {
    T{"triage", "new reopened", "triaged", Who::kStaff, 0, {}},
    T{"assign", kUndecided, "", Who::kStaff, T::kKeepsState, {}},
    T{"start", "new triaged scheduled forwarded reopened", "in_progress", Who::kStaff, 0, {}},
    T{"schedule", "new triaged in_progress forwarded reopened", "scheduled", Who::kStaff, 0, {}},
    T{"request_info",
      "new triaged in_progress scheduled reopened",
      "awaiting_info",
      Who::kStaff,
      kNote | kStop,
      {}},
    T{"provide_info", "awaiting_info", "in_progress", Who::kEither, kGo, {}},
    T{"forward", "new triaged in_progress scheduled reopened", "forwarded", Who::kStaff, kNote, {}},
    T{"resolve", kUndecided, "resolved", Who::kStaff, kResolveFlags | kGo, kOutcomeFulfilled},
    T{"close_no_action", kUndecided, "no_further_action", Who::kStaff, kNote | kGo,
      kOutcomeNoAction},
    T{"close_not_responsible", kUndecided, "not_responsible", Who::kStaff, kNote | kGo,
      kOutcomeNotResponsible},
    T{"mark_duplicate", kUndecided, "duplicate", Who::kStaff, T::kNeedsOriginal | kGo,
      kOutcomeDuplicate},
    T{"cancel", kUndecided, "cancelled", Who::kEither, kGo, kOutcomeCancelled},
    T{"request_reopen",
      "resolved no_further_action not_responsible",
      "reopen_requested",
      Who::kEither,
      kNote | T::kAsksReopen,
      {}},
    T{"deny_reopen", "reopen_requested", "", Who::kStaff, kNote | T::kRestoresClosed, {}},
    T{"reopen",
      "resolved no_further_action not_responsible duplicate cancelled reopen_requested",
      "reopened",
      Who::kEither,
      T::kReopens,
      {}},
};

}  // namespace pmm::model::machine
