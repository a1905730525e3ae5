#include "store/bulk_insert.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace pmm::store {

BulkInsert& BulkInsert::add(std::int64_t value) {
  values_.push_back({Kind::kInt, value});
  return *this;
}
BulkInsert& BulkInsert::add(double value) {
  values_.push_back({Kind::kDouble, 0, value});
  return *this;
}
BulkInsert& BulkInsert::add(std::string_view text) { return add_bytes(Kind::kText, text); }
BulkInsert& BulkInsert::add_blob(std::string_view bytes) { return add_bytes(Kind::kBlob, bytes); }
BulkInsert& BulkInsert::add_null() {
  values_.emplace_back();
  return *this;
}

BulkInsert& BulkInsert::add_bytes(Kind kind, std::string_view bytes) {
  values_.push_back({kind, static_cast<std::int64_t>(bytes_.size()), 0, bytes.size()});
  bytes_ += bytes;
  return *this;
}

std::string_view BulkInsert::bytes_of(const Value& value) const noexcept {
  return std::string_view(bytes_).substr(static_cast<std::size_t>(value.number), value.size);
}

void BulkInsert::keep_first(std::size_t rows) noexcept {
  rows_ = std::min(rows_, rows);
  values_.resize(rows_ * width_);
  if (rows_ == 0) bytes_.clear();
}

Status BulkInsert::flush() {
  std::size_t done = 0;
  for (; rows_ - done >= Connection::kManyRows; done += Connection::kManyRows) {
    PMM_ASSIGN(Statement many, connection_->prepare_many(insert_));
    PMM_TRY(write(done, Connection::kManyRows, std::move(many)));
  }
  for (; done < rows_; ++done) {
    PMM_ASSIGN(Statement one, connection_->prepare(insert_));
    PMM_TRY(write(done, 1, std::move(one)));
  }
  keep_first(0);
  return {};
}

Status BulkInsert::write(std::size_t first_row, std::size_t rows, Statement statement) const {
  PMM_ASSERT(values_.size() == rows_ * width_);
  for (std::size_t i = 0; i < rows * width_; ++i) {
    const Value& value = values_[first_row * width_ + i];
    const int index = static_cast<int>(i) + 1;
    switch (value.kind) {
      case Kind::kNull:
        break;  // what is not bound is NULL
      case Kind::kInt:
        statement.bind(index, value.number);
        break;
      case Kind::kDouble:
        statement.bind(index, value.real);
        break;
      case Kind::kText:
        statement.bind_borrowed(index, bytes_of(value));
        break;
      case Kind::kBlob:
        statement.bind_borrowed_blob(index, bytes_of(value));
        break;
    }
  }
  return statement.run();
}

}  // namespace pmm::store
