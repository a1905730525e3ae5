#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace pmm::text {

// Offset of the first byte that is not part of well-formed UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text) noexcept;

// Whether `text` may be stored: well-formed UTF-8 (the error names the byte offset), no NUL, at
// most `max_bytes`. `field` names the input in the error.
Status check(std::string_view text, std::string_view field, std::size_t max_bytes);
// The same for text of one line: no control characters either.
Status check_line(std::string_view text, std::string_view field, std::size_t max_bytes);

// What a stranger wrote, so that it may be stored: a byte that is no part of it becomes U+FFFD, and
// what is over `max_bytes` is cut off between characters.
std::string mended(std::string_view text, std::size_t max_bytes);

// Case, accents, compatibility forms and ignorable characters folded away: what search and
// comparison use. Independent of any locale.
std::string fold(std::string_view text);

// Whether a reader would not see all of it as it stands: marks that turn the direction of a line,
// blanks of no width, tags. What scripts need to join or to part their letters does not count.
bool has_hidden(std::string_view text) noexcept;

// The words of a folded text: runs of letters and digits.
std::vector<std::string> fold_words(std::string_view text);

// Of ASCII, whatever the locale.
constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_upper(char c) noexcept { return c >= 'A' && c <= 'Z'; }

std::string_view trim(std::string_view text) noexcept;  // ASCII blanks
std::string ascii_lower(std::string_view text);
std::string ascii_upper(std::string_view text);

std::optional<std::int64_t> parse_int(std::string_view text) noexcept;  // whole text, base 10
std::optional<double> parse_double(std::string_view text) noexcept;     // whole text, finite
std::string from_double(double value);                                  // shortest, round trips

// `quoted` puts a value into a message: in quotes, cut at 64 bytes, control bytes shown as \xNN.
std::string quoted(std::string_view value);

// Edit distance capped at `limit + 1`; finds the name that was probably meant.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit);

template <class Range>
std::string nearest(std::string_view name, const Range& candidates) {
  std::size_t best = 4;
  std::string found;
  for (const auto& candidate : candidates) {
    const std::size_t d = distance(name, candidate, best);
    if (d < best) {
      best = d;
      found = candidate;
    }
  }
  return found;
}

// The end of a message about an unknown name; nothing where no candidate is near it.
template <class Range>
std::string did_you_mean(std::string_view name, const Range& candidates) {
  const std::string found = nearest(name, candidates);
  return found.empty() ? found : "; did you mean " + found + "?";
}

}  // namespace pmm::text
