/* Transactions of the host: all or nothing, alone, and not for ever. */
#include "check.h"

static pmm_status create(pmm_session* session, const char* key, const pmm_call* call, pmm_id* id) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_EXTERNAL_ID;
  input.kind = pmm_string("organization");
  input.name = pmm_string(key);
  input.external_id = pmm_string(key);
  return pmm_subject_create(session, &input, call, id, &check_error);
}

static int64_t subjects(pmm_session* session) {
  pmm_result* result = NULL;
  int64_t rows;
  CHECK_OK(pmm_subject_list(session, NULL, NULL, NULL, &result, &check_error));
  rows = pmm_result_rows(result);
  pmm_result_free(result);
  return rows;
}

static void test_transaction__commit_and_rollback(pmm_session* session) {
  pmm_id id = 0;
  CHECK_OK(pmm_begin(session, 60000, NULL, &check_error));
  CHECK_OK(create(session, "a", NULL, &id));
  CHECK(id == 1);
  CHECK_OK(create(session, "b", NULL, &id));
  CHECK(subjects(session) == 0); /* what was committed before */
  CHECK_OK(pmm_commit(session, &check_error));
  CHECK(subjects(session) == 2);
  CHECK_OK(pmm_begin(session, 0, NULL, &check_error));
  CHECK_OK(create(session, "c", NULL, &id));
  CHECK_OK(pmm_rollback(session, &check_error));
  CHECK(subjects(session) == 2);
  CHECK_OK(create(session, "c", NULL, &id));
  CHECK(id == 3); /* the number was not lost */
}

static void test_transaction__a_failed_write_undoes_itself_alone(pmm_session* session) {
  pmm_id id = 0;
  const int64_t before = subjects(session);
  CHECK_OK(pmm_begin(session, 60000, NULL, &check_error));
  CHECK_OK(create(session, "d", NULL, &id));
  CHECK_STATUS(create(session, "a", NULL, &id), PMM_E_CONFLICT);
  CHECK(id == 0);
  CHECK_STATUS(create(session, "d", NULL, &id), PMM_E_CONFLICT); /* its own, uncommitted */
  CHECK_OK(create(session, "e", NULL, &id));
  CHECK_OK(pmm_commit(session, &check_error));
  CHECK(subjects(session) == before + 2);
}

static void test_transaction__misuse(pmm_session* session) {
  CHECK_STATUS(pmm_commit(session, &check_error), PMM_E_MISUSE);
  CHECK_STATUS(pmm_rollback(session, &check_error), PMM_E_MISUSE);
  CHECK_OK(pmm_begin(session, 60000, NULL, &check_error));
  CHECK_STATUS(pmm_begin(session, 60000, NULL, &check_error), PMM_E_MISUSE);
  CHECK_OK(pmm_rollback(session, &check_error));
  CHECK_FAILS(pmm_begin(NULL, 0, NULL, &check_error), PMM_E_INVALID, "session");
  CHECK_FAILS(pmm_commit(NULL, &check_error), PMM_E_INVALID, "session");
  CHECK_FAILS(pmm_rollback(NULL, &check_error), PMM_E_INVALID, "session");
  CHECK_FAILS(pmm_begin(session, 600001, NULL, &check_error), PMM_E_INVALID, "limit_ms");
}

static void test_transaction__others_wait(pmm_db* db, pmm_session* session) {
  pmm_session* other = NULL;
  pmm_call call = PMM_CALL_INIT;
  pmm_cancel* cancel = NULL;
  pmm_id id = 7;
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &other, &check_error));
  CHECK_OK(pmm_begin(session, 60000, NULL, &check_error));
  call.deadline_ms = 10;
  CHECK_STATUS(create(other, "late", &call, &id), PMM_E_TIMEOUT);
  CHECK(id == 0);
  CHECK_STATUS(pmm_begin(other, 0, &call, &check_error), PMM_E_TIMEOUT);
  call.deadline_ms = 0;
  CHECK_OK(pmm_cancel_create(&cancel, &check_error));
  pmm_cancel_request(cancel);
  call.cancel = cancel;
  CHECK_STATUS(create(other, "cancelled", &call, &id), PMM_E_CANCELLED);
  CHECK_STATUS(pmm_begin(other, 0, &call, &check_error), PMM_E_CANCELLED);
  pmm_cancel_free(cancel);
  CHECK(subjects(other) >= 0); /* questions do not wait */
  CHECK_OK(pmm_commit(session, &check_error));
  CHECK_OK(create(other, "at last", NULL, &id));
  pmm_session_free(other);
}

static void test_transaction__its_time_limit(pmm_db* db, pmm_session* session) {
  pmm_session* other = NULL;
  const int64_t before = subjects(session);
  pmm_id id = 0;
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &other, &check_error));
  CHECK_OK(pmm_begin(session, 1, NULL, &check_error));
  /* This write gets its turn only once the limit has ended the other transaction. */
  CHECK_OK(create(other, "after the limit", NULL, &id));
  CHECK_STATUS(create(session, "too late", NULL, &id), PMM_E_TIMEOUT);
  CHECK_STATUS(pmm_begin(session, 1, NULL, &check_error), PMM_E_MISUSE);
  CHECK_STATUS(create(session, "too late", NULL, &id), PMM_E_TIMEOUT);
  CHECK_OK(pmm_rollback(session, &check_error));
  CHECK_OK(pmm_begin(session, 1, NULL, &check_error));
  CHECK_OK(create(other, "after that limit", NULL, &id));
  CHECK_STATUS(pmm_commit(session, &check_error), PMM_E_TIMEOUT);
  CHECK_STATUS(pmm_commit(session, &check_error), PMM_E_MISUSE);
  CHECK(subjects(session) == before + 2);
  pmm_session_free(other);
}

static void test_transaction__freed_sessions_roll_back(pmm_db* db, pmm_session* session) {
  pmm_session* other = NULL;
  const int64_t before = subjects(session);
  pmm_id id = 0;
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &other, &check_error));
  CHECK_OK(pmm_begin(other, 60000, NULL, &check_error));
  CHECK_OK(create(other, "gone", NULL, &id));
  pmm_session_free(other);
  CHECK(subjects(session) == before);
  CHECK_OK(create(session, "gone", NULL, &id));
}

static void test_transaction__busy(void) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  pmm_session* one = NULL;
  pmm_session* two = NULL;
  pmm_id id = 7;
  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  options.busy_timeout_ms = 10;
  CHECK_OK(pmm_open(pmm_string(NULL), &options, &db, &check_error));
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &one, &check_error));
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &two, &check_error));
  CHECK_OK(pmm_begin(one, 60000, NULL, &check_error));
  CHECK_STATUS(create(two, "busy", NULL, &id), PMM_E_BUSY);
  CHECK_STATUS(pmm_begin(two, 0, NULL, &check_error), PMM_E_BUSY);
  CHECK_OK(pmm_tick(db, NULL, NULL, &check_error)); /* nothing is due: it takes no turn */
  CHECK_OK(pmm_rollback(one, &check_error));
  CHECK_OK(create(two, "free", NULL, &id));
  pmm_session_free(two);
  pmm_db_free(db);
  pmm_session_free(one);
}

int main(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  test_transaction__commit_and_rollback(session);
  test_transaction__a_failed_write_undoes_itself_alone(session);
  test_transaction__misuse(session);
  test_transaction__others_wait(db, session);
  test_transaction__its_time_limit(db, session);
  test_transaction__freed_sessions_roll_back(db, session);
  test_transaction__busy();
  close_memory(db, session);
  return 0;
}
