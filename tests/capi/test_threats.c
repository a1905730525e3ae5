/*
 * What a careless or hostile caller may hand over: A1 to A21 of tests/threats.md, by number. A15
 * needs C++ and is in tests/unit/capi_callback_test.cpp, A22 is in test_frees.c. A23, a stack of 64
 * KiB, and A1, A4, A6, A10, A12 and A16 for every function are in tests/calls and tests/misuse.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "town.h"

static pmm_status note(town* t, pmm_str text) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  in.set_fields = PMM_SUBJECT_NOTE;
  in.note = text;
  return pmm_subject_update(t->admin, t->anna, &in, NULL, NULL, &check_error);
}

static pmm_str sized(const char* data, size_t size) {
  pmm_str text;
  text.data = data;
  text.size = size;
  return text;
}

static void test_subject__A1_null_handle(void) {
  pmm_result* out = (pmm_result*)(size_t)0xdead;
  CHECK_FAILS(pmm_subject_get(NULL, 1, PMM_TIME_NONE, NULL, &out, &check_error), PMM_E_INVALID,
              "session");
  CHECK(out == NULL);
}

/* A2, A3 and A18, a handle that was freed, is another's or is freed twice: C has no way to ask, so
   release builds do not look. The debug build does, by the address sanitizer. */
#if defined(__SANITIZE_ADDRESS__)
static void expect_caught(void (*misuse)(town* t), town* t) {
  int status = 0;
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    const int silence = open("/dev/null", O_WRONLY);
    dup2(silence, 2);
    misuse(t);
    _exit(0);
  }
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(!WIFEXITED(status) || WEXITSTATUS(status) != 0);
}

static void use_freed(town* t) {
  pmm_session* session = t->nobody;
  pmm_session_free(session);
  printf("%d", (int)pmm_session_actor(session));
}

static void free_twice(town* t) {
  pmm_cancel* cancel = NULL;
  (void)t;
  CHECK_OK(pmm_cancel_create(&cancel, &check_error));
  pmm_cancel_free(cancel);
  pmm_cancel_free(cancel);
}

/* A token is much smaller than a session. */
static void use_other(town* t) {
  pmm_cancel* cancel = NULL;
  pmm_session* session;
  pmm_result* out = NULL;
  CHECK_OK(pmm_cancel_create(&cancel, &check_error));
  memcpy(&session, &cancel, sizeof session);
  printf("%d", (int)pmm_subject_get(session, t->anna, PMM_TIME_NONE, NULL, &out, NULL));
}

static void test_session__A2_A3_A18_stale_and_foreign_handles(town* t) {
  expect_caught(use_freed, t);
  expect_caught(use_other, t);
  expect_caught(free_twice, t);
}
#endif

static void test_session__A4_handle_in_a_child(town* t) {
  int status = 0;
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    pmm_error* error = NULL;
    pmm_result* out = NULL;
    const pmm_status got = pmm_subject_get(t->admin, t->anna, PMM_TIME_NONE, NULL, &out, &error);
    _exit(got == PMM_E_FORKED && out == NULL && pmm_error_code(error) == got ? 0 : 1);
  }
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void test_subject__A5_A6_no_data(town* t) {
  CHECK_OK(note(t, sized(NULL, 0)));
  CHECK_STATUS(note(t, sized(NULL, 5)), PMM_E_INVALID);
}

/* Refused by its size alone: the bytes are not there. */
static void test_text__A7_huge_length(town* t) {
  const size_t sizes[] = {SIZE_MAX, SIZE_MAX / 2 + 1, (size_t)1 << 31, ((size_t)1 << 32) + 1};
  size_t i;
  for (i = 0; i < sizeof sizes / sizeof sizes[0]; ++i) {
    const pmm_str huge = sized("x", sizes[i]);
    pmm_result* out = NULL;
    pmm_text* report = NULL;
    pmm_db* db = NULL;
    int64_t version = 7;
    CHECK_STATUS(note(t, huge), PMM_E_LIMIT);
    CHECK_STATUS(pmm_find(t->admin, huge, 0, NULL, &out, &check_error), PMM_E_LIMIT);
    CHECK_STATUS(pmm_query(t->admin, huge, NULL, &out, &check_error), PMM_E_LIMIT);
    CHECK_STATUS(pmm_case_suspend(t->admin, 1, huge, NULL, &version, &check_error), PMM_E_LIMIT);
    CHECK_STATUS(pmm_backup(t->db, huge, NULL, &check_error), PMM_E_LIMIT);
    CHECK_STATUS(pmm_open(huge, NULL, &db, &check_error), PMM_E_LIMIT);
    CHECK_STATUS(
        pmm_import_csv(t->admin, huge, pmm_string("{}"), NULL, NULL, &report, &check_error),
        PMM_E_LIMIT);
  }
}

