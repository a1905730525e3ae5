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

// What is cut is cut to no less: the last column, and those before it.
constexpr std::size_t kNarrowest = 12;
constexpr std::size_t kNarrowestBefore = 8;

std::vector<std::size_t> widths_of(const TextTable& table) {
  std::vector<std::size_t> widths;
  for (const TextTable::Column& column : table.columns) widths.push_back(width(column.title));
  for (const auto& row : table.rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  return widths;
}

// By how much the rows are too wide, with the last column as narrow as it may get.
std::size_t overrun(const TextTable& table, const std::vector<std::size_t>& widths) {
  const std::size_t terminal = terminal_columns();
  if (terminal == 0 || widths.empty()) return 0;
  std::size_t all = 2 * (widths.size() - 1);
  for (const std::size_t one : widths) all += one;
  if (!table.columns.back().right) all -= widths.back() - std::min(widths.back(), kNarrowest);
  return all > terminal ? all - terminal : 0;
}

// In a terminal the last column, where the long texts stand, takes what the others leave. Gives its
// width, 0 when it may stay as it is.
std::size_t fit_last(std::vector<std::size_t>& widths,
                     const std::vector<TextTable::Column>& columns) {
  const std::size_t terminal = terminal_columns();
  if (terminal == 0 || columns.empty() || columns.back().right) return 0;
  std::size_t others = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) others += widths[i] + 2;
  const std::size_t room = std::max(kNarrowest, terminal > others ? terminal - others : 0);
  if (widths.back() <= room) return 0;
  widths.back() = std::max(room, width(columns.back().title));
  return widths.back();
}

void drop_column(TextTable& table, std::size_t at) {
  table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(at));
  for (auto& row : table.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(at));
}

std::string styled(const char* code, const std::string& text) {
  return coloured() ? std::string(code) + text + "\x1b[0m" : text;
}

}  // namespace

void TextTable::drop_empty_columns() {
  for (std::size_t i = columns.size(); i-- > 0;) {
    const auto says_nothing = [i](const std::vector<std::string>& row) { return row[i].empty(); };
    if (std::all_of(rows.begin(), rows.end(), says_nothing)) drop_column(*this, i);
  }
}

void TextTable::fit_terminal() {
  const auto easier = [](const Column& a, const Column& b) { return a.spare < b.spare; };
  std::vector<std::size_t> widths = widths_of(*this);
  while (overrun(*this, widths) > 0) {
    const auto spare = std::max_element(columns.begin(), columns.end(), easier);
    if (spare->spare == 0) break;
    drop_column(*this, static_cast<std::size_t>(spare - columns.begin()));
    widths = widths_of(*this);
  }
  while (const std::size_t over = overrun(*this, widths)) {
    std::size_t widest = columns.size();
    for (std::size_t i = 0; i + 1 < columns.size(); ++i) {
      const bool may_be_cut =
          !columns[i].right && widths[i] > std::max(kNarrowestBefore, width(columns[i].title));
      if (may_be_cut && (widest == columns.size() || widths[i] > widths[widest])) widest = i;
    }
    if (widest == columns.size()) return;
    const std::size_t wanted = widths[widest] > over ? widths[widest] - over : 0;
    widths[widest] = std::max({kNarrowestBefore, wanted, width(columns[widest].title)});
    for (auto& row : rows) row[widest] = cut(row[widest], widths[widest]);
  }
}

std::string TextTable::render() const {
  std::vector<std::size_t> widths = widths_of(*this);
  std::vector<std::string> titles;
  for (const Column& column : columns) titles.push_back(column.title);
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
