#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

// A delivery: one notification, or one digest of several, on its way over one channel.
namespace pmm::model {

enum class DeliveryState : std::uint8_t {
  kCreated,           // waits for its time, and for a carrier
  kSending,           // a carrier holds it, for as long as its lease lasts
  kSent,              // the carrier's other side took it
  kDelivered,         // it is known to have arrived
  kTemporaryFailure,  // tried, to be tried again
  kUncertain,         // the lease ended without a word: it may have been sent. To be tried again
  kPermanentFailure,  // refused for good: a dead letter
  kTechnicalFailure,  // tried too often or too long: a dead letter
  kExpired,           // what it says was over before it could go
  kCancelled,         // called back
  kSuppressed,        // a rule stopped it
  kDigested,          // goes with the digest of its day
};
inline constexpr std::array<std::string_view, 12> kDeliveryStates = {
    "created",           "sending",           "sent",
    "delivered",         "temporary_failure", "uncertain",
    "permanent_failure", "technical_failure", "expired",
    "cancelled",         "suppressed",        "digested"};

std::string_view delivery_state_name(DeliveryState state) noexcept;
std::optional<DeliveryState> delivery_state_of(std::string_view name) noexcept;

enum class DeliveryEvent : std::uint8_t {
  kClaim,    // a carrier takes it
  kAccept,   // the other side took it
  kArrive,   // a receipt says that it arrived
  kFail,     // not now
  kRefuse,   // never
  kExhaust,  // tried too often or too long
  kLapse,    // the lease ended
  kExpire,
  kCancel,
  kSuppress,
  kDigest,
  kRequeue,  // out of the dead letters, or of what its channel did not carry
  kRelease,  // given back unsent, or out of a digest
  kRevive,   // the one that it stood back for cannot be sent
};
inline constexpr std::array<std::string_view, 14> kDeliveryEvents = {
    "claim",  "accept", "arrive",   "fail",   "refuse",  "exhaust", "lapse",
    "expire", "cancel", "suppress", "digest", "requeue", "release", "revive"};

// Where an event leads; none where it may not happen.
std::optional<DeliveryState> delivery_after(DeliveryState state, DeliveryEvent event) noexcept;

// What a carrier says of one try.
enum class Outcome : std::int32_t { kSent = 1, kDelivered = 2, kTemporary = 3, kPermanent = 4 };
constexpr bool is_failure(Outcome outcome) noexcept {
  return outcome == Outcome::kTemporary || outcome == Outcome::kPermanent;
}
std::optional<Outcome> outcome_of_http(std::int32_t status) noexcept;  // 100 to 599
std::optional<Outcome> outcome_of_smtp(std::int32_t reply) noexcept;   // 200 to 599

// --- Trying again ---------------------------------------------------------------------------

inline constexpr std::int64_t kTries = 12;
inline constexpr std::int64_t kTriedForUs = 72LL * 3600 * 1'000'000;
inline constexpr std::int64_t kFirstDelayUs = 30LL * 1'000'000;
inline constexpr std::int64_t kLongestDelayUs = 6LL * 3600 * 1'000'000;
inline constexpr std::int64_t kLongestRetryAfterS = 24LL * 3600;
inline constexpr std::int64_t kLongestRetryAfterAskedS = 366LL * 24 * 3600;  // that is understood
inline constexpr std::int64_t kLapses = 3;  // leases that may end without a word, in one budget

struct Tried {
  std::int64_t tries = 1;     // in this budget, the one that failed included
  std::int64_t since_us = 0;  // when the budget began
  std::int64_t now_us = 0;
  std::optional<std::int64_t> retry_after_s;  // what the other side asked for
  double random = 0;                          // in [0, 1): spreads those that failed together
};
// When to try again; none: never.
std::optional<std::int64_t> next_try_us(const Tried& tried) noexcept;

}  // namespace pmm::model
