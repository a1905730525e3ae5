#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "crm/context.hpp"

namespace pmm::crm {

// What has become of an appointment by its office, or because its time has come.
struct BookingChange {
  std::int64_t id = 0, subject = 0, office = 0;
  std::optional<std::int64_t> service, case_id;
  std::string_view verb, old_state, new_state;
  std::int64_t old_starts_us = 0, starts_us = 0;
};

// Puts it on the subject's board. The row says what it says now.
Status tell_of_booking(const Writing& writing, const BookingChange& change);

}  // namespace pmm::crm
