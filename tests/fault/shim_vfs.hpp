// A layer over SQLite's default VFS that becomes the default in its place. It makes the n-th call
// of a kind fail, and it writes down what is written, so that a loss of power can be played later.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fault {

enum class IoKind {
  kOpen,
  kDelete,
  kRead,
  kShortRead,  // zeros: the file ends before what is read
  kWrite,
  kFull,  // a write for which there is no room
  kSync,
  kTruncate,
  kSize,
  kLock,
  kShmMap,
  kShmLock,
};
const char* name_of(IoKind kind);

// Before anything else uses SQLite.
void install_shim();

// From now on the at-th call of this kind (from 1) fails, or all from that one on.
void arm(IoKind kind, std::int64_t at, bool for_ever);
// Returns whether a call has failed since arm().
bool disarm();

// One thing that was done to a file.
struct IoEvent {
  enum class What { kCreate, kWrite, kTruncate, kSync, kDelete };
  What what = What::kWrite;
  std::string path;
  std::int64_t offset = 0;  // of a truncation: the new size
  std::string bytes;
};

// Writes down all events from now on, into the vector.
void record_into(std::vector<IoEvent>* events);

}  // namespace fault
