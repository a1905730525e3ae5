#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "crm/context.hpp"

namespace pmm::crm {

// Runs `work` once per actor, operation and key: again with the same input gives the first answer
// without running it, with another input kConflict (field "call.idempotency_key"). Without a key
// it just runs.
Result<std::int64_t> once(const Writing& writing, std::string_view operation,
                          const std::function<Result<std::int64_t>()>& work);

}  // namespace pmm::crm
