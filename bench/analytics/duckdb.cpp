#include "duckdb.hpp"

#include <cstring>
#include <stdexcept>
#include <vector>

#include "duckdb_functions.hpp"

namespace bench {
namespace {

// A vector of a chunk, with what is needed to read its cells.
struct Values {
  std::int32_t type;
  const void* data;
  const std::uint64_t* validity;
  const Values* child = nullptr;                    // of a list
  const std::vector<std::string>* words = nullptr;  // of an ENUM; NULL: its codes are enough

  template <class T>
  T at(std::uint64_t row) const {
    return static_cast<const T*>(data)[row];
  }
  bool is_null(std::uint64_t row) const {
    return validity != nullptr && (validity[row / 64] >> (row % 64) & 1U) == 0;
  }
  std::string_view text(std::uint64_t row) const {
    const auto* value = static_cast<const DuckdbText*>(data) + row;
    return {value->length <= 12 ? value->start : value->data, value->length};
  }
};

std::int64_t integer(const Values& values, std::uint64_t row) {
  switch (values.type) {
    case kDuckBoolean:
    case kDuckUtinyint:
      return values.at<std::uint8_t>(row);
    case kDuckTinyint:
      return values.at<std::int8_t>(row);
    case kDuckSmallint:
      return values.at<std::int16_t>(row);
    case kDuckUsmallint:
      return values.at<std::uint16_t>(row);
    case kDuckInteger:
      return values.at<std::int32_t>(row);
    case kDuckUinteger:
      return values.at<std::uint32_t>(row);
    case kDuckDate:
      return values.at<std::int32_t>(row) * kMicrosecondsOfDay;
    case kDuckBigint:
    case kDuckUbigint:
    case kDuckTimestamp:
      return values.at<std::int64_t>(row);
    case kDuckHugeint:
      return static_cast<std::int64_t>(values.at<DuckdbHuge>(row).low);
    default:
      throw std::runtime_error("DuckDB answered with type " + std::to_string(values.type));
  }
}

// Adds all cells up; a text by its bytes.
class Adder {
 public:
  void null() { sum_ += 1; }
  void integer(std::int64_t value) { sum_ += static_cast<std::uint64_t>(value); }
  void real(double value) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    sum_ += bits;
  }
  void text(std::string_view value) {
    for (const char letter : value) sum_ += static_cast<unsigned char>(letter);
  }
  std::uint64_t sum() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
};

class Keeper {
 public:
  explicit Keeper(Cells& cells) : cells_(cells) {}
  void null() { cells_.emplace_back(); }
  void integer(std::int64_t value) { cells_.emplace_back(value); }
  void real(double value) { cells_.emplace_back(value); }
  void text(std::string_view value) { cells_.emplace_back(std::string(value)); }

