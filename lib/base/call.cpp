#include "base/call.hpp"

namespace pmm {

Status Call::check() const {
  if (cancel && cancel->requested()) return {Code::kCancelled, "the call was cancelled"};
  if (deadline && std::chrono::steady_clock::now() >= *deadline)
    return {Code::kTimeout, "the deadline of the call has passed"};
  return {};
}

}  // namespace pmm