static void test_text__A8_nul_inside(town* t) {
  pmm_error* error = NULL;
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  in.set_fields = PMM_SUBJECT_NOTE;
  in.note = sized("abc\0defghi", 10);
  CHECK(pmm_subject_update(t->admin, t->anna, &in, NULL, NULL, &error) == PMM_E_INVALID);
  CHECK(same_text(pmm_error_field(error), "input.note"));
  CHECK(same_text(pmm_error_detail(error, pmm_string("offset")), "3"));
  pmm_error_free(error);
}

static void test_visit__A9_count_times_size(town* t) {
  pmm_visit one = PMM_VISIT_INIT;
  int64_t out = 7;
  const size_t counts[] = {SIZE_MAX, SIZE_MAX / sizeof one + 1, SIZE_MAX / sizeof(pmm_id) + 1};
  size_t i;
  for (i = 0; i < sizeof counts / sizeof counts[0]; ++i) {
    CHECK_STATUS(pmm_visit_append(t->admin, &one, counts[i], NULL, &out, &check_error),
                 PMM_E_LIMIT);
    CHECK_STATUS(pmm_service_set_channels(t->admin, t->residence, &t->web, counts[i], NULL, &out,
                                          &check_error),
                 PMM_E_LIMIT);
    CHECK(out == 0);
  }
}

static void test_subject__A10_no_place_for_the_answer(town* t) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  const int64_t before = journal(t->db);
  in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  in.kind = pmm_string("organization");
  in.name = pmm_string("nowhere");
  CHECK_FAILS(pmm_subject_create(t->admin, &in, NULL, NULL, &check_error), PMM_E_INVALID, "out_id");
  CHECK(journal(t->db) == before);
}

/* Outputs are cleared before inputs are read: a version that is wanted and stands where the new one
   goes is no longer wanted. */
static void test_subject__A11_output_inside_an_input(town* t) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  in.set_fields = PMM_SUBJECT_NOTE;
  in.note = pmm_string("twice");
  call.expected_version = 99;
  CHECK_STATUS(pmm_subject_update(t->admin, t->anna, &in, &call, NULL, &check_error),
               PMM_E_CONFLICT);
  CHECK_OK(pmm_subject_update(t->admin, t->anna, &in, &call, &call.expected_version, &check_error));
  CHECK(call.expected_version > 1);
}

/* A12 of every struct is in tests/misuse. A20: there is no call to begin with that could compare
   versions; a program of a newer header is refused by the first call that needs what is new. */
static void test_open__A12_A20_a_newer_program(void) {
  struct {
    pmm_open_options options;
    uint64_t more;
  } newer = {PMM_OPEN_OPTIONS_INIT, 0};
  pmm_db* db = NULL;
  newer.options.struct_size = sizeof newer;
  newer.options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  CHECK_OK(pmm_open(pmm_string(""), &newer.options, &db, &check_error));
  pmm_db_free(db);
  newer.more = 1;
  CHECK_FAILS(pmm_open(pmm_string(""), &newer.options, &db, &check_error), PMM_E_UNSUPPORTED,
              "options");
  CHECK(db == NULL);
}

/* A bit that is not known may be one that a newer library knows. */
static void test_open__A13_unknown_bits(town* t) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_subject_filter filter = PMM_SUBJECT_FILTER_INIT;
  pmm_db* db = NULL;
  pmm_result* out = NULL;
  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE | (UINT32_C(1) << 31);
  CHECK_STATUS(pmm_open(pmm_string(""), &options, &db, &check_error), PMM_E_UNSUPPORTED);
  in.set_fields = UINT64_C(1) << 63;
  CHECK_STATUS(pmm_subject_update(t->admin, t->anna, &in, NULL, NULL, &check_error),
               PMM_E_UNSUPPORTED);
  filter.set_fields = UINT64_C(1) << 63;
  CHECK_STATUS(pmm_subject_list(t->admin, &filter, NULL, NULL, &out, &check_error),
               PMM_E_UNSUPPORTED);
  CHECK_STATUS(pmm_history(t->admin, 9999, 1, NULL, NULL, &out, &check_error), PMM_E_INVALID);
}

static void test_page__A14_negative_and_overflowing(town* t) {
  static const char query[] =
      "{\"measures\":[\"cases.count\"],\"limit\":9223372036854775807,"
      "\"offset\":9223372036854775807}";
  const int64_t limits[] = {-1, INT64_MIN, 10001, INT64_MAX};
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* out = NULL;
  size_t i;
  for (i = 0; i < sizeof limits / sizeof limits[0]; ++i) {
    page.limit = limits[i];
    CHECK_FAILS(pmm_subject_list(t->admin, NULL, &page, NULL, &out, &check_error), PMM_E_LIMIT,
                "page.limit");
  }
  /* All rows from behind the last one on: none, and the sum of the two is never built. */
  CHECK_OK(pmm_query(t->admin, pmm_string(query), NULL, &out, &check_error));
  CHECK(pmm_result_rows(out) == 0);
  pmm_result_free(out);
}

/* --- Callbacks and threads ---------------------------------------------------------------------
 */

typedef struct caller {
  town* t;
  pmm_status inner;
} caller;

