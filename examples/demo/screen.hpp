#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

// What the demo says, collected to be shown on the terminal and kept in a file. Colours are only
// for a terminal that wants them.
class Screen {
 public:
  void title(std::string_view text);
  void section(std::string_view text, std::string_view remark = {});
  void line(std::string_view text);
  void blank();

  // To stdout, and without colours to the file. Starts again empty.
  void show(const std::string& path);

 private:
  std::string text_;
};

enum class Colour { kBold, kDim, kGreen, kRed, kBlue };
std::string paint(Colour colour, std::string_view text);

// Columns that a text takes, and the text with blanks up to a width.
std::size_t columns_of(std::string_view text) noexcept;
std::string left(std::string_view text, std::size_t columns);
std::string right(std::string_view text, std::size_t columns);
std::string shortened(std::string_view text, std::size_t columns);

std::string grouped(std::int64_t number);  // 60,000
std::string percent(double fraction);      // 97.3 %
std::string duration(double seconds);      // 3 d 4 h

// A bar of at most `columns`, to an eighth of a column, followed by blanks.
std::string bar(double value, double most, std::size_t columns);
// One character a value, from low to high.
std::string spark(const std::vector<double>& values);

}  // namespace demo
