#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "crm/delivery_row.hpp"

namespace pmm::crm {

// Until somebody wakes it: what a paused campaign's deliveries wait for.
inline constexpr std::int64_t kHeldUs = std::numeric_limits<std::int64_t>::max();

Status check_works_outbox(const model::Plan& plan);

// kConflict at "token" when another claim has come since, or none ever did.
inline Status check_token(const QueueRow& row, std::int64_t token) {
  if (row.token == token && token != 0) return {};
  return Status::conflict("token", "claim " + std::to_string(token) + " of delivery " +
                                       std::to_string(row.id) + " is not the last one");
}

}  // namespace pmm::crm
