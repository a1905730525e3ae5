#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include "base/call.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// What an error says of that which takes too much, and where it points.
struct BudgetWords {
  std::string_view field, what, advice;
};
inline constexpr BudgetWords kGroupsTake{"query", "the groups of the question take",
                                         "ask for fewer dimensions or filter"};
inline constexpr BudgetWords kRowsTake{"query", "the rows of the question take",
                                       "ask for a smaller limit or fewer dimensions"};
inline constexpr BudgetWords kPastTakes{"onDay", "the cases as they stood take",
                                        "open the store with a higher memory limit"};
inline constexpr BudgetWords kRuleTakes{"rule", "what the rule counts takes",
                                        "ask for fewer conditions on activities"};
inline constexpr BudgetWords kPersonsTake{"options", "what is known of each subject takes",
                                          "ask for a shorter period or fewer subjects"};
inline constexpr BudgetWords kProfileTakes{"dimensions", "who has each of the values takes",
                                           "ask for a dimension with fewer values"};

// What one question may take under the store's memory limit, 0 for none.
std::int64_t budget_under(std::int64_t memory_limit_bytes) noexcept;
// kLimit when what a question holds is over what it may take; a budget of 0 is none.
Status check_bytes(std::int64_t held, std::int64_t budget_bytes,
                   const BudgetWords& words = kGroupsTake);
// kLimit when an answer has more groups than one may have.
Status check_groups(std::size_t groups);

// What the threads of a scan hold together, of what the question may take. Any thread.
class Room {
 public:
  // `held_bytes` is what the question holds already.
  Room(std::int64_t budget_bytes, std::int64_t held_bytes,
       const BudgetWords& words = kGroupsTake) noexcept
      : budget_bytes_(budget_bytes), words_(words), used_(held_bytes) {}

  // kLimit when it is too much; it counts as held all the same.
  Status hold(std::int64_t bytes) {
    return check_bytes(used_.fetch_add(bytes, std::memory_order_relaxed) + bytes, budget_bytes_,
                       words_);
  }
  void let_go(std::int64_t bytes) noexcept { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  std::int64_t used() const noexcept { return used_.load(std::memory_order_relaxed); }
  // How often `bytes` would fit in what is left; any number of times without a budget.
  std::int64_t fits(std::int64_t bytes) const noexcept {
    if (budget_bytes_ == 0 || bytes == 0) return std::numeric_limits<std::int64_t>::max();
    return (budget_bytes_ - used_.load(std::memory_order_relaxed)) / bytes;
  }

 private:
  std::int64_t budget_bytes_;
  const BudgetWords& words_;
  std::atomic<std::int64_t> used_;
};

// Held until the end of a block of code.
class HeldRoom {
 public:
  HeldRoom(Room& room, std::size_t bytes)
      : room_(room), bytes_(static_cast<std::int64_t>(bytes)), status_(room.hold(bytes_)) {}
  ~HeldRoom() { room_.let_go(bytes_); }
  HeldRoom(const HeldRoom&) = delete;
  HeldRoom& operator=(const HeldRoom&) = delete;
  Status status() { return std::move(status_); }

 private:
  Room& room_;
  std::int64_t bytes_;
  Status status_;
};

// What grows while it is made: held as far as it has grown, until the end of a block of code.
class GrownRoom {
 public:
  explicit GrownRoom(Room& room) noexcept : room_(room) {}
  ~GrownRoom() { room_.let_go(bytes_); }
  GrownRoom(const GrownRoom&) = delete;
  GrownRoom& operator=(const GrownRoom&) = delete;
  Status grow_to(std::size_t bytes) {
    const std::int64_t grown = static_cast<std::int64_t>(bytes) - bytes_;
    bytes_ += grown;
    return room_.hold(grown);
  }
  // It stays held: what has grown lives on.
  void keep() noexcept { bytes_ = 0; }

 private:
  Room& room_;
  std::int64_t bytes_ = 0;
};

// For whoever makes rows of an answer one by one: whether the question may go on. Serial.
class Watch {
 public:
  // `held_bytes` is what there is besides the rows that are being made.
  Watch(std::int64_t budget_bytes, std::int64_t held_bytes, const Call& call,
        const BudgetWords& words = kGroupsTake) noexcept
      : budget_bytes_(budget_bytes), held_bytes_(held_bytes), call_(call), words_(words) {}

  // For every row; looks at the call, and at what bytes() says of the rows so far, now and then.
  template <class Bytes>
  Status row(Bytes&& bytes) {
    if (++rows_ % kRows != 0) return {};
    return look(bytes());
  }
  Status look(std::int64_t bytes) const {
    PMM_TRY(call_.check());
    return check_bytes(held_bytes_ + bytes, budget_bytes_, words_);
  }
  void hold(std::int64_t bytes) noexcept { held_bytes_ += bytes; }

 private:
  static constexpr std::uint64_t kRows = 4096;
  std::int64_t budget_bytes_, held_bytes_;
  const Call& call_;
  const BudgetWords& words_;
  std::uint64_t rows_ = 0;
};

}  // namespace pmm::analytics
