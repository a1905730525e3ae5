#include "screen.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace demo {
namespace {

constexpr std::size_t kScreenColumns = 100;

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string without_colours(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      i = text.find('m', i);
    else
      out += text[i];
  }
  return out;
}

bool wants_colours() {
  const char* no_color = std::getenv("NO_COLOR");
  return ::isatty(STDOUT_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
}

void write_all(const std::string& text, std::FILE* file, const std::string& name) {
  if (std::fwrite(text.data(), 1, text.size(), file) != text.size() || std::fflush(file) != 0)
    throw std::runtime_error(name + " cannot be written");
}

}  // namespace

void Screen::title(std::string_view text) {
  line(paint(Colour::kBold, text));
  line(paint(Colour::kBlue, repeated("━", kScreenColumns)));
}

void Screen::section(std::string_view text, std::string_view remark) {
  blank();
  std::string whole = paint(Colour::kBold, text);
  if (!remark.empty()) whole += "  " + paint(Colour::kDim, remark);
  line(whole);
  line(paint(Colour::kBlue, repeated("─", kScreenColumns)));
}

void Screen::line(std::string_view text) {
  text_ += text;
  text_.erase(text_.find_last_not_of(' ') + 1);
  text_ += '\n';
}

void Screen::blank() { text_ += '\n'; }

void Screen::show(const std::string& path) {
  const std::string plain = without_colours(text_);
  write_all(wants_colours() ? text_ : plain, stdout, "standard output");
  std::FILE* file = std::fopen(path.c_str(), "ab");
  if (file == nullptr) throw std::runtime_error(path + " cannot be written");
  write_all(plain, file, path);
  std::fclose(file);
  text_.clear();
}

std::string paint(Colour colour, std::string_view text) {
  constexpr std::array<const char*, 5> kCodes = {"\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[31m",
                                                 "\x1b[34m"};
  return kCodes[static_cast<std::size_t>(colour)] + std::string(text) + "\x1b[0m";
}

std::size_t columns_of(std::string_view text) noexcept {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      i = text.find('m', i);
      continue;
    }
    columns += (static_cast<unsigned char>(text[i]) & 0xC0) == 0x80 ? 0u : 1u;
  }
  return columns;
}

std::string left(std::string_view text, std::size_t columns) {
  const std::size_t used = columns_of(text);
  return std::string(text) + std::string(columns > used ? columns - used : 0, ' ');
}

std::string right(std::string_view text, std::size_t columns) {
  const std::size_t used = columns_of(text);
  return std::string(columns > used ? columns - used : 0, ' ') + std::string(text);
}

std::string shortened(std::string_view text, std::size_t columns) {
  if (columns_of(text) <= columns) return std::string(text);
  std::string out(text);
  while (columns_of(out) >= columns) {
    while ((static_cast<unsigned char>(out.back()) & 0xC0) == 0x80) out.pop_back();
    out.pop_back();
  }
  return out + "…";
}

std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string percent(double fraction) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f %%", 100 * fraction);
  return text;
}

std::string duration(double seconds) {
  char text[48];
  const auto whole = static_cast<long long>(std::llround(seconds));
  if (whole < 3600)
    std::snprintf(text, sizeof text, "%lld min %02lld s", whole / 60, whole % 60);
  else if (whole < 2 * 86'400)
    std::snprintf(text, sizeof text, "%lld h %02lld min", whole / 3600, whole / 60 % 60);
  else
    std::snprintf(text, sizeof text, "%lld d %02lld h", whole / 86'400, whole / 3600 % 24);
  return text;
}

std::string bar(double value, double most, std::size_t columns) {
  constexpr std::array<const char*, 8> kParts = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double share = most > 0 ? std::clamp(value / most, 0.0, 1.0) : 0;
  auto eighths = static_cast<std::size_t>(std::llround(share * 8 * static_cast<double>(columns)));
  if (value > 0) eighths = std::max<std::size_t>(eighths, 1);
  const std::string full = repeated("█", eighths / 8) + kParts[eighths % 8];
  return paint(Colour::kBlue, full) + std::string(columns - columns_of(full), ' ');
}

std::string spark(const std::vector<double>& values) {
  constexpr std::array<const char*, 8> kSteps = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const double most = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  std::string out;
  for (const double value : values) {
    const double share = most > 0 ? value / most : 0;
    out += kSteps[std::min<std::size_t>(static_cast<std::size_t>(share * 8), 7)];
  }
  return out;
}

}  // namespace demo
