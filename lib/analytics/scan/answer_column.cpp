#include "analytics/scan/answer_column.hpp"

#include <utility>

namespace pmm::analytics {

void AnswerColumn::add_null() {
  nulls.push_back(1);
  if (type == Type::kText)
    texts.emplace_back();
  else if (type == Type::kFloat64)
    reals.push_back(0);
  else
    ints.push_back(0);
}

void AnswerColumn::add_int(std::int64_t value) {
  nulls.push_back(0);
  ints.push_back(value);
}

void AnswerColumn::add_real(double value) {
  nulls.push_back(0);
  reals.push_back(value);
}

void AnswerColumn::add_text(std::string_view value) {
  nulls.push_back(0);
  texts.push_back(value);
}

void AnswerColumn::add_from(const AnswerColumn& other, std::size_t row) {
  nulls.push_back(other.nulls[row]);
  if (type == Type::kText)
    texts.push_back(other.texts[row]);
  else if (type == Type::kFloat64)
    reals.push_back(other.reals[row]);
  else
    ints.push_back(other.ints[row]);
}

void AnswerColumn::set_from(std::size_t row, const AnswerColumn& other, std::size_t other_row) {
  nulls[row] = other.nulls[other_row];
  if (type == Type::kText)
    texts[row] = other.texts[other_row];
  else if (type == Type::kFloat64)
    reals[row] = other.reals[other_row];
  else
    ints[row] = other.ints[other_row];
  if (other.is_withheld(other_row)) withhold(row);
}

void AnswerColumn::withhold(std::size_t row) {
  hidden.resize(nulls.size(), 0);
  hidden[row] = 1;
  nulls[row] = 1;
}

void AnswerColumn::keep(std::span<const std::uint32_t> rows) {
  AnswerColumn kept = column_for(std::move(name), type, unit);
  for (const std::uint32_t row : rows) kept.add_from(*this, row);
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (is_withheld(rows[row])) kept.withhold(row);
  *this = std::move(kept);
}

std::size_t cell_bytes(const AnswerColumn& column) noexcept {
  return 1 + (column.type == Type::kText ? sizeof(std::string_view) : sizeof(std::int64_t));
}

std::int64_t held_bytes(const AnswerColumn& column) noexcept {
  return static_cast<std::int64_t>(column.nulls.capacity() +
                                   column.ints.capacity() * sizeof(std::int64_t) +
                                   column.reals.capacity() * sizeof(double) +
                                   column.texts.capacity() * sizeof(std::string_view));
}

AnswerColumn column_for(std::string name, Type type, std::string_view unit) {
  AnswerColumn column;
  column.name = std::move(name);
  column.type = type;
  column.unit = unit;
  return column;
}

}  // namespace pmm::analytics
