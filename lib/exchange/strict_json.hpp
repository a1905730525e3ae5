#pragma once

#include <string_view>

#include "base/status.hpp"

namespace pmm::exchange {

// Whether a text from outside may be handed to the JSON parser: one document and nothing after it,
// no deeper than limits::kJsonDepth, no key twice in an object, every number representable. kLimit
// or kInvalid; the field is the path of what is wrong.
Status check_json(std::string_view text);

}  // namespace pmm::exchange
