#pragma once

#include <cstdint>

// What we use of DuckDB's C API, which its Python package exports without a header.
namespace bench {

struct DuckdbResult {
  std::uint64_t unused[5];
  void* data;
};

struct DuckdbListEntry {
  std::uint64_t offset, length;
};

// Up to twelve bytes stand in the value itself.
struct DuckdbText {
  std::uint32_t length;
  char start[4];
  const char* data;
};
static_assert(sizeof(DuckdbText) == 16);

struct DuckdbHuge {
  std::uint64_t low;
  std::int64_t high;
};

enum DuckdbType : std::int32_t {
  kDuckBoolean = 1,
  kDuckTinyint,
  kDuckSmallint,
  kDuckInteger,
  kDuckBigint,
  kDuckUtinyint,
  kDuckUsmallint,
  kDuckUinteger,
  kDuckUbigint,
  kDuckFloat,
  kDuckDouble,
  kDuckTimestamp,
  kDuckDate,
  kDuckHugeint = 16,
  kDuckText = 17,
  kDuckEnum = 23,
  kDuckList = 24,
};

struct DuckdbFunctions {
  const char* (*library_version)();
  int (*open)(const char* path, void** database);
  void (*close)(void** database);
  int (*connect)(void* database, void** connection);
  void (*disconnect)(void** connection);
  int (*query)(void* connection, const char* sql, DuckdbResult* result);
  void (*destroy_result)(DuckdbResult* result);
  const char* (*result_error)(DuckdbResult* result);
  std::uint64_t (*column_count)(DuckdbResult* result);
  std::int32_t (*column_type)(DuckdbResult* result, std::uint64_t column);
  void* (*column_logical_type)(DuckdbResult* result, std::uint64_t column);
  void (*destroy_logical_type)(void** type);
  std::int32_t (*enum_internal_type)(void* type);
  std::uint32_t (*enum_dictionary_size)(void* type);
  char* (*enum_dictionary_value)(void* type, std::uint64_t index);
  void (*free)(void* text);
  void* (*fetch_chunk)(DuckdbResult result);
  void (*destroy_data_chunk)(void** chunk);
  std::uint64_t (*data_chunk_get_size)(void* chunk);
  void* (*data_chunk_get_vector)(void* chunk, std::uint64_t column);
  void* (*vector_get_data)(void* vector);
  std::uint64_t* (*vector_get_validity)(void* vector);
  void* (*list_vector_get_child)(void* vector);
  int (*appender_create)(void* connection, const char* schema, const char* table, void** appender);
  const char* (*appender_error)(void* appender);
  int (*append_int64)(void* appender, std::int64_t value);
  int (*append_varchar_length)(void* appender, const char* text, std::uint64_t size);
  int (*append_timestamp)(void* appender, std::int64_t microseconds);
  int (*append_null)(void* appender);
  int (*appender_end_row)(void* appender);
  int (*appender_destroy)(void** appender);
};

// Throws when the library or one of the functions is missing.
DuckdbFunctions load_duckdb(const char* path);

}  // namespace bench
