#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

namespace pmm::exchange {

// A text as a cell of a workbook may hold it: well-formed UTF-8 of characters that XML knows, what
// XML or the workbook would read in another way escaped, no longer than a cell is.
struct CellText {
  std::string text;
  bool cut = false;
  bool repaired = false;
};
CellText cell_text(std::string_view given);

// The same for titles: one line, at most `most` UTF-16 units.
std::string line_text(std::string_view given, std::size_t most);

// Titles of which no two are the same for a spreadsheet, which looks at letters, not at their case.
class UniqueNames {
 public:
  // The title itself, or with a number behind it; never over `most` units.
  std::string give(std::string title, std::size_t most);

 private:
  std::unordered_set<std::string> taken_;
};

// What a sheet may be called: none of the characters []:*?/\, and not nothing.
std::string sheet_name(std::string_view wanted);

// Columns that a text takes in print, roughly.
std::size_t shown_width(std::string_view text) noexcept;

}  // namespace pmm::exchange
