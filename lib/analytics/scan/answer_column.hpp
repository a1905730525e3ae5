#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/table.hpp"

namespace pmm::analytics {

// A column of the answer before it is put in order: one value per group.
struct AnswerColumn {
  std::string name;
  std::string_view unit;
  Type type = Type::kInt64;
  std::vector<std::uint8_t> nulls;      // 1 for null
  std::vector<std::uint8_t> hidden;     // 1 for what may not be shown, which is null; or empty
  std::vector<std::int64_t> ints;       // kInt64, kTime, kDate, kBool
  std::vector<double> reals;            // kFloat64
  std::vector<std::string_view> texts;  // kText: borrowed from the epoch

  void add_null();
  void add_int(std::int64_t value);
  void add_real(double value);
  void add_text(std::string_view value);
  // A copy of another column's cell; the types are the same.
  void add_from(const AnswerColumn& other, std::size_t row);
  void set_from(std::size_t row, const AnswerColumn& other, std::size_t other_row);
  // Makes a cell null, because it may not be shown.
  void withhold(std::size_t row);
  bool is_withheld(std::size_t row) const noexcept {
    return row < hidden.size() && hidden[row] != 0;
  }
  // Only the cells of these rows are left, in this order.
  void keep(std::span<const std::uint32_t> rows);

  std::size_t size() const noexcept { return nulls.size(); }
  bool is_null(std::size_t row) const noexcept { return nulls[row] != 0; }
  // Of a number that is not null.
  double number(std::size_t row) const noexcept {
    return type == Type::kFloat64 ? reals[row] : static_cast<double>(ints[row]);
  }
};

// What a cell of the column takes, and what all of it does.
std::size_t cell_bytes(const AnswerColumn& column) noexcept;
std::int64_t held_bytes(const AnswerColumn& column) noexcept;

AnswerColumn column_for(std::string name, Type type, std::string_view unit = "");

}  // namespace pmm::analytics
