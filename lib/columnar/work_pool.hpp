#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace pmm::columnar {

// Helpers for work that can be shared out: at most so many threads as were asked for, made when
// they are first needed, all of them gone with the pool. Shared: several callers share the
// helpers, and each works itself, so nobody waits for a helper that is busy elsewhere.
class WorkPool {
 public:
  // `threads` counts the caller: with 1 there are no helpers.
  explicit WorkPool(unsigned threads);
  // In the child of a fork, where the helpers are not, nothing is waited for.
  ~WorkPool();
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  unsigned threads() const noexcept { return threads_; }

  // Calls work(0) here and work(1), work(2), … up to work(workers - 1) in helpers that have
  // nothing else to do; returns when all that have begun have ended. Not every number need be
  // called: each call takes of what there is to do until nothing is left. What a call throws is
  // thrown here.
  void run(unsigned workers, const std::function<void(unsigned)>& work);

 private:
  struct Job;
  struct State;
  void add_helpers(std::size_t wanted);

  unsigned threads_;
  int process_;
  std::unique_ptr<State> state_;
};

// Calls fn(worker, i) for every i below `count`, on as many workers as `pool` has and `most`
// allows; a null pool works here alone. What a call of fn returns as false stops the rest.
void for_each_shared(WorkPool* pool, std::size_t count, unsigned most,
                     const std::function<bool(unsigned worker, std::size_t i)>& fn);

}  // namespace pmm::columnar
