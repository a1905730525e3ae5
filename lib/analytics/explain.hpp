#pragma once

#include <string>

#include "analytics/execute.hpp"
#include "analytics/trace.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// SQL over the views that gives the question's answer, in the order that it has and with the
// names of its columns: days as texts, instants as microseconds, booleans as 0 and 1. The question
// was asked of what the epoch holds; over other data the SQL may lack periods.
// kLimit: the text would be too long.
Result<std::string> question_sql(const Question& question);

// What an explanation tells, as JSON.
struct Explanation {
  Trace trace;
  std::string sql;
  std::int64_t column_bytes = 0;  // of all cubes
  std::int64_t answer_bytes = 0;
  std::int64_t answer_rows = 0;
};
std::string explanation_json(const Question& question, const Explanation& explanation);

}  // namespace pmm::analytics
