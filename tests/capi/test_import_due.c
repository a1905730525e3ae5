/* An import that changes what a due time follows from moves the due time with it. */
#define _XOPEN_SOURCE 700
#include <unistd.h>

#include "town.h"

#define DAY_US (INT64_C(86400) * CHECK_SECOND)

static const char* const kMapping =
    "{\"entity\":\"cases\",\"key\":\"external_id\",\"timezone\":\"UTC\",\"on_error\":\"collect\","
    "\"columns\":{"
    "\"external_id\":\"ID\",\"kind\":{\"value\":\"report\"},\"service\":\"SERVICE\","
    "\"opened_at\":\"OPENED\",\"due_at\":\"DUE\",\"summary\":\"SUMMARY\"}}";

/* Imports rows, of which some must be rejected. */
static void import_rows(town* t, const char* rows, int rejected) {
  char expected[32];
  char path[] = "/tmp/pmmcrm-import-XXXXXX";
  const int fd = mkstemp(path);
  FILE* file;
  pmm_text* report = NULL;
  CHECK(fd >= 0);
  file = fdopen(fd, "w");
  CHECK(file != NULL);
  fprintf(file, "ID,SERVICE,OPENED,DUE,SUMMARY\n%s\n", rows);
  CHECK(fclose(file) == 0);
  CHECK_OK(pmm_import_csv(t->admin, pmm_string(path), pmm_string(kMapping), NULL, NULL, &report,
                          &check_error));
  snprintf(expected, sizeof expected, "\"rejected\":%d,", rejected);
  CHECK(strstr(pmm_text_view(report).data, expected) != NULL);
  pmm_text_free(report);
  unlink(path);
}

static void import_row(town* t, const char* row) { import_rows(t, row, 0); }

static void set_term(town* t, pmm_id service, int32_t days) {
  pmm_service_input in = PMM_SERVICE_INPUT_INIT;
  in.set_fields = PMM_SERVICE_TERM_DAYS;
  in.term_days = days;
  CHECK_OK(pmm_service_update(t->admin, service, &in, NULL, NULL, &check_error));
}

static pmm_id imported(town* t, const char* external_id) {
  pmm_case_filter filter = PMM_CASE_FILTER_INIT;
  pmm_result* rows = NULL;
  pmm_id id;
  filter.set_fields = PMM_CASE_FILTER_EXTERNAL_ID;
  filter.external_id = pmm_string(external_id);
  CHECK_OK(pmm_case_list(t->admin, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1);
  id = int_cell(rows, 0, "id");
  pmm_result_free(rows);
  return id;
}

static int64_t due_of(town* t, pmm_id id) {
  pmm_result* row = NULL;
  int64_t due;
  CHECK_OK(pmm_case_get(t->admin, id, NULL, &row, &check_error));
  CHECK(!null_cell(row, 0, "due"));
  due = int_cell(row, 0, "due");
  pmm_result_free(row);
  return due;
}

/* What the due time of a case made by hand would be. */
static int64_t due_by_hand(town* t, pmm_id service, int64_t opened_us) {
  return due_of(t, make_report(t->admin, service, t->anna, t->web, opened_us));
}

static void test_import__another_service_moves_the_due_time(town* t) {
  const int64_t opened = check_now_us - DAY_US; /* 2007-02-28 09:00 */
  pmm_id id;
  import_row(t, "A,residence,2007-02-28 09:00:00,,first");
  id = imported(t, "A");
  CHECK(due_of(t, id) == due_by_hand(t, t->residence, opened));
  import_row(t, "A,potholes,2007-02-28 09:00:00,,first");
  CHECK(due_of(t, id) == due_by_hand(t, t->potholes, opened));
  CHECK(due_of(t, id) != due_by_hand(t, t->residence, opened));
}

static void test_import__another_opening_moves_the_due_time(town* t) {
  const pmm_id id = imported(t, "A");
  import_row(t, "A,potholes,2007-02-20 09:00:00,,first");
  CHECK(due_of(t, id) == due_by_hand(t, t->potholes, check_now_us - 9 * DAY_US));
}

/* A row whose due time is beyond the calendar is rejected; those around it are not. */
static void test_import__a_due_time_out_of_range_rejects_its_row(town* t) {
  import_rows(t,
              "E1,residence,2007-01-01 09:00:00,,before\n"
              "E2,residence,9999-12-31 09:00:00,,for ever\n"
              "E3,residence,2007-01-02 09:00:00,,after",
              1);
  imported(t, "E1");
  imported(t, "E3");
  import_rows(t,
              "E1,residence,9999-12-31 09:00:00,,for ever\n"
              "E3,residence,2007-01-03 09:00:00,,moved",
              1);
  CHECK(due_of(t, imported(t, "E3")) == due_by_hand(t, t->residence, check_now_us - 57 * DAY_US));
}

static void test_import__the_intervals_of_the_case_count(town* t) {
  const int64_t start = check_now_us;
  const pmm_id id = imported(t, "A");
  const pmm_id by_hand =
      make_report(t->admin, t->residence, t->anna, t->web, check_now_us - 8 * DAY_US);
  const pmm_id both[2] = {id, by_hand};
  int64_t before;
  for (int i = 0; i < 2; ++i)
    CHECK_OK(pmm_case_suspend(t->admin, both[i], pmm_string("papers"), NULL, NULL, &check_error));
  check_now_us = start + 3 * DAY_US;
  for (int i = 0; i < 2; ++i)
    CHECK_OK(pmm_case_resume(t->admin, both[i], pmm_string(""), NULL, NULL, &check_error));
  before = due_of(t, id);
  import_row(t, "A,residence,2007-02-21 09:00:00,,first");
  CHECK(due_of(t, id) == due_of(t, by_hand) && due_of(t, id) != before);
  check_now_us = start;
}

static void test_import__other_changes_and_given_times_stay(town* t) {
  const pmm_id id = imported(t, "A");
  const int64_t before = due_of(t, id);
  pmm_id given;
  CHECK_OK(pmm_case_extend(t->admin, id, 5, pmm_string("hard"), NULL, NULL, &check_error));
  CHECK(due_of(t, id) > before);
  import_row(t, "A,residence,2007-02-21 09:00:00,,another summary");
  CHECK(due_of(t, id) > before);
  import_row(t, "B,residence,2007-02-28 09:00:00,2007-03-05 09:00:00,given");
  given = imported(t, "B");
  import_row(t, "B,potholes,2007-02-27 09:00:00,,given");
  CHECK(due_of(t, given) == check_now_us + 4 * DAY_US);
}

int main(void) {
  town t = open_town();
  set_term(&t, t.residence, 30);
  set_term(&t, t.potholes, 10);
  test_import__another_service_moves_the_due_time(&t);
  test_import__another_opening_moves_the_due_time(&t);
  test_import__a_due_time_out_of_range_rejects_its_row(&t);
  test_import__the_intervals_of_the_case_count(&t);
  test_import__other_changes_and_given_times_stay(&t);
  close_town(&t);
  return 0;
}
