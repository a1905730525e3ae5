#include "check.h"

static pmm_id make(pmm_session* session, const char* rule, int32_t month, int32_t day) {
  pmm_holiday_input input = PMM_HOLIDAY_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_HOLIDAY_NAME | PMM_HOLIDAY_RULE | PMM_HOLIDAY_MONTH | PMM_HOLIDAY_DAY;
  input.name = pmm_string("Festa");
  input.rule = pmm_string(rule);
  input.month = month;
  input.day = day;
  CHECK_OK(pmm_holiday_create(session, &input, NULL, &id, &check_error));
  return id;
}

static int64_t rows(pmm_session* session) {
  pmm_result* result = NULL;
  int64_t count = 0;
  CHECK_OK(pmm_holiday_list(session, NULL, NULL, NULL, &result, &check_error));
  count = pmm_result_rows(result);
  pmm_result_free(result);
  return count;
}

static void test_holiday__create_and_get(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_holiday_input input = PMM_HOLIDAY_INPUT_INIT;
  pmm_result* result = NULL;
  pmm_id id = 0;
  input.set_fields = PMM_HOLIDAY_NAME | PMM_HOLIDAY_RULE | PMM_HOLIDAY_EASTER_OFFSET |
                     PMM_HOLIDAY_VALID_FROM_ON | PMM_HOLIDAY_VALID_TO_ON;
  input.name = pmm_string("Lunedì dell'Angelo");
  input.rule = pmm_string("easter");
  input.easter_offset = 1;
  input.valid_from_on = 0;
  input.valid_to_on = PMM_DATE_NONE;
  CHECK_OK(pmm_holiday_create(session, &input, NULL, &id, &check_error));
  CHECK(id == 1);
  CHECK_OK(pmm_holiday_get(session, id, NULL, &result, &check_error));
  CHECK(pmm_result_columns(result) == 11);
  CHECK(int_cell(result, 0, "version") == 1);
  CHECK(text_cell(result, 0, "name", "Lunedì dell'Angelo"));
  CHECK(text_cell(result, 0, "rule", "easter"));
  CHECK(int_cell(result, 0, "easter_offset") == 1);
  CHECK(int_cell(result, 0, "valid_from_on") == 0 && !null_cell(result, 0, "valid_from_on"));
  CHECK(null_cell(result, 0, "month") && null_cell(result, 0, "day"));
  CHECK(null_cell(result, 0, "on_day") && null_cell(result, 0, "valid_to_on"));
  CHECK(int_cell(result, 0, "created") == check_now_us);
  pmm_result_free(result);
  input.set_fields = PMM_HOLIDAY_NAME | PMM_HOLIDAY_RULE | PMM_HOLIDAY_ON_DAY;
  input.rule = pmm_string("date");
  input.on_day = 13573;
  CHECK_OK(pmm_holiday_create(session, &input, NULL, &id, &check_error));
  CHECK_OK(pmm_holiday_get(session, id, NULL, &result, &check_error));
  CHECK(int_cell(result, 0, "on_day") == 13573);
  pmm_result_free(result);
  CHECK_FAILS(pmm_holiday_get(session, 3, NULL, &result, &check_error), PMM_E_NOT_FOUND, "id");
  close_memory(db, session);
}

static void test_holiday__rules(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_holiday_input input = PMM_HOLIDAY_INPUT_INIT;
  pmm_id id = 0;
  input.set_fields = PMM_HOLIDAY_RULE;
  input.rule = pmm_string("yearly");
  CHECK_FAILS(pmm_holiday_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "name");
  input.set_fields = PMM_HOLIDAY_NAME | PMM_HOLIDAY_RULE;
  input.name = pmm_string("Festa");
  CHECK_FAILS(pmm_holiday_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "month");
  input.set_fields |= PMM_HOLIDAY_MONTH;
  input.month = 2;
  CHECK_FAILS(pmm_holiday_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "day");
  input.set_fields |= PMM_HOLIDAY_DAY;
  input.day = 30;
  CHECK_FAILS(pmm_holiday_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "day");
  input.day = 29;
  input.set_fields |= PMM_HOLIDAY_ON_DAY;
  CHECK_FAILS(pmm_holiday_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "on_day");
  input.set_fields &= ~PMM_HOLIDAY_ON_DAY;
  input.set_fields |= PMM_HOLIDAY_VALID_FROM_ON | PMM_HOLIDAY_VALID_TO_ON;
  input.valid_from_on = 100;
  input.valid_to_on = 99;
  CHECK_FAILS(pmm_holiday_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "valid_to_on");
  input.valid_to_on = 100;
  input.rule = pmm_string("weekly");
  CHECK_FAILS(pmm_holiday_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID, "rule");
  input.rule = pmm_string("yearly");
  input.month = 13;
  CHECK_STATUS(pmm_holiday_create(session, &input, NULL, &id, &check_error), PMM_E_INVALID);
  input.month = 2;
  CHECK_OK(pmm_holiday_create(session, &input, NULL, &id, &check_error));
  CHECK(id == 1);
  close_memory(db, session);
}

