#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/civil.hpp"
#include "base/status.hpp"

namespace pmm::model {

// What a subject thinks of a service, in the terms of the national component for the sites of
// municipalities: one to five stars, and reasons that go with the stars.
inline constexpr std::int64_t kFeedbackEditUs = 30 * kMicrosPerDay;  // may be changed for so long
inline constexpr std::size_t kFeedbackCommentChars = 200;

bool is_positive(std::int64_t stars) noexcept;  // four or five

struct FeedbackFacts {
  std::int64_t stars = 0;
  std::string reasons;  // codes, comma separated
  std::string comment;
  bool reopen = false;
};
// kInvalid at "stars", "reasons" or "reopen"; kLimit at "comment".
Status check_feedback(const FeedbackFacts& facts);

}  // namespace pmm::model
