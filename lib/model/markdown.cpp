// Text put into Markdown so that a reader of it sees that text and nothing else.
#include "base/text.hpp"
#include "model/notice_template.hpp"

namespace pmm::model {
namespace {

// What means something wherever it stands: code, emphasis, links, tags, entities, tables, strikes.
constexpr std::string_view kAlways = "\\`*_[]<>&|~$";
// What begins a block at the beginning of a line: headings, lists, underlines of headings, quotes.
constexpr std::string_view kAtLineStart = "#+-=:";

// "1." and "1)" begin a list: the sign after the digits is the one to escape.
std::size_t end_of_number(std::string_view line) noexcept {
  std::size_t at = 0;
  while (at < line.size() && text::is_digit(line[at])) ++at;
  const bool list = at > 0 && at < line.size() && (line[at] == '.' || line[at] == ')');
  return list ? at : std::string_view::npos;
}

bool is_of_name(char c) noexcept {
  return text::is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Readers of the wider dialects make a link of "://", "www." and of whatever looks like the name of
// a host: the dot between what it might be made of.
bool is_dot_of_name(std::string_view line, std::size_t at) noexcept {
  return line[at] == '.' && at > 0 && at + 1 < line.size() && is_of_name(line[at - 1]) &&
         is_of_name(line[at + 1]) && !text::is_digit(line[at + 1]);
}

void append_line(std::string& out, std::string_view line) {
  const std::size_t number = end_of_number(line);
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool starts = i == 0 && kAtLineStart.find(c) != std::string_view::npos;
    const bool link = c == ':' && line.substr(i, 3) == "://";
    if (kAlways.find(c) != std::string_view::npos || starts || i == number || link ||
        is_dot_of_name(line, i))
      out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
}

}  // namespace

std::string escape_markdown(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    line = text::trim(line);
    // Blank lines would end the paragraph, and a list or quote around it.
    if (line.empty()) continue;
    if (!out.empty()) out += "\\\n";
    append_line(out, line);
  }
  return out;
}

}  // namespace pmm::model
