#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pmm::model {

enum class FilterTarget : std::uint8_t { kBoard, kCases };
std::string_view filter_target_name(FilterTarget target) noexcept;  // "board", "cases"
std::optional<FilterTarget> parse_filter_target(std::string_view text) noexcept;

// Which rows of a board or of the own cases. Every member that is there must hold; of a list one
// value. `except` turns the rule round: all but the rows for which it holds.
struct FilterRule {
  std::vector<std::string> services, categories;  // codes; a category holds for those below it
  std::vector<std::string> classes;               // board
  std::vector<std::string> kinds, statuses;       // cases
  std::optional<bool> unread, action;             // board
  std::optional<bool> overdue;                    // cases
  std::optional<std::int32_t> due_within_days, since_days;
  bool except = false;
};

// The sections of a citizen's page, in the order of the library.
inline constexpr std::array<std::string_view, 9> kPageSections = {
    "profile",   "situation", "board",        "reminders", "favourites",
    "most_used", "reports",   "appointments", "acting_for"};
bool is_page_section(std::string_view code) noexcept;

}  // namespace pmm::model
