#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "crm/context.hpp"
#include "crm/read_log.hpp"
#include "store/store.hpp"

namespace pmm::runtime {

// Who looked at whose data, until it is written: a read costs no write. What waits is written by
// the next tick, by a write of this process once there is enough of it, by who asks for the log,
// and when the store is closed; a process that dies loses what waited. Any thread.
class ReadLog {
 public:
  void note(std::int64_t actor, const Call& call, std::int64_t at_us,
            const std::vector<crm::Seen>& seen);
  bool is_due() const;
  // Writes what waits; on failure it waits on.
  Result<std::int64_t> flush(store::Store& store, const Call& call);

 private:
  mutable std::mutex mutex_;
  std::vector<crm::ReadEntry> waiting_;
  std::int64_t lost_ = 0;  // over the bound
};

}  // namespace pmm::runtime
