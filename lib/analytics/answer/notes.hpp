#pragma once

#include "analytics/question/query.hpp"
#include "base/table.hpp"

namespace pmm::analytics {

// Tells the columns of an answer, which are the outputs of the question that are shown, what the
// catalogue says of their members: titles, formula, role, and what was made of them.
void note_outputs(Table& table, const Query& query);

}  // namespace pmm::analytics
