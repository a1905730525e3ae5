/* Cases: moves, reopening, duplicates, followers, comments. */
#include "test_case_world.h"

/* Cases: data, access, versions, idempotency, lists, events, duplicates, followers. */
#include "test_case_world.h"

static pmm_status create(pmm_session* session, const pmm_case_input* input) {
  pmm_id id = -1;
  const pmm_status status = pmm_case_create(session, input, NULL, &id, &check_error);
  CHECK(status == PMM_OK ? id > 0 : id == 0);
  return status;
}

static pmm_status update(pmm_session* session, pmm_id id, const pmm_case_input* input) {
  int64_t version = -1;
  const pmm_status status = pmm_case_update(session, id, input, NULL, &version, &check_error);
  CHECK(status == PMM_OK ? version > 0 : version == 0);
  return status;
}

static pmm_status assign(pmm_session* session, pmm_id id, pmm_id office, pmm_id assignee) {
  return pmm_case_assign(session, id, office, assignee, NULL, NULL, &check_error);
}

static pmm_status get(pmm_session* session, pmm_id id) {
  pmm_result* row = NULL;
  const pmm_status status = pmm_case_get(session, id, NULL, &row, &check_error);
  CHECK((status == PMM_OK) == (row != NULL));
  pmm_result_free(row);
  return status;
}

