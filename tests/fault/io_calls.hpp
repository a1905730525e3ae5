// The calls that the test of failing input and output makes, each on a small store of its own.
#pragma once

#include <span>
#include <string>

#include "pmmcrm/pmmcrm.h"

namespace fault {

struct World {
  std::string folder;  // the store is folder/a.crm
  std::int64_t wal_limit_bytes = 0;
  pmm_db* db = nullptr;
  pmm_session* session = nullptr;

  std::string path() const { return folder + "/a.crm"; }
  pmm_status open_store(std::uint32_t flags, pmm_error** error);
  pmm_status open(std::uint32_t flags, pmm_error** error);  // and a session
  void close();
};

struct IoCall {
  enum class Start {
    kOpen,     // the store is open
    kClosed,   // the call opens it
    kCrashed,  // so, and its last writer died
    kMissing,  // the call makes it
  };
  const char* name;
  Start start;
  // Carries a key, so that doing it again is doing it once.
  pmm_status (*run)(World& world, pmm_error** error);
  bool in_chunks = false;  // one that fails keeps the chunks it had finished
};

std::span<const IoCall> io_calls();

// Fills a new store with a little of everything that the calls need.
void fill_world(World& world);

}  // namespace fault
