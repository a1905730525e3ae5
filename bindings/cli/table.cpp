#include "table.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "settings.hpp"
#include "text.hpp"

namespace cli {
namespace {

constexpr const char* kGap = "  ";

std::string padded(const std::string& cell, std::size_t columns, bool right) {
  const std::size_t used = width(cell);
  const std::string blanks(columns > used ? columns - used : 0, ' ');
  return right ? blanks + cell : cell + blanks;
}

std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                 const std::vector<TextTable::Column>& columns) {
  std::string out;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i != 0) out += kGap;
    out += padded(cells[i], widths[i], columns[i].right);
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return out;
}

// Columns of the terminal that stdout is; 0 when it is none.
std::size_t terminal_columns() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

// In a terminal the last column, where the long texts stand, takes what the others leave. Gives its
// width, 0 when it may stay as it is.
std::size_t fit_last(std::vector<std::size_t>& widths,
                     const std::vector<TextTable::Column>& columns) {
  constexpr std::size_t kNarrowest = 12;
  const std::size_t terminal = terminal_columns();
  if (terminal == 0 || columns.empty() || columns.back().right) return 0;
  std::size_t others = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) others += widths[i] + 2;
  const std::size_t room = std::max(kNarrowest, terminal > others ? terminal - others : 0);
  if (widths.back() <= room) return 0;
  widths.back() = std::max(room, width(columns.back().title));
  return widths.back();
}

std::string styled(const char* code, const std::string& text) {
  return coloured() ? std::string(code) + text + "\x1b[0m" : text;
}

}  // namespace

void TextTable::drop_empty_columns() {
  for (std::size_t i = columns.size(); i-- > 0;) {
    const auto says_nothing = [i](const std::vector<std::string>& row) { return row[i].empty(); };
    if (!std::all_of(rows.begin(), rows.end(), says_nothing)) continue;
    columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(i));
    for (auto& row : rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(i));
  }
}

std::string TextTable::render() const {
  std::vector<std::size_t> widths;
  std::vector<std::string> titles;
  for (const Column& column : columns) {
    titles.push_back(column.title);
    widths.push_back(width(column.title));
  }
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  const std::size_t last = fit_last(widths, columns);
  std::string out = bold(line(titles, widths, columns)) + "\n";
  std::string rule;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (i != 0) rule += kGap;
    for (std::size_t k = 0; k < widths[i]; ++k) rule += "─";
  }
  out += dim(rule) + "\n";
  for (std::vector<std::string> row : rows) {
    if (last > 0 && !row.empty()) row.back() = cut(row.back(), last);
    out += line(row, widths, columns) + "\n";
  }
  return out;
}

bool coloured() {
  static const bool answer = [] {
    const char* no_color = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    return ::isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0') &&
           term != nullptr && std::string(term) != "dumb";
  }();
  return answer;
}

std::string bold(const std::string& text) { return styled("\x1b[1m", text); }
std::string dim(const std::string& text) { return styled("\x1b[2m", text); }

void put(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw DataError("standard output cannot be written");
}

void say(const std::string& line) {
  const std::string whole = line + "\n";
  std::fwrite(whole.data(), 1, whole.size(), stderr);
}

}  // namespace cli
