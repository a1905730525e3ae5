#pragma once

#include <condition_variable>

#include "store/store.hpp"

namespace pmm::store {

// A write that waits for its turn, on the stack of its thread.
struct Store::Waiter {
  const Origin* origin;
  const Call* call;
  const Work* work;  // null: wants to lead alone, for a host transaction
  Status outcome;
  bool picked = false;  // a leader has it: it can no longer withdraw
  bool done = false;
  std::condition_variable wake;
};

}  // namespace pmm::store
