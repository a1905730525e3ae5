#include "store/gate.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "base/signals.hpp"
#include "base/text.hpp"

namespace pmm::store {
namespace {

using TimePoint = std::chrono::steady_clock::time_point;

Status io_error(const std::string& path, int error) {
  return {Code::kIo, text::quoted(path) + ": " + std::generic_category().message(error)};
}

Result<Fd> open_lock(const std::string& path) {
  Fd fd = open_file(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
  if (!fd.valid()) return io_error(path, errno);
  return fd;
}

// Without waiting; a lock that is not held when somebody else has it.
Result<FileLock> try_lock(const std::string& path) {
  PMM_ASSIGN(Fd fd, open_lock(path));
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return FileLock();
    if (errno != EINTR) return io_error(path, errno);
  }
  return FileLock(std::move(fd));
}

Result<FileLock> lock_blocking(const std::string& path) {
  PMM_ASSIGN(Fd fd, open_lock(path));
  while (::flock(fd.get(), LOCK_EX) != 0)
    if (errno != EINTR) return io_error(path, errno);
  return FileLock(std::move(fd));
}

}  // namespace

FileLock::FileLock(Fd locked) noexcept : fd_(std::move(locked)), process_(::getpid()) {}
FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(process_, other.process_);
  return *this;
}
FileLock::~FileLock() {
  if (fd_.valid() && process_ == ::getpid()) ::flock(fd_.get(), LOCK_UN);
}

// A thread of its own that stands in the kernel's queue for the gate: one that blocks there cannot
// look at a deadline. It also lets go of a gate that its process kept and did not use. It is never
// waited for, since the kernel's queue may be long: it shares this object with the gate, and ends
// by itself.
class Gate::Keeper : public std::enable_shared_from_this<Gate::Keeper> {
 public:
  Keeper(std::string turn_path, std::string gate_path)
      : turn_path_(std::move(turn_path)), gate_path_(std::move(gate_path)), process_(::getpid()) {}

  void start() {
    const SignalsBlocked blocked;
    std::thread([self = shared_from_this()] { self->work(); }).detach();
  }

  void retire() noexcept {
    if (process_ != ::getpid()) return;  // the thread, and whatever it locked, stayed in the parent
    const std::lock_guard lock(mutex_);
    retired_ = true;
    kept_ = FileLock();
    to_keeper_.notify_one();
  }

  // The gate, if it was kept; `queueing` tells whether the thread stands in line already.
  FileLock take_kept(bool& queueing) noexcept {
    const std::lock_guard lock(mutex_);
    queueing = state_ == State::kQueueing;
    return std::move(kept_);
  }

  // Lets the thread stand in line, behind `turn` if that is held, and waits for it.
  Result<FileLock> wait(FileLock turn, const Call& call, TimePoint until) {
    std::unique_lock lock(mutex_);
    const Wanted wanted(wanted_);
    last_wait_ = std::chrono::steady_clock::now();
    if (state_ != State::kQueueing) {
      state_ = State::kQueueing;
      turn_ = std::move(turn);
      to_keeper_.notify_one();
    }
    while (state_ == State::kQueueing) {
      Status stop = call.check();
      if (stop.ok() && std::chrono::steady_clock::now() >= until)
        stop = Status(Code::kBusy, "another process kept the turn to write for too long");
      if (!stop.ok()) return stop;
      auto wake = until;
      if (call.deadline && *call.deadline < wake) wake = *call.deadline;
      if (call.cancel) wake = std::min(wake, std::chrono::steady_clock::now() + kCancelPoll);
      to_caller_.wait_until(lock, wake);
    }
    PMM_TRY(std::move(outcome_));
    since_ = std::chrono::steady_clock::now();
    return std::move(kept_);
  }

  // The gate was free this time. Whether others wait for it as a rule: then it is worth keeping.
  bool worth_keeping() noexcept {
    const std::lock_guard lock(mutex_);
    since_ = std::chrono::steady_clock::now();
    return since_ - last_wait_ < kContention;
  }

  // Keeps the gate for whoever writes next, unless this process has had it for long enough.
  void leave(FileLock held) noexcept {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    // `held` lets go. What the thread itself queues for must not be kept from it.
    if (retired_ || state_ == State::kQueueing || now - since_ >= kTenure) return;
    kept_ = std::move(held);
    kept_until_ = now + kKeep;
    if (state_ == State::kIdle) {
      state_ = State::kWatching;
      to_keeper_.notify_one();
    }
  }

