#pragma once

#include "model/access.hpp"

namespace pmm::model {

// Whether the actor sees the columns of a group, in the rows that a noun has of a subject, of every
// subject that it reads: then it may look for subjects by them.
bool sees_of_everybody(const Plan& plan, FieldGroup group, Noun noun) noexcept;

}  // namespace pmm::model
