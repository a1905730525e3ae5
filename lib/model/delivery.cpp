#include "model/delivery.hpp"

#include <algorithm>
#include <cstddef>

#include "base/assert.hpp"

namespace pmm::model {
namespace {

using DeliveryIs = DeliveryState;
using DeliveryOn = DeliveryEvent;

struct DeliveryMove {
  DeliveryIs from;
  DeliveryOn event;
  DeliveryIs to;
};

// What is sent may still come back: receipts of a refusal arrive hours later. What a carrier or the
// other side says of a try counts also after its lease has ended, and after what became of the row
// meanwhile, as long as nobody else has claimed it since.
constexpr std::array kDeliveryMoves = {
    DeliveryMove{DeliveryIs::kCreated, DeliveryOn::kClaim, DeliveryIs::kSending},
    DeliveryMove{DeliveryIs::kCreated, DeliveryOn::kExpire, DeliveryIs::kExpired},
    DeliveryMove{DeliveryIs::kCreated, DeliveryOn::kCancel, DeliveryIs::kCancelled},
    DeliveryMove{DeliveryIs::kCreated, DeliveryOn::kSuppress, DeliveryIs::kSuppressed},
    DeliveryMove{DeliveryIs::kCreated, DeliveryOn::kDigest, DeliveryIs::kDigested},
    DeliveryMove{DeliveryIs::kCreated, DeliveryOn::kAccept, DeliveryIs::kSent},
    DeliveryMove{DeliveryIs::kCreated, DeliveryOn::kArrive, DeliveryIs::kDelivered},
    DeliveryMove{DeliveryIs::kCreated, DeliveryOn::kRefuse, DeliveryIs::kPermanentFailure},
    DeliveryMove{DeliveryIs::kTemporaryFailure, DeliveryOn::kArrive, DeliveryIs::kDelivered},
    DeliveryMove{DeliveryIs::kTemporaryFailure, DeliveryOn::kRefuse, DeliveryIs::kPermanentFailure},
    DeliveryMove{DeliveryIs::kTemporaryFailure, DeliveryOn::kClaim, DeliveryIs::kSending},
    DeliveryMove{DeliveryIs::kTemporaryFailure, DeliveryOn::kExpire, DeliveryIs::kExpired},
    DeliveryMove{DeliveryIs::kTemporaryFailure, DeliveryOn::kCancel, DeliveryIs::kCancelled},
    DeliveryMove{DeliveryIs::kTemporaryFailure, DeliveryOn::kSuppress, DeliveryIs::kSuppressed},
    DeliveryMove{DeliveryIs::kUncertain, DeliveryOn::kClaim, DeliveryIs::kSending},
    DeliveryMove{DeliveryIs::kUncertain, DeliveryOn::kAccept, DeliveryIs::kSent},
    DeliveryMove{DeliveryIs::kUncertain, DeliveryOn::kArrive, DeliveryIs::kDelivered},
    DeliveryMove{DeliveryIs::kUncertain, DeliveryOn::kFail, DeliveryIs::kTemporaryFailure},
    DeliveryMove{DeliveryIs::kUncertain, DeliveryOn::kRefuse, DeliveryIs::kPermanentFailure},
    DeliveryMove{DeliveryIs::kUncertain, DeliveryOn::kExhaust, DeliveryIs::kTechnicalFailure},
    DeliveryMove{DeliveryIs::kUncertain, DeliveryOn::kExpire, DeliveryIs::kExpired},
    DeliveryMove{DeliveryIs::kUncertain, DeliveryOn::kCancel, DeliveryIs::kCancelled},
    DeliveryMove{DeliveryIs::kUncertain, DeliveryOn::kSuppress, DeliveryIs::kSuppressed},
    DeliveryMove{DeliveryIs::kSending, DeliveryOn::kAccept, DeliveryIs::kSent},
    DeliveryMove{DeliveryIs::kSending, DeliveryOn::kArrive, DeliveryIs::kDelivered},
    DeliveryMove{DeliveryIs::kSending, DeliveryOn::kFail, DeliveryIs::kTemporaryFailure},
    DeliveryMove{DeliveryIs::kSending, DeliveryOn::kRefuse, DeliveryIs::kPermanentFailure},
    DeliveryMove{DeliveryIs::kSending, DeliveryOn::kExhaust, DeliveryIs::kTechnicalFailure},
    DeliveryMove{DeliveryIs::kSending, DeliveryOn::kLapse, DeliveryIs::kUncertain},
    DeliveryMove{DeliveryIs::kSending, DeliveryOn::kRelease, DeliveryIs::kCreated},
    DeliveryMove{DeliveryIs::kSent, DeliveryOn::kArrive, DeliveryIs::kDelivered},
    DeliveryMove{DeliveryIs::kSent, DeliveryOn::kRefuse, DeliveryIs::kPermanentFailure},
    DeliveryMove{DeliveryIs::kTechnicalFailure, DeliveryOn::kAccept, DeliveryIs::kSent},
    DeliveryMove{DeliveryIs::kTechnicalFailure, DeliveryOn::kArrive, DeliveryIs::kDelivered},
    DeliveryMove{DeliveryIs::kTechnicalFailure, DeliveryOn::kRefuse, DeliveryIs::kPermanentFailure},
    DeliveryMove{DeliveryIs::kExpired, DeliveryOn::kAccept, DeliveryIs::kSent},
    DeliveryMove{DeliveryIs::kExpired, DeliveryOn::kArrive, DeliveryIs::kDelivered},
    DeliveryMove{DeliveryIs::kCancelled, DeliveryOn::kAccept, DeliveryIs::kSent},
    DeliveryMove{DeliveryIs::kCancelled, DeliveryOn::kArrive, DeliveryIs::kDelivered},
    DeliveryMove{DeliveryIs::kSuppressed, DeliveryOn::kAccept, DeliveryIs::kSent},
    DeliveryMove{DeliveryIs::kSuppressed, DeliveryOn::kArrive, DeliveryIs::kDelivered},
    DeliveryMove{DeliveryIs::kSuppressed, DeliveryOn::kRevive, DeliveryIs::kCreated},
    DeliveryMove{DeliveryIs::kSuppressed, DeliveryOn::kRequeue, DeliveryIs::kCreated},
    DeliveryMove{DeliveryIs::kDigested, DeliveryOn::kExpire, DeliveryIs::kExpired},
    DeliveryMove{DeliveryIs::kDigested, DeliveryOn::kCancel, DeliveryIs::kCancelled},
    DeliveryMove{DeliveryIs::kDigested, DeliveryOn::kSuppress, DeliveryIs::kSuppressed},
    DeliveryMove{DeliveryIs::kDigested, DeliveryOn::kRelease, DeliveryIs::kCreated},
    DeliveryMove{DeliveryIs::kPermanentFailure, DeliveryOn::kRequeue, DeliveryIs::kCreated},
    DeliveryMove{DeliveryIs::kTechnicalFailure, DeliveryOn::kRequeue, DeliveryIs::kCreated},
};

}  // namespace

std::string_view delivery_state_name(DeliveryState state) noexcept {
  return kDeliveryStates[static_cast<std::size_t>(state)];
}

std::optional<DeliveryState> delivery_state_of(std::string_view name) noexcept {
  const auto* found = std::find(kDeliveryStates.begin(), kDeliveryStates.end(), name);
  if (found == kDeliveryStates.end()) return std::nullopt;
  return static_cast<DeliveryState>(found - kDeliveryStates.begin());
}

std::optional<DeliveryState> delivery_after(DeliveryState state, DeliveryEvent event) noexcept {
  for (const DeliveryMove& move : kDeliveryMoves)
    if (move.from == state && move.event == event) return move.to;
  return std::nullopt;
}

// Redirects are not followed, so that they are a refusal; what a proxy or a busy server says is
// not.
std::optional<Outcome> outcome_of_http(std::int32_t status) noexcept {
  if (status < 100 || status > 599) return std::nullopt;
  if (status < 200 || status >= 500) return Outcome::kTemporary;
  if (status < 300) return Outcome::kSent;
  const bool passes = status == 408 || status == 425 || status == 429;
  return passes ? Outcome::kTemporary : Outcome::kPermanent;
}

std::optional<Outcome> outcome_of_smtp(std::int32_t reply) noexcept {
  if (reply < 200 || reply > 599) return std::nullopt;
  if (reply < 300) return Outcome::kSent;
  return reply < 500 ? Outcome::kTemporary : Outcome::kPermanent;
}

std::optional<std::int64_t> next_try_us(const Tried& tried) noexcept {
  PMM_ASSERT(tried.tries >= 1);
  PMM_ASSERT(tried.random >= 0 && tried.random < 1);
  if (tried.tries >= kTries) return std::nullopt;
  // The thirtieth doubling is far over the longest delay.
  const std::int64_t doublings = std::min<std::int64_t>(tried.tries - 1, 30);
  const std::int64_t whole_us = std::min(kFirstDelayUs << doublings, kLongestDelayUs);
  const std::int64_t half_us = whole_us / 2;
  std::int64_t delay_us =
      half_us + static_cast<std::int64_t>(static_cast<double>(half_us) * tried.random);
  if (tried.retry_after_s)
    delay_us =
        std::max(delay_us, std::clamp<std::int64_t>(*tried.retry_after_s, 0, kLongestRetryAfterS) *
                               1'000'000);
  const std::int64_t at_us = tried.now_us + delay_us;
  if (at_us - tried.since_us > kTriedForUs) return std::nullopt;
  return at_us;
}

}  // namespace pmm::model
