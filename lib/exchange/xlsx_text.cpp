#include "exchange/xlsx_text.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::exchange {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kCutMark = " […]";
constexpr std::size_t kCutMarkUnits = 4;

std::size_t character_size(char first) noexcept {
  const auto byte = static_cast<unsigned char>(first);
  if (byte < 0x80) return 1;
  if (byte < 0xE0) return 2;
  return byte < 0xF0 ? 3 : 4;
}

std::size_t units_of(std::string_view character) noexcept { return character.size() == 4 ? 2 : 1; }

// "_x0041_" in a text would be read as the character of that number.
bool is_escape(std::string_view text) noexcept {
  if (text.size() < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_') return false;
  const auto is_hex = [](char c) {
    return text::is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  return std::all_of(text.begin() + 2, text.begin() + 6, is_hex);
}

// Takes the next character off `rest`; what is none becomes U+FFFD.
std::string_view next_character(std::string_view& rest, bool& repaired) noexcept {
  const std::size_t size = character_size(rest.front());
  std::string_view character = rest.substr(0, size);
  if (character.size() < size || text::find_invalid_utf8(character) != std::string_view::npos) {
    rest.remove_prefix(1);
    repaired = true;
    return kReplacement;
  }
  rest.remove_prefix(size);
  // XML has no NUL and neither of these two.
  if (character == std::string_view("\0", 1) || character == "\xEF\xBF\xBE" ||
      character == "\xEF\xBF\xBF") {
    repaired = true;
    return kReplacement;
  }
  return character;
}

bool is_control_character(std::string_view character) noexcept {
  return character.size() == 1 && (static_cast<unsigned char>(character[0]) < 0x20);
}

std::string escaped_control(char c) {
  constexpr char kHex[] = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return std::string("_x00") + kHex[byte >> 4U] + kHex[byte & 15U] + "_";
}

}  // namespace

CellText cell_text(std::string_view given) {
  CellText out;
  out.text.reserve(given.size());
  std::size_t units = 0, keep = 0;  // keep: bytes that fit together with the mark
  for (std::string_view rest = given; !rest.empty();) {
    const bool escape = is_escape(rest);
    const std::string_view character = next_character(rest, out.repaired);
    std::string piece(character);
    if (escape)
      piece = "_x005F_";
    else if (is_control_character(character) && character != "\t" && character != "\n")
      piece = escaped_control(character[0]);
    units += piece.size() > 4 ? piece.size() : units_of(character);
    if (units > limits::kSheetCellUnits) {
      out.cut = true;
      out.text.resize(keep);
      out.text += kCutMark;
      return out;
    }
    out.text += piece;
    if (units + kCutMarkUnits <= limits::kSheetCellUnits) keep = out.text.size();
  }
  return out;
}

std::string line_text(std::string_view given, std::size_t most) {
  std::string out;
  bool repaired = false;
  std::size_t units = 0;
  for (std::string_view rest = given; !rest.empty();) {
    const std::string_view character = next_character(rest, repaired);
    units += units_of(character);
    if (units > most) break;
    if (is_control_character(character))
      out += ' ';
    else
      out += character;
  }
  return std::string(text::trim(out));
}

std::string UniqueNames::give(std::string title, std::size_t most) {
  title = line_text(title, most);
  std::string name = title;
  for (int number = 2; !taken_.insert(text::fold(name)).second; ++number) {
    const std::string behind = " (" + std::to_string(number) + ")";
    name = line_text(title, most - behind.size()) + behind;
  }
  return name;
}

namespace {

// libxlsxwriter quotes a sheet's name in a formula when it holds more than letters and digits. What
// holds no more and is yet no name, as 2007 or A1, it does not quote, and the book is broken.
bool needs_quotes(std::string_view name) noexcept {
  const auto is_letter = [](char c) { return text::is_upper(c) || (c >= 'a' && c <= 'z'); };
  const auto is_plain = [&](char c) {
    return is_letter(c) || text::is_digit(c) || c == '_' || c == '.';
  };
  if (!std::all_of(name.begin(), name.end(), is_plain)) return false;
  const auto letters = static_cast<std::size_t>(
      std::find_if_not(name.begin(), name.end(), is_letter) - name.begin());
  const bool digits_follow =
      std::all_of(name.begin() + static_cast<std::ptrdiff_t>(letters), name.end(), text::is_digit);
  const std::string lower = text::ascii_lower(name);
  const bool is_row_or_column = lower.find_first_not_of("rc0123456789") == std::string::npos;
  return letters == 0 || (letters <= 3 && letters < name.size() && digits_follow) ||
         is_row_or_column || lower == "true" || lower == "false";
}

}  // namespace

std::string sheet_name(std::string_view wanted) {
  std::string name(wanted);
  for (char& c : name)
    if (std::string_view("[]:*?/\\").find(c) != std::string_view::npos) c = ' ';
  name = line_text(name, limits::kSheetNameUnits);
  while (!name.empty() && (name.front() == '\'' || name.front() == ' ')) name.erase(0, 1);
  while (!name.empty() && (name.back() == '\'' || name.back() == ' ')) name.pop_back();
  // A name that the program keeps for itself.
  if (text::ascii_lower(name) == "history") name += " 1";
  if (name.empty()) return "Data";
  return needs_quotes(name) ? line_text("Data " + name, limits::kSheetNameUnits) : name;
}

std::size_t shown_width(std::string_view text) noexcept {
  std::size_t width = 0, longest = 0;
  for (const char c : text) {
    if (c == '\n') {
      longest = std::max(longest, width);
      width = 0;
    } else if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) {
      ++width;
    }
  }
  return std::max(longest, width);
}

}  // namespace pmm::exchange
