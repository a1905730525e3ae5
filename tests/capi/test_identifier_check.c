/* Codes that are checked before they are given to anybody. */
#define _XOPEN_SOURCE 700
#include <unistd.h>

#include "town.h"

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
  test_identifier__check(&t);
  test_identifier__check_with_municipalities();
  test_identifier__municipalities_that_are_none();
  unlink(table_path);
  close_town(&t);
  return 0;
}
