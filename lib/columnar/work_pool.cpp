#include "columnar/work_pool.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <system_error>
#include <utility>

#include "base/signals.hpp"

namespace pmm::columnar {

// One call of run(): how many helpers may still begin, and how many are at it.
struct WorkPool::Job {
  const std::function<void(unsigned)>* work = nullptr;
  unsigned next = 1;
  unsigned wanted = 0;
  unsigned running = 0;
  std::exception_ptr error;
  std::condition_variable ended;
};

struct WorkPool::State {
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<Job*> jobs;  // those that may still have helpers
  std::size_t idle = 0;
  bool stopping = false;
  std::vector<std::thread> helpers;

  void help();
  void drop(Job& job) { std::erase(jobs, &job); }
};

WorkPool::WorkPool(unsigned threads)
    : threads_(std::max(1U, threads)), process_(::getpid()), state_(std::make_unique<State>()) {}

WorkPool::~WorkPool() {
  if (process_ != ::getpid()) {
    static_cast<void>(state_.release());
    return;
  }
  {
    const std::lock_guard guard(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  for (std::thread& helper : state_->helpers) helper.join();
}

void WorkPool::State::help() {
  std::unique_lock lock(mutex);
  for (;;) {
    ++idle;
    wake.wait(lock, [this] { return stopping || !jobs.empty(); });
    --idle;
    if (stopping) return;
    Job& job = *jobs.front();
    const unsigned number = job.next++;
    if (--job.wanted == 0) jobs.pop_front();
    ++job.running;
    lock.unlock();
    std::exception_ptr error;
    try {
      (*job.work)(number);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    if (error && !job.error) job.error = error;
    if (--job.running == 0) job.ended.notify_all();
  }
}

// Fewer than wanted is fine: the caller works too.
void WorkPool::add_helpers(std::size_t wanted) {
  std::vector<std::thread>& helpers = state_->helpers;
  while (state_->idle < wanted && helpers.size() + 1 < threads_) {
    try {
      const SignalsBlocked blocked;
      helpers.reserve(threads_);
      helpers.emplace_back([state = state_.get()] { state->help(); });
      --wanted;
    } catch (const std::system_error&) {
      return;
    }
  }
}

void WorkPool::run(unsigned workers, const std::function<void(unsigned)>& work) {
  workers = std::min(workers, threads_);
  if (workers <= 1) return work(0);
  Job job;
  job.work = &work;
  job.wanted = workers - 1;
  {
    const std::lock_guard guard(state_->mutex);
    state_->jobs.push_back(&job);
    try {
      add_helpers(job.wanted);
    } catch (...) {
      state_->drop(job);
      throw;
    }
  }
  state_->wake.notify_all();
  std::exception_ptr error;
  try {
    work(0);
  } catch (...) {
    error = std::current_exception();
  }
  {
    std::unique_lock lock(state_->mutex);
    if (job.wanted != 0) state_->drop(job);
    job.wanted = 0;
    job.ended.wait(lock, [&job] { return job.running == 0; });
  }
  if (!error) error = job.error;
  if (error) std::rethrow_exception(error);
}

void for_each_shared(WorkPool* pool, std::size_t count, unsigned most,
                     const std::function<bool(unsigned, std::size_t)>& fn) {
  std::atomic<std::size_t> next{0};
  const auto work = [&](unsigned worker) {
    for (;;) {
      const std::size_t i = next.fetch_add(1, std::memory_order_relaxed);
      if (i >= count) return;
      bool more = false;
      try {
        more = fn(worker, i);
      } catch (...) {
        next.store(count, std::memory_order_relaxed);
        throw;
      }
      if (!more) next.store(count, std::memory_order_relaxed);
    }
  };
  const auto workers = static_cast<unsigned>(std::min<std::size_t>(most, count));
  if (pool == nullptr || workers <= 1)
    work(0);
  else
    pool->run(workers, work);
}

}  // namespace pmm::columnar
