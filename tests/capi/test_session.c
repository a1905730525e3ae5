/* Sessions: whom they act as, how long they live, and that they serve one call at a time. */
#define _XOPEN_SOURCE 700
#include "check.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

static pmm_status list(pmm_session* session, pmm_error** out_error) {
  pmm_result* result = (pmm_result*)(size_t)0xdead;
  const pmm_status status = pmm_subject_list(session, NULL, NULL, NULL, &result, out_error);
  CHECK((result != NULL) == (status == PMM_OK));
  pmm_result_free(result);
  return status;
}

static pmm_id create(pmm_session* session, const char* name) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  input.kind = pmm_string("organization");
  input.name = pmm_string(name);
  CHECK_OK(pmm_subject_create(session, &input, NULL, &id, &check_error));
  return id;
}

static void test_session__open(pmm_db* db) {
  pmm_session* session = NULL;
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_SYSTEM, &session, &check_error));
  CHECK(pmm_session_actor(session) == PMM_ACTOR_SYSTEM);
  pmm_session_free(session);
  session = (pmm_session*)(size_t)0xdead;
  CHECK_STATUS(pmm_session_open(db, 999, &session, &check_error), PMM_E_NOT_FOUND);
  CHECK(session == NULL);
  CHECK_STATUS(pmm_session_open(db, 0, &session, &check_error), PMM_E_NOT_FOUND);
  CHECK_STATUS(pmm_session_open(db, -1, &session, &check_error), PMM_E_NOT_FOUND);
  CHECK_FAILS(pmm_session_open(NULL, 1, &session, &check_error), PMM_E_INVALID, "db");
  CHECK_FAILS(pmm_session_open(db, 1, NULL, &check_error), PMM_E_INVALID, "out_session");
  CHECK(pmm_session_actor(NULL) == 0);
  CHECK(pmm_last_error(NULL) == NULL);
  pmm_session_free(NULL);
}

static void test_session__last_error(pmm_session* session) {
  pmm_error* own = NULL;
  pmm_result* result = NULL;
  CHECK_OK(list(session, NULL));
  CHECK(pmm_last_error(session) == NULL);
  CHECK(pmm_subject_get(session, 999, PMM_TIME_NONE, NULL, &result, &own) == PMM_E_NOT_FOUND);
  CHECK(pmm_error_code(pmm_last_error(session)) == PMM_E_NOT_FOUND);
  CHECK_OK(list(session, NULL));
  CHECK(pmm_last_error(session) == NULL);
  CHECK(pmm_error_code(own) == PMM_E_NOT_FOUND); /* the caller's own lives on */
  pmm_error_free(own);
  CHECK(pmm_subject_get(session, 999, PMM_TIME_NONE, NULL, &result, NULL) == PMM_E_NOT_FOUND);
  CHECK(pmm_error_message(pmm_last_error(session)).size > 0);
}

static void test_session__calls_after_the_database_are_closed(void) {
  pmm_session* session = NULL;
  pmm_session* second = NULL;
  pmm_result* result = NULL;
  pmm_id id = 7;
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_db* db = open_memory(&session);
  create(session, "Acquario");
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_SYSTEM, &second, &check_error));
  CHECK_OK(pmm_begin(second, 0, NULL, &check_error));
  CHECK_OK(pmm_subject_list(session, NULL, NULL, NULL, &result, &check_error));
  pmm_db_free(db);
  CHECK_STATUS(list(session, &check_error), PMM_E_CLOSED);
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  input.kind = pmm_string("organization");
  input.name = pmm_string("Molo");
  CHECK_STATUS(pmm_subject_create(session, &input, NULL, &id, &check_error), PMM_E_CLOSED);
  CHECK(id == 0);
  CHECK_STATUS(pmm_begin(session, 0, NULL, &check_error), PMM_E_CLOSED);
  CHECK(pmm_session_actor(session) == PMM_ACTOR_ADMINISTRATOR);
  CHECK(text_cell(result, 0, "name", "Acquario"));
  pmm_session_free(session);
  pmm_session_free(second);
  CHECK(text_cell(result, 0, "name", "Acquario"));
  pmm_result_free(result);
}

