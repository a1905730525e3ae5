#include "check.h"

static pmm_id make(pmm_session* session, const char* code) {
  pmm_channel_input input = PMM_CHANNEL_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  input.code = pmm_string(code);
  input.name = pmm_string("Channel of the test");
  CHECK_OK(pmm_channel_create(session, &input, NULL, &id, &check_error));
  return id;
}

static void test_channel__create_and_get(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_channel_input input = PMM_CHANNEL_INPUT_INIT;
  pmm_result* result = NULL;
  pmm_id id = 0;
  input.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME | PMM_CHANNEL_ACTIVE | PMM_CHANNEL_DIGITAL;
  input.code = pmm_string("C-1");
  input.name = pmm_string("Città, quartiere Chiaia");
  input.active = 1;
  input.digital = 1;
  CHECK_OK(pmm_channel_create(session, &input, NULL, &id, &check_error));
  CHECK(id == 1);
  CHECK_OK(pmm_channel_get(session, id, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1);
  CHECK(int_cell(result, 0, "id") == id);
  CHECK(int_cell(result, 0, "version") == 1);
  CHECK(text_cell(result, 0, "code", "C-1"));
  CHECK(text_cell(result, 0, "name", "Città, quartiere Chiaia"));
  CHECK(int_cell(result, 0, "active") == 1);
  CHECK(int_cell(result, 0, "created") == check_now_us);
  CHECK(int_cell(result, 0, "digital") == 1);
  CHECK(pmm_result_columns(result) == 7);
  pmm_result_free(result);
  close_memory(db, session);
}

static void test_channel__rules(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_channel_input input = PMM_CHANNEL_INPUT_INIT;
  pmm_id id = 7;
  const pmm_id first = make(session, "A");
  CHECK(first == 1);
  CHECK_FAILS(pmm_channel_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "code");
  CHECK(id == 0);
  input.set_fields = PMM_CHANNEL_CODE;
  input.code = pmm_string("B");
  CHECK_FAILS(pmm_channel_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "name");
  input.set_fields |= PMM_CHANNEL_NAME;
  input.name = pmm_string("B");
  input.code = pmm_string(" B");
  CHECK_FAILS(pmm_channel_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "code");
  input.code = pmm_string("A");
  CHECK_FAILS(pmm_channel_create(session, &input, NULL, &id, &check_error), PMM_E_CONFLICT, "code");
  input.code = pmm_string("B\nC");
  CHECK_STATUS(pmm_channel_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID);
  input.code.data = NULL;
  input.code.size = 3;
  CHECK_STATUS(pmm_channel_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID);
  input.code = pmm_string("B");
  input.set_fields |= UINT64_C(1) << 40;
  CHECK_STATUS(pmm_channel_create(session, &input, NULL, &id, &check_error), PMM_E_UNSUPPORTED);
  input.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME | PMM_CHANNEL_ACTIVE;
  input.active = 2;
  CHECK_STATUS(pmm_channel_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID);
  input.active = 1;
  CHECK_OK(pmm_channel_create(session, &input, NULL, &id, &check_error));
  CHECK(id == 2); /* what was refused used no id */
  CHECK_FAILS(pmm_channel_create(session, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "out_id");
  CHECK_FAILS(pmm_channel_create(session, NULL, NULL, &id, &check_error), PMM_E_INVALID, "input");
  close_memory(db, session);
}

static void test_channel__update(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_channel_input input = PMM_CHANNEL_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  const pmm_id id = make(session, "A");
  const pmm_id other = make(session, "B");
  input.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_ACTIVE;
  input.code = pmm_string("A2");
  input.active = 0;
  call.expected_version = 1;
  CHECK_OK(pmm_channel_update(session, id, &input, &call, &version, &check_error));
  CHECK(version == 2);
  CHECK_FAILS(pmm_channel_update(session, id, &input, &call, &version, &check_error),
              PMM_E_CONFLICT, "call.expected_version");
  CHECK_OK(pmm_channel_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 2); /* nothing changed */
  input.code = pmm_string("B");
  CHECK_FAILS(pmm_channel_update(session, id, &input, NULL, NULL, &check_error), PMM_E_CONFLICT,
              "code");
  CHECK_OK(pmm_channel_get(session, id, NULL, &result, &check_error));
  CHECK(text_cell(result, 0, "code", "A2"));
  CHECK(int_cell(result, 0, "active") == 0);
  pmm_result_free(result);
  CHECK_FAILS(pmm_channel_update(session, 99, &input, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK(other == 2);
  close_memory(db, session);
}

static void test_channel__list(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_channel_filter filter = PMM_CHANNEL_FILTER_INIT;
  pmm_channel_input input = PMM_CHANNEL_INPUT_INIT;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* result = NULL;
  pmm_result* next = NULL;
  const char* codes[] = {"A", "B", "C", "D", "E"};
  size_t i;
  for (i = 0; i < 5; ++i) CHECK(make(session, codes[i]) == (pmm_id)i + 1);
  input.set_fields = PMM_CHANNEL_ACTIVE;
  CHECK_OK(pmm_channel_update(session, 2, &input, NULL, NULL, &check_error));
  filter.set_fields = PMM_CHANNEL_FILTER_CODE;
  filter.code = pmm_string("C");
  CHECK_OK(pmm_channel_list(session, &filter, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && int_cell(result, 0, "id") == 3);
  pmm_result_free(result);
  filter.set_fields = PMM_CHANNEL_FILTER_ACTIVE;
  filter.active = 1;
  page.limit = 3;
  CHECK_OK(pmm_channel_list(session, &filter, &page, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 3 && int_cell(result, 2, "id") == 4);
  page.cursor = pmm_result_next_cursor(result);
  CHECK(page.cursor.size != 0);
  CHECK_OK(pmm_channel_list(session, &filter, &page, NULL, &next, &check_error));
  CHECK(pmm_result_rows(next) == 1 && int_cell(next, 0, "id") == 5);
  CHECK(pmm_result_next_cursor(next).size == 0);
  pmm_result_free(result);
  pmm_result_free(next);
  input.set_fields = PMM_CHANNEL_DIGITAL;
  input.digital = 1;
  CHECK_OK(pmm_channel_update(session, 4, &input, NULL, NULL, &check_error));
  filter.set_fields = PMM_CHANNEL_FILTER_DIGITAL;
  filter.digital = 1;
  CHECK_OK(pmm_channel_list(session, &filter, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && int_cell(result, 0, "id") == 4);
  pmm_result_free(result);
  CHECK_STATUS(pmm_channel_get(session, 6, NULL, &result, &check_error), PMM_E_NOT_FOUND);
  CHECK(result == NULL);
  close_memory(db, session);
}

/* An actor without a grant sees nothing of the catalogue; an operator reads it. */
static void test_channel__access(void) {
  pmm_session* session = NULL;
  pmm_session* operator_session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
  pmm_grant_input grant = PMM_GRANT_INPUT_INIT;
  pmm_channel_input input = PMM_CHANNEL_INPUT_INIT;
  pmm_result* result = NULL;
  pmm_id actor_id = 0;
  pmm_id id = make(session, "A");
  actor.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_NAME;
  actor.kind = pmm_string("person");
  actor.name = pmm_string("Operatore");
  CHECK_OK(pmm_actor_create(session, &actor, NULL, &actor_id, &check_error));
  CHECK_OK(pmm_session_open(db, actor_id, &operator_session, &check_error));
  CHECK_FAILS(pmm_channel_get(operator_session, id, NULL, &result, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_OK(pmm_channel_list(operator_session, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 0);
  pmm_result_free(result);
  grant.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE;
  grant.actor = actor_id;
  grant.role = pmm_string("operator");
  CHECK_OK(pmm_grant_create(session, &grant, NULL, &actor_id, &check_error));
  CHECK_OK(pmm_channel_get(operator_session, id, NULL, &result, &check_error));
  pmm_result_free(result);
  input.set_fields = PMM_CHANNEL_CODE | PMM_CHANNEL_NAME;
  input.code = pmm_string("Z");
  input.name = pmm_string("Z");
  CHECK_STATUS(pmm_channel_create(operator_session, &input, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK_STATUS(pmm_channel_update(operator_session, 1, &input, NULL, NULL, &check_error),
               PMM_E_DENIED);
  pmm_session_free(operator_session);
  close_memory(db, session);
}

static void test_channel__history(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_channel_input input = PMM_CHANNEL_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  const pmm_id id = make(session, "A");
  input.set_fields = PMM_CHANNEL_NAME;
  input.name = pmm_string("New name");
  call.reason = pmm_string("reorganisation");
  CHECK_OK(pmm_channel_update(session, id, &input, &call, NULL, &check_error));
  CHECK_OK(pmm_history(session, PMM_NOUN_CHANNEL, id, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 2);
  CHECK(text_cell(result, 0, "verb", "update"));
  CHECK(text_cell(result, 0, "fields", "name"));
  CHECK(text_cell(result, 0, "reason", "reorganisation"));
  CHECK(text_cell(result, 1, "verb", "create"));
  CHECK(text_cell(result, 1, "fields", "code,name"));
  pmm_result_free(result);
  close_memory(db, session);
}

int main(void) {
  test_channel__create_and_get();
  test_channel__rules();
  test_channel__update();
  test_channel__list();
  test_channel__access();
  test_channel__history();
  return 0;
}
