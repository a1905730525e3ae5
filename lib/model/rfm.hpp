#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pmm::model {

// Scores 1 to 5, best 5: how recently, how often and how broadly somebody turns to the
// administration.
struct RfmScores {
  std::int32_t recency = 1, frequency = 1, breadth = 1;
};

// The names of the field, in plain words of a Comune. Of the rules the first that matches counts;
// they stand in an order in which none hides another, and the last takes what is left.
struct RfmSegment {
  std::string_view code;
  std::string_view field_name;  // what marketing calls it
  std::string_view title_it;
  std::int32_t recency_min, recency_max, frequency_min, frequency_max, breadth_min, breadth_max;
};
std::span<const RfmSegment> rfm_segments() noexcept;
const RfmSegment& rfm_segment(const RfmScores& scores) noexcept;

}  // namespace pmm::model
