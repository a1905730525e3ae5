#include "runtime/worker.hpp"

#include <signal.h>

#include <algorithm>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>  // before Asio, whose coroutines need it
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "runtime/crm.hpp"

namespace pmm::runtime {
namespace {

// Whatever the host does with signals is not done in a thread it does not know.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() noexcept {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~AllSignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  sigset_t before_{};
};

}  // namespace

// One timer per thread, all in one context: each ticks, and sets itself again when it has ended.
class Worker {
 public:
  Worker(const std::shared_ptr<Crm>& crm, const WorkerOptions& options)
      : crm_(crm), interval_(options.interval_ms), cancel_(std::make_shared<CancelToken>()) {
    for (std::uint32_t i = 0; i < options.threads; ++i) timers_.emplace_back(context_);
  }
  ~Worker() { join(); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void run() {
    for (auto& timer : timers_) arm(timer, std::chrono::milliseconds(0));
    const AllSignalsBlocked blocked;
    for (std::size_t i = 0; i < timers_.size(); ++i) {
      threads_.emplace_back([this] { run_timers(); });
      ids_.push_back(threads_.back().get_id());
    }
  }

  bool is_mine() const noexcept {
    return std::find(ids_.begin(), ids_.end(), std::this_thread::get_id()) != ids_.end();
  }

  // Whoever asks for it while another waits already waits as well.
  void join() noexcept {
    cancel_->request();
    context_.stop();
    const std::lock_guard guard(joining_);
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
  }

  void keep(std::shared_ptr<Worker> self) noexcept { self_ = std::move(self); }

 private:
  using Timer = boost::asio::steady_timer;

  // What a timer cannot be set again for, such as memory that has run out, ends that timer alone.
  void run_timers() noexcept {
    for (bool ended = false; !ended;) {
      try {
        context_.run();
        ended = true;
      } catch (const std::exception&) {
        ended = cancel_->requested();
      }
    }
  }

  void arm(Timer& timer, std::chrono::milliseconds wait) {
    timer.expires_after(wait);
    timer.async_wait([this, &timer](const boost::system::error_code& error) {
      if (error || cancel_->requested()) return;
      tick_once();
      if (!cancel_->requested()) arm(timer, interval_);
    });
  }

  // Whatever goes wrong is told, and the next tick comes all the same.
  void tick_once() noexcept {
    const std::shared_ptr<Crm> crm = crm_.lock();
    if (!crm) return;
    Call call;
    call.cancel = cancel_;
    try {
      const auto done = tick(crm, call);
      if (done.ok() || done.status().code() == Code::kCancelled) return;
      crm->log().tell(LogLevel::kWarning,
                      [&] { return "a tick of the worker failed: " + done.status().message(); });
    } catch (const std::exception& error) {
      crm->log().tell(LogLevel::kError,
                      [&] { return std::string("a tick of the worker failed: ") + error.what(); });
    }
  }

  std::weak_ptr<Crm> crm_;  // it owns us
  std::chrono::milliseconds interval_;
  std::shared_ptr<CancelToken> cancel_;
  boost::asio::io_context context_;
  std::vector<Timer> timers_;
  std::vector<std::thread> threads_;
  std::vector<std::thread::id> ids_;  // of them, which is not asked of one that is being joined
  std::mutex joining_;
  std::shared_ptr<Worker> self_;  // in a child of a fork
};

WorkerSlot::WorkerSlot() = default;
WorkerSlot::~WorkerSlot() = default;

Status start_worker(const std::shared_ptr<Crm>& crm, const WorkerOptions& options) {
  PMM_TRY(crm->check_open());
  if (crm->store().read_only())
    return Status::denied("a store that is only read has nothing to be done");
  WorkerSlot& slot = crm->worker();
  const std::lock_guard guard(slot.mutex_);
  if (slot.worker_) return Status::misuse("db", "the worker runs already");
  auto worker = std::make_shared<Worker>(crm, options);
  try {
    worker->run();
  } catch (const std::system_error&) {
    return Status::no_memory();  // the threads that came to be end with it
  }
  slot.worker_ = std::move(worker);
  return {};
}

Status stop_worker(Crm& crm) {
  WorkerSlot& slot = crm.worker();
  std::shared_ptr<Worker> worker;
  {
    const std::lock_guard guard(slot.mutex_);
    worker = slot.worker_;
  }
  if (!worker) return {};
  if (worker->is_mine()) return Status::misuse("db", "the worker cannot wait for itself");
  // It is there until it has ended, so that nobody takes it for gone before.
  worker->join();
  const std::lock_guard guard(slot.mutex_);
  if (slot.worker_ == worker) slot.worker_.reset();
  return {};
}

void stop_worker_at_close(Crm& crm) noexcept {
  if (crm.check_process().ok()) {
    static_cast<void>(stop_worker(crm));
    return;
  }
  // Its threads did not come along, and a lock of theirs may be held for ever: it is never ended.
  if (crm.worker().worker_) crm.worker().worker_->keep(crm.worker().worker_);
}

}  // namespace pmm::runtime
