#pragma once

#include "questions.hpp"

namespace bench {

// Bulk import, and durable single writes of threads and of processes.
void add_write_questions(std::vector<Question>& questions);
// Timeline and find over large stores; builds them first.
void add_read_questions(std::vector<Question>& questions);

}  // namespace bench
