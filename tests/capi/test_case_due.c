/* Due times: terms on both clocks, holidays, suspensions, extensions, reopening; all to the day. */
#include "test_case_world.h"

static pmm_id opened_at(world* w, pmm_id service, int64_t opened_us) {
  pmm_case_input input = case_input("report", service, w->anna_subject);
  pmm_id id = 0;
  input.set_fields |= PMM_CASE_OPENED_US;
  input.opened_us = opened_us;
  CHECK_OK(pmm_case_create(w->admin, &input, NULL, &id, &check_error));
  return id;
}

static int64_t due_of(world* w, pmm_id id) { return case_int(w->admin, id, "due"); }

static pmm_status suspend(world* w, pmm_id id) {
  return pmm_case_suspend(w->admin, id, pmm_string("papers are missing"), NULL, NULL, &check_error);
}

static pmm_status resume(world* w, pmm_id id) {
  return pmm_case_resume(w->admin, id, pmm_string(""), NULL, NULL, &check_error);
}

static pmm_status extend(world* w, pmm_id id, int32_t days) {
  return pmm_case_extend(w->admin, id, days, pmm_string("hard"), NULL, NULL, &check_error);
}

static void test_case__due_on_calendar_days(void) {
  world w;
  open_world(&w);
  /* 30 days after 1 March, across the change to summer time. */
  CHECK(due_of(&w, opened_at(&w, w.calendar, utc(2007, 3, 1, 9, 0))) == end_summer(2007, 3, 31));
  /* The day is the one in Rome: 23:30 UTC is tomorrow there. */
  CHECK(due_of(&w, opened_at(&w, w.calendar, utc(2007, 1, 31, 23, 30))) == end_winter(2007, 3, 3));
  close_world(&w);
}

static void test_case__due_moves_past_easter(void) {
  world w;
  int64_t added = 0;
  open_world(&w);
  CHECK_OK(pmm_holiday_add_italian(w.admin, 1, NULL, &added, &check_error));
  check_now_us = utc(2007, 9, 30, 9, 0);
  /* The last day is Easter Sunday, Monday is a holiday too. */
  CHECK(due_of(&w, opened_at(&w, w.calendar, utc(2007, 3, 9, 9, 0))) == end_summer(2007, 4, 10));
  /* Working days: without Easter Monday; then 25 April and 1 May as well. */
  CHECK(due_of(&w, opened_at(&w, w.working, utc(2007, 4, 2, 9, 0))) == end_summer(2007, 4, 17));
  CHECK(due_of(&w, opened_at(&w, w.working, utc(2007, 4, 18, 9, 0))) == end_summer(2007, 5, 4));
  /* The patron of Naples, 19 September. */
  CHECK(due_of(&w, opened_at(&w, w.working, utc(2007, 9, 17, 9, 0))) == end_summer(2007, 10, 2));
  close_world(&w);
}

