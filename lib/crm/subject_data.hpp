#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crm/context.hpp"
#include "model/data_dictionary.hpp"

namespace pmm::crm {

// All that the store has of a subject and that it may have, as the data dictionary says: for
// articles 15 and 20 of the GDPR.
using DataCell = std::variant<std::monostate, std::int64_t, double, std::string>;

struct DataSection {
  std::string_view table, title_en, title_it;
  std::vector<model::DataColumn> columns;
  std::vector<std::vector<DataCell>> rows;
};

struct SubjectData {
  std::int64_t subject = 0;
  std::int64_t at_us = 0;
  std::vector<DataSection> sections;  // those that have rows
};

// Whoever calls it has decided that the actor may. kLimit when it is over limits::kBulkRows.
Result<SubjectData> read_subject_data(const Reading& reading, std::int64_t subject);

}  // namespace pmm::crm
