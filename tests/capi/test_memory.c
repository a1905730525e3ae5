/* The memory limit of a store: page caches, columns, answers. */
#include "check.h"

#define MIB (INT64_C(1024) * 1024)
#define LIMIT (16 * MIB)
#define HITS 100000

static pmm_db* open_limited(int64_t limit, pmm_session** out_session) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  options.memory_limit_bytes = limit;
  CHECK_OK(pmm_open(pmm_string(NULL), &options, &db, &check_error));
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, out_session, &check_error));
  return db;
}

static int64_t detail(const char* key) {
  const pmm_str text = pmm_error_detail(check_error, pmm_string(key));
  return strtoll(text.data, NULL, 10);
}

static void test_memory__limits_that_are_too_small(void) {
  const int64_t wrong[] = {-1, 1, LIMIT - 1};
  size_t i;
  for (i = 0; i < sizeof wrong / sizeof *wrong; ++i) {
    pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
    pmm_db* db = NULL;
    options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
    options.memory_limit_bytes = wrong[i];
    CHECK_FAILS(pmm_open(pmm_string(NULL), &options, &db, &check_error), PMM_E_INVALID,
                "options.memory_limit_bytes");
    CHECK(db == NULL);
  }
}

static void add_subjects(pmm_session* session, int count) {
  static char note[60000];
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  int i;
  memset(note, 'n', sizeof note);
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_NOTE;
  input.kind = pmm_string("organization");
  input.name = pmm_string("Acquario");
  input.note.data = note;
  input.note.size = sizeof note;
  for (i = 0; i < count; ++i)
    CHECK_OK(pmm_subject_create(session, &input, NULL, &id, &check_error));
}

/* A hundred notes of 60,000 bytes are over four MiB; ten are not. */
static void test_memory__an_answer(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_limited(LIMIT, &session);
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* result = (pmm_result*)(size_t)0xdead;
  add_subjects(session, 100);
  CHECK(pmm_subject_list(session, NULL, NULL, NULL, &result, &check_error) == PMM_E_LIMIT);
  CHECK(result == NULL);
  CHECK(detail("limit") == LIMIT / 4);
  CHECK(detail("needed") > INT64_C(100) * 60000);
  CHECK_FAILS(PMM_E_LIMIT, PMM_E_LIMIT, "result");
  page.limit = 10;
  CHECK_OK(pmm_subject_list(session, NULL, &page, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 10);
  pmm_result_free(result);
  close_memory(db, session);
  db = open_limited(0, &session);
  add_subjects(session, 100);
  CHECK_OK(pmm_subject_list(session, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 100);
  pmm_result_free(result);
  close_memory(db, session);
}

static void add_visits(pmm_session* session, int64_t count) {
  pmm_visit* hits = calloc(HITS, sizeof *hits);
  int64_t i;
  CHECK(hits != NULL);
  for (i = 0; i < HITS; ++i) {
    const pmm_visit empty = PMM_VISIT_INIT;
    hits[i] = empty;
    hits[i].at_us = 1 + i * 1000000;
    hits[i].path = pmm_string("/");
  }
  for (i = 0; i < count; i += HITS)
    CHECK_OK(pmm_visit_append(session, hits, HITS, NULL, NULL, &check_error));
  free(hits);
}

static pmm_status ask(pmm_session* session, int64_t* out_count) {
  pmm_result* result = NULL;
  const pmm_status status = pmm_query(session, pmm_string("{\"measures\":[\"visits.count\"]}"),
                                      NULL, &result, &check_error);
  if (status == PMM_OK) *out_count = pmm_result_int64(result, 0, 0);
  pmm_result_free(result);
  return status;
}

static void test_memory__the_columns(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_limited(LIMIT, &session);
  pmm_statistics statistics = PMM_STATISTICS_INIT;
  int64_t count = 0;
  add_visits(session, HITS);
  CHECK_OK(ask(session, &count));
  CHECK(count == HITS);
  CHECK_OK(pmm_db_statistics(db, &statistics, &check_error));
  CHECK(statistics.column_bytes > 0 && statistics.column_bytes <= LIMIT / 2);
  CHECK(statistics.memory_limit_bytes == LIMIT);
  CHECK(statistics.cache_bytes > 0 && statistics.cache_bytes <= LIMIT / 4);
  add_visits(session, 4 * HITS);
  CHECK(ask(session, &count) == PMM_E_LIMIT);
  CHECK(detail("limit") == LIMIT / 2);
  CHECK(detail("needed") > LIMIT / 2);
  CHECK_FAILS(PMM_E_LIMIT, PMM_E_LIMIT, "query");
  CHECK_STATUS(ask(session, &count), PMM_E_LIMIT); /* and again, not a wrong count */
  /* The rest goes on, with the columns that were there. */
  add_subjects(session, 1);
  CHECK_OK(pmm_db_statistics(db, &statistics, &check_error));
  CHECK(statistics.column_bytes <= LIMIT / 2);
  close_memory(db, session);
  db = open_limited(8 * LIMIT, &session);
  add_visits(session, 5 * HITS);
  CHECK_OK(ask(session, &count));
  CHECK(count == 5 * HITS);
  CHECK_OK(pmm_db_statistics(db, &statistics, &check_error));
  CHECK(statistics.column_bytes > LIMIT / 2);
  close_memory(db, session);
}

int main(void) {
  test_memory__limits_that_are_too_small();
  test_memory__an_answer();
  test_memory__the_columns();
  return 0;
}
