#pragma once

#include <string>
#include <string_view>

#include "base/status.hpp"

namespace pmm::model {

// kInvalid at `field`: a value that is no `what`, such as "codice_fiscale", and the rule it breaks.
Status not_valid(std::string_view field, std::string_view what, std::string_view value,
                 const std::string& rule);

}  // namespace pmm::model
