#include "duckdb_functions.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace bench {
namespace {

[[noreturn]] void refuse(const std::string& what) {
  const char* reason = dlerror();
  throw std::runtime_error(what + (reason != nullptr ? std::string(": ") + reason : ""));
}

template <class Function>
void take(void* library, const char* name, Function& function) {
  void* found = dlsym(library, (std::string("duckdb_") + name).c_str());
  if (found == nullptr) refuse(std::string("DuckDB has no function ") + name);
  function = reinterpret_cast<Function>(found);
}

}  // namespace

// The module expects Python's symbols to be there, although nothing here calls Python.
DuckdbFunctions load_duckdb(const char* path) {
  const char* python = std::getenv("PMMCRM_LIBPYTHON");
  if (dlopen(python != nullptr ? python : "libpython3.11.so.1.0", RTLD_LAZY | RTLD_GLOBAL) ==
      nullptr)
    refuse("no Python library");
  void* library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) refuse("no DuckDB");
  DuckdbFunctions api{};
#define TAKE(name) take(library, #name, api.name)
  TAKE(library_version);
  TAKE(open);
  TAKE(close);
  TAKE(connect);
  TAKE(disconnect);
  TAKE(query);
  TAKE(destroy_result);
  TAKE(result_error);
  TAKE(column_count);
  TAKE(column_type);
  TAKE(column_logical_type);
  TAKE(destroy_logical_type);
  TAKE(enum_internal_type);
  TAKE(enum_dictionary_size);
  TAKE(enum_dictionary_value);
  TAKE(free);
  TAKE(fetch_chunk);
  TAKE(destroy_data_chunk);
  TAKE(data_chunk_get_size);
  TAKE(data_chunk_get_vector);
  TAKE(vector_get_data);
  TAKE(vector_get_validity);
  TAKE(list_vector_get_child);
  TAKE(appender_create);
  TAKE(appender_error);
  TAKE(append_int64);
  TAKE(append_varchar_length);
  TAKE(append_timestamp);
  TAKE(append_null);
  TAKE(appender_end_row);
  TAKE(appender_destroy);
#undef TAKE
  return api;
}

}  // namespace bench
