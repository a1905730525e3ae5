#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

// Answers of both sides in one shape, to be compared before anything is timed.
namespace bench {

// Null, integer, real or text. A date or a local time is an integer: its microseconds since 1970.
using Cell = std::variant<std::monostate, std::int64_t, double, std::string>;
using Cells = std::vector<Cell>;
using Answer = std::vector<Cells>;

inline constexpr std::int64_t kMicrosecondsOfDay = 86'400'000'000;

// What is different, or "": as sets of rows, doubles to 1e-9 of their size.
std::string difference(Answer ours, Answer theirs);

}  // namespace bench
