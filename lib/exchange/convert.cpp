#include "exchange/convert.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace pmm::exchange {
namespace {

bool is_control(unsigned char c) noexcept { return c < 0x20 || c == 0x7F; }

bool out_of_range(Broken& broken, std::string_view text, std::int64_t low, std::int64_t high) {
  return refuse(broken, "range",
                text::quoted(text) + " is not between " + std::to_string(low) + " and " +
                    std::to_string(high));
}

// "1.234,56" as "1234.56". Dots must stand between groups of three digits, so that "1.5" with a
// comma as decimal sign is refused and not taken for fifteen.
bool from_decimal_comma(std::string_view text, std::string& out) {
  const std::size_t comma = text.find(',');
  std::string_view whole = text.substr(0, comma);
  if (!whole.empty() && whole.front() == '-') {
    out += '-';
    whole.remove_prefix(1);
  }
  const std::size_t first = whole.find('.');
  if (first != std::string_view::npos) {
    if (first == 0 || first > 3 || (whole.size() - first) % 4 != 0) return false;
    for (std::size_t i = first; i < whole.size(); i += 4)
      if (whole[i] != '.') return false;
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const bool is_dot = first != std::string_view::npos && i >= first && (i - first) % 4 == 0;
    if (whole[i] == '.' && !is_dot) return false;
    if (!is_dot) out += whole[i];
  }
  if (comma == std::string_view::npos) return true;
  const std::string_view fraction = text.substr(comma + 1);
  if (fraction.find_first_of(".,") != std::string_view::npos) return false;
  out += '.';
  out += fraction;
  return true;
}

}  // namespace

bool refuse(Broken& broken, const char* rule, std::string message) {
  broken.rule = rule;
  broken.message = std::move(message);
  return false;
}

bool check_text(std::string_view text, std::size_t max_bytes, bool one_line, Broken& broken) {
  if (text.size() > max_bytes)
    return refuse(broken, "length",
                  "text of " + std::to_string(text.size()) + " bytes is over the limit of " +
                      std::to_string(max_bytes));
  bool plain = true;
  for (const char c : text) plain = plain && c >= 0x20 && c < 0x7F;
  if (plain) return true;
  if (const std::size_t at = text::find_invalid_utf8(text); at != std::string_view::npos)
    return refuse(
        broken, "encoding",
        text::quoted(text) + " is not in the file's encoding at byte " + std::to_string(at));
  for (std::size_t i = 0; one_line && i < text.size(); ++i) {
    if (is_control(static_cast<unsigned char>(text[i])))
      return refuse(broken, "control",
                    text::quoted(text) +
                        " is one line and has a control "
                        "character at byte " +
                        std::to_string(i));
  }
  return true;
}

bool check_choice(std::string_view text, std::span<const std::string_view> choices,
                  Broken& broken) {
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) return true;
  std::string list;
  for (const std::string_view choice : choices)
    list.append(list.empty() ? "" : ", ").append(choice);
  return refuse(broken, "choice", text::quoted(text) + " is not one of " + list);
}

bool to_time(std::string_view text, const TimePattern* pattern, const Zone& zone, std::int64_t& out,
             Broken& broken) {
  const auto time = pattern ? pattern->read(text) : read_common_time(text);
  if (!time)
    return refuse(broken, "time",
                  text::quoted(text) + (pattern ? " is not a time of the format given"
                                                : " is not a time such as 2007-03-01 "
                                                  "09:30:00 or 2007-03-01T09:30:00Z"));
  out = time->instant(zone);
  return true;
}

bool to_date(std::string_view text, const TimePattern* pattern, std::int32_t& out, Broken& broken) {
  const auto time = pattern ? pattern->read(text) : read_common_time(text);
  if (!time)
    return refuse(broken, "date",
                  text::quoted(text) + (pattern ? " is not a date of the format given"
                                                : " is not a date such as 2007-03-01"));
  out = time->day();
  return true;
}

bool to_integer(std::string_view text, std::int64_t low, std::int64_t high, std::int64_t& out,
                Broken& broken) {
  const auto value = text::parse_int(text);
  if (!value) return refuse(broken, "integer", text::quoted(text) + " is not a whole number");
  if (*value < low || *value > high) return out_of_range(broken, text, low, high);
  out = *value;
  return true;
}

bool to_boolean(std::string_view text, bool& out, Broken& broken) {
  constexpr std::array<std::string_view, 8> kTrue = {"true", "1",  "yes",  "y",
                                                     "si",   "sì", "vero", "t"};
  constexpr std::array<std::string_view, 6> kFalse = {"false", "0", "no", "n", "falso", "f"};
  std::string lower = text::ascii_lower(text);
  if (lower == "sÌ") lower = "sì";  // the one letter of these words that is not ASCII
  out = std::find(kTrue.begin(), kTrue.end(), lower) != kTrue.end();
  if (out || std::find(kFalse.begin(), kFalse.end(), lower) != kFalse.end()) return true;
  return refuse(broken, "boolean", text::quoted(text) + " is neither true nor false");
}

bool to_number(std::string_view text, char decimal, std::int64_t low, std::int64_t high,
               double& out, Broken& broken) {
  std::string dotted;
  const bool comma = decimal == ',';
  const bool readable = !comma || from_decimal_comma(text, dotted);
  const auto value = readable ? text::parse_double(comma ? std::string_view(dotted) : text)
                              : std::optional<double>();
  if (!value)
    return refuse(
        broken, "number",
        text::quoted(text) + " is not a number with decimal \"" + std::string(1, decimal) + "\"");
  if (low < high && (*value < static_cast<double>(low) || *value > static_cast<double>(high)))
    return out_of_range(broken, text, low, high);
  out = *value;
  return true;
}

}  // namespace pmm::exchange
