#include "check.h"

static pmm_id make(pmm_session* session, const char* external_id, pmm_id subject) {
  pmm_actor_input input = PMM_ACTOR_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_NAME | PMM_ACTOR_EXTERNAL_ID | PMM_ACTOR_SUBJECT;
  input.kind = pmm_string("person");
  input.name = pmm_string("Attore");
  input.external_id = pmm_string(external_id);
  input.subject = subject;
  CHECK_OK(pmm_actor_create(session, &input, NULL, &id, &check_error));
  return id;
}

static pmm_id make_subject(pmm_session* session) {
  pmm_subject_input input = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_FAMILY_NAME;
  input.kind = pmm_string("person");
  input.family_name = pmm_string("Esposito");
  CHECK_OK(pmm_subject_create(session, &input, NULL, &id, &check_error));
  return id;
}

static pmm_status grant(pmm_session* session, pmm_id actor, const char* role, pmm_id* out_id) {
  pmm_grant_input input = PMM_GRANT_INPUT_INIT;
  input.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE;
  input.actor = actor;
  input.role = pmm_string(role);
  return pmm_grant_create(session, &input, NULL, out_id, &check_error);
}

static pmm_status end_grant(pmm_session* session, pmm_id id) {
  pmm_grant_input input = PMM_GRANT_INPUT_INIT;
  input.set_fields = PMM_GRANT_VALID_TO_US;
  input.valid_to_us = check_now_us;
  return pmm_grant_update(session, id, &input, NULL, NULL, &check_error);
}

static pmm_status set_active(pmm_session* session, pmm_id id, int32_t active) {
  pmm_actor_input input = PMM_ACTOR_INPUT_INIT;
  input.set_fields = PMM_ACTOR_ACTIVE;
  input.active = active;
  return pmm_actor_update(session, id, &input, NULL, NULL, &check_error);
}

