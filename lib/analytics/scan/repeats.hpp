#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "analytics/columns/epoch.hpp"
#include "base/call.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

struct Query;

// Whether the subject of a contact came back, by the contact's row. Immutable: any thread.
struct Repeats {
  enum Code : std::uint8_t {
    kNone,     // not to be said: outgoing, abandoned, of no known subject or service
    kSettled,  // no other contact from the subject on the service within kLateRepeatDays
    kSoon,     // one within kSoonRepeatDays
    kLate,     // one later, within kLateRepeatDays
  };
  std::vector<std::uint8_t> codes;

  std::span<const std::uint8_t> from(std::uint64_t first_row) const noexcept {
    return std::span(codes).subspan(std::min<std::size_t>(first_row, codes.size()));
  }
};
using RepeatsPtr = std::shared_ptr<const Repeats>;

// Works them out when a question asks for them, and keeps them as long as no contact changes: who
// never asks pays nothing. Shared.
class RepeatFinder {
 public:
  Result<RepeatsPtr> of(const Epoch& epoch, const Call& call);
  std::int64_t bytes() const noexcept;

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<const columnar::Block>> blocks_;  // that they were worked out from
  RepeatsPtr latest_;
  std::atomic<std::int64_t> bytes_{0};
};

bool asks_for_repeats(const Query& query) noexcept;

}  // namespace pmm::analytics
