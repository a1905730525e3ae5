/* What the tests of the C ABI share: checks that name their line, a store in memory, a clock. */
#ifndef PMMCRM_TESTS_CHECK_H
#define PMMCRM_TESTS_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pmmcrm/pmmcrm.h"

#define CHECK(condition)                                                            \
  do {                                                                              \
    if (!(condition)) {                                                             \
      fprintf(stderr, "%s:%d: check failed: %s\n", __FILE__, __LINE__, #condition); \
      exit(1);                                                                      \
    }                                                                               \
  } while (0)

/* Checks that a call gives a status; tells which it gave, and why. The call must be given
   `&check_error` as its out_error, or NULL. */
#define CHECK_STATUS(call, expected) check_status((call), (expected), #call, __FILE__, __LINE__)
#define CHECK_OK(call) CHECK_STATUS(call, PMM_OK)

/* The same, and that the error is about a field. */
#define CHECK_FAILS(call, expected, field) \
  check_fails((call), (expected), (field), #call, __FILE__, __LINE__)

/* The error of the latest call of this thread that was given &check_error; freed by the checks. */
static __thread pmm_error* check_error = NULL;

/* 2007-03-01T09:00:00Z. Tests set it; the store reads it. */
static int64_t check_now_us = INT64_C(1172739600000000);

static inline int64_t check_clock(void* user_data) { return *(const int64_t*)user_data; }

static inline int same_text(pmm_str text, const char* expected) {
  return text.size == strlen(expected) && memcmp(text.data, expected, text.size) == 0;
}

static inline void check_fails(pmm_status got, pmm_status expected, const char* field,
                               const char* call, const char* file, int line) {
  const pmm_str where = pmm_error_field(check_error);
  if (got != expected || (field != NULL && !same_text(where, field))) {
    fprintf(stderr, "%s:%d: %s\n  gave %s, not %s\n  field '%s'%s%s%s, message: %s\n", file, line,
            call, pmm_status_name(got).data, pmm_status_name(expected).data, where.data,
            field == NULL ? "" : ", not '", field == NULL ? "" : field, field == NULL ? "" : "'",
            pmm_error_message(check_error).data);
    exit(1);
  }
  pmm_error_free(check_error);
  check_error = NULL;
}

static inline void check_status(pmm_status got, pmm_status expected, const char* call,
                                const char* file, int line) {
  check_fails(got, expected, NULL, call, file, line);
}

/* A new store in memory with a session of the first administrator; free both. */
static inline pmm_db* open_memory(pmm_session** out_session) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  options.clock = check_clock;
  options.clock_data = &check_now_us;
  CHECK_OK(pmm_open(pmm_string("memory"), &options, &db, &check_error));
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, out_session, &check_error));
  return db;
}

static inline void close_memory(pmm_db* db, pmm_session* session) {
  pmm_session_free(session);
  pmm_db_free(db);
}

/* Cells by column name; a name that is not there fails the test. */
static inline int32_t column_of(const pmm_result* result, const char* name) {
  const int32_t column = pmm_result_find_column(result, pmm_string(name));
  if (column < 0) {
    fprintf(stderr, "no column '%s'\n", name);
    exit(1);
  }
  return column;
}

static inline int64_t int_cell(const pmm_result* result, int64_t row, const char* name) {
  return pmm_result_int64(result, row, column_of(result, name));
}

static inline int null_cell(const pmm_result* result, int64_t row, const char* name) {
  return pmm_result_is_null(result, row, column_of(result, name)) != 0;
}

static inline int text_cell(const pmm_result* result, int64_t row, const char* name,
                            const char* expected) {
  const pmm_str text = pmm_result_text(result, row, column_of(result, name));
  if (same_text(text, expected)) return 1;
  fprintf(stderr, "row %lld, column %s: '%s', not '%s'\n", (long long)row, name, text.data,
          expected);
  return 0;
}

/* The last number of the journal. */
static inline int64_t journal(pmm_db* db) {
  pmm_result* row = NULL;
  int64_t last;
  CHECK_OK(pmm_db_info(db, NULL, &row, &check_error));
  last = int_cell(row, 0, "journal");
  pmm_result_free(row);
  return last;
}

#endif
