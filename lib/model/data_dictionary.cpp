#include "model/data_dictionary.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"

namespace pmm::model {
namespace {

constexpr std::array<std::string_view, 10> kDataClassNames = {
    "key",    "identity",   "contact",   "sensitive", "content",
    "choice", "statistics", "technical", "operator",  "catalogue"};
constexpr std::array<std::string_view, 7> kOnErasureNames = {"keep", "null",   "empty",     "zero",
                                                             "mark", "number", "dimensions"};

template <class Value, class Names>
std::optional<Value> value_named(const Names& names, std::string_view name) noexcept {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Value>(found - names.begin());
}

Result<DataColumn> parse_data_column(std::string_view word) {
  const std::size_t equals = word.find('=');
  const std::size_t slash = word.find('/');
  if (equals == std::string_view::npos || equals == 0)
    return Status::internal("a column of the data dictionary has no class: " + text::quoted(word));
  DataColumn column;
  column.name = word.substr(0, equals);
  const auto type = find_data_class(word.substr(equals + 1, slash - equals - 1));
  const auto left = slash == std::string_view::npos ? std::optional(OnErasure::kKeep)
                                                    : find_on_erasure(word.substr(slash + 1));
  if (!type || !left)
    return Status::internal("a column of the data dictionary is of no class: " +
                            text::quoted(word));
  column.data_class = *type;
  column.on_erasure = *left;
  return column;
}

}  // namespace

std::string_view data_class_name(DataClass data_class) noexcept {
  return kDataClassNames[static_cast<std::size_t>(data_class)];
}
std::string_view on_erasure_name(OnErasure on_erasure) noexcept {
  return kOnErasureNames[static_cast<std::size_t>(on_erasure)];
}
std::optional<DataClass> find_data_class(std::string_view name) noexcept {
  return value_named<DataClass>(kDataClassNames, name);
}
std::optional<OnErasure> find_on_erasure(std::string_view name) noexcept {
  return value_named<OnErasure>(kOnErasureNames, name);
}

bool is_exported(DataClass data_class) noexcept {
  switch (data_class) {
    case DataClass::kTechnical:
    case DataClass::kOperator:
    case DataClass::kCatalogue:
      return false;
    case DataClass::kKey:
    case DataClass::kIdentity:
    case DataClass::kContact:
    case DataClass::kSensitive:
    case DataClass::kContent:
    case DataClass::kChoice:
    case DataClass::kStatistics:
      return true;
  }
  return false;
}

Result<std::vector<DataColumn>> parse_data_columns(std::string_view text) {
  std::vector<DataColumn> columns;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    if (end > begin) {
      PMM_ASSIGN(const DataColumn column, parse_data_column(text.substr(begin, end - begin)));
      const auto same = [&](const DataColumn& known) { return known.name == column.name; };
      if (std::any_of(columns.begin(), columns.end(), same))
        return Status::internal("the data dictionary names a column twice: " +
                                text::quoted(column.name));
      columns.push_back(column);
    }
    begin = end + 1;
  }
  return columns;
}

}  // namespace pmm::model
