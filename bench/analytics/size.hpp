#pragma once

#include <string>
#include <vector>

#include "asked.hpp"
#include "generator.hpp"
#include "ours.hpp"
#include "questions.hpp"

// How the engine grows with the data: memory, reopening, time.
namespace bench {

// Bytes of all resident columns, dictionaries included, by case: those of its stages are among
// them, and are allowed for. `when`: said in the row.
void add_memory_rows(std::vector<Row>& rows, Ours& ours, const std::string& when);

// The first answer on saved columns, against columns that are read from the tables again.
void add_reopen_row(std::vector<Row>& rows, const Subject& subject, const std::string& store);

// Every question on a tenth and on three times the cases.
void add_growth_rows(std::vector<Row>& rows, const std::vector<const Subject*>& subjects,
                     const Generator& small, const Generator& large);

}  // namespace bench
