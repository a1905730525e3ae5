#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "base/table.hpp"
#include "base/zone.hpp"

namespace pmm::exchange {

// Appends one field by RFC 4180: in quotes when it must be.
void append_csv_text(std::string& out, std::string_view text, char delimiter);

// kPlain is for programs: values as they are, times in RFC 3339 with the offset of their column's
// zone. kExcel is for people who open the file in a spreadsheet: a byte order mark, local times
// that it knows as such, and no text that it would take for a formula.
enum class CsvPreset { kPlain, kExcel };

struct CsvStyle {
  CsvPreset preset = CsvPreset::kPlain;
  char delimiter = ',';
  char decimal = '.';
  bool header = true;
  bool guard = false;    // texts that a spreadsheet would take for a formula get an apostrophe
  std::string language;  // of the titles in the header: "en", "it"; "" for the columns' names

  // What a preset is without further wishes; the spreadsheet is an Italian one.
  static CsvStyle of(CsvPreset preset);
};

// The title that people read, or the name where there is none.
const std::string& title_of(const Column& column, std::string_view language) noexcept;

// The rows of a table as CSV: null empty and empty text in quotes, rows ended by CR LF.
class CsvRows {
 public:
  // kInvalid when a column names a zone that this system does not know. The table must outlive it.
  static Result<CsvRows> of(const Table& table, const CsvStyle& style);

  void append_header(std::string& out) const;  // with what stands before it
  void append(std::string& out, std::int64_t row);
  std::int64_t guarded() const noexcept { return guarded_; }

 private:
  CsvRows(const Table& table, const CsvStyle& style) : table_(&table), style_(&style) {}
  void append_text(std::string& out, std::string_view text);
  void append_value(std::string& out, std::size_t column, std::int64_t row);
  void append_time(std::string& out, std::size_t column, std::int64_t us) const;

  const Table* table_;
  const CsvStyle* style_;
  std::vector<std::shared_ptr<const Zone>> zones_;
  std::int64_t guarded_ = 0;  // texts that got an apostrophe
};

// A whole table at once.
Result<std::string> to_csv(const Table& table, const CsvStyle& style = {});

}  // namespace pmm::exchange
