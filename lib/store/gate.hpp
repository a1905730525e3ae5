#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "base/call.hpp"
#include "base/fd.hpp"
#include "base/status.hpp"

namespace pmm::store {

// A file locked by flock. The lock is given up by name, not by closing alone: a child that was
// forked meanwhile holds a copy of the descriptor, and must neither keep the lock nor end it.
class FileLock {
 public:
  FileLock() noexcept = default;
  explicit FileLock(Fd locked) noexcept;
  FileLock(FileLock&& other) noexcept = default;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();
  bool held() const noexcept { return fd_.valid(); }

 private:
  Fd fd_;
  int process_ = 0;
};

// The turn to write, between processes. Two lock files make a turnstile: who holds `turn` waits
// for `gate` and lets the next one queue; the kernel keeps both queues and frees what a dead
// process held. Every write transaction and every checkpoint runs inside it.
//
// Handing the gate to another process costs more than a commit, so that a process that had to wait
// for it keeps it for a few milliseconds from write to write. Used by one thread at a time.
class Gate {
 public:
  class Keeper;

  // Holding it is holding the gate; letting go is destruction.
  class Pass {
   public:
    Pass() noexcept = default;
    explicit Pass(FileLock held) noexcept : held_(std::move(held)) {}
    Pass(FileLock held, std::shared_ptr<Keeper> keeper) noexcept
        : held_(std::move(held)), keeper_(std::move(keeper)) {}
    Pass(Pass&& other) noexcept = default;
    Pass& operator=(Pass&& other) noexcept;
    ~Pass();

   private:
    FileLock held_;
    std::shared_ptr<Keeper> keeper_;  // where others want it too: who may keep it a little
  };

  explicit Gate(const std::string& database_path);
  ~Gate();
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // Waits until `until` at the latest, then kBusy; a cancelled or expired call ends earlier.
  Result<Pass> enter(const Call& call, std::chrono::steady_clock::time_point until);

 private:
  Result<Pass> wait_in_line(FileLock turn, const Call& call,
                            std::chrono::steady_clock::time_point until);

  std::string turn_path_;
  std::string gate_path_;
  std::shared_ptr<Keeper> keeper_;  // from the first wait on
};

}  // namespace pmm::store
