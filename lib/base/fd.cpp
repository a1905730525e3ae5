#include "base/fd.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace pmm {

Fd& Fd::operator=(Fd&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

Fd above_streams(Fd fd) noexcept {
  if (!fd.valid() || fd.get() > 2) return fd;
  Fd above(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3));
  const int error = errno;
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  // The place stays taken, as SQLite leaves it, so that the next file does not land there either.
  if (null.get() > 2 && ::dup2(null.get(), fd.get()) >= 0) fd.release();
  fd = Fd();
  errno = error;
  return above;
}

Fd open_file(const std::string& path, int flags, unsigned mode) noexcept {
  return above_streams(Fd(::open(path.c_str(), flags | O_CLOEXEC, mode)));
}

}  // namespace pmm
