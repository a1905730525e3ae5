#pragma once

#include "base/table.hpp"

namespace pmm::analytics {

// Tells the columns of an answer what the catalogue says of their members: titles, formula, role.
// A time bucket is named after its time; what no cube knows is left as it is.
void note_members(Table& table);

}  // namespace pmm::analytics
