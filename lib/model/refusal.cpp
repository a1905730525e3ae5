#include "model/refusal.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace pmm::model {

Status not_valid(std::string_view field, std::string_view what, std::string_view value,
                 const std::string& rule) {
  std::string name(what);
  std::replace(name.begin(), name.end(), '_', ' ');
  return Status::invalid(std::string(field),
                         name + " " + text::quoted(value) + " is not valid: " + rule);
}

}  // namespace pmm::model