 private:
  enum class State { kIdle, kQueueing, kWatching };
  // Somebody waits, as long as this stands; whatever way the waiting ends.
  class Wanted {
   public:
    explicit Wanted(bool& flag) noexcept : flag_(flag) { flag_ = true; }
    ~Wanted() { flag_ = false; }
    Wanted(const Wanted&) = delete;
    Wanted& operator=(const Wanted&) = delete;

   private:
    bool& flag_;
  };
  static constexpr auto kTenure = std::chrono::milliseconds(4);
  static constexpr auto kKeep = std::chrono::microseconds(300);
  static constexpr auto kContention = std::chrono::milliseconds(200);

  void work() {
    std::unique_lock lock(mutex_);
    while (!retired_) {
      if (state_ == State::kQueueing)
        stand_in_line(lock);
      else if (state_ == State::kWatching)
        watch(lock);
      else
        to_keeper_.wait(lock);
    }
  }

  void stand_in_line(std::unique_lock<std::mutex>& lock) {
    FileLock turn = std::move(turn_);
    lock.unlock();
    FileLock gate;
    Status outcome;
    try {
      outcome = queue_up(std::move(turn), gate);
    } catch (const std::bad_alloc&) {
      outcome = Status::no_memory();
    }
    lock.lock();
    outcome_ = std::move(outcome);
    state_ = State::kIdle;
    if (!wanted_) return;  // `gate` lets go
    kept_ = std::move(gate);
    since_ = std::chrono::steady_clock::now();
    kept_until_ = since_ + kKeep;
    state_ = State::kWatching;
    to_caller_.notify_one();
  }

  Status queue_up(FileLock turn, FileLock& gate) const {
    if (!turn.held()) {
      PMM_ASSIGN(turn, lock_blocking(turn_path_));
    }
    PMM_ASSIGN(gate, lock_blocking(gate_path_));
    return {};
  }

  // Sleeps while the gate is kept or in use here, and lets go of it once nobody came for it.
  void watch(std::unique_lock<std::mutex>& lock) {
    const auto now = std::chrono::steady_clock::now();
    if (now >= kept_until_) {
      if (!wanted_ && (kept_.held() || now - since_ >= kTenure)) {
        kept_ = FileLock();
        state_ = State::kIdle;
        return;
      }
      kept_until_ = now + kKeep;  // in use, or about to be
    }
    to_keeper_.wait_until(lock, kept_until_);
  }

  const std::string turn_path_, gate_path_;
  const int process_;
  std::mutex mutex_;
  std::condition_variable to_keeper_, to_caller_;
  State state_ = State::kIdle;
  bool retired_ = false;
  bool wanted_ = false;  // somebody waits for what the thread stands in line for
  Status outcome_;       // of standing in line
  FileLock turn_;        // held before the thread began to
  FileLock kept_;        // the gate, between two writes of this process
  TimePoint since_{}, kept_until_{}, last_wait_{};
};

Gate::Pass& Gate::Pass::operator=(Pass&& other) noexcept {
  std::swap(held_, other.held_);
  std::swap(keeper_, other.keeper_);
  return *this;
}

Gate::Pass::~Pass() {
  if (keeper_ && held_.held()) keeper_->leave(std::move(held_));
}

Gate::Gate(const std::string& database_path)
    : turn_path_(database_path + ".turn"), gate_path_(database_path + ".gate") {}

Gate::~Gate() {
  if (keeper_) keeper_->retire();
}

Result<Gate::Pass> Gate::enter(const Call& call, TimePoint until) {
  if (keeper_) {
    bool queueing = false;
    FileLock kept = keeper_->take_kept(queueing);
    if (kept.held()) return Pass(std::move(kept), keeper_);
    if (queueing) return wait_in_line(FileLock(), call, until);
  }
  PMM_ASSIGN(FileLock turn, try_lock(turn_path_));
  if (!turn.held()) return wait_in_line(FileLock(), call, until);
  PMM_ASSIGN(FileLock gate, try_lock(gate_path_));
  if (!gate.held()) return wait_in_line(std::move(turn), call, until);
  if (keeper_ && keeper_->worth_keeping()) return Pass(std::move(gate), keeper_);
  return Pass(std::move(gate));
}

Result<Gate::Pass> Gate::wait_in_line(FileLock turn, const Call& call, TimePoint until) {
  if (!keeper_) {
    auto keeper = std::make_shared<Keeper>(turn_path_, gate_path_);
    try {
      keeper->start();
    } catch (const std::system_error& error) {
      return Status(Code::kNoMemory,
                    std::string("no thread to wait for the gate: ") + error.what());
    }
    keeper_ = std::move(keeper);
  }
  PMM_ASSIGN(FileLock gate, keeper_->wait(std::move(turn), call, until));
  return Pass(std::move(gate), keeper_);
}

}  // namespace pmm::store
