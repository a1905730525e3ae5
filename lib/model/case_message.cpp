#include "model/case_message.hpp"

#include <algorithm>

namespace pmm::model {

bool is_message_kind(std::string_view kind) noexcept {
  return std::find(kMessageKinds.begin(), kMessageKinds.end(), kind) != kMessageKinds.end();
}

std::string_view first_message_state(std::string_view kind) noexcept {
  return kind == kMessageRequest ? kMessageOpen : kMessageSent;
}

Status check_answer(std::string_view direction, std::string_view other_direction,
                    std::string_view other_kind, std::string_view other_state) {
  if (other_kind != kMessageRequest)
    return Status::conflict(
        "answers",
        "only a request is answered, and this is a message of kind " + std::string(other_kind));
  if (direction == other_direction)
    return Status::conflict("answers", "a request is answered by the other side");
  if (other_state != kMessageOpen)
    return Status::conflict("answers", "the request is " + std::string(other_state) + " already");
  return {};
}

Status check_withdrawal(std::string_view kind, std::string_view state) {
  if (kind != kMessageRequest)
    return Status::conflict(
        "id", "only a request is withdrawn, and this is a message of kind " + std::string(kind));
  if (state != kMessageOpen)
    return Status::conflict("id", "the request is " + std::string(state) + " already");
  return {};
}

}  // namespace pmm::model
