#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/new_file.hpp"
#include "base/status.hpp"

namespace pmm::exchange {

// Where an export goes: a file that appears whole or not at all, or a function of the host's.
class Sink {
 public:
  using Write = std::function<bool(std::string_view bytes)>;  // false: stop

  // Errors are at "sink.path".
  static Result<Sink> to_file(const std::string& path);
  static Sink to_function(Write write);

  Status write(std::string_view bytes);
  // Nothing is there before; without it nothing stays.
  Status finish();
  std::int64_t written() const noexcept { return written_; }
  // The file, for what writes into it by itself and calls measure() afterwards; -1: it is a
  // function.
  int file() const noexcept { return file_ ? file_->fd() : -1; }
  Status measure();

 private:
  Sink() = default;
  std::optional<NewFile> file_;
  Write write_;
  std::int64_t written_ = 0;
};

}  // namespace pmm::exchange
