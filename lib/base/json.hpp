#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace pmm {

// A JSON value as it was written, members in their order.
struct Json {
  enum class Kind : std::uint8_t { kNull, kBool, kInteger, kReal, kText, kArray, kObject };

  Kind kind = Kind::kNull;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;                // of a whole number too
  std::string text;               // of a real: its digits, when it is a whole number over 64 bits
  std::vector<std::string> keys;  // of an object, as many as items
  std::vector<Json> items;        // of an array or an object

  bool is(Kind wanted) const noexcept { return kind == wanted; }
  bool is_number() const noexcept { return is(Kind::kInteger) || is(Kind::kReal); }
  bool is_whole() const noexcept { return is(Kind::kInteger) || (is_number() && !text.empty()); }
  const Json* find(std::string_view key) const noexcept;
};

std::string_view kind_name(Json::Kind kind) noexcept;

// Reads strictly what comes from outside: one value and nothing after it, at most
// limits::kJsonBytes and kJsonDepth (kLimit), no key twice in an object, no number out of range, no
// NUL in a text (kInvalid). An error of a value is at the path that leads to it from `field`, such
// as "attributes[2].order"; an error of the whole is at `field`.
Result<Json> parse_json(std::string_view text, std::string_view field);

// What the readers of such values share; each error is at `field`, or at a member of it.
Status check_kind(const Json& json, Json::Kind wanted, std::string_view field);
// An object has no key but these.
Status check_keys(const Json& object, std::span<const std::string_view> known,
                  std::string_view field);
// "columns" + "status" -> "columns.status"; a key too long for an error's path is left out.
std::string member_path(std::string_view field, std::string_view key);
// "filters" + 2 -> "filters[2]".
std::string element_path(std::string_view field, std::size_t index);

}  // namespace pmm
