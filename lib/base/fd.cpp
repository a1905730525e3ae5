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

Fd above_streams(int fd) noexcept {
  if (fd < 0 || fd > 2) return Fd(fd);
  const int above = ::fcntl(fd, F_DUPFD_CLOEXEC, 3);
  const int error = errno;
  const Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  // The place stays taken, as SQLite leaves it, so that the next file does not land there either.
  if (null.get() > 2)
    ::dup2(null.get(), fd);
  else
    ::close(fd);
  errno = error;
  return Fd(above);
}

Fd open_file(const std::string& path, int flags, unsigned mode) noexcept {
  return above_streams(::open(path.c_str(), flags | O_CLOEXEC, mode));
}

}  // namespace pmm
