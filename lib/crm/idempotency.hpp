#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "crm/context.hpp"

namespace pmm::crm {

// Runs `work` once per actor, operation and key: again with the same input gives the first answer
// without running it, with another input kConflict (field "call.idempotency_key"). Without a key
// it just runs.
Result<std::int64_t> once(const Writing& writing, std::string_view operation,
                          const std::function<Result<std::int64_t>()>& work);

// The first answer to such a call, if there was one: for whoever would have work before the
// transaction. The kConflict of once().
Result<std::optional<std::int64_t>> kept_answer(store::Connection& db, std::int64_t actor,
                                                std::string_view operation, const Call& call);

}  // namespace pmm::crm
