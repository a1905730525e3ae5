#include "model/appointment.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace pmm::model {
namespace {

constexpr std::array kAppointmentStates = {kBookingHeld,    kBookingRequested, kBookingConfirmed,
                                           kBookingRefused, kBookingCancelled, kBookingExpired,
                                           kBookingDone,    kBookingMissed};
// Without 0 and O, 1 and I and L, U and V, 5 and S, 2 and Z.
constexpr std::string_view kCodeLetters = "346789ABCDEFGHJKMNPQRTVWXY";

// One move: from any of these states (none: from every live one) into another.
struct BookingMove {
  std::string_view verb;
  std::array<std::string_view, 3> from;
  std::string_view to;  // "" keeps the state
  bool staff;
  bool after_start;  // only once it has begun; else only before, for the subject
};
constexpr std::array kMoves = {
    BookingMove{"confirm", {kBookingHeld, kBookingRequested}, kBookingConfirmed, false, false},
    BookingMove{"move", {kBookingHeld, kBookingRequested, kBookingConfirmed}, "", false, false},
    BookingMove{"refuse", {kBookingRequested}, kBookingRefused, true, false},
    BookingMove{"cancel",
                {kBookingHeld, kBookingRequested, kBookingConfirmed},
                kBookingCancelled,
                false,
                false},
    BookingMove{"done", {kBookingConfirmed, kBookingMissed}, kBookingDone, true, true},
    BookingMove{"missed", {kBookingConfirmed, kBookingDone}, kBookingMissed, true, true},
};

Status refuse_move(std::string_view verb, const std::string& why) {
  return Status::conflict("verb", std::string(verb) + ": " + why);
}

}  // namespace

bool is_appointment_state(std::string_view state) noexcept {
  return std::find(kAppointmentStates.begin(), kAppointmentStates.end(), state) !=
         kAppointmentStates.end();
}

Result<std::string_view> next_appointment_state(const AppointmentFacts& facts,
                                                std::string_view verb, Booker booker,
                                                std::int64_t now_us) {
  const auto* move = std::find_if(kMoves.begin(), kMoves.end(),
                                  [&](const BookingMove& m) { return m.verb == verb; });
  if (move == kMoves.end())
    return Status::invalid(
        "verb", text::quoted(verb) + " is not confirm, move, refuse, cancel, done or missed");
  const bool staff = booker == Booker::kStaff;
  if (std::find(move->from.begin(), move->from.end(), facts.state) == move->from.end())
    return refuse_move(verb, "the appointment is " + std::string(facts.state));
  if (!staff && (move->staff || (verb == "confirm" && facts.state == kBookingRequested)))
    return Status(Code::kDenied, std::string(verb) + " is for the office to do", "verb");
  if (move->after_start && now_us < facts.starts_us)
    return refuse_move(verb, "the appointment has not begun");
  if (!move->after_start && !staff && now_us >= facts.starts_us)
    return refuse_move(verb, "the appointment has begun");
  if (facts.state == kBookingHeld && verb != "cancel" && now_us >= facts.held_until_us)
    return refuse_move(verb, "the time that the place was held for has passed");
  const bool to_office = facts.approval && !staff && facts.state != kBookingRequested;
  if (verb == "confirm") return to_office ? kBookingRequested : kBookingConfirmed;
  if (verb != "move") return move->to;
  // The office agreed to another time.
  if (to_office && facts.state == kBookingConfirmed) return kBookingRequested;
  return facts.state;
}

std::optional<std::string> booking_code(std::string_view random) {
  // Bytes above the last whole multiple would make some letters likelier than others.
  constexpr std::size_t kFair = 256 / kCodeLetters.size() * kCodeLetters.size();
  std::string code;
  for (const char byte : random) {
    const auto number = static_cast<unsigned char>(byte);
    if (number >= kFair) continue;
    code += kCodeLetters[number % kCodeLetters.size()];
    if (code.size() == kBookingCodeLength) return code;
  }
  return std::nullopt;
}

std::string plain_booking_code(std::string_view written) {
  std::string plain;
  for (const char c : text::ascii_upper(written))
    if (c != ' ' && c != '-') plain += c;
  return plain;
}

}  // namespace pmm::model
