#pragma once

#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace pmm::exchange {

enum class Encoding { kUtf8, kLatin1, kWindows1252 };

// "utf-8", "iso-8859-1", "windows-1252" and their usual other names, in any case. kInvalid at
// "encoding".
Result<Encoding> parse_encoding(std::string_view name);

// Appends `bytes`, which are of `encoding`, as UTF-8. UTF-8 itself is copied unchecked: what is
// wrong in it belongs to the field where it stands. For the same reason a byte that Windows-1252
// does not define is left alone, which no check of UTF-8 lets pass.
void append_utf8(std::vector<char>& out, std::string_view bytes, Encoding encoding);

}  // namespace pmm::exchange
