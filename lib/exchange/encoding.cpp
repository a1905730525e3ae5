#include "exchange/encoding.hpp"

#include <array>
#include <cstdint>
#include <string>

#include "base/text.hpp"

namespace pmm::exchange {
namespace {

struct Name {
  std::string_view name;
  Encoding encoding;
};
constexpr std::array kNames = {
    Name{"utf-8", Encoding::kUtf8},         Name{"utf8", Encoding::kUtf8},
    Name{"utf-8-sig", Encoding::kUtf8},     Name{"ascii", Encoding::kUtf8},
    Name{"us-ascii", Encoding::kUtf8},      Name{"iso-8859-1", Encoding::kLatin1},
    Name{"iso8859-1", Encoding::kLatin1},   Name{"latin-1", Encoding::kLatin1},
    Name{"latin1", Encoding::kLatin1},      Name{"windows-1252", Encoding::kWindows1252},
    Name{"cp1252", Encoding::kWindows1252},
};

// The code points of 0x80 to 0x9F in Windows-1252; 0 where there is none.
constexpr std::array<std::uint16_t, 32> kWindows = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

void append_point(std::vector<char>& out, unsigned point) {
  if (point < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (point >> 6)));
  } else {
    out.push_back(static_cast<char>(0xE0 | (point >> 12)));
    out.push_back(static_cast<char>(0x80 | ((point >> 6) & 0x3F)));
  }
  out.push_back(static_cast<char>(0x80 | (point & 0x3F)));
}

}  // namespace

Result<Encoding> parse_encoding(std::string_view name) {
  const std::string lower = text::ascii_lower(name);
  for (const Name& known : kNames)
    if (known.name == lower) return known.encoding;
  return Status::invalid("encoding", text::quoted(name) +
                                         " is not an encoding that is read: utf-8, iso-8859-1, "
                                         "windows-1252");
}

void append_utf8(std::vector<char>& out, std::string_view bytes, Encoding encoding) {
  if (encoding == Encoding::kUtf8) {
    out.insert(out.end(), bytes.begin(), bytes.end());
    return;
  }
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out.push_back(c);
      continue;
    }
    unsigned point = byte;
    if (encoding == Encoding::kWindows1252 && byte < 0xA0) point = kWindows[byte - 0x80U];
    if (point == 0) {
      out.push_back(c);
    } else {
      append_point(out, point);
    }
  }
}

}  // namespace pmm::exchange
