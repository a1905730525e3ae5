/* Addresses: read one by one, and as of past instants. */
#include "subject_part.h"

static pmm_id add_address(town* t, pmm_id subject, const char* kind, const char* value) {
  pmm_address_input in = PMM_ADDRESS_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE | PMM_ADDRESS_LABEL;
  in.kind = pmm_string(kind);
  in.value = pmm_string(value);
  in.label = pmm_string("first");
  CHECK_OK(pmm_address_create(t->admin, subject, &in, NULL, &id, &check_error));
  return id;
}

static pmm_result* addresses(pmm_session* s, pmm_id subject, int64_t as_of_us) {
  pmm_address_filter filter = PMM_ADDRESS_FILTER_INIT;
  pmm_result* rows = NULL;
  filter.set_fields = PMM_ADDRESS_FILTER_AS_OF_US;
  filter.as_of_us = as_of_us;
  CHECK_OK(pmm_address_list(s, subject, &filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static void test_address__get(town* t) {
  const pmm_id id = add_address(t, t->anna, "email", "anna@posta.example");
  pmm_result* row = NULL;
  CHECK_OK(pmm_address_get(t->citizen, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1 && pmm_result_columns(row) == 11);
  CHECK(int_cell(row, 0, "subject") == t->anna && text_cell(row, 0, "label", "first"));
  CHECK(int_cell(row, 0, "is_default") == 1 && null_cell(row, 0, "ended"));
  pmm_result_free(row);
  CHECK_FAILS(pmm_address_get(t->admin, 999, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_address_get(t->admin, id, NULL, NULL, &check_error), PMM_E_INVALID, "out_result");
}

static void test_address__as_of(town* t) {
  const int64_t start = check_now_us;
  const pmm_id subject = make_person(t->admin, "Dario", "Longo");
  const pmm_id home = add_address(t, subject, "phone", "081 200100");
  pmm_address_input in = PMM_ADDRESS_INPUT_INIT;
  pmm_result* rows;
  pmm_id mobile;
  check_now_us = start + 10; /* another becomes the default, which takes it from the first */
  mobile = add_address(t, subject, "phone", "333 1234567");
  check_now_us = start + 20;
  in.set_fields = PMM_ADDRESS_IS_DEFAULT | PMM_ADDRESS_LABEL;
  in.is_default = 1;
  in.label = pmm_string("second");
  CHECK_OK(pmm_address_update(t->admin, mobile, &in, NULL, NULL, &check_error));
  check_now_us = start + 30;
  in.set_fields = PMM_ADDRESS_ENDED_US;
  in.ended_us = start + 30;
  CHECK_OK(pmm_address_update(t->admin, home, &in, NULL, NULL, &check_error));
  one(addresses(t->admin, subject, start - 1), "label", NULL);
  one(addresses(t->admin, subject, start + 9), "label", "first");
  rows = addresses(t->admin, subject, start + 19);
  CHECK(pmm_result_rows(rows) == 2);
  CHECK(int_cell(rows, 0, "is_default") == 1 && int_cell(rows, 0, "version") == 1);
  CHECK(int_cell(rows, 1, "is_default") == 0 && text_cell(rows, 1, "label", "first"));
  pmm_result_free(rows);
  rows = addresses(t->admin, subject, start + 20);
  CHECK(pmm_result_rows(rows) == 2);
  CHECK(int_cell(rows, 0, "is_default") == 0 && int_cell(rows, 0, "version") == 2);
  CHECK(int_cell(rows, 1, "is_default") == 1 && text_cell(rows, 1, "label", "second"));
  pmm_result_free(rows);
  rows = addresses(t->admin, subject, start + 29);
  CHECK(pmm_result_rows(rows) == 2 && null_cell(rows, 0, "ended"));
  pmm_result_free(rows);
  one(addresses(t->admin, subject, start + 30), "label", "second");
  /* Without an instant, all of them as they are. */
  CHECK_OK(pmm_address_list(t->admin, subject, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2 && int_cell(rows, 0, "version") == 3);
  pmm_result_free(rows);
  check_now_us = start;
}

/* A clock that is set back makes no instant that two versions share. */
static void test_address__as_of_when_the_clock_went_back(town* t) {
  const int64_t start = check_now_us;
  const pmm_id subject = make_person(t->admin, "Fabio", "Costa");
  const pmm_id id = add_address(t, subject, "email", "fabio@posta.example");
  pmm_address_input in = PMM_ADDRESS_INPUT_INIT;
  pmm_result* rows = NULL;
  in.set_fields = PMM_ADDRESS_LABEL;
  check_now_us = start + 100;
  in.label = pmm_string("second");
  CHECK_OK(pmm_address_update(t->admin, id, &in, NULL, NULL, &check_error));
  check_now_us = start + 50;
  in.label = pmm_string("third");
  CHECK_OK(pmm_address_update(t->admin, id, &in, NULL, NULL, &check_error));
  one(addresses(t->admin, subject, start + 60), "label", "first");
  one(addresses(t->admin, subject, start + 100), "label", "third");
  one(addresses(t->admin, subject, PMM_TIME_NONE), "label", "third"); /* now: what is known now */
  CHECK_OK(pmm_check(t->db, NULL, &rows, &check_error));
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r)
    CHECK(!same_text(pmm_result_text(rows, r, column_of(rows, "severity")), "error"));
  pmm_result_free(rows);
  check_now_us = start;
}

static void test_address__list_filters(town* t) {
  const pmm_id subject = make_person(t->admin, "Gina", "Serra");
  pmm_address_filter filter = PMM_ADDRESS_FILTER_INIT;
  pmm_result* rows = NULL;
  add_address(t, subject, "email", "gina@posta.example");
  add_address(t, subject, "phone", "081 300100");
  filter.set_fields = PMM_ADDRESS_FILTER_KIND | PMM_ADDRESS_FILTER_AS_OF_US;
  filter.kind = pmm_string("phone");
  filter.as_of_us = PMM_TIME_NONE;
  CHECK_OK(pmm_address_list(t->admin, subject, &filter, NULL, NULL, &rows, &check_error));
  one(rows, "value", "+39081300100");
}

/* Pages of a past instant: each row once, whatever was changed since. */
static void test_address__as_of_pages(town* t) {
  const int64_t start = check_now_us;
  const pmm_id subject = make_person(t->admin, "Ivo", "Greco");
  pmm_address_filter filter = PMM_ADDRESS_FILTER_INIT;
  pmm_address_input in = PMM_ADDRESS_INPUT_INIT;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result *first = NULL, *second = NULL;
  pmm_id ids[3];
  ids[0] = add_address(t, subject, "email", "a@posta.example");
  ids[1] = add_address(t, subject, "email", "b@posta.example");
  ids[2] = add_address(t, subject, "email", "c@posta.example");
  check_now_us = start + 5;
  in.set_fields = PMM_ADDRESS_LABEL;
  in.label = pmm_string("second");
  for (int i = 0; i < 3; ++i)
    CHECK_OK(pmm_address_update(t->admin, ids[i], &in, NULL, NULL, &check_error));
  filter.set_fields = PMM_ADDRESS_FILTER_AS_OF_US;
  filter.as_of_us = start;
  page.limit = 2;
  CHECK_OK(pmm_address_list(t->admin, subject, &filter, &page, NULL, &first, &check_error));
  CHECK(pmm_result_rows(first) == 2 && int_cell(first, 1, "id") == ids[1]);
  page.cursor = pmm_result_next_cursor(first);
  CHECK_OK(pmm_address_list(t->admin, subject, &filter, &page, NULL, &second, &check_error));
  CHECK(pmm_result_rows(second) == 1 && int_cell(second, 0, "id") == ids[2]);
  CHECK(text_cell(second, 0, "label", "first"));
  CHECK(pmm_result_next_cursor(second).size == 0);
  pmm_result_free(first);
  pmm_result_free(second);
  check_now_us = start;
}

int main(void) {
  town t = open_town();
  test_address__get(&t);
  test_address__as_of(&t);
  test_address__as_of_when_the_clock_went_back(&t);
  test_address__list_filters(&t);
  test_address__as_of_pages(&t);
  close_town(&t);
  return 0;
}
