#pragma once

#include <vector>

#include "asked.hpp"
#include "generator.hpp"
#include "ours.hpp"
#include "questions.hpp"

// Questions about what has just been written. All of these write into the store.
namespace bench {

// The next question after a commit, against the same question on unchanged data.
void add_commit_rows(std::vector<Row>& rows, const std::vector<const Subject*>& subjects,
                     Ours& ours, const Generator& generator);

// Writing while a question runs every 100 ms, against writing alone.
void add_writing_row(std::vector<Row>& rows, const std::vector<const Subject*>& subjects,
                     Ours& ours, const Generator& generator);

}  // namespace bench
