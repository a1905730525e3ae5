// A transaction that the host opens, fills call by call and ends; a watchdog ends it when it does
// not.
#include <unistd.h>

#include <algorithm>
#include <system_error>
#include <thread>

#include "base/signals.hpp"
#include "store/store.hpp"
#include "store/waiter.hpp"

namespace pmm::store {

using SteadyClock = std::chrono::steady_clock;

struct HostTransaction::State {
  std::shared_ptr<Store> store;
  Gate::Pass pass;
  Tx tx;
  std::mutex mutex;
  std::condition_variable ended;
  bool open = true;
  Code ended_by = Code::kMisuse;  // what later calls are told
  SteadyClock::time_point limit{};
  std::thread watchdog;

  State(std::shared_ptr<Store> owner, Gate::Pass held)
      : store(std::move(owner)),
        pass(std::move(held)),
        tx(*store->writer_, store->store_id_, store->hasher_) {}

  // With the mutex held.
  void end(bool committed, Code reason) noexcept {
    open = false;
    ended_by = reason;
    if (!committed) store->writer_->rollback();
    pass = Gate::Pass();
    store->drop_lead();
    ended.notify_all();
    if (reason != Code::kTimeout) return;
    store->log().tell(LogLevel::kWarning, [] {
      return std::string("a transaction of the host was rolled back: its time limit has passed");
    });
  }

  void watch() {
    std::unique_lock lock(mutex);
    if (ended.wait_until(lock, limit, [this] { return !open; })) return;
    end(false, Code::kTimeout);
  }

  // With the mutex held. The limit counts also when the watchdog has not woken up yet.
  Status check_open() {
    if (open && SteadyClock::now() >= limit) end(false, Code::kTimeout);
    if (open) return {};
    if (ended_by == Code::kMisuse)
      return Status::misuse("transaction", "the transaction has ended");
    return {ended_by, ended_by == Code::kTimeout
                          ? "the transaction was rolled back: it was open for too long"
                          : "the transaction was rolled back after an earlier failure"};
  }
};

HostTransaction::HostTransaction(std::unique_ptr<State> state) : state_(std::move(state)) {}

HostTransaction::~HostTransaction() {
  if (!state_->store->check_process().ok()) {
    // In a child of the owner neither the transaction nor its watchdog is ours to end.
    static_cast<void>(state_.release());
    return;
  }
  roll_back();
  if (state_->watchdog.joinable()) state_->watchdog.join();
}

Result<std::unique_ptr<HostTransaction>> Store::begin(const Call& call, std::uint32_t limit_ms) {
  PMM_TRY(check_process());
  if (options_.read_only) return Status::denied("the store was opened for reading only");
  PMM_TRY(call.check());
  {
    const Origin nobody;
    Waiter self{&nobody, &call, nullptr, {}, false, false, {}};
    std::unique_lock lock(queue_mutex_);
    queue_.push_back(&self);
    PMM_TRY(take_lead(self, lock));
    std::erase(queue_, &self);
  }
  // From here on the lead is ours: every way out gives it back.
  std::unique_ptr<HostTransaction::State> state;
  std::unique_ptr<HostTransaction> transaction;
  const auto open = [&]() -> Status {
    if (broken_) return broken();
    PMM_ASSIGN(Gate::Pass pass, enter_gate(call, busy_limit()));
    PMM_TRY(writer_->begin_write());
    state = std::make_unique<HostTransaction::State>(shared_from_this(), std::move(pass));
    PMM_TRY(start_tx(state->tx));
    transaction.reset(new HostTransaction(std::move(state)));
    return {};
  };
  Status opened;
  try {
    opened = open();
  } catch (const std::bad_alloc&) {
    opened = Status::no_memory();
  }
  if (!opened.ok()) {
    writer_->rollback();
    state.reset();
    drop_lead();
    return opened;
  }
  held_by_host_.store(true);
  auto* watched = transaction->state_.get();
  watched->limit = SteadyClock::now() + std::chrono::milliseconds(limit_ms);
  try {
    const SignalsBlocked blocked;
    watched->watchdog = std::thread([watched] { watched->watch(); });
  } catch (const std::system_error& error) {
    return Status(Code::kNoMemory,
                  std::string("no thread to watch a transaction: ") + error.what());
  }
  return transaction;
}

Status HostTransaction::run(const Origin& origin, const Call& call, const Work& work) {
  PMM_TRY(state_->store->check_process());
  Call limited = call;
  limited.deadline = std::min(call.deadline.value_or(state_->limit), state_->limit);
  const std::lock_guard lock(state_->mutex);
  PMM_TRY(state_->check_open());
  Store::Waiter waiter{&origin, &limited, &work, {}, true, false, {}};
  Status lost;
  try {
    lost = state_->store->run_one(state_->tx, waiter);
  } catch (const std::bad_alloc&) {
    lost = Status::no_memory();
  }
  if (lost.ok()) return std::move(waiter.outcome);
  state_->end(false, lost.code());
  return lost;
}

Status HostTransaction::commit() {
  PMM_TRY(state_->store->check_process());
  Store& store = *state_->store;
  {
    const std::lock_guard lock(state_->mutex);
    PMM_TRY(state_->check_open());
    Status committed;
    try {
      committed = store.commit_tx(state_->tx);
    } catch (const std::bad_alloc&) {
      committed = Status::no_memory();
    }
    state_->end(committed.ok(), Code::kMisuse);
    (committed.ok() ? store.writes_ : store.refused_) += state_->tx.writes();
    store.tell_failed(committed);
    if (!committed.ok()) return committed;
  }
  store.checkpoint_if_large();
  return {};
}

void HostTransaction::roll_back() noexcept {
  if (state_->store->process_ != ::getpid()) return;
  const std::lock_guard lock(state_->mutex);
  if (state_->open) state_->end(false, Code::kMisuse);
}

}  // namespace pmm::store
