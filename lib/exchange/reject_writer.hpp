#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/fd.hpp"
#include "base/status.hpp"
#include "exchange/batch.hpp"
#include "exchange/byte_source.hpp"

namespace pmm::exchange {

// Writes rejected rows as CSV: line, column, rule, value, message. Serial.
class RejectWriter {
 public:
  // Makes the file, or empties it; readable by its owner alone, for it quotes the data. kInvalid
  // when it is the very file that is imported or no regular file.
  static Result<RejectWriter> open(const std::string& path, const FileId& imported);

  Status write(const Reject& reject);
  Status flush();

 private:
  explicit RejectWriter(Fd fd) noexcept : fd_(std::move(fd)) {}

  Fd fd_;
  std::string pending_;
};

}  // namespace pmm::exchange
