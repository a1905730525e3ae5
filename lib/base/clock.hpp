#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

namespace pmm {

// Microseconds since 1970 UTC. A host may give its own, which makes time a test's to command.
using Clock = std::function<std::int64_t()>;

inline Clock system_clock() {
  return [] {
    return static_cast<std::int64_t>(std::chrono::duration_cast<std::chrono::microseconds>(
                                         std::chrono::system_clock::now().time_since_epoch())
                                         .count());
  };
}

// How long ago that was.
inline std::int64_t us_since(std::chrono::steady_clock::time_point since) {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               since)
      .count();
}

}  // namespace pmm
