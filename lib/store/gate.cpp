#include "store/gate.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "base/text.hpp"

namespace pmm::store {
namespace {

using TimePoint = std::chrono::steady_clock::time_point;
constexpr auto kCancelPoll = std::chrono::milliseconds(10);

Status io_error(const std::string& path, int error) {
  return {Code::kIo, text::quoted(path) + ": " + std::generic_category().message(error)};
}

Result<Fd> open_lock(const std::string& path) {
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd.valid()) return io_error(path, errno);
  return fd;
}

int lock_blocking(int fd) noexcept {
  while (::flock(fd, LOCK_EX) != 0)
    if (errno != EINTR) return errno;
  return 0;
}

// What a waiting thread and the one it waits for share. The kernel's queue can only be stood in
// by a thread that blocks, and a blocked thread cannot look at a deadline; so a thread of its own
// stands in the queue, and whoever gave up lets it find that out and let go.
struct Queued {
  std::mutex mutex;
  std::condition_variable changed;
  bool finished = false;
  bool abandoned = false;
  int error = 0;
  Fd fd;
};

void stand_in_queue(const std::shared_ptr<Queued>& queued) {
  const int error = lock_blocking(queued->fd.get());
  const std::lock_guard lock(queued->mutex);
  queued->finished = true;
  queued->error = error;
  if (queued->abandoned) const FileLock let_go(std::move(queued->fd));
  queued->changed.notify_one();
}

Result<FileLock> lock_file(const std::string& path, const Call& call, TimePoint until) {
  PMM_ASSIGN(Fd fd, open_lock(path));
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) return FileLock(std::move(fd));
  if (errno != EWOULDBLOCK && errno != EINTR) return io_error(path, errno);
  auto queued = std::make_shared<Queued>();
  queued->fd = std::move(fd);
  try {
    std::thread(stand_in_queue, queued).detach();
  } catch (const std::system_error& error) {
    return Status(Code::kNoMemory, std::string("no thread to wait for the gate: ") + error.what());
  }
  std::unique_lock lock(queued->mutex);
  while (!queued->finished) {
    Status stop = call.check();
    if (stop.ok() && std::chrono::steady_clock::now() >= until)
      stop = Status(Code::kBusy, "another process kept the turn to write for too long");
    if (!stop.ok()) {
      queued->abandoned = true;
      return stop;
    }
    auto wake = until;
    if (call.deadline && *call.deadline < wake) wake = *call.deadline;
    if (call.cancel) wake = std::min(wake, std::chrono::steady_clock::now() + kCancelPoll);
    queued->changed.wait_until(lock, wake);
  }
  if (queued->error != 0) return io_error(path, queued->error);
  return FileLock(std::move(queued->fd));
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}
Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

FileLock::FileLock(Fd locked) noexcept : fd_(std::move(locked)), process_(::getpid()) {}
FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(process_, other.process_);
  return *this;
}
FileLock::~FileLock() {
  if (fd_.valid() && process_ == ::getpid()) ::flock(fd_.get(), LOCK_UN);
}

Gate::Gate(const std::string& database_path)
    : turn_path_(database_path + ".turn"), gate_path_(database_path + ".gate") {}

Result<Gate::Pass> Gate::enter(const Call& call, TimePoint until) const {
  PMM_ASSIGN(const FileLock turn, lock_file(turn_path_, call, until));
  PMM_ASSIGN(FileLock gate, lock_file(gate_path_, call, until));
  return Pass(std::move(gate));
}

}  // namespace pmm::store
