// How waiting writes become one transaction with one sync. The first waiter leads: it takes the
// gate, runs its own write and those of everybody who waits, commits once, and answers all.
#include <algorithm>
#include <thread>

#include "store/store.hpp"
#include "store/waiter.hpp"

namespace pmm::store {

using SteadyClock = std::chrono::steady_clock;

namespace {
// How long a leader with company waits for the group to grow to the size of the last one.
constexpr auto kLinger = std::chrono::microseconds(200);

// The connection looks at a call as long as this stands.
class Watching {
 public:
  Watching(Connection& connection, const Call* call) noexcept : connection_(connection) {
    connection_.watch(call);
  }
  ~Watching() { connection_.watch(nullptr); }
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;

 private:
  Connection& connection_;
};

// An answer that must be given also when there is no memory to tell it.
template <class Make>
Status answer(Make&& make) noexcept {
  try {
    return make();
  } catch (const std::exception&) {
    return Status::no_memory();
  }
}
}  // namespace

Status Store::write(const Origin& origin, const Call& call, const Work& work) {
  PMM_TRY(check_process());
  if (options_.read_only) return Status::denied("the store was opened for reading only");
  PMM_TRY(call.check());
  const auto since = SteadyClock::now();
  Waiter self{&origin, &call, &work, {}, false, false, {}};
  std::unique_lock lock(queue_mutex_);
  queue_.push_back(&self);
  PMM_TRY(take_lead(self, lock));
  if (!self.done) {
    lock.unlock();
    lead(self);
    lock.lock();
  }
  note_wait(since);
  return std::move(self.outcome);
}

// Waits until the write is done by another leader, or until it is this thread's turn to lead.
Status Store::take_lead(Waiter& self, std::unique_lock<std::mutex>& lock) {
  const auto busy = busy_limit();
  while (!self.done) {
    if (!led_ && queue_.front() == &self) {
      led_ = true;
      return {};
    }
    if (!self.picked) {
      Status stop = answer([&]() -> Status {
        PMM_TRY(self.call->check());
        if (SteadyClock::now() < busy) return {};
        return {Code::kBusy, "the turn to write did not come within the busy timeout"};
      });
      if (!stop.ok()) {
        std::erase(queue_, &self);
        if (!led_ && !queue_.empty()) queue_.front()->wake.notify_one();
        return stop;
      }
      auto until = busy;
      if (self.call->deadline) until = std::min(until, *self.call->deadline);
      if (self.call->cancel) until = std::min(until, SteadyClock::now() + kCancelPoll);
      self.wake.wait_until(lock, until);
    } else {
      self.wake.wait(lock);
    }
  }
  return {};
}

void Store::drop_lead() noexcept {
  const std::lock_guard lock(queue_mutex_);
  led_ = false;
  held_by_host_.store(false);
  if (!queue_.empty()) queue_.front()->wake.notify_one();
}

void Store::lead(Waiter& self) {
  std::vector<Waiter*> group;
  Status outcome;
  try {
    group.reserve(limits::kGroupWrites);  // so that nobody can be picked and then lost
    outcome = commit_group(group, *self.call);
  } catch (const std::bad_alloc&) {
    writer_->rollback();
    outcome = Status::no_memory();
  } catch (const std::exception& error) {
    writer_->rollback();
    outcome = answer([&] { return Status::internal(error.what()); });
  }
  finish(group, outcome);
  if (!self.done) {
    // The gate did not open, so nobody was picked: this leader's failure alone, the others try
    // for themselves.
    const std::lock_guard lock(queue_mutex_);
    std::erase(queue_, &self);
    self.outcome = std::move(outcome);
    self.done = true;
  }
  drop_lead();
  checkpoint_if_large();
}

// Moves what waits into the group, up to the first host transaction.
bool Store::take_arrivals(std::vector<Waiter*>& group) {
  const std::lock_guard lock(queue_mutex_);
  const std::size_t before = group.size();
  while (!queue_.empty() && queue_.front()->work != nullptr &&
         group.size() < limits::kGroupWrites) {
    group.push_back(queue_.front());
    group.back()->picked = true;
    queue_.pop_front();
  }
  return group.size() > before;
}

// A full disk or a failing one fails the group, not only the write that met it.
bool Store::fails_group(const Status& outcome) noexcept {
  const Code code = outcome.code();
  return code == Code::kFull || code == Code::kIo || code == Code::kCorrupt;
}

Status Store::run_group(Tx& tx, std::vector<Waiter*>& group) {
  const std::size_t expected = last_group_;
  const auto linger_until = SteadyClock::now() + kLinger;
  std::size_t next = 0;
  for (;;) {
    if (!take_arrivals(group)) {
      const bool wait_more =
          expected > 1 && group.size() < std::min(expected, limits::kGroupWrites);
      if (!wait_more || SteadyClock::now() >= linger_until) break;
      std::this_thread::yield();
      continue;
    }
    for (; next < group.size(); ++next) {
      PMM_TRY(run_one(tx, *group[next]));
      if (fails_group(group[next]->outcome))
        return {group[next]->outcome.code(), group[next]->outcome.message()};
    }
  }
  last_group_ = std::max<std::size_t>(1, group.size());
  return {};
}

Status Store::broken() {
  return {Code::kIo, "an earlier commit failed in the file system; open the store again"};
}

// Whether the schema is still ours need only be asked when somebody else has written.
Status Store::start_tx(Tx& tx) {
  PMM_TRY(tx.start());
  if (tx.last_seq() == journal_) return {};
  PMM_TRY(still_known(*writer_));
  journal_ = tx.last_seq();
  return {};
}

// What the host must hear of, besides the writers themselves.
void Store::tell_failed(const Status& outcome) const noexcept {
  const bool foreign = outcome.code() == Code::kForeignAccess;
  if (!foreign && !fails_group(outcome)) return;
  options_.log.tell(LogLevel::kError, [&] {
    return (foreign ? "foreign access: " : "a commit failed: ") + outcome.message();
  });
}

// Commits what the transaction holds, unless somebody else has tampered with our locks. A commit
// that failed in the file system may be half there: the store then refuses to write until it is
// opened again.
Status Store::commit_tx(Tx& tx) {
  PMM_TRY(tx.finish());
  if (!options_.unsafe_without_gate) PMM_TRY(probe_.check());
  Status committed = writer_->commit();
  if (committed.code() == Code::kIo) broken_ = true;
  if (!committed.ok()) return committed;
  journal_ = tx.last_seq();
  ++groups_;
  wal_bytes_ = writer_->wal_bytes();
  if (wal_bytes_ <= options_.wal_limit_bytes) checkpoint_above_ = options_.wal_limit_bytes;
  return {};
}

Status Store::commit_group(std::vector<Waiter*>& group, const Call& own_call) {
  if (broken_) return broken();
  PMM_ASSIGN(const Gate::Pass pass, enter_gate(own_call, busy_limit()));
  PMM_TRY(writer_->begin_write());
  Tx tx(*writer_, store_id_, hasher_);
  Status outcome = start_tx(tx);
  if (outcome.ok()) outcome = run_group(tx, group);
  if (outcome.ok() && tx.writes() > 0) outcome = commit_tx(tx);
  if (!outcome.ok() || tx.writes() == 0) writer_->rollback();
  tell_failed(outcome);
  return outcome;
}

// One write in a savepoint of its own. What it throws or returns is its outcome, nobody else's.
// What this function returns is the group's: the transaction is gone, or the write's changes could
// not be told from the others'.
Status Store::run_one(Tx& tx, Waiter& waiter) {
  Status began = waiter.call->check();
  if (began.ok()) began = tx.begin_write(*waiter.origin, options_.clock());
  if (!began.ok()) {
    waiter.outcome = std::move(began);
    return still_open(waiter.outcome);
  }
  try {
    const Watching watching(*writer_, waiter.call);
    waiter.outcome = (*waiter.work)(tx);
  } catch (const std::bad_alloc&) {
    waiter.outcome = Status::no_memory();
  } catch (const std::exception& error) {
    options_.log.tell(LogLevel::kError,
                      [&] { return std::string("a write threw: ") + error.what(); });
    waiter.outcome = answer([&] { return Status::internal(error.what()); });
  }
  PMM_TRY(still_open(waiter.outcome));
  return tx.end_write(waiter.outcome.ok());
}

// Some failures make SQLite roll the whole transaction back.
Status Store::still_open(const Status& outcome) const {
  if (writer_->in_transaction()) return {};
  return {outcome.ok() ? Code::kIo : outcome.code(),
          "the database ended the transaction by itself: " + outcome.message()};
}

// Answers the group. A failed commit fails every write of it that had gone well so far.
void Store::finish(std::vector<Waiter*>& group, const Status& outcome) {
  for (Waiter* waiter : group) {
    if (!outcome.ok() && waiter->outcome.ok())
      waiter->outcome =
          answer([&] { return Status(outcome.code(), outcome.message(), outcome.field()); });
    ++(waiter->outcome.ok() ? writes_ : refused_);
  }
  const std::lock_guard lock(queue_mutex_);
  for (Waiter* waiter : group) {
    waiter->done = true;
    waiter->wake.notify_one();
  }
}

void Store::note_wait(SteadyClock::time_point since) noexcept {
  raise_to(longest_wait_us_, us_since(since));
}

void Store::raise_to(std::atomic<std::int64_t>& longest, std::int64_t value) noexcept {
  std::int64_t known = longest.load();
  while (value > known && !longest.compare_exchange_weak(known, value)) {
  }
}

// Inside the gate. True when the log is empty now.
bool Store::fold_log() {
  const auto since = SteadyClock::now();
  const std::int64_t bytes = writer_->wal_bytes();
  const auto folded = writer_->checkpoint();
  const std::int64_t us = us_since(since);
  const bool done = folded.ok() && *folded;
  ++(done ? checkpoints_ : postponed_);
  if (done) wal_bytes_ = 0;
  options_.log.tell(folded.ok() ? LogLevel::kDebug : LogLevel::kWarning, [&] {
    const std::string log = "a log of " + std::to_string(bytes) + " bytes, " +
                            std::to_string(bytes / Connection::kPageBytes) + " pages";
    if (done) return "folded " + log + ", into the store in " + std::to_string(us) + " us";
    return "postponed folding " + log + ": " +
           (folded.ok() ? "readers still need a part of it" : folded.status().message());
  });
  return done;
}

void Store::checkpoint_in_turn(const Call& call) {
  const auto pass = enter_gate(call, busy_limit());
  if (!pass.ok()) return;
  checkpoint_above_ =
      fold_log() ? options_.wal_limit_bytes : wal_bytes_ + options_.wal_limit_bytes / 4;
}

// As a leader that has nothing to write.
Result<bool> Store::fold_in_turn(const Call& call) {
  {
    const Origin nobody;
    Waiter self{&nobody, &call, nullptr, {}, false, false, {}};
    std::unique_lock lock(queue_mutex_);
    queue_.push_back(&self);
    PMM_TRY(take_lead(self, lock));
    std::erase(queue_, &self);
  }
  const auto fold = [&]() -> Result<bool> {
    if (broken_) return broken();
    PMM_ASSIGN(const Gate::Pass pass, enter_gate(call, busy_limit()));
    PMM_TRY(probe_.check_files());
    return fold_log();
  };
  Result<bool> folded = Status::no_memory();
  try {
    folded = fold();
  } catch (const std::bad_alloc&) {
    folded = Status::no_memory();
  }
  drop_lead();
  return folded;
}

// Readers are not hindered: their snapshots end by themselves, and are waited for outside the gate.
Status Store::fold(const Call& call) {
  PMM_TRY(check_process());
  if (options_.read_only) return Status::denied("the store was opened for reading only");
  const auto until = busy_limit();
  for (;;) {
    PMM_TRY(call.check());
    PMM_ASSIGN(const bool folded, fold_in_turn(call));
    if (folded) return {};
    if (SteadyClock::now() >= until)
      return {Code::kBusy, "readers keep a part of the log, which still has what was deleted"};
    std::this_thread::sleep_for(kCancelPoll);
  }
}

// Folds the log into the file. Everybody has been answered; whoever writes meanwhile queues up.
// What readers still need stays in the log; then it may grow by a quarter before the next try.
void Store::checkpoint_if_large() noexcept {
  if (wal_bytes_ <= checkpoint_above_) return;
  try {
    const Call call;
    {
      const std::lock_guard lock(queue_mutex_);
      if (led_) return;  // the next leader will do it
      led_ = true;
    }
    checkpoint_in_turn(call);
    drop_lead();
  } catch (const std::bad_alloc&) {
    drop_lead();  // the log stays large until the next group
  }
}

}  // namespace pmm::store
