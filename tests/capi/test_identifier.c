/* Identifiers: read one by one, as of past instants, and checked before they are given. */
#define _XOPEN_SOURCE 700
#include <unistd.h>

#include "subject_part.h"

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

static pmm_result* identifiers(pmm_session* s, pmm_id subject, int64_t as_of_us) {
  pmm_identifier_filter filter = PMM_IDENTIFIER_FILTER_INIT;
  pmm_result* rows = NULL;
  filter.set_fields = PMM_IDENTIFIER_FILTER_AS_OF_US;
  filter.as_of_us = as_of_us;
  CHECK_OK(pmm_identifier_list(s, subject, &filter, NULL, NULL, &rows, &check_error));
  return rows;
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

static void test_identifier__list_filters(town* t) {
  const pmm_id subject = make_person(t->admin, "Gina", "Serra");
  pmm_identifier_filter filter = PMM_IDENTIFIER_FILTER_INIT;
  pmm_result* rows = NULL;
  add_identifier(t, subject, "library_card", "L3");
  add_identifier(t, subject, "pool_card", "P3");
  filter.set_fields = PMM_IDENTIFIER_FILTER_SCHEME;
  filter.scheme = pmm_string("pool_card");
  CHECK_OK(pmm_identifier_list(t->admin, subject, &filter, NULL, NULL, &rows, &check_error));
  one(rows, "value", "P3");
  filter.set_fields = PMM_IDENTIFIER_FILTER_AS_OF_US;
  filter.as_of_us = INT64_MAX;
  CHECK_FAILS(pmm_identifier_list(t->admin, subject, &filter, NULL, NULL, &rows, &check_error),
              PMM_E_INVALID, "filter.as_of_us");
  CHECK(rows == NULL);
}

static pmm_result* checked(pmm_session* s, const char* scheme, const char* value, int32_t born_on) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_identifier_check(s, pmm_string(scheme), pmm_string(value), born_on, NULL, &rows,
                                &check_error));
  return rows;
}

static void test_identifier__check(town* t) {
  pmm_result* rows = checked(t->nobody, "codice_fiscale", "rssmra80a01f839w", PMM_DATE_NONE);
  CHECK(pmm_result_rows(rows) == 0 && pmm_result_columns(rows) == 3);
  pmm_result_free(rows);
  rows = checked(t->nobody, "codice_fiscale", "RSSMRA80A01F839X", PMM_DATE_NONE);
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "severity", "error"));
  CHECK(text_cell(rows, 0, "rule", "form"));
  pmm_result_free(rows);
  rows = checked(t->admin, "codice_fiscal", "x", PMM_DATE_NONE); /* near a known scheme */
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "severity", "warning"));
  pmm_result_free(rows);
  rows = checked(t->admin, "codice_fiscale", "", PMM_DATE_NONE);
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "severity", "error"));
  pmm_result_free(rows);
  rows = NULL;
  CHECK_FAILS(pmm_identifier_check(t->admin, pmm_string("Not A Scheme"), pmm_string("x"),
                                   PMM_DATE_NONE, NULL, &rows, &check_error),
              PMM_E_INVALID, "scheme");
  CHECK_FAILS(pmm_identifier_check(t->admin, pmm_string("codice_fiscale"), pmm_string("\xff"),
                                   PMM_DATE_NONE, NULL, &rows, &check_error),
              PMM_E_INVALID, "value");
  CHECK_FAILS(pmm_identifier_check(t->admin, pmm_string("codice_fiscale"), pmm_string("x"),
                                   INT32_MAX, NULL, &rows, &check_error),
              PMM_E_INVALID, "born_on");
  CHECK_FAILS(pmm_identifier_check(t->admin, pmm_string("codice_fiscale"), pmm_string("x"),
                                   PMM_DATE_NONE, NULL, NULL, &check_error),
              PMM_E_INVALID, "out_result");
  CHECK(rows == NULL);
}

/* A table of two municipalities: Naples, and one that ceased at the end of 2016. */
static const char* const kTable =
    "\xEF\xBB\xBF\"ID\",\"DATAISTITUZIONE\",\"DATACESSAZIONE\",\"CODCATASTALE\",\"DENOMINAZIONE_"
    "IT\"\n"
    "1,\"1866-11-19\",\"9999-12-31\",\"F839\",\"NAPOLI\"\n"
    "2,\"1866-11-19\",\"2016-12-31\",\"A031\",\"ACQUACANINA\"\n";

static char table_path[] = "/tmp/pmmcrm-places-XXXXXX";

static void write_table(const char* content) {
  FILE* file = fopen(table_path, "w");
  CHECK(file != NULL);
  CHECK(fputs(content, file) >= 0 && fclose(file) == 0);
}

static pmm_open_options with_table(void) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  options.flags = PMM_OPEN_MEMORY | PMM_OPEN_CREATE;
  options.municipalities = pmm_string(table_path);
  return options;
}

static void test_identifier__check_with_municipalities(void) {
  pmm_open_options options = with_table();
  pmm_db* db = NULL;
  pmm_session* session = NULL;
  pmm_result* rows;
  write_table(kTable);
  CHECK_OK(pmm_open(pmm_string("memory"), &options, &db, &check_error));
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  rows = checked(session, "codice_fiscale", "RSSMRA80A01F839W", PMM_DATE_NONE);
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  /* Not in the table. */
  rows = checked(session, "codice_fiscale", "RSSMRA80A01H501U", PMM_DATE_NONE);
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "rule", "birth_place"));
  CHECK(text_cell(rows, 0, "severity", "warning"));
  pmm_result_free(rows);
  /* Born in 1920 or in 2020: only the day of birth says that the place had ceased. */
  rows = checked(session, "codice_fiscale", "RSSMRA20A01A031Q", PMM_DATE_NONE);
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  rows = checked(session, "codice_fiscale", "RSSMRA20A01A031Q", 18262); /* 2020-01-01 */
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "rule", "birth_place"));
  pmm_result_free(rows);
  close_memory(db, session);
}

static void test_identifier__municipalities_that_are_none(void) {
  pmm_open_options options = with_table();
  pmm_db* db = NULL;
  write_table("A,B\n1,2\n");
  CHECK_FAILS(pmm_open(pmm_string("memory"), &options, &db, &check_error), PMM_E_INVALID,
              "options.municipalities");
  write_table("DATAISTITUZIONE,DATACESSAZIONE,CODCATASTALE,DENOMINAZIONE_IT\n1,2,ND,x\n");
  CHECK_FAILS(pmm_open(pmm_string("memory"), &options, &db, &check_error), PMM_E_INVALID,
              "options.municipalities");
  options.municipalities = pmm_string("/nowhere/places.csv");
  CHECK_FAILS(pmm_open(pmm_string("memory"), &options, &db, &check_error), PMM_E_NOT_FOUND,
              "options.municipalities");
  options.municipalities = pmm_string("\xff");
  CHECK_FAILS(pmm_open(pmm_string("memory"), &options, &db, &check_error), PMM_E_INVALID,
              "options.municipalities");
  CHECK(db == NULL);
}

int main(void) {
  town t = open_town();
  const int fd = mkstemp(table_path);
  CHECK(fd >= 0 && close(fd) == 0);
  test_identifier__get(&t);
  test_identifier__as_of(&t);
  test_identifier__list_filters(&t);
  test_identifier__check(&t);
  test_identifier__check_with_municipalities();
  test_identifier__municipalities_that_are_none();
  unlink(table_path);
  close_town(&t);
  return 0;
}
