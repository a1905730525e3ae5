#pragma once

#include <string>
#include <utility>

namespace pmm {

// A file descriptor that closes itself.
class Fd {
 public:
  Fd() noexcept = default;
  explicit Fd(int fd) noexcept : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd();
  int get() const noexcept { return fd_; }
  bool valid() const noexcept { return fd_ >= 0; }
  int release() noexcept { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

// The descriptor at a number of 3 or more: who prints to a standard stream that the host has closed
// must not print into our files. /dev/null is left in the place that it had, for good. errno tells
// why the result is not valid, and is kept where `fd` was not either.
Fd above_streams(Fd fd) noexcept;

// open(2) with O_CLOEXEC, above the standard streams.
Fd open_file(const std::string& path, int flags, unsigned mode = 0) noexcept;

}  // namespace pmm