static void test_session__history(pmm_session* session) {
  const pmm_id id = create(session, "Storico");
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* result = NULL;
  CHECK_OK(pmm_history(session, PMM_NOUN_SUBJECT, id, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1);
  CHECK(text_cell(result, 0, "verb", "create"));
  CHECK(int_cell(result, 0, "actor") == PMM_ACTOR_ADMINISTRATOR);
  CHECK(int_cell(result, 0, "at") == check_now_us);
  CHECK(null_cell(result, 0, "on_behalf_of") && null_cell(result, 0, "reason"));
  pmm_result_free(result);
  CHECK_FAILS(pmm_history(NULL, PMM_NOUN_SUBJECT, id, NULL, NULL, &result, &check_error),
              PMM_E_INVALID, "session");
  CHECK_FAILS(pmm_history(session, 99, id, NULL, NULL, &result, &check_error), PMM_E_INVALID,
              "noun");
  CHECK_FAILS(pmm_history(session, PMM_NOUN_SUBJECT, id, NULL, NULL, NULL, &check_error),
              PMM_E_INVALID, "out_result");
  CHECK_STATUS(pmm_history(session, PMM_NOUN_SUBJECT, 999, NULL, NULL, &result, &check_error),
               PMM_E_NOT_FOUND);
  page.reserved0 = 1;
  CHECK_FAILS(pmm_history(session, PMM_NOUN_SUBJECT, id, &page, NULL, &result, &check_error),
              PMM_E_INVALID, "page.reserved0");
  page.reserved0 = 0;
  page.struct_size = 0;
  CHECK_FAILS(pmm_history(session, PMM_NOUN_SUBJECT, id, &page, NULL, &result, &check_error),
              PMM_E_INVALID, "page.struct_size");
}

/* A clock that holds whoever asks it, while the gate is shut. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int shut;
static int waiting;

static int64_t gated_clock(void* user_data) {
  pthread_mutex_lock(&gate);
  if (shut) {
    ++waiting;
    pthread_cond_broadcast(&changed);
    while (shut) pthread_cond_wait(&changed, &gate);
  }
  pthread_mutex_unlock(&gate);
  return *(const int64_t*)user_data;
}

static void* list_in_thread(void* session) {
  CHECK(list(session, NULL) == PMM_OK);
  return NULL;
}

static void test_session__two_calls_at_once_are_misuse(void) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  pmm_session* session = NULL;
  pthread_t thread;
  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  options.clock = gated_clock;
  options.clock_data = &check_now_us;
  CHECK_OK(pmm_open(pmm_string(NULL), &options, &db, &check_error));
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  pthread_mutex_lock(&gate);
  shut = 1;
  pthread_mutex_unlock(&gate);
  CHECK(pthread_create(&thread, NULL, list_in_thread, session) == 0);
  pthread_mutex_lock(&gate);
  while (waiting == 0) pthread_cond_wait(&changed, &gate);
  pthread_mutex_unlock(&gate);
  CHECK_FAILS(list(session, &check_error), PMM_E_MISUSE, "session");
  CHECK_FAILS(pmm_begin(session, 0, NULL, &check_error), PMM_E_MISUSE, "session");
  pthread_mutex_lock(&gate);
  shut = 0;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&gate);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK_OK(list(session, &check_error));
  pmm_session_free(session);
  pmm_db_free(db);
}

static void test_session__a_child_is_told(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  int status = -1;
  const pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    const int told = list(session, NULL) == PMM_E_FORKED &&
                     pmm_begin(session, 0, NULL, NULL) == PMM_E_FORKED &&
                     pmm_tick(db, NULL, NULL, NULL) == PMM_E_FORKED;
    pmm_session_free(session);
    pmm_db_free(db);
    _exit(told ? 0 : 1);
  }
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  create(session, "after the child has freed its copies");
  close_memory(db, session);
}

int main(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  test_session__open(db);
  test_session__last_error(session);
  test_session__history(session);
  test_session__calls_after_the_database_are_closed();
  test_session__two_calls_at_once_are_misuse();
  test_session__a_child_is_told();
  close_memory(db, session);
  return 0;
}
