#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/status.hpp"

namespace pmm {

class Zone;

enum class Type : std::int32_t {
  kInt64 = 1,
  kFloat64 = 2,
  kText = 3,
  kBool = 4,
  kTime = 5,  // int64 microseconds since 1970 UTC
  kDate = 6,  // int32 days since 1970-01-01
};

// What a column is to the reader of an answer; kPlain where nobody has said.
// kGrouping is over 0 in a row that is the total of others.
enum class Role : std::uint8_t { kPlain, kDimension, kTime, kMeasure, kGrouping };

// What people call the values of a column.
using CodeNames = std::unordered_map<std::string, std::string>;

// What people are shown of a column. Empty where nobody has said.
struct ColumnNote {
  std::string title_en, title_it;
  std::string formula;  // of a measure
  Role role = Role::kPlain;
  bool additive = false;  // a measure whose values may be added up over rows
  // Of text: what its values are called, and in Italian where that is another name.
  std::shared_ptr<const CodeNames> names, names_it;
  std::string language;  // the values are in it, and stand in another column in the other
  std::string unit_in;   // of numbers: the column that has the unit of each row
  bool behind = false;   // people look at it last
};

// One column of an answer in the layout of the Arrow columnar format, so that exporting it is a
// pointer: validity bits (least significant first; empty when nothing is null), values, and for
// text 32-bit offsets into the bytes. Text may be coded: then offsets and bytes hold each value
// once, in order, and a row has the number of its value.
struct Column {
  std::string name;
  std::string unit;  // "s", "1", "" when it has none
  std::string zone;  // kTime: the zone it is meant to be shown in, "" for UTC
  ColumnNote note;
  Type type = Type::kInt64;
  bool coded = false;  // kText
  std::int64_t null_count = 0;
  std::vector<std::uint8_t> validity;
  std::vector<std::uint8_t>
      withheld;                     // bits of nulls that are values the reader may not see, or none
  std::vector<std::int64_t> ints;   // kInt64, kTime
  std::vector<double> doubles;      // kFloat64
  std::vector<std::int32_t> dates;  // kDate
  std::vector<std::uint8_t> bools;  // kBool: bits
  std::vector<std::int32_t> codes;  // kText, coded: the value of each row
  std::vector<std::int32_t> offsets;  // kText: values + 1
  std::string bytes;                  // kText: the values one after the other

  bool is_null(std::int64_t row) const noexcept;
  bool is_withheld(std::int64_t row) const noexcept;
  void withhold(std::int64_t row);  // of a null
  std::int64_t withheld_count() const noexcept;
  std::int64_t int_at(std::int64_t row) const noexcept {
    return ints[static_cast<std::size_t>(row)];
  }
  double double_at(std::int64_t row) const noexcept {
    return doubles[static_cast<std::size_t>(row)];
  }
  std::int32_t date_at(std::int64_t row) const noexcept {
    return dates[static_cast<std::size_t>(row)];
  }
  bool bool_at(std::int64_t row) const noexcept;
  std::string_view text_at(std::int64_t row) const noexcept;  // of a row that is not null
  // Of text: how many values stand in the bytes, and one of them.
  std::size_t values() const noexcept { return offsets.empty() ? 0 : offsets.size() - 1; }
  std::string_view value_at(std::size_t index) const noexcept;
};

// How far an answer saw: last journal number, last visit, and the clock then.
struct Watermark {
  std::int64_t journal = 0;
  std::int64_t visit = 0;
  std::int64_t time_us = 0;
};

// A stretch of time that an answer is about, half open.
struct AnsweredRange {
  std::string member;
  std::int64_t begin_us = 0;
  std::int64_t end_us = 0;
  bool compared = false;  // set beside the question's own
};

// An answer: immutable once built, shared by whoever still reads it.
struct Table {
  std::vector<Column> columns;
  std::int64_t rows = 0;
  std::string next_cursor;  // of a paged list; empty on the last page
  std::string timezone;     // the zone that dates and buckets were computed in
  Watermark watermark;
  std::optional<std::int64_t> total;  // rows without the limit, when they were asked for
  std::int64_t withheld_rows = 0;     // left out because the reader may not see them
  std::vector<AnsweredRange> ranges;  // that the question's date ranges came out as

  std::optional<std::size_t> find(std::string_view name) const noexcept;
};
using TablePtr = std::shared_ptr<const Table>;

// The memory that the values of a table take.
std::int64_t held_bytes(const Table& table) noexcept;

// Builds a table row by row: every column gets exactly one value before end_row().
class TableBuilder {
 public:
  struct Spec {
    const char* name;
    Type type;
    const char* unit = "";
    bool coded = false;  // kText
  };
  explicit TableBuilder(const std::vector<Spec>& columns);

  // Each appends to the next column of the row and must fit its type.
  void null();
  void withheld();  // null, because the reader may not see it
  void integer(std::int64_t value);
  void real(double value);
  void text(std::string_view value);
  void boolean(bool value);
  void time(std::int64_t us);
  void date(std::int32_t days);
  // Ids and texts of which 0 and "" say that there is none.
  void id_or_null(std::int64_t id) { id == 0 ? null() : integer(id); }
  void text_or_null(std::string_view value) { value.empty() ? null() : text(value); }

  void end_row();
  std::int64_t rows() const noexcept { return table_->rows; }
  std::size_t columns() const noexcept { return table_->columns.size(); }
  const Column& column(std::size_t index) const { return table_->columns[index]; }
  Table& table() noexcept { return *table_; }

  // kLimit when a text column outgrew its 32-bit offsets.
  Result<TablePtr> finish();

 private:
  // The numbers that the values of a coded column were given so far.
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>()(text);
    }
  };
  struct Coding {
    std::unordered_map<std::string, std::int32_t, TextHash, std::equal_to<>> codes;
    std::size_t spelled_bytes = 0;
  };

  Column& next(Type type);
  void mark(Column& column, bool valid);
  void add_code(Column& column, std::string_view value);
  void append(Column& column, std::string_view value);

  std::shared_ptr<Table> table_;
  std::vector<Coding> coding_;  // one per column
  std::size_t column_ = 0;
  bool overflow_ = false;
};

// The table as JSON: {"columns":[{"name","type","unit"}…],"rows":[[…]…],"timezone","watermark"}.
// Written by hand here because it is the one text every layer may ask of an answer.
std::string to_json(const Table& table);
// The same in parts: what stands before the rows, rows of one table or of several with the same
// columns, and what stands behind them.
void append_json_head(std::string& out, const Table& table);
class JsonRows {
 public:
  explicit JsonRows(const Table& table);
  void append(std::string& out, std::int64_t row) const;  // [1,"a",null]

 private:
  const Table& table_;
  std::vector<std::shared_ptr<const Zone>> zones_;
};
void append_json_tail(std::string& out, const Table& table);

// Appends `text` as a JSON string, quotes included.
void append_json_text(std::string& out, std::string_view text);

const char* type_name(Type type) noexcept;

}  // namespace pmm
