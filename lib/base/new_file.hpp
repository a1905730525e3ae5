#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/fd.hpp"
#include "base/status.hpp"

namespace pmm {

// A file in the making under a name of its own beside the wanted one, readable by its owner alone;
// it takes the wanted name when it is whole, in one step, and is gone with the object otherwise.
// Errors are at `field`.
class NewFile {
 public:
  // kInvalid when the name stands for something that is no regular file, kConflict when for a store
  // or another database in use, or is that of a file which goes with one.
  static Result<NewFile> create(const std::string& path, std::string_view field);
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  // Where it stands until it is published.
  const std::string& partial_path() const noexcept { return partial_; }
  Status write(std::string_view bytes);
  // For what writes into the file by itself; written() is then told to look.
  int fd() const noexcept { return fd_.get(); }
  Status measure();
  std::int64_t written() const noexcept { return written_; }
  // Gives it its name, which then lasts. Nothing more may be written.
  Status publish();

 private:
  NewFile(std::string path, std::string field);
  Status may_replace() const;
  Status open();
  Status failed(const std::string& path, int error) const;
  void discard() noexcept;

  std::string path_, field_, partial_;
  Fd fd_;
  std::int64_t written_ = 0;
};

}  // namespace pmm
