#pragma once

#include <memory>
#include <string>

#include "base/call.hpp"
#include "base/new_file.hpp"
#include "base/status.hpp"
#include "store/sqlite/connection.hpp"

namespace pmm::store {

// A database for others in the making: no store, no log, one plain file that appears whole.
class ExtractFile {
 public:
  // Errors of the file are at "path".
  static Result<ExtractFile> create(const std::string& path, const Call& call);
  Connection& db() noexcept { return *db_; }
  // Checks its references, packs it and gives it its name.
  Status finish();

 private:
  ExtractFile(NewFile file, std::unique_ptr<Connection> db)
      : file_(std::move(file)), db_(std::move(db)) {}
  NewFile file_;
  std::unique_ptr<Connection> db_;  // closed before the file goes
};

}  // namespace pmm::store
