#include "store/side_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/text.hpp"

namespace pmm::store {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;
// Room that a file that could be made again leaves to what cannot, besides its own size once more.
constexpr std::uint64_t kSpareBytes = std::uint64_t{16} << 20;

Status file_error(const std::string& path, int error) {
  const Code code = error == ENOSPC || error == EDQUOT || error == EFBIG ? Code::kFull : Code::kIo;
  return {code, text::quoted(path) + ": " + std::generic_category().message(error)};
}

std::int64_t written_ns(const struct stat& info) noexcept {
  return std::int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

std::string partial_of(const std::string& path) { return path + ".partial"; }

// Whether the name still is that of the open file, and not of another that came in its place.
bool is_named(const std::string& path, const Fd& fd) noexcept {
  struct stat mine {
  }, named{};
  return ::fstat(fd.get(), &mine) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         named.st_dev == mine.st_dev && named.st_ino == mine.st_ino;
}

}  // namespace

// --- Reading -----------------------------------------------------------------------------------

Result<std::shared_ptr<const SideFile>> SideFile::open(const std::string& path,
                                                       std::int64_t most_bytes) {
  std::shared_ptr<SideFile> file(new SideFile);
  // Whatever stands there: it is neither followed nor waited for.
  file->fd_ = open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!file->fd_.valid()) {
    if (errno == ENOENT) return Status::not_found("path", text::quoted(path) + " does not exist");
    return file_error(path, errno);
  }
  struct stat info {};
  if (::fstat(file->fd_.get(), &info) != 0) return file_error(path, errno);
  if (!S_ISREG(info.st_mode))
    return Status(Code::kCorrupt, text::quoted(path) + " is not a regular file");
  if (most_bytes != 0 && info.st_size > most_bytes)
    return Status::limit("path",
                         text::quoted(path) + " has over " + std::to_string(most_bytes) + " bytes");
  file->written_ns_ = written_ns(info);
  file->size_ = static_cast<std::size_t>(info.st_size);
  PMM_TRY(file->read(path));
  return std::shared_ptr<const SideFile>(std::move(file));
}

// Pages of its own, as aligned as those of a mapped file would be.
Status SideFile::read(const std::string& path) {
  if (size_ == 0) return {};
  void* data = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED) return {Code::kNoMemory, "there is no memory for " + text::quoted(path)};
  data_ = static_cast<std::byte*>(data);
  for (std::size_t done = 0; done < size_;) {
    const ssize_t got = ::pread(fd_.get(), data_ + done, size_ - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error(path, errno);
    if (got == 0) return {Code::kCorrupt, text::quoted(path) + " was cut off while it was read"};
    done += static_cast<std::size_t>(got);
  }
  return {};
}

SideFile::~SideFile() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

bool SideFile::unchanged() const noexcept {
  struct stat info {};
  return ::fstat(fd_.get(), &info) == 0 && static_cast<std::size_t>(info.st_size) == size_ &&
         written_ns(info) == written_ns_;
}

// --- Replacing ---------------------------------------------------------------------------------

SideFileWriter::SideFileWriter(std::string path)
    : path_(std::move(path)), partial_path_(partial_of(path_)) {}

SideFileWriter::~SideFileWriter() {
  if (!partial_.valid()) return;
  if (is_named(partial_path_, partial_)) ::unlink(partial_path_.c_str());
  ::flock(partial_.get(), LOCK_UN);
}

Result<bool> SideFileWriter::begin(std::uint64_t expected_bytes) {
  PMM_TRY(check_room(expected_bytes));
  buffer_ = std::make_unique<std::byte[]>(kBufferBytes);
  PMM_ASSIGN(const bool mine, take_partial());
  if (mine && ::ftruncate(partial_.get(), 0) != 0) return file_error(partial_path_, errno);
  return mine;
}

// The unfinished file is its own lock, and goes with its maker: what a dead one left is taken over.
Result<bool> SideFileWriter::take_partial() {
  Fd fd = open_file(partial_path_, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (!fd.valid()) return file_error(partial_path_, errno);
  struct stat mine {};
  if (::fstat(fd.get(), &mine) != 0) return file_error(partial_path_, errno);
  if (!S_ISREG(mine.st_mode))
    return Status(Code::kIo, text::quoted(partial_path_) + " is not a regular file");
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK || errno == EINTR) return false;
    return file_error(partial_path_, errno);
  }
  // Another process may have put it in place between the opening and the locking; then it is no
  // longer ours to write into.
  const bool same = is_named(partial_path_, fd);
  if (same) partial_ = std::move(fd);
  return same;
}

Status SideFileWriter::check_room(std::uint64_t expected_bytes) const {
  struct rlimit limit {};
  if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
      limit.rlim_cur < expected_bytes + kSpareBytes)
    return {Code::kFull, "the process may not write a file of that size"};
  struct statvfs space {};
  if (::statvfs(folder_of(path_).c_str(), &space) != 0) return file_error(path_, errno);
  if (std::uint64_t{space.f_bavail} * space.f_frsize / 2 < expected_bytes + kSpareBytes)
    return {Code::kFull, "it would take over half of what is free on the disk"};
  return {};
}

Status SideFileWriter::write(std::span<const std::byte> bytes) {
  if (bytes.size() > kBufferBytes - buffered_) PMM_TRY(flush());
  if (bytes.size() > kBufferBytes) return drain(bytes);
  if (!bytes.empty()) std::memcpy(buffer_.get() + buffered_, bytes.data(), bytes.size());
  buffered_ += bytes.size();
  return {};
}

Status SideFileWriter::flush() {
  const std::size_t bytes = std::exchange(buffered_, 0);
  return drain({buffer_.get(), bytes});
}

Status SideFileWriter::drain(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t done = ::write(partial_.get(), bytes.data(), bytes.size());
    if (done < 0 && errno != EINTR) return file_error(partial_path_, errno);
    if (done > 0) bytes = bytes.subspan(static_cast<std::size_t>(done));
  }
  // On its way to the disk from now on: a commit of the store, which waits for the disk, should not
  // find all of it in front of itself.
  ::sync_file_range(partial_.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
  return {};
}

Status SideFileWriter::commit() {
  PMM_TRY(flush());
  if (::fsync(partial_.get()) != 0) return file_error(partial_path_, errno);
  // Somebody may have taken it away, and a third one begun another.
  if (!is_named(partial_path_, partial_))
    return {Code::kConflict, text::quoted(partial_path_) + " was taken away"};
  if (::rename(partial_path_.c_str(), path_.c_str()) != 0) return file_error(path_, errno);
  const Fd done = std::move(partial_);  // it has its name
  ::flock(done.get(), LOCK_UN);
  const Fd folder = open_file(folder_of(path_), O_RDONLY | O_DIRECTORY);
  if (!folder.valid() || (::fsync(folder.get()) != 0 && errno != EINVAL))
    return file_error(path_, errno);
  return {};
}

Status remove_side_file(const std::string& path) {
  for (const std::string& name : {partial_of(path), path})
    if (::unlink(name.c_str()) != 0 && errno != ENOENT) return file_error(name, errno);
  return {};
}

}  // namespace pmm::store