static void test_actor__first_actors(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_result* result = NULL;
  CHECK_OK(pmm_actor_list(session, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 2 && pmm_result_columns(result) == 8);
  CHECK(int_cell(result, 0, "id") == PMM_ACTOR_ADMINISTRATOR);
  CHECK(text_cell(result, 0, "kind", "person"));
  CHECK(int_cell(result, 1, "id") == PMM_ACTOR_SYSTEM);
  CHECK(text_cell(result, 1, "kind", "system"));
  pmm_result_free(result);
  CHECK_OK(
      pmm_grant_list(session, PMM_ACTOR_ADMINISTRATOR, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1);
  CHECK(text_cell(result, 0, "role", "administrator"));
  CHECK(null_cell(result, 0, "valid_to"));
  pmm_result_free(result);
  close_memory(db, session);
}

static void test_actor__create_and_get(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_actor_filter filter = PMM_ACTOR_FILTER_INIT;
  pmm_result* result = NULL;
  const pmm_id subject = make_subject(session);
  const pmm_id id = make(session, "uid=anna", subject);
  CHECK(id == 3);
  CHECK_OK(pmm_actor_get(session, id, NULL, &result, &check_error));
  CHECK(text_cell(result, 0, "external_id", "uid=anna"));
  CHECK(text_cell(result, 0, "kind", "person"));
  CHECK(int_cell(result, 0, "subject") == subject);
  CHECK(int_cell(result, 0, "active") == 1);
  pmm_result_free(result);
  make(session, "uid=bruno", 0);
  filter.set_fields = PMM_ACTOR_FILTER_EXTERNAL_ID;
  filter.external_id = pmm_string("uid=bruno");
  CHECK_OK(pmm_actor_list(session, &filter, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && int_cell(result, 0, "id") == 4);
  pmm_result_free(result);
  filter.set_fields = PMM_ACTOR_FILTER_SUBJECT | PMM_ACTOR_FILTER_KIND | PMM_ACTOR_FILTER_ACTIVE;
  filter.subject = subject;
  filter.kind = pmm_string("person");
  filter.active = 1;
  CHECK_OK(pmm_actor_list(session, &filter, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && int_cell(result, 0, "id") == id);
  pmm_result_free(result);
  CHECK_FAILS(pmm_actor_get(session, 9, NULL, &result, &check_error), PMM_E_NOT_FOUND, "id");
  close_memory(db, session);
}

static void test_actor__rules(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_actor_input input = PMM_ACTOR_INPUT_INIT;
  pmm_id id = 0;
  const pmm_id first = make(session, "uid=anna", 0);
  input.set_fields = PMM_ACTOR_NAME;
  input.name = pmm_string("x");
  CHECK_FAILS(pmm_actor_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "kind");
  input.set_fields = PMM_ACTOR_KIND;
  input.kind = pmm_string("system");
  CHECK_FAILS(pmm_actor_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "name");
  input.set_fields |= PMM_ACTOR_NAME | PMM_ACTOR_EXTERNAL_ID;
  input.external_id = pmm_string("uid=anna");
  CHECK_FAILS(pmm_actor_create(session, &input, NULL, &id, &check_error), PMM_E_CONFLICT,
              "external_id");
  input.external_id = pmm_string("");
  CHECK_OK(pmm_actor_create(session, &input, NULL, &id, &check_error));
  input.set_fields |= PMM_ACTOR_SUBJECT;
  input.subject = 1;
  CHECK_FAILS(pmm_actor_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "subject");
  input.kind = pmm_string("person");
  CHECK_FAILS(pmm_actor_create(session, &input, NULL, &id, &check_error), PMM_E_NOT_FOUND,
              "subject");
  input.set_fields = PMM_ACTOR_KIND;
  CHECK_FAILS(pmm_actor_update(session, first, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "kind");
  CHECK_FAILS(pmm_actor_update(session, 99, &input, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  close_memory(db, session);
}

/* Rights are looked up at every call: what is granted or taken counts at once. */
static void test_actor__H10_active_counts_at_once(void) {
  pmm_session* session = NULL;
  pmm_session* other = NULL;
  pmm_db* db = open_memory(&session);
  pmm_result* result = NULL;
  const pmm_id id = make(session, "uid=anna", 0);
  CHECK_OK(pmm_session_open(db, id, &other, &check_error));
  CHECK_OK(pmm_actor_get(other, id, NULL, &result, &check_error)); /* its own row */
  pmm_result_free(result);
  CHECK_OK(pmm_actor_list(other, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && int_cell(result, 0, "id") == id);
  pmm_result_free(result);
  CHECK_FAILS(pmm_actor_get(other, 1, NULL, &result, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_STATUS(set_active(other, id, 0), PMM_E_DENIED);
  CHECK_STATUS(set_active(other, 1, 0), PMM_E_NOT_FOUND);
  CHECK_OK(set_active(session, id, 0));
  CHECK_FAILS(pmm_actor_get(other, id, NULL, &result, &check_error), PMM_E_NOT_FOUND, "actor");
  CHECK_OK(set_active(session, id, 1));
  CHECK_OK(pmm_actor_get(other, id, NULL, &result, &check_error));
  pmm_result_free(result);
  pmm_session_free(other);
  other = NULL;
  CHECK_OK(set_active(session, id, 0));
  CHECK_FAILS(pmm_session_open(db, id, &other, &check_error), PMM_E_NOT_FOUND, "actor");
  CHECK(other == NULL);
  close_memory(db, session);
}

static void test_actor__last_administrator_stays(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_grant_input input = PMM_GRANT_INPUT_INIT;
  pmm_id id = 0;
  const pmm_id second = make(session, "uid=anna", 0);
  CHECK_FAILS(set_active(session, PMM_ACTOR_ADMINISTRATOR, 0), PMM_E_CONFLICT, "active");
  CHECK_FAILS(set_active(session, PMM_ACTOR_SYSTEM, 0), PMM_E_CONFLICT, "active");
  CHECK_FAILS(end_grant(session, 1), PMM_E_CONFLICT, "valid_to_us");
  /* One whose time is limited would leave the store without anybody. */
  input.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_VALID_TO_US;
  input.actor = second;
  input.role = pmm_string("administrator");
  input.valid_to_us = check_now_us + 1000000;
  CHECK_OK(pmm_grant_create(session, &input, NULL, &id, &check_error));
  CHECK_FAILS(end_grant(session, 1), PMM_E_CONFLICT, "valid_to_us");
  input.set_fields = PMM_GRANT_VALID_TO_US;
  input.valid_to_us = PMM_TIME_NONE;
  CHECK_OK(pmm_grant_update(session, id, &input, NULL, NULL, &check_error));
  CHECK_OK(end_grant(session, 1));
  /* The first one is nobody now, and the second cannot be taken away any more. */
  CHECK_STATUS(end_grant(session, id), PMM_E_NOT_FOUND);
  pmm_session_free(session);
  CHECK_OK(pmm_session_open(db, second, &session, &check_error));
  CHECK_FAILS(set_active(session, second, 0), PMM_E_CONFLICT, "active");
  close_memory(db, session);
}

static void test_actor__grant_rules(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_grant_input input = PMM_GRANT_INPUT_INIT;
  pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  pmm_id id = 0;
  const pmm_id plain = make(session, "uid=anna", 0);
  const pmm_id citizen = make(session, "uid=bruno", make_subject(session));
  CHECK_FAILS(grant(session, plain, "king", &id), PMM_E_INVALID, "role");
  CHECK_FAILS(grant(session, 99, "operator", &id), PMM_E_NOT_FOUND, "actor");
  CHECK_FAILS(grant(session, plain, "citizen", &id), PMM_E_INVALID, "actor");
  CHECK_OK(grant(session, citizen, "citizen", &id));
  input.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_OFFICE;
  input.actor = plain;
  input.role = pmm_string("administrator");
  input.office = 1;
  CHECK_FAILS(pmm_grant_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "office");
  input.role = pmm_string("operator");
  CHECK_FAILS(pmm_grant_create(session, &input, NULL, &id, &check_error), PMM_E_NOT_FOUND,
              "office");
  input.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_SERVICE;
  input.service = 1;
  CHECK_FAILS(pmm_grant_create(session, &input, NULL, &id, &check_error), PMM_E_NOT_FOUND,
              "service");
  input.set_fields =
      PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_VALID_FROM_US | PMM_GRANT_VALID_TO_US;
  input.valid_from_us = 100;
  input.valid_to_us = 99;
  CHECK_FAILS(pmm_grant_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "valid_to_us");
  input.valid_to_us = 200;
  CHECK_OK(pmm_grant_create(session, &input, NULL, &id, &check_error));
  input.set_fields = PMM_GRANT_VALID_TO_US;
  input.valid_to_us = 300;
  call.expected_version = 1;
  CHECK_OK(pmm_grant_update(session, id, &input, &call, &version, &check_error));
  CHECK(version == 2);
  CHECK_FAILS(pmm_grant_update(session, id, &input, &call, &version, &check_error), PMM_E_CONFLICT,
              "call.expected_version");
  CHECK_OK(pmm_grant_list(session, plain, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && pmm_result_columns(result) == 9);
  CHECK(int_cell(result, 0, "valid_from") == 100 && int_cell(result, 0, "valid_to") == 300);
  pmm_result_free(result);
  input.set_fields = PMM_GRANT_ROLE;
  CHECK_FAILS(pmm_grant_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "role");
  CHECK_FAILS(pmm_grant_update(session, 99, &input, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_FAILS(pmm_grant_list(session, 99, NULL, NULL, NULL, &result, &check_error), PMM_E_NOT_FOUND,
              "actor");
  /* A citizen's subject stays while the grant does. */
  actor.set_fields = PMM_ACTOR_SUBJECT;
  CHECK_FAILS(pmm_actor_update(session, citizen, &actor, NULL, NULL, &check_error), PMM_E_CONFLICT,
              "subject");
  close_memory(db, session);
}

static void test_actor__grants_are_for_administrators(void) {
  pmm_session* session = NULL;
  pmm_session* other = NULL;
  pmm_db* db = open_memory(&session);
  pmm_result* result = NULL;
  pmm_id id = 0;
  const pmm_id anna = make(session, "uid=anna", 0);
  CHECK_OK(grant(session, anna, "operator", &id));
  CHECK_OK(pmm_session_open(db, anna, &other, &check_error));
  CHECK_STATUS(pmm_grant_list(other, anna, NULL, NULL, NULL, &result, &check_error), PMM_E_DENIED);
  CHECK_STATUS(pmm_grant_list(other, 1, NULL, NULL, NULL, &result, &check_error), PMM_E_DENIED);
  CHECK_STATUS(grant(other, anna, "administrator", &id), PMM_E_DENIED);
  CHECK_STATUS(end_grant(other, 1), PMM_E_NOT_FOUND);
  CHECK_OK(pmm_actor_get(other, 1, NULL, &result, &check_error)); /* colleagues are known */
  pmm_result_free(result);
  pmm_session_free(other);
  close_memory(db, session);
}

/* A grant given in a transaction that is undone leaves nothing behind, not even when the next
   change of the policy is given the same number. */
static void test_actor__undone_grant_gives_nothing(void) {
  pmm_session* session = NULL;
  pmm_session* other = NULL;
  pmm_db* db = open_memory(&session);
  pmm_result* result = NULL;
  pmm_id id = 0;
  pmm_id undone = 0;
  const pmm_id anna = make(session, "uid=anna", 0);
  CHECK_OK(grant(session, anna, "administrator", &id));
  CHECK_OK(pmm_session_open(db, anna, &other, &check_error));
  /* In a transaction Anna takes her own rights away, sees it, and undoes it. */
  CHECK_OK(pmm_begin(other, 0, NULL, &check_error));
  CHECK_OK(end_grant(other, id));
  CHECK_STATUS(grant(other, anna, "operator", &undone), PMM_E_DENIED);
  CHECK_OK(pmm_rollback(other, &check_error));
  /* Another change takes the number that was undone. */
  CHECK_OK(grant(session, make(session, "uid=bruno", 0), "operator", &id));
  CHECK_OK(pmm_grant_list(other, anna, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1);
  pmm_result_free(result);
  pmm_session_free(other);
  close_memory(db, session);
}

static void test_actor__grant_ends_by_the_clock(void) {
  pmm_session* session = NULL;
  pmm_session* other = NULL;
  pmm_db* db = open_memory(&session);
  pmm_grant_input input = PMM_GRANT_INPUT_INIT;
  pmm_result* result = NULL;
  const int64_t start = check_now_us;
  pmm_id id = 0;
  const pmm_id anna = make(session, "uid=anna", 0);
  input.set_fields =
      PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_VALID_FROM_US | PMM_GRANT_VALID_TO_US;
  input.actor = anna;
  input.role = pmm_string("operator");
  input.valid_from_us = start + 10;
  input.valid_to_us = start + 20;
  CHECK_OK(pmm_grant_create(session, &input, NULL, &id, &check_error));
  CHECK_OK(pmm_session_open(db, anna, &other, &check_error));
  CHECK_STATUS(pmm_actor_get(other, 1, NULL, &result, &check_error), PMM_E_NOT_FOUND);
  check_now_us = start + 10;
  CHECK_OK(pmm_actor_get(other, 1, NULL, &result, &check_error));
  pmm_result_free(result);
  check_now_us = start + 20;
  CHECK_STATUS(pmm_actor_get(other, 1, NULL, &result, &check_error), PMM_E_NOT_FOUND);
  check_now_us = start + 15; /* a clock that goes back does not bring it back */
  CHECK_STATUS(pmm_actor_get(other, 1, NULL, &result, &check_error), PMM_E_NOT_FOUND);
  check_now_us = start;
  pmm_session_free(other);
  close_memory(db, session);
}

int main(void) {
  test_actor__first_actors();
  test_actor__create_and_get();
  test_actor__rules();
  test_actor__H10_active_counts_at_once();
  test_actor__last_administrator_stays();
  test_actor__grant_rules();
  test_actor__grants_are_for_administrators();
  test_actor__undone_grant_gives_nothing();
  test_actor__grant_ends_by_the_clock();
  return 0;
}
