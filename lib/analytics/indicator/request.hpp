#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "analytics/catalogue/catalogue.hpp"
#include "analytics/catalogue/indicator_list.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// What pmm_indicators() is asked for.
struct IndicatorRequest {
  std::string from, to, granularity, timezone;
  std::vector<std::string> by;  // dimensions, without their cube
  bool wide = false;            // a column for each indicator
  std::vector<const Indicator*> wanted;

  bool by_period() const noexcept { return !granularity.empty(); }
};

// kInvalid names the place in the request.
Result<IndicatorRequest> read_indicator_request(std::string_view text);

CubeId cube_of_cohort(Cohort cohort) noexcept;
// "cases.service"
std::string cube_member(CubeId cube, std::string_view name);

template <class Fn>
void for_each_side(const Indicator& indicator, Fn&& fn) {
  for (const Side& side : indicator.numerator)
    if (side.cohort != Cohort::kNone) fn(side);
  for (const Side& side : indicator.denominator)
    if (side.cohort != Cohort::kNone) fn(side);
  if (indicator.value.cohort != Cohort::kNone) fn(indicator.value);
}

}  // namespace pmm::analytics
