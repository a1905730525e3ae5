#include "model/data_request.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm::model {
namespace {

constexpr std::array<std::string_view, 5> kRequestKinds = {"access", "rectification", "restriction",
                                                           "objection", "erasure"};
constexpr std::array<std::string_view, 5> kRequestStates = {"PENDING", "WIP", "CLOSED", "FAILED",
                                                            "ABORTED"};
constexpr std::array<std::string_view, 6> kRequestVerbs = {"start", "extend", "work",
                                                           "close", "fail",   "abort"};
constexpr std::array<std::string_view, 3> kRequestOutcomes = {"granted", "partly", "refused"};
constexpr std::array<std::string_view, 6> kGrounds = {"expression", "public_task", "public_health",
                                                      "archive",    "claims",      "order"};
constexpr std::array<std::string_view, 6> kArticles = {
    "art. 17(3)(a)", "art. 17(3)(b)", "art. 17(3)(c)",
    "art. 17(3)(d)", "art. 17(3)(e)", "an order of a court or an authority"};
constexpr std::array<std::string_view, kRetentionClasses> kRetention = {
    "contact",     "case",     "visit", "notification", "delivery",
    "appointment", "feedback", "read",  "idempotency"};

template <class Value, std::size_t Size>
std::optional<Value> request_value(const std::array<std::string_view, Size>& names,
                                   std::string_view name) noexcept {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Value>(found - names.begin());
}

constexpr unsigned in(RequestState state) { return 1U << static_cast<unsigned>(state); }
constexpr unsigned kOpenStates = in(RequestState::kPending) | in(RequestState::kWip);

// One row per verb: from which states, to which, and whether it is for staff alone.
struct RequestTransition {
  unsigned from;
  RequestState to;
  bool staff;
};
constexpr std::array<RequestTransition, 6> kTransitionsOfRequests = {{
    {in(RequestState::kPending), RequestState::kWip, true},
    {kOpenStates, RequestState::kWip, true},
    {kOpenStates, RequestState::kWip, true},
    {kOpenStates, RequestState::kClosed, true},
    {kOpenStates, RequestState::kFailed, true},
    {kOpenStates, RequestState::kAborted, false},
}};

Status check_extension(const DataRequest& request, const RequestMove& move, std::int64_t now_us,
                       const Zone& zone) {
  if (request.extended_us)
    return Status::conflict("state", "the term was extended already, and is extended once");
  if (now_us >= request_term(request.received_us, false, zone))
    return Status::conflict("state", "the first month is over: the term can no longer be extended");
  if (move.note.empty())
    return Status::invalid("note", "the subject must be told why the term is extended");
  return {};
}

// What the kind asks for was done, unless the answer is no.
Status check_close(const DataRequest& request, const RequestMove& move) {
  if (!move.outcome)
    return Status::invalid("outcome", "a request is closed as granted, partly or refused");
  if (*move.outcome != RequestOutcome::kGranted && move.note.empty())
    return Status::invalid("note", "the subject must be told why not all of it was granted");
  const bool done = request.worked_us.has_value() || request.kind == RequestKind::kRectification;
  if (*move.outcome != RequestOutcome::kRefused && !done)
    return Status::conflict("state", "what the request is for was not done: \"work\" does it");
  return {};
}

}  // namespace

std::string_view request_kind_name(RequestKind kind) noexcept {
  return kRequestKinds[static_cast<std::size_t>(kind)];
}
std::string_view request_state_name(RequestState state) noexcept {
  return kRequestStates[static_cast<std::size_t>(state)];
}
std::string_view request_verb_name(RequestVerb verb) noexcept {
  return kRequestVerbs[static_cast<std::size_t>(verb)];
}
std::string_view request_outcome_name(RequestOutcome outcome) noexcept {
  return kRequestOutcomes[static_cast<std::size_t>(outcome)];
}
std::optional<RequestKind> find_request_kind(std::string_view name) noexcept {
  return request_value<RequestKind>(kRequestKinds, name);
}
std::optional<RequestState> find_request_state(std::string_view name) noexcept {
  return request_value<RequestState>(kRequestStates, name);
}
std::optional<RequestVerb> find_request_verb(std::string_view name) noexcept {
  return request_value<RequestVerb>(kRequestVerbs, name);
}
std::optional<RequestOutcome> find_request_outcome(std::string_view name) noexcept {
  return request_value<RequestOutcome>(kRequestOutcomes, name);
}

bool is_ended(RequestState state) noexcept { return (kOpenStates & in(state)) == 0; }

// The last day is the one of the same number, or the last of its month.
std::int64_t request_term(std::int64_t received_us, bool extended, const Zone& zone) {
  Civil day = civil_from_days(zone.local_day(received_us));
  const std::int32_t months = day.year * 12 + day.month - 1 + (extended ? 3 : 1);
  day.year = months / 12;
  day.month = months % 12 + 1;
  day.day = std::min(day.day, days_in_month(day.year, day.month));
  return zone.day_start(days_from_civil(day) + 1);
}

Result<DataRequest> move_request(const DataRequest& request, const RequestMove& move,
                                 std::int64_t now_us, const Zone& zone) {
  const RequestTransition& rule = kTransitionsOfRequests[static_cast<std::size_t>(move.verb)];
  if (rule.staff && !move.by_staff)
    return Status::denied("the subject itself may only abort its request");
  if ((rule.from & in(request.state)) == 0)
    return Status::conflict("state",
                            "a request that is " + std::string(request_state_name(request.state)) +
                                " cannot be moved by " + std::string(request_verb_name(move.verb)));
  DataRequest out = request;
  out.state = rule.to;
  switch (move.verb) {
    case RequestVerb::kExtend:
      PMM_TRY(check_extension(request, move, now_us, zone));
      out.extended_us = now_us;
      out.due_us = request_term(request.received_us, true, zone);
      break;
    case RequestVerb::kWork:
      if (!out.worked_us) out.worked_us = now_us;
      break;
    case RequestVerb::kClose:
      PMM_TRY(check_close(request, move));
      out.outcome = move.outcome;
      break;
    case RequestVerb::kFail:
      if (move.note.empty()) return Status::invalid("note", "a failure needs its reason");
      break;
    case RequestVerb::kAbort:
      if (request.worked_us)
        return Status::conflict("state", "what the request is for was done already");
      break;
    case RequestVerb::kStart:
      break;
  }
  return out;
}

std::string_view hold_ground_name(HoldGround ground) noexcept {
  return kGrounds[static_cast<std::size_t>(ground)];
}
std::optional<HoldGround> find_hold_ground(std::string_view name) noexcept {
  return request_value<HoldGround>(kGrounds, name);
}
std::string_view hold_ground_article(HoldGround ground) noexcept {
  return kArticles[static_cast<std::size_t>(ground)];
}

std::string_view retention_class_name(RetentionClass type) noexcept {
  return kRetention[static_cast<std::size_t>(type)];
}
std::optional<RetentionClass> find_retention_class(std::string_view name) noexcept {
  return request_value<RetentionClass>(kRetention, name);
}

}  // namespace pmm::model
