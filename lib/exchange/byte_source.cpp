#include "exchange/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "base/fd.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "exchange/gzip.hpp"

namespace pmm::exchange {
namespace {

std::string reason_of(int error) {
  return std::error_code(error, std::generic_category()).message();
}

Code code_of(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return Code::kNotFound;
    case EACCES:
    case EPERM:
      return Code::kDenied;
    default:
      return Code::kIo;
  }
}

class FileSource final : public ByteSource {
 public:
  FileSource(Fd fd, const struct stat& info) noexcept
      : fd_(std::move(fd)),
        size_bytes_(info.st_size),
        id_{static_cast<std::uint64_t>(info.st_dev), static_cast<std::uint64_t>(info.st_ino)} {}

  Result<std::size_t> read(std::span<char> out) override {
    ssize_t got = 0;
    do {
      got = ::read(fd_.get(), out.data(), out.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0) return Status(Code::kIo, "file could not be read: " + reason_of(errno), "path");
    if (got == 0 && done_bytes_ < size_bytes_)
      return Status(Code::kIo,
                    "file became shorter while it was read: " + std::to_string(done_bytes_) +
                        " of " + std::to_string(size_bytes_) + " bytes",
                    "path");
    done_bytes_ += got;
    return static_cast<std::size_t>(got);
  }
  std::int64_t done_bytes() const noexcept override { return done_bytes_; }
  std::int64_t total_bytes() const noexcept override { return std::max(size_bytes_, done_bytes_); }
  FileId file_id() const noexcept override { return id_; }

 private:
  Fd fd_;
  std::int64_t size_bytes_;
  FileId id_;
  std::int64_t done_bytes_ = 0;
};

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) noexcept : bytes_(bytes) {}

  Result<std::size_t> read(std::span<char> out) override {
    const std::size_t size = std::min(out.size(), bytes_.size() - at_);
    if (size != 0) std::memcpy(out.data(), bytes_.data() + at_, size);
    at_ += size;
    return size;
  }
  std::int64_t done_bytes() const noexcept override { return static_cast<std::int64_t>(at_); }
  std::int64_t total_bytes() const noexcept override {
    return static_cast<std::int64_t>(bytes_.size());
  }
  FileId file_id() const noexcept override { return {}; }

 private:
  std::string_view bytes_;
  std::size_t at_ = 0;
};

// What was read to look at the first bytes comes again before the rest.
class ReplaySource final : public ByteSource {
 public:
  ReplaySource(std::unique_ptr<ByteSource> rest, std::string front)
      : rest_(std::move(rest)), front_(std::move(front)) {}

  Result<std::size_t> read(std::span<char> out) override {
    if (at_ == front_.size()) return rest_->read(out);
    const std::size_t size = std::min(out.size(), front_.size() - at_);
    std::memcpy(out.data(), front_.data() + at_, size);
    at_ += size;
    return size;
  }
  std::int64_t done_bytes() const noexcept override { return rest_->done_bytes(); }
  std::int64_t total_bytes() const noexcept override { return rest_->total_bytes(); }
  FileId file_id() const noexcept override { return rest_->file_id(); }

 private:
  std::unique_ptr<ByteSource> rest_;
  std::string front_;
  std::size_t at_ = 0;
};

Result<std::unique_ptr<ByteSource>> unpacked(std::unique_ptr<ByteSource> source) {
  constexpr std::size_t kMagicBytes = 2;
  std::string front(kMagicBytes, '\0');
  std::size_t size = 0;
  while (size < kMagicBytes) {
    PMM_ASSIGN(const std::size_t got, source->read({front.data() + size, kMagicBytes - size}));
    if (got == 0) break;
    size += got;
  }
  front.resize(size);
  const bool is_gzip = front == "\x1f\x8b";
  std::unique_ptr<ByteSource> whole =
      std::make_unique<ReplaySource>(std::move(source), std::move(front));
  if (!is_gzip) return whole;
  return gunzip(std::move(whole));
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_source(const std::string& path) {
  PMM_TRY(text::check(path, "path", limits::kPathBytes));
  // Without O_NONBLOCK, opening a pipe would wait for its other end.
  Fd fd = open_file(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (!fd.valid())
    return Status(code_of(errno), text::quoted(path) + " could not be opened: " + reason_of(errno),
                  "path");
  struct stat info {};
  const int error = ::fstat(fd.get(), &info) == 0 ? 0 : errno;
  auto file = std::make_unique<FileSource>(std::move(fd), info);
  if (error != 0)
    return Status(Code::kIo, text::quoted(path) + " could not be examined: " + reason_of(error),
                  "path");
  if (!S_ISREG(info.st_mode))
    return Status::invalid("path", text::quoted(path) + " is not a regular file");
  return unpacked(std::move(file));
}

Result<std::unique_ptr<ByteSource>> memory_source(std::string_view bytes) {
  return unpacked(std::make_unique<MemorySource>(bytes));
}

}  // namespace pmm::exchange
