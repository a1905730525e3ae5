#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "analytics/question/query.hpp"
#include "analytics/scan/scan.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// SQL over the views that gives the question's answer, in the order that it has and with the
// names of its columns: days as texts, instants as microseconds, booleans as 0 and 1. It is for
// what the epoch holds; over other data its calendars may lack days. kLimit:
// the text would be too long.
Result<std::string> question_sql(const Query& query, const ScanContext& context);

// What a question took.
struct Explanation {
  std::string sql;
  ScanStats scans;
  std::int64_t parse_us = 0, feed_us = 0, shape_us = 0;
  std::int64_t column_bytes = 0;  // of all cubes
  std::array<std::int64_t, kCubes> cube_bytes{};
  std::int64_t answer_bytes = 0;
  std::int64_t answer_rows = 0;
};
std::string explanation_json(const Query& query, const ScanContext& context,
                             const Explanation& told);

}  // namespace pmm::analytics
