#pragma once

#include <cstdint>
#include <vector>

#include "model/preference.hpp"
#include "store/sqlite/connection.hpp"

namespace pmm::crm {

// What a subject wants to receive, with the choices of the settings version in force; what holds
// for everybody where it never said anything.
Result<model::Preference> preference_of(store::Connection& db, std::int64_t subject);
// A category and those above it, nearest first.
Result<std::vector<std::int64_t>> categories_above(store::Connection& db, std::int64_t category);

}  // namespace pmm::crm
