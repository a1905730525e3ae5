#pragma once

#include <array>
#include <string_view>

#include "base/status.hpp"

// What citizen and office write to each other on a case.
namespace pmm::model {

inline constexpr std::string_view kMessageOut = "out";  // the office to the citizen
inline constexpr std::string_view kMessageIn = "in";    // the citizen to the office

inline constexpr std::string_view kMessageNote = "note";        // says something
inline constexpr std::string_view kMessageRequest = "request";  // asks for something
inline constexpr std::string_view kMessageAnswer = "answer";    // answers a request
inline constexpr std::array<std::string_view, 3> kMessageKinds = {kMessageNote, kMessageRequest,
                                                                  kMessageAnswer};

inline constexpr std::string_view kMessageSent = "sent";          // a note or an answer
inline constexpr std::string_view kMessageOpen = "open";          // a request waits for its answer
inline constexpr std::string_view kMessageAnswered = "answered";  // and has it
inline constexpr std::string_view kMessageWithdrawn = "withdrawn";  // or needs it no more

bool is_message_kind(std::string_view kind) noexcept;
// The state in which a message of this kind begins.
std::string_view first_message_state(std::string_view kind) noexcept;

// Whether a message of `direction` may answer one of the other's direction, kind and state:
// kConflict at "answers".
Status check_answer(std::string_view direction, std::string_view other_direction,
                    std::string_view other_kind, std::string_view other_state);
// Whether a request may be withdrawn: kConflict at "id".
Status check_withdrawal(std::string_view kind, std::string_view state);

}  // namespace pmm::model
