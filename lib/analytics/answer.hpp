#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/query.hpp"
#include "base/status.hpp"
#include "base/table.hpp"

namespace pmm::analytics {

// A column of the answer before it is put in order: one value per group.
struct AnswerColumn {
  std::string name;
  std::string_view unit;
  Type type = Type::kInt64;
  std::vector<std::uint8_t> nulls;      // 1 for null
  std::vector<std::int64_t> ints;       // kInt64, kTime, kDate, kBool
  std::vector<double> reals;            // kFloat64
  std::vector<std::string_view> texts;  // kText: borrowed from the epoch

  void add_null();
  void add_int(std::int64_t value);
  void add_real(double value);
  void add_text(std::string_view value);
  std::size_t size() const noexcept { return nulls.size(); }
};

// Orders the rows, cuts them to the question's limit and offset, and makes the table. What the
// question's order leaves open is settled by the times, then the dimensions, ascending; a null
// comes last either way.
Result<TablePtr> make_table(const Query& query, const std::vector<AnswerColumn>& columns,
                            const Watermark& watermark);

}  // namespace pmm::analytics
