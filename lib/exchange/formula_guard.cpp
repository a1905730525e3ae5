#include "exchange/formula_guard.hpp"

#include <array>

namespace pmm::exchange {
namespace {

using namespace std::string_view_literals;

// What a spreadsheet passes over before it looks for a formula.
constexpr std::array kPassedOver = {" "sv, "\""sv, "'"sv, "\u00A0"sv, "\uFEFF"sv, "\u200B"sv};
constexpr std::array kBegins = {"="sv,  "+"sv,      "-"sv,      "@"sv,      "\t"sv,    "\r"sv,
                                "\0"sv, "\uFF1D"sv, "\uFF0B"sv, "\uFF0D"sv, "\uFF20"sv};

template <class Range>
std::size_t prefix_of(std::string_view text, const Range& prefixes) noexcept {
  for (const std::string_view prefix : prefixes)
    if (text.substr(0, prefix.size()) == prefix) return prefix.size();
  return 0;
}

bool line_is_formula(std::string_view line) noexcept {
  while (const std::size_t size = prefix_of(line, kPassedOver)) line.remove_prefix(size);
  return prefix_of(line, kBegins) != 0;
}

// Calls fn with each line, its end included.
template <class Fn>
void each_line(std::string_view text, Fn&& fn) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    fn(text.substr(0, size));
    text.remove_prefix(size);
  }
}

}  // namespace

bool looks_like_formula(std::string_view text) noexcept {
  bool found = false;
  each_line(text, [&](std::string_view line) { found = found || line_is_formula(line); });
  return found;
}

std::string without_formula(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 1);
  each_line(text, [&](std::string_view line) {
    if (line_is_formula(line)) out += '\'';
    out += line;
  });
  return out;
}

}  // namespace pmm::exchange