static void* call_session(void* data) {
  caller* c = data;
  pmm_result* out = NULL;
  c->inner = pmm_subject_get(c->t->admin, c->t->anna, PMM_TIME_NONE, NULL, &out, NULL);
  CHECK(out == NULL);
  return NULL;
}

static int32_t call_inside(void* data, int64_t done, int64_t total) {
  (void)done;
  (void)total;
  call_session(data);
  return 0;
}

/* The other thread comes while this one is within its call, and is done before this one goes on. */
static int32_t call_beside(void* data, int64_t done, int64_t total) {
  pthread_t thread;
  (void)done;
  (void)total;
  CHECK(pthread_create(&thread, NULL, call_session, data) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  return 0;
}

static void append_with(town* t, pmm_progress_fn progress) {
  pmm_visit one = PMM_VISIT_INIT;
  pmm_call call = PMM_CALL_INIT;
  caller c = {t, PMM_OK};
  one.path = pmm_string("/a");
  call.progress = progress;
  call.progress_data = &c;
  CHECK_OK(pmm_visit_append(t->admin, &one, 1, &call, NULL, &check_error));
  CHECK(c.inner == PMM_E_MISUSE);
}

static void test_session__A16_callback_into_its_session(town* t) { append_with(t, call_inside); }
static void test_session__A17_two_threads(town* t) { append_with(t, call_beside); }

/* A19: the error is the caller's and outlives all; only pmm_last_error() is borrowed. */
static void test_error__A19_lifetime(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_result* out = NULL;
  pmm_error* error = NULL;
  CHECK(pmm_subject_get(session, 77, PMM_TIME_NONE, NULL, &out, &error) == PMM_E_NOT_FOUND);
  CHECK(pmm_error_code(pmm_last_error(session)) == PMM_E_NOT_FOUND);
  CHECK_OK(pmm_subject_list(session, NULL, NULL, NULL, &out, &check_error));
  CHECK(pmm_last_error(session) == NULL);
  pmm_result_free(out);
  close_memory(db, session);
  CHECK(pmm_error_code(error) == PMM_E_NOT_FOUND);
  CHECK(same_text(pmm_error_field(error), "id") && pmm_error_message(error).size > 0);
  pmm_error_free(error);
}

static int open_files(void) {
  DIR* listed = opendir("/proc/self/fd");
  int count = 0;
  CHECK(listed != NULL);
  while (readdir(listed) != NULL) ++count;
  closedir(listed);
  return count;
}

static void test_session__A21_ten_thousand(town* t) {
  enum { COUNT = 10000 };
  static pmm_session* sessions[COUNT];
  const int before = open_files();
  int i;
  for (i = 0; i < COUNT; ++i)
    CHECK_OK(pmm_session_open(t->db, PMM_ACTOR_ADMINISTRATOR, &sessions[i], &check_error));
  CHECK(open_files() == before);
  for (i = 0; i < COUNT; ++i) pmm_session_free(sessions[i]);
  CHECK(open_files() == before);
}

/* A store needs files, and a process has only so many. */
static void test_open__A21_no_more_files(void) {
  enum { COUNT = 200 };
  static pmm_db* opened[COUNT];
  const int before = open_files();
  const rlim_t few = (rlim_t)before + 60;
  struct rlimit limit, lower;
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_status status = PMM_OK;
  int count = 0;
  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0);
  lower = limit;
  lower.rlim_cur = few;
  CHECK(setrlimit(RLIMIT_NOFILE, &lower) == 0);
  while (count < COUNT) {
    pmm_error* error = NULL;
    status = pmm_open(pmm_string(""), &options, &opened[count], &error);
    pmm_error_free(error);
    if (status != PMM_OK) break;
    ++count;
  }
  CHECK(status == PMM_E_IO && opened[count] == NULL && count > 1);
  while (count > 0) pmm_db_free(opened[--count]);
  CHECK(open_files() == before);
  CHECK_OK(pmm_open(pmm_string(""), &options, &opened[0], &check_error));
  pmm_db_free(opened[0]);
  CHECK(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

int main(void) {
  town t = open_town();
  test_subject__A1_null_handle();
#if defined(__SANITIZE_ADDRESS__)
  test_session__A2_A3_A18_stale_and_foreign_handles(&t);
#endif
  test_session__A4_handle_in_a_child(&t);
  test_subject__A5_A6_no_data(&t);
  test_text__A7_huge_length(&t);
  test_text__A8_nul_inside(&t);
  test_visit__A9_count_times_size(&t);
  test_subject__A10_no_place_for_the_answer(&t);
  test_subject__A11_output_inside_an_input(&t);
  test_open__A12_A20_a_newer_program();
  test_open__A13_unknown_bits(&t);
  test_page__A14_negative_and_overflowing(&t);
  test_session__A16_callback_into_its_session(&t);
  test_session__A17_two_threads(&t);
  test_error__A19_lifetime();
  test_session__A21_ten_thousand(&t);
  test_open__A21_no_more_files();
  close_town(&t);
  return 0;
}
