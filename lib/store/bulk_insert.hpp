#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "store/sqlite/connection.hpp"

namespace pmm::store {

// Rows for one table that go in many at a time: a statement of sixteen rows costs much less than
// sixteen statements. Values are copied and given in the order of the placeholders of `insert`, the
// text of an INSERT of one row whose VALUES come last. Rows are not in the table before flush().
class BulkInsert {
 public:
  BulkInsert(Connection& connection, std::string_view insert) noexcept
      : connection_(&connection), insert_(insert) {}

  BulkInsert& add(std::int64_t value);
  BulkInsert& add(double value);
  BulkInsert& add(std::string_view text);
  BulkInsert& add_blob(std::string_view bytes);
  BulkInsert& add_null();
  BulkInsert& add_id(std::int64_t id) { return id == 0 ? add_null() : add(id); }
  template <class T>
  BulkInsert& add(const std::optional<T>& value) {
    return value ? add(*value) : add_null();
  }
  void end_row() noexcept { width_ = values_.size() / ++rows_; }

  std::size_t rows() const noexcept { return rows_; }
  bool full() const noexcept { return rows_ >= Connection::kManyRows; }
  Status flush();
  // Forgets all but the first `rows` of the rows that are not in the table yet, a row that was not
  // ended included.
  void keep_first(std::size_t rows) noexcept;

 private:
  enum class Kind : std::uint8_t { kNull, kInt, kDouble, kText, kBlob };
  struct Value {
    Kind kind = Kind::kNull;
    std::int64_t number = 0;  // or where the bytes begin
    double real = 0;
    std::size_t size = 0;
  };
  BulkInsert& add_bytes(Kind kind, std::string_view bytes);
  std::string_view bytes_of(const Value& value) const noexcept;
  Status write(std::size_t first_row, std::size_t rows, Statement statement) const;

  Connection* connection_;
  std::string_view insert_;
  std::vector<Value> values_;
  std::string bytes_;
  std::size_t rows_ = 0;
  std::size_t width_ = 0;  // values of a row
};

}  // namespace pmm::store
