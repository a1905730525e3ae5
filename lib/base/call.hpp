#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/status.hpp"

namespace pmm {

// Asked for from any thread; looked at by the work at its check points.
class CancelToken {
 public:
  void request() noexcept { requested_.store(true, std::memory_order_relaxed); }
  bool requested() const noexcept { return requested_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> requested_{false};
};

// How often a wait looks whether it was cancelled.
inline constexpr auto kCancelPoll = std::chrono::milliseconds(10);

// How one operation wants to be carried out: what pmm_call says, in C++.
struct Call {
  std::string idempotency_key;  // empty: none
  std::string request_digest;   // of the input, when there is a key
  std::optional<std::int64_t> expected_version;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  std::shared_ptr<const CancelToken> cancel;
  std::function<bool(std::int64_t done, std::int64_t total)> progress;  // false: stop the work
  std::string reason;                                                   // kept in the journal
  std::int32_t assurance = 0;     // level of assurance of the login, 1 to 3; 0: the session's
  std::int64_t on_behalf_of = 0;  // subject acted for, 0 none

  // A check point: fails once the call was cancelled or its deadline has passed.
  Status check() const;
};

}  // namespace pmm
