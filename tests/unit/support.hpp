#pragma once

#include <cstdint>
#include <cstdlib>

#include "base/civil.hpp"

namespace pmm {

inline std::int32_t day(const char* date) { return parse_date(date).value(); }

// Random tests repeat a run that failed: they tell their seed, and take it from PMM_TEST_SEED.
inline std::uint64_t test_seed(std::uint64_t usual) {
  const char* given = std::getenv("PMM_TEST_SEED");
  return given ? std::strtoull(given, nullptr, 10) : usual;
}

// How many of what a random test is about; larger by the option of this name.
inline std::int64_t test_size(const char* option, std::int64_t usual) {
  const char* given = std::getenv(option);
  return given ? std::strtoll(given, nullptr, 10) : usual;
}

}  // namespace pmm