static int64_t count_cases(pmm_session* session, const pmm_case_filter* filter) {
  pmm_result* rows = NULL;
  int64_t count;
  CHECK_OK(pmm_case_list(session, filter, NULL, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

static pmm_result* events(pmm_session* session, pmm_id id) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_case_events(session, id, NULL, NULL, &rows, &check_error));
  return rows;
}

static int64_t count_events(pmm_session* session, pmm_id id) {
  pmm_result* rows = events(session, id);
  const int64_t count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

static int64_t count_followers(pmm_session* session, pmm_id id) {
  pmm_result* rows = NULL;
  int64_t count;
  CHECK_OK(pmm_case_followers(session, id, NULL, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

static int64_t journal_rows(world* w, pmm_id id) {
  pmm_result* rows = NULL;
  int64_t count;
  CHECK_OK(pmm_history(w->admin, PMM_NOUN_CASE, id, NULL, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

static void test_case__advance_sets_times_outcome_and_note(void) {
  world w;
  pmm_case_step step = PMM_CASE_STEP_INIT;
  pmm_result* row;
  pmm_id id;
  open_world(&w);
  id = make_case(w.anna, "complaint", w.calendar, w.anna_subject);
  check_now_us += DAY;
  CHECK_OK(pmm_case_advance(w.clerk, id, pmm_string("start"), NULL, NULL, NULL, &check_error));
  CHECK(case_int(w.anna, id, "first_response") == check_now_us);
  /* A complaint is not resolved without a word. */
  CHECK_FAILS(pmm_case_advance(w.clerk, id, pmm_string("resolve"), &step, NULL, NULL, &check_error),
              PMM_E_INVALID, "note");
  check_now_us += 5 * DAY;
  step.set_fields = PMM_CASE_STEP_NOTE | PMM_CASE_STEP_STAFF_NOTE | PMM_CASE_STEP_AT_US;
  step.note = pmm_string("you were right");
  step.staff_note = pmm_string("she was");
  step.at_us = check_now_us - DAY;
  CHECK_OK(pmm_case_advance(w.clerk, id, pmm_string("resolve"), &step, NULL, NULL, &check_error));
  row = get_case(w.anna, id);
  CHECK(text_cell(row, 0, "status", "closed") && text_cell(row, 0, "state", "resolved"));
  CHECK(text_cell(row, 0, "outcome", "fulfilled") && text_cell(row, 0, "note", "you were right"));
  CHECK(int_cell(row, 0, "closed") == check_now_us - DAY);
  CHECK(int_cell(row, 0, "first_response") == check_now_us - 5 * DAY);
  CHECK(null_cell(row, 0, "remaining") && int_cell(row, 0, "overdue") == 0);
  pmm_result_free(row);
  CHECK(count_events(w.anna, id) == 3);
  row = events(w.clerk, id);
  CHECK(pmm_result_rows(row) == 4);
  CHECK(text_cell(row, 0, "verb", "create") && null_cell(row, 0, "from_state"));
  CHECK(text_cell(row, 2, "verb", "resolve") && text_cell(row, 2, "from_state", "in_progress"));
  CHECK(text_cell(row, 2, "to_state", "resolved") && text_cell(row, 2, "visibility", "subject"));
  CHECK(int_cell(row, 2, "at") == check_now_us - DAY);
  CHECK(text_cell(row, 3, "visibility", "staff") && text_cell(row, 3, "note", "she was"));
  pmm_result_free(row);
  CHECK(journal_rows(&w, id) == 3);
  close_world(&w);
}

static void test_case__advance_checks_its_step(void) {
  world w;
  pmm_case_step step = PMM_CASE_STEP_INIT;
  const pmm_str triage = pmm_string("triage");
  pmm_id id;
  open_world(&w);
  id = make_case(w.anna, "report", w.calendar, w.anna_subject);
  check_now_us += DAY;
  step.set_fields = PMM_CASE_STEP_AT_US;
  step.at_us = check_now_us + 1;
  CHECK_FAILS(pmm_case_advance(w.clerk, id, triage, &step, NULL, NULL, &check_error), PMM_E_INVALID,
              "at_us");
  step.at_us = check_now_us - DAY - 1;
  CHECK_FAILS(pmm_case_advance(w.clerk, id, triage, &step, NULL, NULL, &check_error), PMM_E_INVALID,
              "at_us");
  step.at_us = check_now_us;
  CHECK_FAILS(pmm_case_advance(w.anna, id, pmm_string("cancel"), &step, NULL, NULL, &check_error),
              PMM_E_DENIED, NULL);
  step.set_fields = PMM_CASE_STEP_STAFF_NOTE;
  step.staff_note = pmm_string("x");
  CHECK_FAILS(pmm_case_advance(w.anna, id, pmm_string("cancel"), &step, NULL, NULL, &check_error),
              PMM_E_DENIED, NULL);
  step.set_fields = PMM_CASE_STEP_VISIBILITY;
  step.visibility = pmm_string("staff");
  CHECK_FAILS(pmm_case_advance(w.anna, id, pmm_string("cancel"), &step, NULL, NULL, &check_error),
              PMM_E_DENIED, NULL);
  step.visibility = pmm_string("nobody");
  CHECK_FAILS(pmm_case_advance(w.clerk, id, triage, &step, NULL, NULL, &check_error), PMM_E_INVALID,
              "visibility");
  step.set_fields |= PMM_CASE_STEP_NOTE;
  step.visibility = pmm_string("staff");
  step.note = pmm_string("for the citizen");
  CHECK_FAILS(pmm_case_advance(w.clerk, id, triage, &step, NULL, NULL, &check_error), PMM_E_INVALID,
              "visibility");
  step.set_fields = PMM_CASE_STEP_OFFICE;
  step.office = w.office_b;
  CHECK_FAILS(pmm_case_advance(w.clerk, id, triage, &step, NULL, NULL, &check_error), PMM_E_INVALID,
              "office");
  step.set_fields = PMM_CASE_STEP_ASSIGNEE;
  step.assignee = w.clerk_actor;
  CHECK_FAILS(pmm_case_advance(w.clerk, id, triage, &step, NULL, NULL, &check_error), PMM_E_INVALID,
              "assignee");
  step.set_fields = PMM_CASE_STEP_ORIGINAL;
  step.original = id;
  CHECK_FAILS(pmm_case_advance(w.clerk, id, triage, &step, NULL, NULL, &check_error), PMM_E_INVALID,
              "original");
  CHECK_FAILS(pmm_case_advance(w.clerk, id, pmm_string("assign"), NULL, NULL, NULL, &check_error),
              PMM_E_INVALID, "assignee");
  step.set_fields = UINT64_C(1) << 30;
  CHECK_FAILS(pmm_case_advance(w.clerk, id, triage, &step, NULL, NULL, &check_error),
              PMM_E_UNSUPPORTED, "step.set_fields");
  CHECK_FAILS(pmm_case_advance(w.clerk, 99, triage, NULL, NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "id");
  CHECK(case_text(w.clerk, id, "state", "new"));
  CHECK(case_int(w.clerk, id, "version") == 1);
  close_world(&w);
}

static void test_case__assigning_hands_the_case_over(void) {
  world w;
  pmm_id id;
  open_world(&w);
  id = make_case(w.anna, "report", w.calendar, w.anna_subject);
  CHECK_OK(assign(w.clerk, id, 0, w.clerk_actor));
  CHECK(case_int(w.clerk, id, "assignee") == w.clerk_actor);
  CHECK(case_int(w.clerk, id, "office") == w.office_a);
  /* The citizen does not see who works on it. */
  CHECK(count_events(w.anna, id) == 1 && count_events(w.clerk, id) == 2);
  CHECK_FAILS(assign(w.clerk, id, 99, 0), PMM_E_NOT_FOUND, "office");
  CHECK_FAILS(assign(w.clerk, id, 0, 99), PMM_E_NOT_FOUND, "assignee");
  CHECK_FAILS(assign(w.clerk, id, -1, 0), PMM_E_INVALID, "office");
  CHECK_OK(assign(w.clerk, id, w.office_b, 0));
  CHECK_FAILS(get(w.clerk, id), PMM_E_NOT_FOUND, "id");
  CHECK(case_null(w.other, id, "assignee"));
  CHECK(count_events(w.other, id) == 3);
  CHECK_OK(move(w.other, id, "resolve"));
  CHECK_FAILS(assign(w.other, id, 0, 0), PMM_E_CONFLICT, "verb");
  close_world(&w);
}

static void test_case__reopening_follows_the_service(void) {
  world w;
  pmm_id id, never;
  pmm_result* row;
  open_world(&w);
  id = make_case(w.anna, "report", w.calendar, w.anna_subject);
  CHECK_OK(move(w.clerk, id, "resolve"));
  check_now_us += 10 * DAY - 1;
  CHECK_OK(move(w.anna, id, "reopen"));
  row = get_case(w.anna, id);
  CHECK(text_cell(row, 0, "status", "open") && text_cell(row, 0, "state", "reopened"));
  CHECK(null_cell(row, 0, "closed") && null_cell(row, 0, "outcome"));
  CHECK(int_cell(row, 0, "reopened_count") == 1);
  CHECK(text_cell(row, 0, "note", "as agreed"));
  pmm_result_free(row);
  CHECK_OK(move(w.clerk, id, "resolve"));
  check_now_us += 10 * DAY;
  CHECK_FAILS(move(w.anna, id, "reopen"), PMM_E_CONFLICT, "verb");
  CHECK_FAILS(move(w.clerk, id, "reopen"), PMM_E_CONFLICT, "verb");
  CHECK_FAILS(move(w.anna, id, "request_reopen"), PMM_E_CONFLICT, "verb");
  CHECK_OK(pmm_case_next(w.clerk, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 0);
  pmm_result_free(row);
  never = make_case(w.bruno, "report", w.working, w.bruno_subject);
  CHECK_OK(move(w.other, never, "resolve"));
  CHECK_FAILS(move(w.other, never, "reopen"), PMM_E_CONFLICT, "verb");
  close_world(&w);
}

static void test_case__a_wish_to_reopen_is_decided_by_staff(void) {
  world w;
  pmm_case_input input;
  pmm_id id = 0;
  open_world(&w);
  input = case_input("report", w.plain, w.anna_subject);
  input.set_fields |= PMM_CASE_ATTRIBUTES;
  input.attributes = pmm_string("{\"plate\":\"NA 1\"}");
  CHECK_OK(pmm_case_create(w.anna, &input, NULL, &id, &check_error));
  CHECK_OK(move(w.clerk, id, "close_no_action"));
  CHECK_FAILS(move(w.anna, id, "reopen"), PMM_E_DENIED, NULL);
  CHECK_OK(move(w.anna, id, "request_reopen"));
  CHECK(case_text(w.anna, id, "status", "closed"));
  CHECK_OK(move(w.clerk, id, "deny_reopen"));
  CHECK(case_text(w.anna, id, "state", "no_further_action"));
  CHECK_OK(move(w.anna, id, "request_reopen"));
  CHECK_OK(move(w.clerk, id, "reopen"));
  CHECK(case_text(w.anna, id, "state", "reopened"));
  close_world(&w);
}

static void test_case__duplicates_follow_their_original(void) {
  world w;
  pmm_id root, second, third;
  pmm_case_step step = PMM_CASE_STEP_INIT;
  pmm_case_filter filter = PMM_CASE_FILTER_INIT;
  pmm_result* row;
  open_world(&w);
  root = make_case(w.clerk, "report", w.calendar, 0);
  second = make_case(w.anna, "report", w.calendar, w.anna_subject);
  third = make_case(w.bruno, "report", w.calendar, w.bruno_subject);
  CHECK_FAILS(pmm_case_mark_duplicate(w.clerk, second, second, NULL, NULL, &check_error),
              PMM_E_INVALID, "original");
  CHECK_FAILS(pmm_case_mark_duplicate(w.clerk, second, 0, NULL, NULL, &check_error), PMM_E_INVALID,
              "original");
  CHECK_FAILS(pmm_case_mark_duplicate(w.clerk, second, 99, NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "original");
  CHECK_OK(pmm_case_mark_duplicate(w.clerk, third, second, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_case_mark_duplicate(w.clerk, second, third, NULL, NULL, &check_error),
              PMM_E_CONFLICT, "original");
  CHECK(count_followers(w.clerk, second) == 1);
  /* The chain goes straight to the root, with everybody in it. */
  CHECK_OK(pmm_case_mark_duplicate(w.clerk, second, root, NULL, NULL, &check_error));
  CHECK(case_int(w.clerk, second, "duplicate_of") == root);
  CHECK(case_int(w.clerk, third, "duplicate_of") == root);
  CHECK(case_text(w.clerk, second, "state", "duplicate"));
  CHECK(case_text(w.clerk, second, "outcome", "duplicate"));
  CHECK(count_followers(w.clerk, root) == 2);
  filter.set_fields = PMM_CASE_FILTER_DUPLICATE_OF;
  filter.duplicate_of = root;
  CHECK(count_cases(w.clerk, &filter) == 2);
  CHECK_FAILS(pmm_case_mark_duplicate(w.clerk, root, third, NULL, NULL, &check_error),
              PMM_E_CONFLICT, "original");
  /* What the root goes through, its duplicates are told; a note to another person is not. */
  CHECK_OK(move(w.clerk, root, "start"));
  row = events(w.anna, second);
  CHECK(pmm_result_rows(row) == 3);
  CHECK(text_cell(row, 2, "verb", "original"));
  CHECK(text_cell(row, 2, "note", "2007/R/000001 in_progress"));
  pmm_result_free(row);
  step.set_fields = PMM_CASE_STEP_NOTE | PMM_CASE_STEP_VISIBILITY;
  step.note = pmm_string("repaired");
  step.visibility = pmm_string("public");
  CHECK_OK(pmm_case_advance(w.clerk, root, pmm_string("resolve"), &step, NULL, NULL, &check_error));
  row = events(w.bruno, third);
  CHECK(text_cell(row, pmm_result_rows(row) - 1, "note", "2007/R/000001 resolved\nrepaired"));
  pmm_result_free(row);
  /* A duplicate that is reopened goes its own way. */
  CHECK_OK(move(w.anna, second, "reopen"));
  CHECK(case_null(w.anna, second, "duplicate_of"));
  close_world(&w);
}

static void test_case__following(void) {
  world w;
  pmm_id id;
  pmm_result* rows = NULL;
  open_world(&w);
  id = make_case(w.clerk, "report", w.calendar, w.anna_subject);
  CHECK_OK(pmm_case_follow(w.clerk, id, w.bruno_subject, NULL, &check_error));
  CHECK_OK(pmm_case_follow(w.clerk, id, w.bruno_subject, NULL, &check_error));
  CHECK_OK(pmm_case_followers(w.clerk, id, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1);
  CHECK(int_cell(rows, 0, "subject") == w.bruno_subject);
  CHECK(int_cell(rows, 0, "since") == check_now_us);
  pmm_result_free(rows);
  CHECK(count_followers(w.anna, id) == 0);
  CHECK_FAILS(pmm_case_follow(w.clerk, id, w.anna_subject, NULL, &check_error), PMM_E_CONFLICT,
              "subject");
  CHECK_FAILS(pmm_case_follow(w.clerk, id, 99, NULL, &check_error), PMM_E_NOT_FOUND, "subject");
  CHECK_FAILS(pmm_case_follow(w.clerk, 99, w.bruno_subject, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_OK(pmm_case_unfollow(w.clerk, id, w.bruno_subject, NULL, &check_error));
  CHECK_OK(pmm_case_unfollow(w.clerk, id, w.bruno_subject, NULL, &check_error));
  CHECK_FAILS(pmm_case_unfollow(w.clerk, 99, w.bruno_subject, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK(count_followers(w.clerk, id) == 0);
  close_world(&w);
}

static void test_case__comments(void) {
  world w;
  pmm_id id, event = 0;
  const pmm_str none = {NULL, 0};
  open_world(&w);
  id = make_case(w.clerk, "report", w.calendar, w.anna_subject);
  CHECK_OK(pmm_case_comment(w.clerk, id, pmm_string("between us"), pmm_string("staff"), NULL,
                            &event, &check_error));
  CHECK(event > 0);
  CHECK_OK(pmm_case_comment(w.anna, id, pmm_string("please"), none, NULL, NULL, &check_error));
  CHECK(count_events(w.clerk, id) == 3 && count_events(w.anna, id) == 2);
  CHECK_FAILS(pmm_case_comment(w.anna, id, pmm_string("x"), pmm_string("public"), NULL, &event,
                               &check_error),
              PMM_E_DENIED, NULL);
  CHECK(event == 0);
  CHECK_FAILS(pmm_case_comment(w.clerk, id, none, none, NULL, NULL, &check_error), PMM_E_INVALID,
              "note");
  CHECK_FAILS(
      pmm_case_comment(w.clerk, id, pmm_string("x"), pmm_string("all"), NULL, NULL, &check_error),
      PMM_E_INVALID, "visibility");
  CHECK_FAILS(pmm_case_comment(w.other, id, pmm_string("x"), none, NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "id");
  CHECK(case_int(w.clerk, id, "version") == 1);
  close_world(&w);
}

static void test_case__limits(void) {
  world w;
  pmm_case_input input;
  pmm_case_step step = PMM_CASE_STEP_INIT;
  char* long_text = malloc(65538);
  pmm_str text;
  pmm_id id, original = 0, one = 0;
  int i;
  open_world(&w);
  memset(long_text, 'x', 65537);
  long_text[65537] = 0;
  text = pmm_string(long_text);
  input = case_input("report", w.plain, 0);
  input.set_fields |= PMM_CASE_ATTRIBUTES | PMM_CASE_DESCRIPTION;
  input.attributes = pmm_string("{\"plate\":\"NA 1\"}");
  input.description = text;
  CHECK_FAILS(create(w.admin, &input), PMM_E_LIMIT, "input.description");
  input.set_fields &= ~PMM_CASE_DESCRIPTION;
  CHECK_OK(pmm_case_create(w.admin, &input, NULL, &original, &check_error));
  input.set_fields |= PMM_CASE_SUMMARY;
  input.summary = text;
  CHECK_FAILS(update(w.admin, original, &input), PMM_E_LIMIT, "input.summary");
  input.set_fields &= ~PMM_CASE_SUMMARY;
  step.set_fields = PMM_CASE_STEP_NOTE;
  step.note = text;
  CHECK_FAILS(
      pmm_case_advance(w.admin, original, pmm_string("triage"), &step, NULL, NULL, &check_error),
      PMM_E_LIMIT, "step.note");
  CHECK_FAILS(pmm_case_comment(w.admin, original, text, text, NULL, NULL, &check_error),
              PMM_E_LIMIT, "note");
  CHECK_FAILS(pmm_case_suspend(w.admin, original, text, NULL, NULL, &check_error), PMM_E_LIMIT,
              "reason");
  CHECK_FAILS(pmm_case_resume(w.admin, original, text, NULL, NULL, &check_error), PMM_E_LIMIT,
              "reason");
  CHECK_FAILS(pmm_case_extend(w.admin, original, 1, text, NULL, NULL, &check_error), PMM_E_LIMIT,
              "reason");
  free(long_text);
  /* One transaction for all, so that the test is quick. */
  CHECK_OK(pmm_begin(w.admin, 600000, NULL, &check_error));
  for (i = 0; i < 1000; ++i) {
    CHECK_OK(pmm_case_create(w.admin, &input, NULL, &id, &check_error));
    CHECK_OK(pmm_case_mark_duplicate(w.admin, id, original, NULL, NULL, &check_error));
  }
  CHECK_OK(pmm_case_create(w.admin, &input, NULL, &one, &check_error));
  CHECK_FAILS(pmm_case_mark_duplicate(w.admin, one, original, NULL, NULL, &check_error),
              PMM_E_LIMIT, "original");
  CHECK_OK(move(w.admin, original, "resolve"));
  CHECK_OK(pmm_commit(w.admin, &check_error));
  CHECK(count_events(w.admin, id) == 3);
  CHECK(case_text(w.admin, one, "state", "new"));
  close_world(&w);
}

/* Staff that hands in for a citizen at the counter has not answered it yet. */
static void test_case__the_first_response_is_staffs_own(void) {
  world w;
  pmm_call call = PMM_CALL_INIT;
  pmm_case_input input;
  pmm_id id = 0;
  open_world(&w);
  input = case_input("application", w.calendar, w.anna_subject);
  input.set_fields |= PMM_CASE_STATE;
  input.state = pmm_string("draft");
  CHECK_OK(pmm_case_create(w.clerk, &input, NULL, &id, &check_error));
  CHECK_OK(move(w.clerk, id, "submit"));
  CHECK(case_null(w.clerk, id, "first_response"));
  call.on_behalf_of = w.anna_subject;
  CHECK_OK(pmm_case_advance(w.clerk, id, pmm_string("withdraw"), NULL, &call, NULL, &check_error));
  CHECK(case_null(w.clerk, id, "first_response"));
  check_now_us += DAY;
  CHECK_OK(move(w.clerk, id, "reopen"));
  CHECK(case_int(w.clerk, id, "first_response") == check_now_us);
  close_world(&w);
}

int main(void) {
  test_case__advance_sets_times_outcome_and_note();
  test_case__advance_checks_its_step();
  test_case__assigning_hands_the_case_over();
  test_case__reopening_follows_the_service();
  test_case__a_wish_to_reopen_is_decided_by_staff();
  test_case__duplicates_follow_their_original();
  test_case__following();
  test_case__comments();
  test_case__limits();
  test_case__the_first_response_is_staffs_own();
  return 0;
}
