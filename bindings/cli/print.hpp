#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "settings.hpp"
#include "table.hpp"

namespace cli {

// A cell for people: times in the store's zone, durations and fractions readable, nothing for null.
std::string people_cell(const pmmcrm::Result& result, std::int64_t row, std::int32_t column);
// A number for people, by its unit: "s" a duration, "1" a fraction.
std::string people_number(double value, std::string_view unit);
// A cell for programs: exact.
std::string program_cell(const pmmcrm::Result& result, std::int64_t row, std::int32_t column);

TextTable to_table(const pmmcrm::Result& result);
// "name  value" lines of one row; cells that are null are left out.
std::string to_record(const pmmcrm::Result& result, std::int64_t row);
std::string to_csv(const pmmcrm::Result& result);

// A field of RFC 4180.
std::string csv_field(const std::string& text);

// Prints in the format asked for; `empty` is said, on stderr, when a table has no rows.
void print_result(const pmmcrm::Result& result, const Settings& settings, const char* empty);
// The same, of which people are shown some columns under other titles, times to the minute, and no
// column that says nothing; programs get everything.
struct Shown {
  const char* column;
  const char* title;
};
void print_list(const pmmcrm::Result& result, const Settings& settings,
                const std::vector<Shown>& shown, const char* empty);
// The same for an answer of one row, which people read downwards.
void print_record(const pmmcrm::Result& result, const Settings& settings);

}  // namespace cli
