/* What hangs on a subject: read one by one, and as of past instants. */
#include "town.h"

#define DAY_US (INT64_C(86400) * CHECK_SECOND)

static pmm_id add_identifier(town* t, pmm_id subject, const char* scheme, const char* value) {
  pmm_identifier_input in = PMM_IDENTIFIER_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE | PMM_IDENTIFIER_ISSUER;
  in.scheme = pmm_string(scheme);
  in.value = pmm_string(value);
  in.issuer = pmm_string("first");
  CHECK_OK(pmm_identifier_create(t->admin, subject, &in, NULL, &id, &check_error));
  return id;
}

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

static pmm_id add_tie(town* t, pmm_id subject, pmm_id other, const char* kind) {
  pmm_relationship_input in = PMM_RELATIONSHIP_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_RELATIONSHIP_OTHER | PMM_RELATIONSHIP_KIND | PMM_RELATIONSHIP_NOTE;
  in.other = other;
  in.kind = pmm_string(kind);
  in.note = pmm_string("first");
  CHECK_OK(pmm_relationship_create(t->admin, subject, &in, NULL, &id, &check_error));
  return id;
}

static pmm_result* identifiers(pmm_session* s, pmm_id subject, int64_t as_of_us) {
  pmm_identifier_filter filter = PMM_IDENTIFIER_FILTER_INIT;
  pmm_result* rows = NULL;
  filter.set_fields = PMM_IDENTIFIER_FILTER_AS_OF_US;
  filter.as_of_us = as_of_us;
  CHECK_OK(pmm_identifier_list(s, subject, &filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static pmm_result* addresses(pmm_session* s, pmm_id subject, int64_t as_of_us) {
  pmm_address_filter filter = PMM_ADDRESS_FILTER_INIT;
  pmm_result* rows = NULL;
  filter.set_fields = PMM_ADDRESS_FILTER_AS_OF_US;
  filter.as_of_us = as_of_us;
  CHECK_OK(pmm_address_list(s, subject, &filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static pmm_result* ties(pmm_session* s, pmm_id subject, int64_t as_of_us) {
  pmm_relationship_filter filter = PMM_RELATIONSHIP_FILTER_INIT;
  pmm_result* rows = NULL;
  filter.set_fields = PMM_RELATIONSHIP_FILTER_AS_OF_US;
  filter.as_of_us = as_of_us;
  CHECK_OK(pmm_relationship_list(s, subject, &filter, NULL, NULL, &rows, &check_error));
  return rows;
}

/* That there is one row with this text in a column, or none when it is NULL. */
static void one(pmm_result* rows, const char* column, const char* expected) {
  CHECK(pmm_result_rows(rows) == (expected == NULL ? 0 : 1));
  if (expected != NULL) CHECK(text_cell(rows, 0, column, expected));
  pmm_result_free(rows);
}

static void test_identifier__get(town* t) {
  const pmm_id id = add_identifier(t, t->anna, "library_card", "L1");
  pmm_result* row = NULL;
  CHECK_OK(pmm_identifier_get(t->clerk, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1 && pmm_result_columns(row) == 10);
  CHECK(int_cell(row, 0, "id") == id && int_cell(row, 0, "subject") == t->anna);
  CHECK(text_cell(row, 0, "scheme", "library_card") && text_cell(row, 0, "value", "L1"));
  CHECK(int_cell(row, 0, "since") == check_now_us && int_cell(row, 0, "created") == check_now_us);
  pmm_result_free(row);
  CHECK_OK(pmm_identifier_get(t->citizen, id, NULL, &row, &check_error));
  pmm_result_free(row);
  CHECK_FAILS(pmm_identifier_get(t->admin, 999, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK(row == NULL);
  CHECK_FAILS(pmm_identifier_get(t->admin, id, NULL, NULL, &check_error), PMM_E_INVALID,
              "out_result");
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

static void test_relationship__get_from_either_side(town* t) {
  const pmm_id id = add_tie(t, t->bruno, t->anna, "parent");
  pmm_relationship_input in = PMM_RELATIONSHIP_INPUT_INIT;
  pmm_result* row = NULL;
  CHECK_OK(pmm_relationship_get(t->citizen, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1 && pmm_result_columns(row) == 10);
  CHECK(int_cell(row, 0, "subject") == t->bruno && int_cell(row, 0, "other") == t->anna);
  pmm_result_free(row);
  /* Seen, so a change is refused and not unknown. */
  in.set_fields = PMM_RELATIONSHIP_NOTE;
  in.note = pmm_string("mine");
  CHECK_STATUS(pmm_relationship_update(t->citizen, id, &in, NULL, NULL, &check_error),
               PMM_E_DENIED);
  CHECK_FAILS(pmm_relationship_get(t->admin, 999, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_relationship_get(t->admin, id, NULL, NULL, &check_error), PMM_E_INVALID,
              "out_result");
}

static void test_identifier__as_of(town* t) {
  const int64_t start = check_now_us;
  const pmm_id subject = make_person(t->admin, "Carla", "Vitale");
  const pmm_id id = add_identifier(t, subject, "library_card", "L2");
  pmm_identifier_input in = PMM_IDENTIFIER_INPUT_INIT;
  check_now_us = start + 10 * DAY_US; /* corrected */
  in.set_fields = PMM_IDENTIFIER_ISSUER;
  in.issuer = pmm_string("second");
  CHECK_OK(pmm_identifier_update(t->admin, id, &in, NULL, NULL, &check_error));
  check_now_us = start + 20 * DAY_US; /* ended, from that local day on */
  in.set_fields = PMM_IDENTIFIER_VALID_TO_ON;
  in.valid_to_on = (int32_t)((start + 20 * DAY_US) / DAY_US);
  CHECK_OK(pmm_identifier_update(t->admin, id, &in, NULL, NULL, &check_error));
  one(identifiers(t->admin, subject, start - 1), "issuer", NULL); /* before it existed */
  one(identifiers(t->admin, subject, start), "issuer", "first");
  one(identifiers(t->admin, subject, start + 10 * DAY_US - 1), "issuer", "first");
  one(identifiers(t->admin, subject, start + 10 * DAY_US), "issuer", "second");
  /* What was known then counts: the end was written at noon of the day that it ended on. */
  one(identifiers(t->admin, subject, start + 20 * DAY_US - 1), "issuer", "second");
  one(identifiers(t->admin, subject, start + 20 * DAY_US), "issuer", NULL);
  one(identifiers(t->admin, subject, PMM_TIME_NONE), "issuer", NULL); /* now */
  /* Not in force yet. */
  in.set_fields = PMM_IDENTIFIER_VALID_FROM_ON | PMM_IDENTIFIER_VALID_TO_ON;
  in.valid_from_on = (int32_t)(start / DAY_US) + 30;
  in.valid_to_on = PMM_DATE_NONE;
  CHECK_OK(pmm_identifier_update(t->admin, id, &in, NULL, NULL, &check_error));
  one(identifiers(t->admin, subject, start + 29 * DAY_US), "issuer", NULL);
  one(identifiers(t->admin, subject, start + 30 * DAY_US), "issuer", "second");
  check_now_us = start;
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

static void test_relationship__as_of(town* t) {
  const int64_t start = check_now_us;
  const pmm_id employer = make_person(t->admin, "Elio", "Marino");
  const pmm_id id = add_tie(t, t->bruno, employer, "employee");
  pmm_relationship_input in = PMM_RELATIONSHIP_INPUT_INIT;
  check_now_us = start + 10;
  in.set_fields = PMM_RELATIONSHIP_NOTE;
  in.note = pmm_string("second");
  CHECK_OK(pmm_relationship_update(t->admin, id, &in, NULL, NULL, &check_error));
  check_now_us = start + 20; /* a correction: it had ended long ago */
  in.set_fields = PMM_RELATIONSHIP_VALID_TO_ON;
  in.valid_to_on = 100;
  CHECK_OK(pmm_relationship_update(t->admin, id, &in, NULL, NULL, &check_error));
  one(ties(t->admin, employer, start - 1), "note", NULL);
  one(ties(t->admin, employer, start), "note", "first");
  one(ties(t->admin, employer, start + 10), "note", "second");
  one(ties(t->admin, employer, start + 19), "note", "second");
  one(ties(t->admin, employer, start + 20), "note", NULL);
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
  CHECK_OK(pmm_check(t->db, NULL, &rows, &check_error));
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r)
    CHECK(!same_text(pmm_result_text(rows, r, column_of(rows, "severity")), "error"));
  pmm_result_free(rows);
  check_now_us = start;
}

static void test_identifier__list_filters(town* t) {
  const pmm_id subject = make_person(t->admin, "Gina", "Serra");
  pmm_identifier_filter codes = PMM_IDENTIFIER_FILTER_INIT;
  pmm_address_filter ways = PMM_ADDRESS_FILTER_INIT;
  pmm_relationship_filter kinds = PMM_RELATIONSHIP_FILTER_INIT;
  pmm_result* rows = NULL;
  add_identifier(t, subject, "library_card", "L3");
  add_identifier(t, subject, "pool_card", "P3");
  add_address(t, subject, "email", "gina@posta.example");
  add_address(t, subject, "phone", "081 300100");
  add_tie(t, subject, t->anna, "parent");
  add_tie(t, subject, t->bruno, "contact");
  codes.set_fields = PMM_IDENTIFIER_FILTER_SCHEME;
  codes.scheme = pmm_string("pool_card");
  CHECK_OK(pmm_identifier_list(t->admin, subject, &codes, NULL, NULL, &rows, &check_error));
  one(rows, "value", "P3");
  ways.set_fields = PMM_ADDRESS_FILTER_KIND | PMM_ADDRESS_FILTER_AS_OF_US;
  ways.kind = pmm_string("phone");
  ways.as_of_us = PMM_TIME_NONE;
  CHECK_OK(pmm_address_list(t->admin, subject, &ways, NULL, NULL, &rows, &check_error));
  one(rows, "value", "+39081300100");
  kinds.set_fields = PMM_RELATIONSHIP_FILTER_KIND;
  kinds.kind = pmm_string("contact");
  CHECK_OK(pmm_relationship_list(t->admin, subject, &kinds, NULL, NULL, &rows, &check_error));
  one(rows, "kind", "contact");
  codes.set_fields = PMM_IDENTIFIER_FILTER_AS_OF_US;
  codes.as_of_us = INT64_MAX;
  CHECK_FAILS(pmm_identifier_list(t->admin, subject, &codes, NULL, NULL, &rows, &check_error),
              PMM_E_INVALID, "filter.as_of_us");
  kinds.set_fields = UINT64_C(1) << 40;
  CHECK_STATUS(pmm_relationship_list(t->admin, subject, &kinds, NULL, NULL, &rows, &check_error),
               PMM_E_UNSUPPORTED);
  CHECK(rows == NULL);
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
  test_identifier__get(&t);
  test_address__get(&t);
  test_relationship__get_from_either_side(&t);
  test_identifier__as_of(&t);
  test_address__as_of(&t);
  test_relationship__as_of(&t);
  test_address__as_of_when_the_clock_went_back(&t);
  test_identifier__list_filters(&t);
  test_address__as_of_pages(&t);
  close_town(&t);
  return 0;
}