 private:
  Cells& cells_;
};

// A list counts as so many cells; a null instead of it as two nulls, which is what our lists hold.
template <class Sink>
void give(const Values& values, std::uint64_t row, Sink& sink) {
  if (values.is_null(row)) {
    sink.null();
    if (values.type == kDuckList) sink.null();
    return;
  }
  switch (values.type) {
    case kDuckText:
      sink.text(values.text(row));
      break;
    case kDuckFloat:
      sink.real(values.at<float>(row));
      break;
    case kDuckDouble:
      sink.real(values.at<double>(row));
      break;
    case kDuckList: {
      const auto entry = values.at<DuckdbListEntry>(row);
      for (std::uint64_t i = 0; i < entry.length; ++i) give(*values.child, entry.offset + i, sink);
      break;
    }
    default: {
      const std::int64_t value = integer(values, row);
      if (values.words != nullptr)
        sink.text((*values.words)[static_cast<std::size_t>(value)]);
      else
        sink.integer(value);
    }
  }
}

// An answer of DuckDB, chunk by chunk.
class Reading {
 public:
  Reading(const DuckdbFunctions& api, void* connection, const std::string& sql) : api_(api) {
    if (api_.query(connection, sql.c_str(), &result_) == 0) return;
    const std::string reason = api_.result_error(&result_);
    api_.destroy_result(&result_);
    throw std::runtime_error("DuckDB: " + reason);
  }
  ~Reading() { api_.destroy_result(&result_); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  std::uint64_t columns() { return api_.column_count(&result_); }

  // `use` gets the columns of each chunk and its number of rows. `named`: values of ENUM columns
  // come as texts.
  template <class Use>
  void each_chunk(bool named, Use&& use) {
    std::vector<Column> shape(columns());
    for (std::uint64_t i = 0; i < shape.size(); ++i) shape[i] = describe(i, named);
    while (void* chunk = api_.fetch_chunk(result_)) {
      std::vector<Values> values(shape.size()), children(shape.size());
      for (std::uint64_t i = 0; i < shape.size(); ++i) {
        void* vector = api_.data_chunk_get_vector(chunk, i);
        values[i] = view(vector, shape[i].type);
        if (!shape[i].words.empty()) values[i].words = &shape[i].words;
        if (shape[i].type != kDuckList) continue;
        children[i] = view(api_.list_vector_get_child(vector), kDuckDouble);
        values[i].child = &children[i];
      }
      use(values, api_.data_chunk_get_size(chunk));
      api_.destroy_data_chunk(&chunk);
    }
  }

 private:
  struct Column {
    std::int32_t type = 0;  // of an ENUM, that of its codes
    std::vector<std::string> words;
  };

  Column describe(std::uint64_t index, bool named) {
    Column column{api_.column_type(&result_, index), {}};
    if (column.type != kDuckEnum) return column;
    void* type = api_.column_logical_type(&result_, index);
    column.type = api_.enum_internal_type(type);
    for (std::uint32_t i = 0; named && i < api_.enum_dictionary_size(type); ++i) {
      char* word = api_.enum_dictionary_value(type, i);
      column.words.emplace_back(word);
      api_.free(word);
    }
    api_.destroy_logical_type(&type);
    return column;
  }

  Values view(void* vector, std::int32_t type) {
    return {type, api_.vector_get_data(vector), api_.vector_get_validity(vector)};
  }

  const DuckdbFunctions& api_;
  DuckdbResult result_{};
};

}  // namespace

Duckdb::Duckdb(const std::string& library)
    : api_(std::make_unique<DuckdbFunctions>(load_duckdb(library.c_str()))) {
  if (api_->open(nullptr, &database_) != 0) throw std::runtime_error("DuckDB does not open");
  if (api_->connect(database_, &connection_) != 0)
    throw std::runtime_error("DuckDB does not connect");
}

Duckdb::~Duckdb() {
  if (connection_ != nullptr) api_->disconnect(&connection_);
  if (database_ != nullptr) api_->close(&database_);
}

std::string Duckdb::version() const { return api_->library_version(); }

void Duckdb::run(const std::string& sql) { (void)Reading(*api_, connection_, sql); }

std::uint64_t Duckdb::read(const std::string& sql) {
  Reading reading(*api_, connection_, sql);
  Adder adder;
  reading.each_chunk(false, [&](const std::vector<Values>& columns, std::uint64_t rows) {
    for (const Values& values : columns)
      for (std::uint64_t row = 0; row < rows; ++row) give(values, row, adder);
  });
  return adder.sum();
}

Answer Duckdb::answer(const std::string& sql) {
  Reading reading(*api_, connection_, sql);
  Answer answer;
  reading.each_chunk(true, [&](const std::vector<Values>& columns, std::uint64_t rows) {
    for (std::uint64_t row = 0; row < rows; ++row) {
      Keeper keeper(answer.emplace_back());
      for (const Values& values : columns) give(values, row, keeper);
    }
  });
  return answer;
}

Duckdb::Appender::Appender(Duckdb& db, const char* schema, const char* table) : api_(*db.api_) {
  if (api_.appender_create(db.connection_, schema, table, &appender_) != 0)
    throw std::runtime_error(std::string("DuckDB: nothing can be appended to ") + table);
}

Duckdb::Appender::~Appender() {
  if (appender_ != nullptr) api_.appender_destroy(&appender_);
}

Duckdb::Appender& Duckdb::Appender::integer(std::optional<std::int64_t> value) {
  value ? api_.append_int64(appender_, *value) : api_.append_null(appender_);
  return *this;
}

Duckdb::Appender& Duckdb::Appender::text(std::optional<std::string_view> value) {
  value ? api_.append_varchar_length(appender_, value->data(), value->size())
        : api_.append_null(appender_);
  return *this;
}

Duckdb::Appender& Duckdb::Appender::time(std::optional<std::int64_t> seconds) {
  seconds ? api_.append_timestamp(appender_, *seconds * 1'000'000) : api_.append_null(appender_);
  return *this;
}

void Duckdb::Appender::end_row() {
  if (api_.appender_end_row(appender_) == 0) return;
  const char* reason = api_.appender_error(appender_);
  throw std::runtime_error(std::string("DuckDB: ") + (reason != nullptr ? reason : "no row"));
}

void Duckdb::Appender::finish() {
  if (api_.appender_destroy(&appender_) != 0)
    throw std::runtime_error("DuckDB did not take the rows");
  appender_ = nullptr;
}

}  // namespace bench
