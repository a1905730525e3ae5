#pragma once

#include <string>
#include <string_view>

#include "base/status.hpp"
#include "base/table.hpp"

namespace pmm::exchange {

// Appends one field by RFC 4180: in quotes when it must be.
void append_csv_text(std::string& out, std::string_view text, char delimiter);

struct CsvStyle {
  char delimiter = ',';
  bool header = true;
};

// A table as CSV for programs ("plain"): values as they are, null empty and empty text in quotes,
// times in RFC 3339 with the offset of their column's zone, rows ended by CR LF. kInvalid when a
// column names a zone that this system does not know.
Result<std::string> to_csv(const Table& table, const CsvStyle& style = {});

}  // namespace pmm::exchange
