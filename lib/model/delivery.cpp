#include "model/delivery.hpp"

#include <algorithm>
#include <cstddef>

#include "base/assert.hpp"

namespace pmm::model {
namespace {

using State = DeliveryState;
using Event = DeliveryEvent;

struct DeliveryMove {
  State from;
  Event event;
  State to;
};

// What is sent may still come back: receipts of a refusal arrive hours later. What a carrier says
// after its lease has ended counts as long as nobody else has claimed the delivery since.
constexpr std::array kDeliveryMoves = {
    DeliveryMove{State::kCreated, Event::kClaim, State::kSending},
    DeliveryMove{State::kCreated, Event::kExpire, State::kExpired},
    DeliveryMove{State::kCreated, Event::kCancel, State::kCancelled},
    DeliveryMove{State::kCreated, Event::kSuppress, State::kSuppressed},
    DeliveryMove{State::kCreated, Event::kDigest, State::kDigested},
    DeliveryMove{State::kTemporaryFailure, Event::kClaim, State::kSending},
    DeliveryMove{State::kTemporaryFailure, Event::kExpire, State::kExpired},
    DeliveryMove{State::kTemporaryFailure, Event::kCancel, State::kCancelled},
    DeliveryMove{State::kTemporaryFailure, Event::kSuppress, State::kSuppressed},
    DeliveryMove{State::kUncertain, Event::kClaim, State::kSending},
    DeliveryMove{State::kUncertain, Event::kAccept, State::kSent},
    DeliveryMove{State::kUncertain, Event::kArrive, State::kDelivered},
    DeliveryMove{State::kUncertain, Event::kFail, State::kTemporaryFailure},
    DeliveryMove{State::kUncertain, Event::kRefuse, State::kPermanentFailure},
    DeliveryMove{State::kUncertain, Event::kExhaust, State::kTechnicalFailure},
    DeliveryMove{State::kUncertain, Event::kExpire, State::kExpired},
    DeliveryMove{State::kUncertain, Event::kCancel, State::kCancelled},
    DeliveryMove{State::kUncertain, Event::kSuppress, State::kSuppressed},
    DeliveryMove{State::kSending, Event::kAccept, State::kSent},
    DeliveryMove{State::kSending, Event::kArrive, State::kDelivered},
    DeliveryMove{State::kSending, Event::kFail, State::kTemporaryFailure},
    DeliveryMove{State::kSending, Event::kRefuse, State::kPermanentFailure},
    DeliveryMove{State::kSending, Event::kExhaust, State::kTechnicalFailure},
    DeliveryMove{State::kSending, Event::kLapse, State::kUncertain},
    DeliveryMove{State::kSending, Event::kRelease, State::kCreated},
    DeliveryMove{State::kSent, Event::kArrive, State::kDelivered},
    DeliveryMove{State::kSent, Event::kRefuse, State::kPermanentFailure},
    DeliveryMove{State::kPermanentFailure, Event::kRequeue, State::kCreated},
    DeliveryMove{State::kTechnicalFailure, Event::kRequeue, State::kCreated},
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
  std::int64_t delay_us =
      whole_us / 2 + static_cast<std::int64_t>(static_cast<double>(whole_us / 2) * tried.random);
  if (tried.retry_after_s)
    delay_us =
        std::max(delay_us, std::clamp<std::int64_t>(*tried.retry_after_s, 0, kLongestRetryAfterS) *
                               1'000'000);
  const std::int64_t at_us = tried.now_us + delay_us;
  if (at_us - tried.since_us > kTriedForUs) return std::nullopt;
  return at_us;
}

}  // namespace pmm::model
