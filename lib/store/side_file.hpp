#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "base/status.hpp"
#include "store/gate.hpp"

// A file beside the database that holds nothing which could not be made again. It is only ever
// replaced as a whole, by renaming, so that who reads it reads one version.
namespace pmm::store {

// What a file holds, read into memory: nothing that happens to the file afterwards can hurt who has
// it, not even that somebody cuts it off. Immutable: any thread.
class SideFile {
 public:
  // kNotFound, kIo; kCorrupt when it is not a regular file, or shrank while it was read; kLimit
  // when it has over `most_bytes`, 0 for no limit.
  static Result<std::shared_ptr<const SideFile>> open(const std::string& path,
                                                      std::int64_t most_bytes = 0);
  ~SideFile();
  SideFile(const SideFile&) = delete;
  SideFile& operator=(const SideFile&) = delete;

  std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }
  // False once somebody wrote into the file or cut it off: it is worth making anew.
  bool unchanged() const noexcept;

 private:
  SideFile() = default;
  Status read(const std::string& path);

  Fd fd_;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
  std::int64_t written_ns_ = 0;
};

// Makes the next version of such a file and puts it in the place of the one before, mode 0600.
// Processes that do so at the same time do not meet: the one that comes second gives up.
class SideFileWriter {
 public:
  explicit SideFileWriter(std::string path);
  ~SideFileWriter();  // what was not put in place goes
  SideFileWriter(const SideFileWriter&) = delete;
  SideFileWriter& operator=(const SideFileWriter&) = delete;

  // False: another process is making one now. kFull when the file would take more than half of what
  // is free, or more than the process may write; kIo, kDenied: nothing can be made there.
  Result<bool> begin(std::uint64_t expected_bytes);
  Status write(std::span<const std::byte> bytes);
  // On disk, and then in place.
  Status commit();

 private:
  Result<bool> take_partial();
  Status check_room(std::uint64_t expected_bytes) const;
  Status flush();
  Status drain(std::span<const std::byte> bytes);

  std::string path_;
  std::string partial_path_;
  Fd partial_;
  std::unique_ptr<std::byte[]> buffer_;
  std::size_t buffered_ = 0;
};

// Takes the file away, finished or not. Who has read it keeps what it has.
Status remove_side_file(const std::string& path);

}  // namespace pmm::store
