#pragma once

#include <vector>

#include "asked.hpp"
#include "generator.hpp"
#include "ours.hpp"
#include "questions.hpp"

// SQLite on the same rows, for reference: nothing is asked for against it.
namespace bench {

void add_sqlite_rows(std::vector<Row>& rows, const std::vector<const Subject*>& subjects,
                     Ours& ours, const Generator& generator);

}  // namespace bench
