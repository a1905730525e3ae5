#include "booking.h"

static pmm_feedback_input stars_for(pmm_id service, pmm_id case_id, int stars) {
  pmm_feedback_input in = PMM_FEEDBACK_INPUT_INIT;
  in.set_fields = PMM_FEEDBACK_STARS;
  if (service != 0) in.set_fields |= PMM_FEEDBACK_SERVICE;
  if (case_id != 0) in.set_fields |= PMM_FEEDBACK_CASE_ID;
  in.service = service;
  in.case_id = case_id;
  in.stars = stars;
  return in;
}

static pmm_id closed_report(town* t) {
  const pmm_id id = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  CHECK_OK(pmm_case_advance(t->admin, id, pmm_string("resolve"), NULL, NULL, NULL, &check_error));
  return id;
}

static void allow_reopening(town* t) {
  pmm_service_input in = PMM_SERVICE_INPUT_INIT;
  in.set_fields = PMM_SERVICE_REOPEN_DAYS;
  in.reopen_days = 10;
  CHECK_OK(pmm_service_update(t->admin, t->potholes, &in, NULL, NULL, &check_error));
}

static void test_feedback__is_given_once_for_a_closed_case(town* t) {
  const pmm_id open = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  const pmm_id closed = closed_report(t);
  pmm_feedback_input in = stars_for(0, open, 4);
  pmm_result* row = NULL;
  pmm_id id = 0;
  CHECK_FAILS(pmm_feedback_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "case_id");
  in = stars_for(0, closed, 4);
  in.set_fields |= PMM_FEEDBACK_REASONS | PMM_FEEDBACK_COMMENT | PMM_FEEDBACK_CHANNEL;
  in.reasons = pmm_string("clear,technical");
  in.comment = pmm_string("quick");
  in.channel = t->web;
  CHECK_OK(pmm_feedback_create(t->citizen, &in, NULL, &id, &check_error));
  CHECK_FAILS(pmm_feedback_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "case_id");
  CHECK_OK(pmm_feedback_get(t->citizen, 1, NULL, &row, &check_error));
  CHECK(int_cell(row, 0, "stars") == 4 && int_cell(row, 0, "subject") == t->anna);
  CHECK(int_cell(row, 0, "service") == t->potholes && int_cell(row, 0, "office") == t->traffic);
  CHECK(text_cell(row, 0, "reasons", "clear,technical") && int_cell(row, 0, "reopen") == 0);
  CHECK(int_cell(row, 0, "editable_until") == check_now_us + 30 * CHECK_DAY);
  pmm_result_free(row);
  CHECK_FAILS(pmm_feedback_get(t->clerk, 1, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
}

static void test_feedback__may_change_for_a_while(town* t) {
  const int64_t start = check_now_us;
  pmm_feedback_input in = stars_for(0, 0, 2);
  int64_t version = 0;
  CHECK_OK(pmm_feedback_update(t->citizen, 1, &in, NULL, &version, &check_error));
  CHECK(version == 2);
  in.set_fields |= PMM_FEEDBACK_SERVICE;
  in.service = t->residence;
  CHECK_FAILS(pmm_feedback_update(t->citizen, 1, &in, NULL, &version, &check_error), PMM_E_INVALID,
              "service");
  check_now_us += 30 * CHECK_DAY;
  in = stars_for(0, 0, 5);
  CHECK_FAILS(pmm_feedback_update(t->citizen, 1, &in, NULL, &version, &check_error), PMM_E_CONFLICT,
              "id");
  check_now_us = start;
}

static void test_feedback__may_ask_to_reopen(town* t) {
  const pmm_id closed = closed_report(t);
  pmm_feedback_input in = stars_for(0, closed, 1);
  const int64_t before = journal(t->db);
  pmm_result* row = NULL;
  pmm_id id = 0;
  in.set_fields |= PMM_FEEDBACK_REOPEN | PMM_FEEDBACK_COMMENT;
  in.reopen = 1;
  in.comment = pmm_string("the hole is still there");
  CHECK_FAILS(pmm_feedback_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "reopen");
  CHECK(journal(t->db) == before);
  allow_reopening(t);
  CHECK_OK(pmm_feedback_create(t->citizen, &in, NULL, &id, &check_error));
  CHECK_OK(pmm_case_get(t->citizen, closed, NULL, &row, &check_error));
  CHECK(text_cell(row, 0, "state", "reopen_requested"));
  pmm_result_free(row);
  in = stars_for(t->potholes, 0, 1);
  in.set_fields |= PMM_FEEDBACK_REOPEN;
  in.reopen = 1;
  CHECK_FAILS(pmm_feedback_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "reopen");
}

static void test_feedback__of_a_service_may_be_anybodys(town* t) {
  pmm_feedback_input in = stars_for(t->residence, 0, 5);
  pmm_feedback_filter filter = PMM_FEEDBACK_FILTER_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 0;
  CHECK_OK(pmm_feedback_create(t->clerk, &in, NULL, &id, &check_error));
  CHECK_OK(pmm_feedback_create(t->citizen, &in, NULL, &id, &check_error));
  filter.set_fields = PMM_FEEDBACK_FILTER_SERVICE | PMM_FEEDBACK_FILTER_MIN_STARS;
  filter.service = t->residence;
  filter.min_stars = 4;
  CHECK_OK(pmm_feedback_list(t->clerk, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2 && null_cell(rows, 1, "subject"));
  pmm_result_free(rows);
  CHECK_OK(pmm_feedback_list(t->citizen, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "subject") == t->anna);
  pmm_result_free(rows);
  in = stars_for(0, 0, 5);
  CHECK_FAILS(pmm_feedback_create(t->clerk, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "service");
}

/* The office that is rated neither changes what a subject said nor says it in its place. */
static void test_feedback__is_its_subjects_own(town* t) {
  const pmm_id mine = make_report(t->admin, t->residence, t->anna, t->web, check_now_us);
  pmm_feedback_input in = stars_for(t->residence, 0, 1);
  pmm_call call = PMM_CALL_INIT;
  pmm_result* row = NULL;
  pmm_id id = 0, other = 0;
  CHECK_OK(pmm_feedback_create(t->citizen, &in, NULL, &id, &check_error));
  in = stars_for(0, 0, 5);
  CHECK_STATUS(pmm_feedback_update(t->clerk, id, &in, NULL, NULL, &check_error), PMM_E_DENIED);
  CHECK_OK(pmm_feedback_get(t->clerk, id, NULL, &row, &check_error));
  CHECK(int_cell(row, 0, "stars") == 1 && int_cell(row, 0, "version") == 1);
  pmm_result_free(row);
  CHECK_OK(pmm_case_advance(t->admin, mine, pmm_string("resolve"), NULL, NULL, NULL, &check_error));
  in = stars_for(0, mine, 5);
  CHECK_FAILS(pmm_feedback_create(t->clerk, &in, NULL, &other, &check_error), PMM_E_INVALID,
              "subject");
  in.set_fields |= PMM_FEEDBACK_SUBJECT;
  in.subject = t->anna;
  CHECK_STATUS(pmm_feedback_create(t->clerk, &in, NULL, &other, &check_error), PMM_E_DENIED);
  call.on_behalf_of = t->anna;
  CHECK_OK(pmm_feedback_create(t->clerk, &in, &call, &other, &check_error));
  CHECK_OK(pmm_feedback_get(t->citizen, other, NULL, &row, &check_error));
  CHECK(int_cell(row, 0, "on_behalf_of") == t->anna);
  pmm_result_free(row);
  /* And then it is hers to change. */
  in = stars_for(0, 0, 2);
  CHECK_OK(pmm_feedback_update(t->citizen, other, &in, NULL, NULL, &check_error));
}

/* What was noted on behalf of a subject gives way to what it says itself, once. */
static void test_feedback__of_the_subject_comes_before_what_was_noted(town* t) {
  const pmm_id mine = make_report(t->admin, t->residence, t->anna, t->web, check_now_us);
  pmm_feedback_input in = stars_for(0, mine, 5);
  pmm_call call = PMM_CALL_INIT;
  pmm_result* row = NULL;
  pmm_id noted = 0, own = 0;
  CHECK_OK(pmm_case_advance(t->admin, mine, pmm_string("resolve"), NULL, NULL, NULL, &check_error));
  call.on_behalf_of = t->anna;
  in.set_fields |= PMM_FEEDBACK_COMMENT;
  in.comment = pmm_string("all is well");
  CHECK_OK(pmm_feedback_create(t->clerk, &in, &call, &noted, &check_error));
  CHECK_FAILS(pmm_feedback_create(t->clerk, &in, &call, &own, &check_error), PMM_E_CONFLICT,
              "case_id");
  check_now_us += 60 * CHECK_DAY;
  in = stars_for(0, mine, 1);
  in.set_fields |= PMM_FEEDBACK_CHANNEL;
  in.channel = t->web;
  CHECK_OK(pmm_feedback_create(t->citizen, &in, NULL, &own, &check_error));
  CHECK(own == noted);
  CHECK_OK(pmm_feedback_get(t->citizen, own, NULL, &row, &check_error));
  CHECK(int_cell(row, 0, "stars") == 1 && null_cell(row, 0, "comment"));
  CHECK(null_cell(row, 0, "on_behalf_of") && int_cell(row, 0, "version") == 2);
  CHECK(int_cell(row, 0, "channel") == t->web);
  CHECK(int_cell(row, 0, "editable_until") == check_now_us + 30 * CHECK_DAY);
  pmm_result_free(row);
  CHECK_FAILS(pmm_feedback_create(t->citizen, &in, NULL, &own, &check_error), PMM_E_CONFLICT,
              "case_id");
  CHECK_FAILS(pmm_feedback_create(t->clerk, &in, &call, &own, &check_error), PMM_E_CONFLICT,
              "case_id");
  check_now_us -= 60 * CHECK_DAY;
}

int main(void) {
  town t = open_town();
  test_feedback__is_given_once_for_a_closed_case(&t);
  test_feedback__may_change_for_a_while(&t);
  test_feedback__may_ask_to_reopen(&t);
  test_feedback__of_a_service_may_be_anybodys(&t);
  test_feedback__is_its_subjects_own(&t);
  test_feedback__of_the_subject_comes_before_what_was_noted(&t);
  close_town(&t);
  return 0;
}
