#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/zone.hpp"
#include "exchange/time_pattern.hpp"

namespace pmm::exchange {

// The rule that a value broke.
struct Broken {
  const char* rule = "";
  std::string message;
};
// Writes down what was broken; false, for the caller to return.
bool refuse(Broken& broken, const char* rule, std::string message);

// From text to value. False, with the rule broken: "length", "encoding", "control", "choice",
// "time", "date", "integer", "number", "boolean", "range".
bool check_text(std::string_view text, std::size_t max_bytes, bool one_line, Broken& broken);
bool check_choice(std::string_view text, std::span<const std::string_view> choices, Broken& broken);
bool to_time(std::string_view text, const TimePattern* pattern, const Zone& zone, std::int64_t& out,
             Broken& broken);
bool to_date(std::string_view text, const TimePattern* pattern, std::int32_t& out, Broken& broken);
bool to_integer(std::string_view text, std::int64_t low, std::int64_t high, std::int64_t& out,
                Broken& broken);
bool to_boolean(std::string_view text, bool& out, Broken& broken);

// `decimal` is '.', or ',' for "1.234,56". With low < high the value must be between them.
bool to_number(std::string_view text, char decimal, std::int64_t low, std::int64_t high,
               double& out, Broken& broken);

}  // namespace pmm::exchange
