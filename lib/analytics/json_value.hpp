#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace pmm::analytics {

// A JSON value as it was written, members in their order. Read strictly: bounded in size and
// depth, no key twice, nothing after the value.
struct Json {
  enum class Kind : std::uint8_t { kNull, kBool, kInteger, kReal, kText, kArray, kObject };

  Kind kind = Kind::kNull;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  std::vector<std::string> keys;  // of an object, as many as items
  std::vector<Json> items;        // of an array or an object

  const Json* find(std::string_view key) const noexcept;
};

std::string_view kind_name(Json::Kind kind) noexcept;

// kLimit when it is too large or too deep, kInvalid else; the error is at `field`.
Result<Json> parse_json(std::string_view text, std::string_view field);

}  // namespace pmm::analytics
