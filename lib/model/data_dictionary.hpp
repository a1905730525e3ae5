#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace pmm::model {

// What a column of the store says of a person.
enum class DataClass {
  kKey,         // ties rows together; leads to nobody once the person's own data are gone
  kIdentity,    // who somebody is
  kContact,     // how somebody is reached
  kSensitive,   // what may be of the categories of art. 9 and 10 of the GDPR
  kContent,     // what was written to, by or about somebody
  kChoice,      // what somebody wants
  kStatistics,  // states, times, codes: what the numbers are made of
  kTechnical,   // of the library's own work
  kOperator,    // who did it: data of those who work for the administration, or act
  kCatalogue,   // of the administration, about nobody
};

// What erasure leaves of a column.
enum class OnErasure {
  kKeep,
  kNull,        // no value
  kEmpty,       // an empty text
  kZero,        // 0
  kMark,        // "erased:" and the number of the row, where the value must be there and be unique
  kNumber,      // one and the same random number, in all rows of the subject
  kDimensions,  // of a JSON object: what analysts may group by
};

struct DataColumn {
  std::string_view name;
  DataClass data_class = DataClass::kTechnical;
  OnErasure on_erasure = OnErasure::kKeep;
};

std::string_view data_class_name(DataClass data_class) noexcept;
std::string_view on_erasure_name(OnErasure on_erasure) noexcept;
std::optional<DataClass> find_data_class(std::string_view name) noexcept;
std::optional<OnErasure> find_on_erasure(std::string_view name) noexcept;

// Whether a subject is given the column when it asks for its data.
bool is_exported(DataClass data_class) noexcept;

// "id=key name=identity/empty note=content/null …": a column, its class and, unless it is kept,
// what erasure leaves of it. kInternal, naming the word, where one is not so, or comes twice.
Result<std::vector<DataColumn>> parse_data_columns(std::string_view text);

}  // namespace pmm::model
