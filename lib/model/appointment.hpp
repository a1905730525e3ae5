#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.hpp"

namespace pmm::model {

// The states of an appointment. "moved" is an event, not a state.
inline constexpr std::string_view kBookingHeld = "held";            // a place kept until a time
inline constexpr std::string_view kBookingRequested = "requested";  // waits for the office
inline constexpr std::string_view kBookingConfirmed = "confirmed";
inline constexpr std::string_view kBookingRefused = "refused";
inline constexpr std::string_view kBookingCancelled = "cancelled";
inline constexpr std::string_view kBookingExpired = "expired";  // not confirmed in time
inline constexpr std::string_view kBookingDone = "done";
inline constexpr std::string_view kBookingMissed = "missed";

bool is_appointment_state(std::string_view state) noexcept;

enum class Booker { kSubject, kStaff };

struct AppointmentFacts {
  std::string_view state;
  std::int64_t starts_us = 0;
  std::int64_t held_until_us = 0;  // of one that is held
  bool approval = false;           // the calendar's bookings wait for the office
};

// The state that a verb leads to: "confirm", "move", "refuse", "cancel", "done", "missed".
// kInvalid at "verb" (no such verb), kConflict at "verb" (not from this state, or not at this
// time), kDenied at "verb" (staff's to do).
Result<std::string_view> next_appointment_state(const AppointmentFacts& facts,
                                                std::string_view verb, Booker booker,
                                                std::int64_t now_us);

// What people are told on the phone: eight letters and digits that nobody takes for each other.
inline constexpr std::size_t kBookingCodeLength = 8;
// Made of unpredictable bytes; none when there are not enough usable ones among them.
std::optional<std::string> booking_code(std::string_view random);
// As it is stored, however it was written: blanks and hyphens left out, in upper case.
std::string plain_booking_code(std::string_view written);

}  // namespace pmm::model
