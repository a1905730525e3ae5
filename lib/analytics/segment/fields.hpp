#pragma once

#include <string_view>

#include "analytics/segment/segments.hpp"

namespace pmm::analytics {

// kDenied at `field` where persons are asked for by columns that the asker does not see of each of
// them. Who counts persons without reading them sees no small number, and may ask by all.
Status check_may_ask(Attribute attribute, const Asker& asker, std::string_view field);
Status check_may_ask(const Rule& rule, const Asker& asker, std::string_view field);

}  // namespace pmm::analytics
