#pragma once

#include <string>
#include <string_view>

namespace pmm::exchange {

// Whether a spreadsheet may take a text of a CSV file for a formula: one of its lines begins,
// behind blanks and quotes, with = + - @, TAB, CR, or the full width forms of the first four.
bool looks_like_formula(std::string_view text) noexcept;

// The text with an apostrophe before each such line, which makes a spreadsheet take it as text.
std::string without_formula(std::string_view text);

}  // namespace pmm::exchange
