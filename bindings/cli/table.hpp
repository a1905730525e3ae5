#pragma once

#include <string>
#include <vector>

namespace cli {

// A table of text for people: columns aligned, numbers to the right.
struct TextTable {
  struct Column {
    std::string title;
    bool right = false;
    int spare = 0;  // how easily it is missed in a narrow terminal; 0: not at all
  };
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows;

  // Columns in which no row says anything are left out.
  void drop_empty_columns();
  // Until the rows fit the terminal, columns that can be spared are left out, and then the widest
  // texts cut.
  void fit_terminal();
  std::string render() const;
};

// Whether output goes to a terminal that may be coloured (NO_COLOR is respected).
bool coloured();
std::string bold(const std::string& text);
std::string dim(const std::string& text);

// To stdout, as it is. Throws DataError when it cannot be written.
void put(const std::string& text);
// One line to stderr.
void say(const std::string& line);

}  // namespace cli
