#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "analytics/catalogue/catalogue.hpp"

// Pieces of SQL as text.
namespace pmm::analytics {

inline constexpr const char* kComma = ", ";
inline constexpr const char* kCommaLine = ",\n  ";

// The template with each {} replaced by the next part.
std::string fill(std::string_view text, std::initializer_list<std::string_view> parts);

std::string joined(const std::vector<std::string>& parts, std::string_view between);

std::string text_literal(std::string_view text);
// With an exponent, so that no database takes it for a decimal.
std::string real_literal(double value);
std::string name_literal(std::string_view name);  // "cases.count", in double quotes

std::string view_name(const Cube& cube);
// The column of the cube's view that holds what a column of the cube does.
std::string view_column(const Cube& cube, std::uint8_t column);
// The type of a value in the answer of the SQL.
std::string_view type_sql(Type type) noexcept;
std::string typed_null(Type type);

}  // namespace pmm::analytics
