#include "base/new_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/digest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm {
namespace {

// What stands beside a store or another database, by its name.
constexpr std::array<std::string_view, 9> kBeside = {
    "-wal",    "-shm",           "-journal", ".gate", ".turn", ".columns", ".columns.partial",
    ".erased", ".erased.partial"};

// The file that such a name goes with; "" for other names.
std::string owner_of(std::string_view path) {
  for (const std::string_view suffix : kBeside)
    if (path.size() > suffix.size() && path.ends_with(suffix))
      return std::string(path.substr(0, path.size() - suffix.size()));
  return {};
}

}  // namespace

Result<NewFile> NewFile::create(const std::string& path, std::string_view field) {
  PMM_TRY(text::check(path, field, limits::kPathBytes));
  if (path.empty()) return Status::invalid(std::string(field), "the path is empty");
  NewFile file(path, std::string(field));
  PMM_TRY(file.may_replace());
  PMM_TRY(file.open());
  return file;
}

NewFile::NewFile(std::string path, std::string field)
    : path_(std::move(path)), field_(std::move(field)) {}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      field_(std::move(other.field_)),
      partial_(std::move(other.partial_)),
      fd_(std::move(other.fd_)),
      written_(other.written_) {
  other.partial_.clear();
}

NewFile::~NewFile() { discard(); }

void NewFile::discard() noexcept {
  fd_ = Fd();
  if (!partial_.empty()) ::unlink(partial_.c_str());
  partial_.clear();
}

Status NewFile::failed(const std::string& path, int error) const {
  const bool full = error == ENOSPC || error == EDQUOT;
  return {full ? Code::kFull : Code::kIo,
          text::quoted(path) + ": " + std::generic_category().message(error), field_};
}

Status NewFile::may_replace() const {
  struct stat info {};
  const std::string owner = owner_of(path_);
  if (!owner.empty() && ::stat(owner.c_str(), &info) == 0)
    return Status::conflict(
        field_,
        text::quoted(path_) + " is the name of a file that belongs to " + text::quoted(owner));
  if (::lstat(path_.c_str(), &info) != 0) return errno == ENOENT ? Status() : failed(path_, errno);
  if (!S_ISREG(info.st_mode))
    return Status::invalid(field_, text::quoted(path_) + " is not a regular file");
  // It is not opened to be looked at: closing it would drop the locks that this process may have on
  // it. What stands beside it tells.
  for (const char* suffix : {"-wal", "-shm", "-journal", ".gate"}) {
    const std::string beside = path_ + suffix;
    if (::lstat(beside.c_str(), &info) == 0)
      return Status::conflict(field_, text::quoted(path_) + " is a database and is not replaced");
  }
  return {};
}

Status NewFile::open() {
  std::string partial = path_ + "." + to_hex(random_bytes(4)) + ".partial";
  fd_ = open_file(partial, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (!fd_.valid()) return failed(partial, errno);
  partial_ = std::move(partial);
  return {};
}

Status NewFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::pwrite64(fd_.get(), bytes.data(), bytes.size(), written_);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) return failed(path_, errno);
    written_ += wrote;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return {};
}

Status NewFile::measure() {
  struct stat info {};
  if (::fstat(fd_.get(), &info) != 0) return failed(path_, errno);
  written_ = info.st_size;
  return {};
}

Status NewFile::publish() {
  if (::fsync(fd_.get()) != 0) return failed(path_, errno);
  // What came under the name meanwhile is looked at as what stood there in the beginning.
  PMM_TRY(may_replace());
  // Once it has its name nothing may need memory any more.
  const std::size_t slash = path_.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
  const Fd place = open_file(folder, O_RDONLY | O_DIRECTORY);
  if (!place.valid()) return failed(folder, errno);
  const bool renamed = ::rename(partial_.c_str(), path_.c_str()) == 0;
  const int refused = errno;
  const bool lasts = renamed && (::fsync(place.get()) == 0 || errno == EINVAL);
  const int error = renamed ? errno : refused;
  if (!renamed) return failed(path_, error);
  partial_.clear();
  fd_ = Fd();
  return lasts ? Status() : failed(folder, error);
}

}  // namespace pmm
