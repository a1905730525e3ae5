#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/status.hpp"

namespace pmm::exchange {

// What tells files apart; both 0 for what is no file.
struct FileId {
  std::uint64_t device = 0, inode = 0;
  friend bool operator==(const FileId&, const FileId&) = default;
};

// Bytes read from front to end. Serial; may be used on another thread than the one that made it.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Fills the front of `out` and says how much; 0 only at the end.
  virtual Result<std::size_t> read(std::span<char> out) = 0;

  // How far the stored bytes were consumed (of a compressed file, the compressed ones).
  virtual std::int64_t done_bytes() const noexcept = 0;
  virtual std::int64_t total_bytes() const noexcept = 0;
  virtual FileId file_id() const noexcept = 0;
};

// A regular file, unpacked when its first bytes are those of gzip, whatever its name. kInvalid for
// a device, a pipe or a directory; kNotFound, kDenied, kIo. The file is read, never mapped, so that
// one who truncates it meanwhile causes an error and not a signal.
Result<std::unique_ptr<ByteSource>> open_source(const std::string& path);

// The same over bytes in memory, which must outlive the source.
Result<std::unique_ptr<ByteSource>> memory_source(std::string_view bytes);

}  // namespace pmm::exchange
