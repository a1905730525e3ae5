#include "file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <utility>

#include "settings.hpp"
#include "text.hpp"

namespace cli {
namespace {

// A little over what the library takes, so that it is the library that says what is too long.
constexpr std::size_t kMostBytes = 2 * 1024 * 1024;

struct Closer {
  void operator()(std::FILE* file) const noexcept {
    if (file != stdin) std::fclose(file);
  }
};

}  // namespace

std::string read_input(const std::string& path) {
  const std::unique_ptr<std::FILE, Closer> file(path == "-" ? stdin
                                                            : std::fopen(path.c_str(), "rb"));
  if (!file) {
    const std::string why = printable(path) + ": " + std::strerror(errno);
    if (errno == ENOENT) throw NotFoundError(why);
    throw DataError(why);
  }
  std::string text;
  std::array<char, 65536> buffer{};
  while (text.size() < kMostBytes) {
    const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), file.get());
    if (size == 0) break;
    text.append(buffer.data(), size);
  }
  if (std::ferror(file.get()) != 0) throw DataError(printable(path) + ": cannot be read");
  return text;
}

UnfinishedFile::UnfinishedFile(std::string wanted)
    : wanted_(std::move(wanted)), path_(wanted_ + ".restoring-" + std::to_string(::getpid())) {}

// Opening it for writing may have put files beside it.
UnfinishedFile::~UnfinishedFile() {
  for (const char* suffix : {"", "-wal", "-shm", ".gate", ".turn", ".erased"})
    ::unlink((path_ + suffix).c_str());
}

void UnfinishedFile::publish() const {
  const auto fail = [this] { throw DataError(printable(wanted_) + ": " + std::strerror(errno)); };
  if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, wanted_.c_str(), RENAME_NOREPLACE) != 0)
    fail();
  // A new name lasts only when the folder that holds it is on disk too.
  const std::size_t slash = wanted_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : wanted_.substr(0, slash + 1);
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = fd >= 0 && (::fsync(fd) == 0 || errno == EINVAL);
  if (fd >= 0) ::close(fd);
  if (!synced) fail();
}

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(std::filesystem::symlink_status(path, error));
}

}  // namespace cli