static void test_case__suspension_over_the_change_of_clocks(void) {
  world w;
  pmm_id id;
  pmm_result* rows = NULL;
  open_world(&w);
  id = opened_at(&w, w.calendar, utc(2007, 3, 1, 9, 0));
  check_now_us = utc(2007, 3, 20, 12, 0);
  CHECK_OK(suspend(&w, id));
  CHECK(case_null(w.admin, id, "due"));
  CHECK(case_null(w.admin, id, "remaining"));
  CHECK_FAILS(suspend(&w, id), PMM_E_CONFLICT, "state");
  check_now_us = utc(2008, 3, 20, 12, 0);
  CHECK(case_int(w.admin, id, "overdue") == 0);
  check_now_us = utc(2007, 3, 30, 12, 0);
  CHECK_OK(resume(&w, id));
  CHECK(due_of(&w, id) == end_summer(2007, 4, 10));
  CHECK_FAILS(resume(&w, id), PMM_E_CONFLICT, "state");
  CHECK_OK(pmm_case_intervals(w.admin, id, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1);
  CHECK(text_cell(rows, 0, "kind", "suspension"));
  CHECK(text_cell(rows, 0, "reason", "papers are missing"));
  CHECK(int_cell(rows, 0, "from") == utc(2007, 3, 20, 12, 0));
  CHECK(int_cell(rows, 0, "to") == utc(2007, 3, 30, 12, 0));
  pmm_result_free(rows);
  check_now_us = end_summer(2007, 4, 10);
  CHECK(case_int(w.admin, id, "overdue") == 0);
  check_now_us += 1;
  CHECK(case_int(w.admin, id, "overdue") == 1);
  close_world(&w);
}

static void test_case__extension_counts_days_of_the_clock(void) {
  world w;
  int64_t added = 0;
  pmm_id id;
  open_world(&w);
  CHECK_OK(pmm_holiday_add_italian(w.admin, 1, NULL, &added, &check_error));
  check_now_us = utc(2007, 4, 2, 9, 0);
  id = opened_at(&w, w.working, check_now_us);
  CHECK_OK(extend(&w, id, 10));
  CHECK(due_of(&w, id) == end_summer(2007, 5, 3));
  CHECK_FAILS(extend(&w, id, 0), PMM_E_INVALID, "days");
  CHECK_FAILS(extend(&w, id, 36526), PMM_E_INVALID, "days");
  CHECK_FAILS(extend(&w, id, 36525), PMM_E_INVALID, "extensions");
  CHECK(due_of(&w, id) == end_summer(2007, 5, 3));
  close_world(&w);
}

static void test_case__asking_for_information_stops_the_clock(void) {
  world w;
  pmm_id id;
  pmm_result* rows = NULL;
  open_world(&w);
  id = make_case(w.clerk, "application", w.calendar, w.anna_subject);
  CHECK_OK(move(w.clerk, id, "register"));
  check_now_us = utc(2007, 3, 5, 9, 0);
  CHECK_OK(move(w.clerk, id, "request_info"));
  CHECK(case_null(w.admin, id, "due"));
  check_now_us = utc(2007, 3, 9, 9, 0);
  CHECK_OK(move(w.anna, id, "provide_info"));
  CHECK(due_of(&w, id) == end_summer(2007, 4, 4));
  /* A case that ends while it waits has its due time all the same. */
  check_now_us = utc(2007, 3, 12, 9, 0);
  CHECK_OK(move(w.clerk, id, "request_info"));
  check_now_us = utc(2007, 3, 13, 9, 0);
  CHECK_OK(move(w.clerk, id, "reject"));
  CHECK(due_of(&w, id) == end_summer(2007, 4, 5));
  CHECK_OK(pmm_case_intervals(w.anna, id, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2);
  CHECK(text_cell(rows, 1, "kind", "info_request"));
  CHECK(int_cell(rows, 1, "to") == utc(2007, 3, 13, 9, 0));
  pmm_result_free(rows);
  close_world(&w);
}

static void test_case__a_closed_time_does_not_count(void) {
  world w;
  pmm_id id;
  open_world(&w);
  id = make_case(w.clerk, "report", w.calendar, w.anna_subject);
  check_now_us = utc(2007, 3, 10, 9, 0);
  CHECK_OK(suspend(&w, id));
  check_now_us = utc(2007, 3, 11, 9, 0);
  CHECK_OK(move(w.clerk, id, "resolve"));
  /* 1 April is a Sunday. */
  CHECK(due_of(&w, id) == end_summer(2007, 4, 2));
  CHECK(case_int(w.admin, id, "overdue") == 0);
  check_now_us = utc(2007, 3, 16, 9, 0);
  CHECK_OK(move(w.clerk, id, "reopen"));
  CHECK(due_of(&w, id) == end_summer(2007, 4, 6));
  CHECK(case_int(w.admin, id, "reopened_count") == 1);
  close_world(&w);
}

static void test_case__a_given_due_time_stays(void) {
  world w;
  pmm_id id = 0;
  pmm_case_input input, change = PMM_CASE_INPUT_INIT;
  open_world(&w);
  input = case_input("report", w.calendar, 0);
  input.set_fields |= PMM_CASE_DUE_US;
  input.due_us = utc(2007, 5, 5, 12, 0);
  CHECK_OK(pmm_case_create(w.admin, &input, NULL, &id, &check_error));
  CHECK(due_of(&w, id) == utc(2007, 5, 5, 12, 0));
  CHECK(case_int(w.admin, id, "due_given") == 1);
  CHECK_OK(suspend(&w, id));
  CHECK_OK(resume(&w, id));
  CHECK(due_of(&w, id) == utc(2007, 5, 5, 12, 0));
  CHECK_FAILS(extend(&w, id, 1), PMM_E_CONFLICT, "due_us");
  change.set_fields = PMM_CASE_DUE_US;
  change.due_us = utc(2007, 2, 28, 12, 0);
  CHECK_FAILS(pmm_case_update(w.admin, id, &change, NULL, NULL, &check_error), PMM_E_INVALID,
              "due_us");
  change.due_us = PMM_TIME_NONE;
  CHECK_OK(pmm_case_update(w.admin, id, &change, NULL, NULL, &check_error));
  CHECK(due_of(&w, id) == end_summer(2007, 3, 31));
  CHECK(case_int(w.admin, id, "due_given") == 0);
  close_world(&w);
}

static void test_case__no_term_no_due_time(void) {
  world w;
  pmm_id id = 0;
  pmm_case_input input;
  pmm_result* why = NULL;
  open_world(&w);
  input = case_input("inquiry", w.plain, 0);
  input.set_fields |= PMM_CASE_ATTRIBUTES;
  input.attributes = pmm_string("{\"plate\":\"NA 1\"}");
  CHECK_OK(pmm_case_create(w.admin, &input, NULL, &id, &check_error));
  CHECK(case_null(w.admin, id, "due"));
  CHECK_FAILS(extend(&w, id, 1), PMM_E_CONFLICT, "service");
  CHECK_OK(pmm_case_explain_due(w.admin, id, NULL, &why, &check_error));
  CHECK(pmm_result_rows(why) == 2);
  CHECK(text_cell(why, 1, "step", "no_term"));
  pmm_result_free(why);
  CHECK_OK(move(w.admin, id, "resolve"));
  CHECK_FAILS(suspend(&w, id), PMM_E_CONFLICT, "state");
  CHECK_FAILS(extend(&w, id, 1), PMM_E_CONFLICT, "state");
  close_world(&w);
}

static void test_case__the_term_of_a_draft_runs_once_submitted(void) {
  world w;
  pmm_id id = 0;
  pmm_case_input input;
  pmm_result* why = NULL;
  open_world(&w);
  input = case_input("application", w.calendar, 0);
  input.set_fields |= PMM_CASE_STATE;
  input.state = pmm_string("draft");
  CHECK_OK(pmm_case_create(w.anna, &input, NULL, &id, &check_error));
  CHECK(case_null(w.anna, id, "due"));
  CHECK_FAILS(suspend(&w, id), PMM_E_CONFLICT, "state");
  CHECK_OK(pmm_case_explain_due(w.anna, id, NULL, &why, &check_error));
  CHECK(text_cell(why, 1, "step", "draft"));
  pmm_result_free(why);
  check_now_us = utc(2007, 4, 1, 9, 0);
  CHECK_OK(move(w.anna, id, "submit"));
  CHECK(case_int(w.anna, id, "opened") == check_now_us);
  CHECK(due_of(&w, id) == end_summer(2007, 5, 1));
  close_world(&w);
}

static void test_case__explains_the_due_time(void) {
  world w;
  int64_t added = 0, i;
  pmm_id id;
  pmm_result* why = NULL;
  open_world(&w);
  CHECK_OK(pmm_holiday_add_italian(w.admin, 1, NULL, &added, &check_error));
  check_now_us = utc(2007, 4, 2, 9, 0);
  id = opened_at(&w, w.working, check_now_us);
  CHECK_OK(suspend(&w, id));
  check_now_us = utc(2007, 4, 4, 9, 0);
  CHECK_OK(resume(&w, id));
  CHECK_OK(extend(&w, id, 10));
  CHECK_OK(pmm_case_explain_due(w.admin, id, NULL, &why, &check_error));
  CHECK(text_cell(why, 0, "step", "opened"));
  CHECK(text_cell(why, 1, "step", "term"));
  CHECK(text_cell(why, 1, "detail", "working"));
  CHECK(int_cell(why, 1, "days") == 10);
  CHECK(text_cell(why, 2, "step", "suspension"));
  CHECK(text_cell(why, 3, "step", "extension"));
  i = pmm_result_rows(why) - 1;
  CHECK(text_cell(why, i, "step", "due"));
  CHECK(int_cell(why, i, "from") == end_summer(2007, 5, 4));
  CHECK(text_cell(why, i - 1, "step", "suspended"));
  CHECK(int_cell(why, i - 1, "days") == 1);
  /* Easter Sunday is a row of the table like the rest. */
  CHECK(text_cell(why, 4, "detail", "Pasqua"));
  CHECK(text_cell(why, i - 2, "step", "holiday"));
  CHECK(int_cell(why, i - 2, "day") == utc(2007, 5, 1, 0, 0) / DAY);
  pmm_result_free(why);
  CHECK(due_of(&w, id) == end_summer(2007, 5, 4));
  close_world(&w);
}

static void test_case__a_new_holiday_moves_open_cases(void) {
  world w;
  int64_t added = 0, done = -1, version;
  pmm_id open_case, given, closed;
  pmm_case_input input;
  pmm_result* history = NULL;
  open_world(&w);
  check_now_us = utc(2007, 4, 2, 9, 0);
  open_case = opened_at(&w, w.working, check_now_us);
  closed = opened_at(&w, w.working, check_now_us);
  CHECK_OK(move(w.admin, closed, "resolve"));
  input = case_input("report", w.working, 0);
  input.set_fields |= PMM_CASE_DUE_US;
  input.due_us = end_summer(2007, 4, 16);
  CHECK_OK(pmm_case_create(w.admin, &input, NULL, &given, &check_error));
  CHECK(due_of(&w, open_case) == end_summer(2007, 4, 16));
  CHECK_OK(pmm_tick(w.db, NULL, &done, &check_error));
  version = case_int(w.admin, open_case, "version");
  CHECK_OK(pmm_holiday_add_italian(w.admin, 1, NULL, &added, &check_error));
  CHECK(due_of(&w, open_case) == end_summer(2007, 4, 16));
  CHECK_OK(pmm_tick(w.db, NULL, &done, &check_error));
  CHECK(done == 1);
  CHECK(due_of(&w, open_case) == end_summer(2007, 4, 17));
  CHECK(due_of(&w, closed) == end_summer(2007, 4, 16));
  CHECK(due_of(&w, given) == end_summer(2007, 4, 16));
  CHECK(case_int(w.admin, open_case, "version") == version + 1);
  CHECK_OK(pmm_history(w.admin, PMM_NOUN_CASE, open_case, NULL, NULL, &history, &check_error));
  CHECK(text_cell(history, 0, "verb", "derive"));
  CHECK(text_cell(history, 0, "fields", "due_us"));
  CHECK(int_cell(history, 0, "actor") == PMM_ACTOR_SYSTEM);
  pmm_result_free(history);
  CHECK_OK(pmm_tick(w.db, NULL, &done, &check_error));
  CHECK(done == 0);
  close_world(&w);
}

int main(void) {
  test_case__due_on_calendar_days();
  test_case__due_moves_past_easter();
  test_case__suspension_over_the_change_of_clocks();
  test_case__extension_counts_days_of_the_clock();
  test_case__asking_for_information_stops_the_clock();
  test_case__a_closed_time_does_not_count();
  test_case__a_given_due_time_stays();
  test_case__no_term_no_due_time();
  test_case__the_term_of_a_draft_runs_once_submitted();
  test_case__explains_the_due_time();
  test_case__a_new_holiday_moves_open_cases();
  return 0;
}
