// What the tests of faults share: a check that ends the process, views of texts, cells of results,
// stores and sessions that must open.
#pragma once

#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>

#include "pmmcrm/pmmcrm.h"

#define REQUIRE(condition)                                                         \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fflush(stdout);                                                         \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      ::_exit(1);                                                                  \
    }                                                                              \
  } while (false)

namespace fault {

inline pmm_str view(const std::string& text) { return {text.data(), text.size()}; }

inline std::int64_t int_cell(const pmm_result* rows, std::int64_t row, const char* column) {
  const std::int32_t at = pmm_result_find_column(rows, pmm_string(column));
  REQUIRE(at >= 0);
  return pmm_result_int64(rows, row, at);
}

inline std::string text_cell(const pmm_result* rows, std::int64_t row, const char* column) {
  const std::int32_t at = pmm_result_find_column(rows, pmm_string(column));
  REQUIRE(at >= 0);
  const pmm_str text = pmm_result_text(rows, row, at);
  return {text.data, text.size};
}

inline pmm_db* open_store(const std::string& path, std::uint32_t flags,
                          std::int64_t wal_limit_bytes, std::uint32_t busy_timeout_ms = 60'000) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = flags;
  options.busy_timeout_ms = busy_timeout_ms;
  options.wal_limit_bytes = wal_limit_bytes;
  pmm_db* db = nullptr;
  pmm_error* error = nullptr;
  const pmm_status status = pmm_open(view(path), &options, &db, &error);
  if (status != PMM_OK)
    std::fprintf(stderr, "open: %s: %s\n", pmm_status_name(status).data,
                 pmm_error_message(error).data);
  REQUIRE(status == PMM_OK);
  return db;
}

inline pmm_session* open_session(pmm_db* db) {
  pmm_session* session = nullptr;
  REQUIRE(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, nullptr) == PMM_OK);
  return session;
}

// A fact of pmm_db_info().
inline std::int64_t fact(pmm_db* db, const char* name) {
  pmm_result* row = nullptr;
  REQUIRE(pmm_db_info(db, nullptr, &row, nullptr) == PMM_OK);
  const std::int64_t value = int_cell(row, 0, name);
  pmm_result_free(row);
  return value;
}

// The whole of it: structure of the file, invariants, the chain of the journal.
inline int errors_found(pmm_db* db) {
  pmm_result* findings = nullptr;
  REQUIRE(pmm_check(db, nullptr, &findings, nullptr) == PMM_OK);
  int errors = 0;
  for (std::int64_t row = 0; row < pmm_result_rows(findings); ++row) {
    if (text_cell(findings, row, "severity") != "error") continue;
    std::fprintf(stderr, "check: %s\n", text_cell(findings, row, "message").c_str());
    ++errors;
  }
  pmm_result_free(findings);
  return errors;
}

}  // namespace fault
