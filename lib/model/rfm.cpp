#include "model/rfm.hpp"

#include <array>

namespace pmm::model {
namespace {

constexpr std::array kSegments{
    RfmSegment{"regulars", "Champions", "assidui", 4, 5, 4, 5, 4, 5},
    RfmSegment{"lapsed_regulars", "Can't Lose Them", "assidui ora silenti", 1, 1, 4, 5, 4, 5},
    RfmSegment{"newcomers", "New Customers", "nuovi", 4, 5, 1, 1, 1, 1},
    RfmSegment{"occasional", "Promising", "occasionali", 3, 4, 1, 1, 1, 1},
    RfmSegment{"habitual", "Loyal Customers", "abituali", 2, 5, 3, 5, 3, 5},
    RfmSegment{"growing", "Potential Loyalist", "in crescita", 3, 5, 1, 3, 1, 3},
    RfmSegment{"wavering", "Need Attention", "da seguire", 2, 3, 2, 3, 2, 3},
    RfmSegment{"fading", "About To Sleep", "in calo", 2, 3, 1, 2, 1, 2},
    RfmSegment{"drifting", "At Risk", "a rischio di silenzio", 1, 2, 2, 5, 2, 5},
    RfmSegment{"silent", "Lost", "silenti", 1, 2, 1, 2, 1, 2},
    RfmSegment{"others", "Others", "altri", 1, 5, 1, 5, 1, 5},
};

constexpr bool within(std::int32_t value, std::int32_t least, std::int32_t most) noexcept {
  return value >= least && value <= most;
}

}  // namespace

std::span<const RfmSegment> rfm_segments() noexcept { return kSegments; }

const RfmSegment& rfm_segment(const RfmScores& scores) noexcept {
  for (const RfmSegment& segment : kSegments)
    if (within(scores.recency, segment.recency_min, segment.recency_max) &&
        within(scores.frequency, segment.frequency_min, segment.frequency_max) &&
        within(scores.breadth, segment.breadth_min, segment.breadth_max))
      return segment;
  return kSegments.back();
}

}  // namespace pmm::model
