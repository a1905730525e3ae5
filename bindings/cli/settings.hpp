#pragma once

#include <string>

#include "pmmcrm/pmmcrm.hpp"

namespace cli {

enum class Format { kTable, kCsv, kJson };

// What every verb shares.
struct Settings {
  Format format = Format::kTable;
  pmm_id actor = PMM_ACTOR_ADMINISTRATOR;
  std::string on_behalf_of;    // SUBJECT that the actor acts for; empty: none
  std::string municipalities;  // path of their table; empty: codes are not compared with one
};

// The promise to scripts.
enum Exit : int {
  kOk = 0,
  kNotFound = 1,  // or: no, it is not so
  kUsage = 2,
  kBadData = 3,
  kBusy = 4,
  kInterrupted = 130,
};

// A mistake in how the command was called.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
// What was asked for is not there.
class NotFoundError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
// A file or a value that cannot be used.
class DataError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace cli
