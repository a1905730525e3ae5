#pragma once

#include "model/access.hpp"

namespace pmm::crm {

// kDenied for who may do this to no row at all. To be asked before anything is looked up: an error
// about what a new row refers to would tell whether that is there.
inline Status check_reach(const model::Plan& plan, model::Action action, model::Noun noun) {
  if (!model::reach(plan, action, noun).none()) return {};
  return model::check_access(plan, action, noun, {}, "", 0);
}

}  // namespace pmm::crm
