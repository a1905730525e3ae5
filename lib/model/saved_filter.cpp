#include "model/saved_filter.hpp"

#include <algorithm>

namespace pmm::model {
namespace {

constexpr std::array<std::string_view, 2> kTargetNames = {"board", "cases"};

}  // namespace

std::string_view filter_target_name(FilterTarget target) noexcept {
  return kTargetNames[static_cast<std::size_t>(target)];
}

std::optional<FilterTarget> parse_filter_target(std::string_view text) noexcept {
  if (text == kTargetNames[0]) return FilterTarget::kBoard;
  if (text == kTargetNames[1]) return FilterTarget::kCases;
  return std::nullopt;
}

bool is_page_section(std::string_view code) noexcept {
  return std::find(kPageSections.begin(), kPageSections.end(), code) != kPageSections.end();
}

}  // namespace pmm::model
