#pragma once

#include <bit>
#include <cstdint>
#include <limits>

namespace pmm::analytics {

// Numbers of a dimension are known in its dictionary by whole numbers in the same order: the bits,
// turned round below zero. No number becomes the null of a column.
constexpr std::int64_t key_of_number(double number) noexcept {
  const auto bits = std::bit_cast<std::int64_t>(number == 0 ? 0.0 : number);
  return bits < 0 ? bits ^ std::numeric_limits<std::int64_t>::max() : bits;
}
constexpr double number_of_key(std::int64_t key) noexcept {
  return std::bit_cast<double>(key < 0 ? key ^ std::numeric_limits<std::int64_t>::max() : key);
}

}  // namespace pmm::analytics
