#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/status.hpp"
#include "base/zone.hpp"

namespace pmm::model {

// What a subject asks of its data: articles 15 and 20, 16, 18, 21, 17 of the GDPR.
enum class RequestKind { kAccess, kRectification, kRestriction, kObjection, kErasure };

// The states are App IO's.
enum class RequestState { kPending, kWip, kClosed, kFailed, kAborted };

// kWork does what the kind asks for: it erases, restricts, stops.
enum class RequestVerb { kStart, kExtend, kWork, kClose, kFail, kAbort };

// How a request that is closed came out. What was refused was refused on one of the grounds of the
// law, which the note of the answer names.
enum class RequestOutcome { kGranted, kPartly, kRefused };

std::string_view request_kind_name(RequestKind kind) noexcept;
std::string_view request_state_name(RequestState state) noexcept;  // "PENDING"
std::string_view request_verb_name(RequestVerb verb) noexcept;
std::string_view request_outcome_name(RequestOutcome outcome) noexcept;
std::optional<RequestKind> find_request_kind(std::string_view name) noexcept;
std::optional<RequestState> find_request_state(std::string_view name) noexcept;
std::optional<RequestVerb> find_request_verb(std::string_view name) noexcept;
std::optional<RequestOutcome> find_request_outcome(std::string_view name) noexcept;

bool is_ended(RequestState state) noexcept;

// Art. 12(3): a month from when it was received, to the end of that local day; two more where the
// subject was told why within the first.
std::int64_t request_term(std::int64_t received_us, bool extended, const Zone& zone);

struct DataRequest {
  RequestKind kind = RequestKind::kAccess;
  RequestState state = RequestState::kPending;
  std::optional<RequestOutcome> outcome;
  std::int64_t received_us = 0;
  std::int64_t due_us = 0;
  std::optional<std::int64_t> extended_us;
  std::optional<std::int64_t> worked_us;
};

struct RequestMove {
  RequestVerb verb = RequestVerb::kStart;
  bool by_staff = true;  // the subject itself may only abort
  std::optional<RequestOutcome> outcome{};
  std::string_view note{};
};

// The request after the move. kConflict at "state" where it cannot be made now, kDenied where this
// actor never makes it, kInvalid at "note" or "outcome".
Result<DataRequest> move_request(const DataRequest& request, const RequestMove& move,
                                 std::int64_t now_us, const Zone& zone);

// Why something is kept that a subject wants erased: the letters of art. 17(3), and what a court or
// an authority has ordered.
enum class HoldGround { kExpression, kPublicTask, kPublicHealth, kArchive, kClaims, kOrder };
std::string_view hold_ground_name(HoldGround ground) noexcept;
std::optional<HoldGround> find_hold_ground(std::string_view name) noexcept;
std::string_view hold_ground_article(HoldGround ground) noexcept;  // "art. 17(3)(b)"

// The classes of rows whose texts are kept for a time.
enum class RetentionClass {
  kContact,
  kCase,
  kVisit,
  kNotification,
  kDelivery,
  kAppointment,
  kFeedback,
  kRead,
  kIdempotency,
};
inline constexpr int kRetentionClasses = 9;
std::string_view retention_class_name(RetentionClass type) noexcept;
std::optional<RetentionClass> find_retention_class(std::string_view name) noexcept;

}  // namespace pmm::model