static void test_holiday__update(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_holiday_input input = PMM_HOLIDAY_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  const pmm_id id = make(session, "yearly", 9, 19);
  input.set_fields = PMM_HOLIDAY_VALID_TO_ON;
  input.valid_to_on = 15000;
  call.expected_version = 2;
  CHECK_FAILS(pmm_holiday_update(session, id, &input, &call, &version, &check_error),
              PMM_E_CONFLICT, "call.expected_version");
  call.expected_version = 1;
  CHECK_OK(pmm_holiday_update(session, id, &input, &call, &version, &check_error));
  CHECK(version == 2);
  CHECK_OK(pmm_holiday_update(session, id, &input, NULL, &version, &check_error));
  CHECK(version == 2);
  input.set_fields = PMM_HOLIDAY_RULE;
  input.rule = pmm_string("date");
  CHECK_FAILS(pmm_holiday_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "rule");
  input.set_fields = PMM_HOLIDAY_EASTER_OFFSET;
  CHECK_FAILS(pmm_holiday_update(session, id, &input, NULL, NULL, &check_error), PMM_E_INVALID,
              "easter_offset");
  CHECK_FAILS(pmm_holiday_update(session, 9, &input, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_OK(pmm_holiday_get(session, id, NULL, &result, &check_error));
  CHECK(int_cell(result, 0, "valid_to_on") == 15000);
  pmm_result_free(result);
  close_memory(db, session);
}

static void test_holiday__add_italian(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_holiday_input input = PMM_HOLIDAY_INPUT_INIT;
  pmm_holiday_filter filter = PMM_HOLIDAY_FILTER_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  int64_t count = 0;
  /* Christmas is there already, and has ended: it is not brought back. */
  const pmm_id christmas = make(session, "yearly", 12, 25);
  input.set_fields = PMM_HOLIDAY_VALID_TO_ON;
  input.valid_to_on = 15000;
  CHECK_OK(pmm_holiday_update(session, christmas, &input, NULL, NULL, &check_error));
  call.idempotency_key = pmm_string("italy");
  CHECK_OK(pmm_holiday_add_italian(session, 0, &call, &count, &check_error));
  CHECK(count == 12 && rows(session) == 13);
  CHECK_OK(pmm_holiday_add_italian(session, 0, &call, &count, &check_error));
  CHECK(count == 12 && rows(session) == 13); /* the first answer again */
  CHECK_FAILS(pmm_holiday_add_italian(session, 1, &call, &count, &check_error), PMM_E_CONFLICT,
              "call.idempotency_key");
  CHECK(count == 0);
  CHECK_OK(pmm_holiday_add_italian(session, 0, NULL, &count, &check_error));
  CHECK(count == 0);
  CHECK_OK(pmm_holiday_add_italian(session, 1, NULL, &count, &check_error));
  CHECK(count == 1 && rows(session) == 14);
  filter.set_fields = PMM_HOLIDAY_FILTER_RULE;
  filter.rule = pmm_string("easter");
  CHECK_OK(pmm_holiday_list(session, &filter, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 2);
  CHECK(text_cell(result, 0, "name", "Pasqua"));
  CHECK(text_cell(result, 1, "name", "Lunedì dell'Angelo"));
  pmm_result_free(result);
  CHECK_FAILS(pmm_holiday_add_italian(session, 2, NULL, NULL, &check_error), PMM_E_INVALID,
              "with_naples");
  CHECK_FAILS(pmm_holiday_add_italian(NULL, 0, NULL, NULL, &check_error), PMM_E_INVALID, "session");
  close_memory(db, session);
}

static void test_holiday__paging(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_memory(&session);
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* result = NULL;
  pmm_result* before = NULL;
  int64_t seen = 0;
  CHECK_OK(pmm_holiday_add_italian(session, 1, NULL, NULL, &check_error));
  page.limit = 4;
  for (;;) {
    int64_t i;
    CHECK_OK(pmm_holiday_list(session, NULL, &page, NULL, &result, &check_error));
    for (i = 0; i < pmm_result_rows(result); ++i) CHECK(int_cell(result, i, "id") == ++seen);
    pmm_result_free(before);
    before = result;
    page.cursor = pmm_result_next_cursor(result);
    if (page.cursor.size == 0) break;
  }
  pmm_result_free(before);
  CHECK(seen == 14);
  close_memory(db, session);
}

int main(void) {
  test_holiday__create_and_get();
  test_holiday__rules();
  test_holiday__update();
  test_holiday__add_italian();
  test_holiday__paging();
  return 0;
}
