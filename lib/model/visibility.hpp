#pragma once

#include <string_view>

namespace pmm::model {

// Who may see an event of a case, from widest to narrowest.
inline constexpr std::string_view kVisibilityPublic = "public";    // anybody
inline constexpr std::string_view kVisibilitySubject = "subject";  // the subject and staff
inline constexpr std::string_view kVisibilityStaff = "staff";      // staff alone

constexpr bool is_known_visibility(std::string_view text) noexcept {
  return text == kVisibilityPublic || text == kVisibilitySubject || text == kVisibilityStaff;
}

}  // namespace pmm::model
