#include "store/sqlite/lock_probe.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

#include "base/text.hpp"
#include "store/gate.hpp"

namespace pmm::store {
namespace {

// Where SQLite keeps its locks (walformat, section 2.3.1, and the locking of the rollback modes).
constexpr off_t kWriteLockByte = 120;       // shared memory: the one writer
constexpr off_t kPresenceByte = 128;        // shared memory: who has it open
constexpr off_t kSharedBytes = 0x40000002;  // database: who has it open in write-ahead mode
constexpr off_t kSharedSize = 510;

struct SharedDescriptors {
  struct Entry {
    int fd = -1;
    int users = 0;
    bool once_unlinked = false;
  };
  std::mutex mutex;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Entry> by_inode;
};

SharedDescriptors& shared_descriptors() {
  static auto* const registry = new SharedDescriptors;  // NOLINT: outlives every static destructor
  return *registry;
}

// A shared memory that other processes still use may be opened again here at any time, by a
// connection whose probe is not attached yet; its descriptor stays until the file has no name.
bool may_close(const SharedDescriptors::Entry& entry) noexcept {
  if (entry.users > 0) return false;
  struct stat info {};
  return !entry.once_unlinked || (::fstat(entry.fd, &info) == 0 && info.st_nlink == 0);
}

void close_unused(SharedDescriptors& shared) noexcept {
  for (auto i = shared.by_inode.begin(); i != shared.by_inode.end();) {
    if (may_close(i->second)) {
      ::close(i->second.fd);
      i = shared.by_inode.erase(i);
    } else {
      ++i;
    }
  }
}

Status gone(const std::string& path, const char* what) {
  return {Code::kForeignAccess, text::quoted(path) + " " + what +
                                    "; writing was refused, close and open the store again"};
}

// Who, if anybody, would be in the way of a lock on these bytes: seen through a descriptor that
// owns no lock, so that our own process is seen too.
Result<struct flock> find_lock(int fd, const std::string& path, off_t start, off_t size) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = size;
  if (::fcntl(fd, F_OFD_GETLK, &lock) != 0)
    return Status(Code::kIo, std::generic_category().message(errno), path);
  return lock;
}

}  // namespace

Result<LockProbe::Identity> LockProbe::identify(const std::string& path) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0) return gone(path, "is not there any more");
  return Identity{path, info.st_dev, info.st_ino};
}

// The descriptor is opened only when the process has none on this very file yet.
Result<LockProbe::Held> LockProbe::hold(const std::string& path, Close close) {
  PMM_ASSIGN(Identity file, identify(path));
  SharedDescriptors& shared = shared_descriptors();
  const std::lock_guard lock(shared.mutex);
  close_unused(shared);
  const auto [found, added] = shared.by_inode.try_emplace({file.device, file.inode});
  SharedDescriptors::Entry& entry = found->second;
  if (added) {
    entry.once_unlinked = close == Close::kOnceUnlinked;
    entry.fd = open_file(path, O_RDONLY | O_NOFOLLOW).release();
    if (entry.fd < 0) {
      const int error = errno;
      shared.by_inode.erase(found);
      return Status(Code::kIo, text::quoted(path) + ": " + std::generic_category().message(error),
                    "path");
    }
  }
  ++entry.users;
  return Held{std::move(file), entry.fd};
}

void LockProbe::let_go(const Held& held) noexcept {
  if (held.fd < 0) return;
  SharedDescriptors& shared = shared_descriptors();
  const std::lock_guard lock(shared.mutex);
  const auto found = shared.by_inode.find({held.file.device, held.file.inode});
  if (found != shared.by_inode.end()) --found->second.users;
  close_unused(shared);
}

Status LockProbe::attach_database(const std::string& path) {
  process_ = ::getpid();
  PMM_ASSIGN(database_, hold(path, Close::kWithLastUser));
  return {};
}

Status LockProbe::attach_log(const std::string& path, bool needed) {
  if (!needed && !identify(path + "-shm").ok()) return {};
  PMM_ASSIGN(log_, identify(path + "-wal"));
  PMM_ASSIGN(memory_, hold(path + "-shm", Close::kOnceUnlinked));
  return {};
}

LockProbe::~LockProbe() {
  if (process_ != ::getpid()) return;  // a child of the owner
  let_go(memory_);
  let_go(database_);
}

Status LockProbe::check_files() const {
  for (const Identity* file : {&database_.file, &log_, &memory_.file}) {
    struct stat info {};
    if (::lstat(file->path.c_str(), &info) != 0)
      return gone(file->path, "was removed by other code");
    if (info.st_dev != file->device || info.st_ino != file->inode)
      return gone(file->path, "was replaced by other code");
  }
  return {};
}

// The write lock must be this process's own. The two that say "open here" are shared with other
// processes and cannot be told apart, but harm begins only when nobody holds them: then the next
// process to come takes the log for abandoned.
Status LockProbe::check() const {
  PMM_TRY(check_files());
  PMM_ASSIGN(const auto write, find_lock(memory_.fd, memory_.file.path, kWriteLockByte, 1));
  if (write.l_type != F_WRLCK || write.l_pid != ::getpid())
    return gone(memory_.file.path, "lost its write lock to other code in this process");
  PMM_ASSIGN(const auto presence, find_lock(memory_.fd, memory_.file.path, kPresenceByte, 1));
  if (presence.l_type == F_UNLCK)
    return gone(memory_.file.path, "lost its locks to other code in this process");
  PMM_ASSIGN(const auto shared,
             find_lock(database_.fd, database_.file.path, kSharedBytes, kSharedSize));
  if (shared.l_type == F_UNLCK)
    return gone(database_.file.path, "lost its locks to other code in this process");
  return {};
}

}  // namespace pmm::store
