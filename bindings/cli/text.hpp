#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cli {

// Text that may come from anybody, safe to show in a terminal: control characters, those that turn
// the direction of the line, and those that nobody sees become visible escapes; bytes that are not
// UTF-8 become U+FFFD.
std::string printable(std::string_view text);

// Columns that a text takes in a terminal: its code points, accents that combine aside.
std::size_t width(std::string_view text) noexcept;

// Cut to a width, with an ellipsis where something is missing.
std::string cut(std::string_view text, std::size_t columns);

}  // namespace cli
