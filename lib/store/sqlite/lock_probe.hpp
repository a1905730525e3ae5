#pragma once

#include <cstdint>
#include <string>

#include "base/status.hpp"

namespace pmm::store {

// Notices that somebody took our file locks away. POSIX locks belong to the process: any close()
// of the database or of its shared memory by other code in this process, such as a second copy of
// SQLite, drops them all in silence, and a rename or an unlink leaves us writing into a file that
// nobody else sees. Asked inside a write transaction, before its commit.
//
// The probe needs descriptors of its own on both files, and closing one drops the locks of every
// connection of this process. So a store attaches before its first connection is opened, lets go
// after its last one is closed, and all stores of the process share the descriptors.
class LockProbe {
 public:
  LockProbe() = default;
  LockProbe(const LockProbe&) = delete;
  LockProbe& operator=(const LockProbe&) = delete;
  ~LockProbe();

  // Called before SQLite opens the database.
  Status attach_database(const std::string& path);
  // Called while SQLite has the database open in write-ahead mode. Without `needed` a database
  // that has no log is taken as it is.
  Status attach_log(const std::string& path, bool needed);

  // kForeignAccess when the locks that SQLite believes to hold are not in the kernel, or when the
  // database, its log or its shared memory are no longer the files that were opened.
  Status check() const;
  // Only the second half of it.
  Status check_files() const;

 private:
  struct Identity {
    std::string path;
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
  };
  struct Held {
    Identity file;
    int fd = -1;
  };
  enum class Close { kWithLastUser, kOnceUnlinked };
  static Result<Identity> identify(const std::string& path);
  static Result<Held> hold(const std::string& path, Close close);
  static void let_go(const Held& held) noexcept;

  Held database_;
  Held memory_;
  Identity log_;
  int process_ = 0;
};

}  // namespace pmm::store
