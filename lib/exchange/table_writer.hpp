#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/call.hpp"
#include "base/limits.hpp"
#include "base/status.hpp"
#include "base/table.hpp"
#include "exchange/csv_writer.hpp"
#include "exchange/sink.hpp"

namespace pmm::exchange {

enum class ExportFormat { kCsv = 1, kXlsx = 2, kJson = 3 };

enum class ChartKind { kAuto = 0, kLine = 1, kColumn = 2, kBar = 3, kNone = 4 };

struct ExportOptions {
  ExportFormat format = ExportFormat::kCsv;
  CsvStyle csv;
  // Of a workbook.
  std::string title;
  std::string made_by;
  std::string language;         // "en", "it"; "" is "en"
  std::int64_t created_us = 0;  // 0: when the first answer was given
  std::int64_t table_cells = limits::kTableCells;
};

// How one table stands in a workbook.
struct SheetOptions {
  std::string name;      // "" is made from the title
  std::string title;     // "" is "Data 1"
  std::string question;  // what the table answers, as JSON
  ChartKind chart = ChartKind::kAuto;
  bool crosstab = true;        // where the table has two dimensions
  std::string crosstab_value;  // the measure of it; "" is the first
};

struct ExportReport {
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
  std::int32_t sheets = 0;  // with data
  std::int32_t tables = 0;  // those of them that are tables, with filters and bands
  std::int32_t charts = 0;
  std::int32_t crosstabs = 0;
  std::int64_t cut = 0;       // texts over what a cell holds
  std::int64_t as_text = 0;   // numbers and days that a spreadsheet would not keep
  std::int64_t blank = 0;     // numbers that are none
  std::int64_t repaired = 0;  // texts with bytes that are no text
  std::int64_t guarded = 0;   // texts that got an apostrophe
};

// Writes tables somewhere. Serial. Without finish() nothing stays.
class TableWriter {
 public:
  virtual ~TableWriter() = default;
  // kInvalid: add() and finish() would refuse what they are given, before anything is done. Asked
  // first, the writer goes on; whatever else fails is the end of it.
  virtual Status may_add(const Table& table, const SheetOptions* sheet) const = 0;
  virtual Status may_finish() const = 0;
  // Null `sheet`: the rows go on where the last table ended, which must have had the same columns.
  virtual Status add(const TablePtr& table, const SheetOptions* sheet, const Call& call) = 0;
  virtual Status finish(const Call& call, ExportReport& report) = 0;

  static std::unique_ptr<TableWriter> make(Sink sink, ExportOptions options);
};

// kInvalid unless both have the same columns.
Status check_same_columns(const Table& first, const Table& next);

// A check point that also tells how far the work is.
Status check_progress(const Call& call, std::int64_t done, std::int64_t total);

}  // namespace pmm::exchange
