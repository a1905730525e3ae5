#include "town.h"

static pmm_id make_contact(pmm_session* s, const town* t, pmm_id subject, pmm_id office) {
  pmm_contact_input in = PMM_CONTACT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_OFFICE;
  in.channel = t->phone;
  in.subject = subject;
  in.office = office;
  CHECK_OK(pmm_contact_create(s, &in, NULL, &id, &check_error));
  return id;
}

static pmm_task_input call_back(pmm_id contact, pmm_id case_id) {
  pmm_task_input in = PMM_TASK_INPUT_INIT;
  in.set_fields = PMM_TASK_KIND | PMM_TASK_TITLE;
  in.kind = pmm_string("call_back");
  in.title = pmm_string("Call back in the afternoon");
  if (contact != 0) in.set_fields |= PMM_TASK_CONTACT;
  if (case_id != 0) in.set_fields |= PMM_TASK_CASE_ID;
  in.contact = contact;
  in.case_id = case_id;
  return in;
}

static pmm_id create(pmm_session* s, const pmm_task_input* in) {
  pmm_id id = 0;
  CHECK_OK(pmm_task_create(s, in, NULL, &id, &check_error));
  return id;
}

static pmm_result* get(pmm_session* s, pmm_id id) {
  pmm_result* row = NULL;
  CHECK_OK(pmm_task_get(s, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1);
  return row;
}

static int64_t count(pmm_session* s, const pmm_task_filter* filter) {
  pmm_result* rows = NULL;
  int64_t n;
  CHECK_OK(pmm_task_list(s, filter, NULL, NULL, &rows, &check_error));
  n = pmm_result_rows(rows);
  pmm_result_free(rows);
  return n;
}

static void test_task__is_born_from_a_contact(town* t) {
  const pmm_id contact = make_contact(t->admin, t, t->anna, t->registry);
  pmm_task_input in = call_back(contact, 0);
  pmm_result* row;
  in.set_fields |= PMM_TASK_NOTE | PMM_TASK_ASSIGNEE | PMM_TASK_DUE_US;
  in.note = pmm_string("number\non file");
  in.assignee = t->clerk_actor;
  in.due_us = check_now_us + 3600 * CHECK_SECOND;
  row = get(t->clerk, create(t->clerk, &in));
  CHECK(text_cell(row, 0, "kind", "call_back") && text_cell(row, 0, "state", "to_do"));
  CHECK(text_cell(row, 0, "title", "Call back in the afternoon"));
  CHECK(text_cell(row, 0, "note", "number\non file"));
  CHECK(int_cell(row, 0, "contact") == contact && null_cell(row, 0, "case_id"));
  CHECK(int_cell(row, 0, "subject") == t->anna && int_cell(row, 0, "office") == t->registry);
  CHECK(int_cell(row, 0, "assignee") == t->clerk_actor);
  CHECK(int_cell(row, 0, "due") == in.due_us && null_cell(row, 0, "done"));
  CHECK(null_cell(row, 0, "done_contact") && int_cell(row, 0, "created") == check_now_us);
  CHECK(int_cell(row, 0, "version") == 1);
  pmm_result_free(row);
}

static void test_task__is_born_from_a_case(town* t) {
  const pmm_id hole = make_report(t->admin, t->potholes, t->bruno, t->web, check_now_us);
  pmm_task_input in = call_back(0, hole);
  pmm_result* row = get(t->admin, create(t->admin, &in));
  pmm_id id = 0;
  CHECK(int_cell(row, 0, "subject") == t->bruno && int_cell(row, 0, "office") == t->traffic);
  pmm_result_free(row);
  in = call_back(make_contact(t->admin, t, t->anna, 0), hole);
  CHECK_FAILS(pmm_task_create(t->admin, &in, NULL, &id, &check_error), PMM_E_CONFLICT, "case_id");
  CHECK_FAILS(pmm_task_create(t->clerk, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND, "case_id");
}

static void test_task__refuses(town* t) {
  const pmm_id contact = make_contact(t->admin, t, 0, 0);
  pmm_task_input in = call_back(0, 0);
  pmm_id id = 7;
  CHECK_FAILS(pmm_task_create(t->admin, &in, NULL, &id, &check_error), PMM_E_INVALID, "contact");
  CHECK(id == 0);
  in = call_back(contact, 0);
  in.kind = pmm_string("Call back!");
  CHECK_FAILS(pmm_task_create(t->admin, &in, NULL, &id, &check_error), PMM_E_INVALID, "kind");
  in = call_back(contact, 0);
  in.set_fields &= ~PMM_TASK_TITLE;
  CHECK_FAILS(pmm_task_create(t->admin, &in, NULL, &id, &check_error), PMM_E_INVALID, "title");
  in = call_back(999, 0);
  CHECK_FAILS(pmm_task_create(t->admin, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND, "contact");
  in = call_back(0, 999);
  CHECK_FAILS(pmm_task_create(t->admin, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND, "case_id");
  in = call_back(contact, 0);
  in.set_fields |= PMM_TASK_OFFICE;
  in.office = 999;
  CHECK_FAILS(pmm_task_create(t->admin, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND, "office");
  in.set_fields = call_back(contact, 0).set_fields | PMM_TASK_ASSIGNEE;
  in.assignee = 999;
  CHECK_FAILS(pmm_task_create(t->admin, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND, "assignee");
  in.set_fields |= UINT64_C(1) << 40;
  CHECK_FAILS(pmm_task_create(t->admin, &in, NULL, &id, &check_error), PMM_E_UNSUPPORTED,
              "input.set_fields");
  in = call_back(contact, 0);
  CHECK_STATUS(pmm_task_create(t->nobody, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND);
  in = call_back(make_contact(t->admin, t, t->anna, 0), 0);
  CHECK_STATUS(pmm_task_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED);
}

static void test_task__done_and_reopened(town* t) {
  const pmm_id asked = make_contact(t->admin, t, t->anna, t->registry);
  const pmm_id answered = make_contact(t->admin, t, t->anna, t->registry);
  const pmm_id elsewhere = make_contact(t->admin, t, t->anna, t->traffic);
  const pmm_task_input in = call_back(asked, 0);
  const pmm_id id = create(t->clerk, &in);
  pmm_call call = PMM_CALL_INIT;
  pmm_result *row, *history = NULL;
  int64_t version = 0;
  CHECK_FAILS(pmm_task_reopen(t->clerk, id, NULL, &version, &check_error), PMM_E_CONFLICT, "id");
  CHECK_FAILS(pmm_task_done(t->clerk, id, elsewhere, NULL, &version, &check_error), PMM_E_NOT_FOUND,
              "contact");
  CHECK_FAILS(pmm_task_done(t->clerk, id, -1, NULL, &version, &check_error), PMM_E_INVALID,
              "contact");
  CHECK_FAILS(pmm_task_done(t->clerk, 999, 0, NULL, &version, &check_error), PMM_E_NOT_FOUND, "id");
  call.expected_version = 2;
  CHECK_FAILS(pmm_task_done(t->clerk, id, 0, &call, &version, &check_error), PMM_E_CONFLICT,
              "call.expected_version");
  call.expected_version = 1;
  call.idempotency_key = pmm_string("done-1");
  CHECK_OK(pmm_task_done(t->clerk, id, answered, &call, &version, &check_error));
  CHECK(version == 2);
  CHECK_OK(pmm_task_done(t->clerk, id, answered, &call, &version, &check_error));
  CHECK(version == 2); /* the same answer again */
  CHECK_FAILS(pmm_task_done(t->clerk, id, 0, &call, &version, &check_error), PMM_E_CONFLICT,
              "call.idempotency_key");
  CHECK_FAILS(pmm_task_done(t->clerk, id, 0, NULL, &version, &check_error), PMM_E_CONFLICT, "id");
  row = get(t->clerk, id);
  CHECK(text_cell(row, 0, "state", "done") && int_cell(row, 0, "done") == check_now_us);
  CHECK(int_cell(row, 0, "done_contact") == answered);
  pmm_result_free(row);
  CHECK_OK(pmm_task_reopen(t->clerk, id, NULL, &version, &check_error));
  CHECK(version == 3);
  row = get(t->clerk, id);
  CHECK(text_cell(row, 0, "state", "to_do") && null_cell(row, 0, "done"));
  CHECK(null_cell(row, 0, "done_contact"));
  pmm_result_free(row);
  CHECK_OK(pmm_history(t->admin, PMM_NOUN_TASK, id, NULL, NULL, &history, &check_error));
  CHECK(pmm_result_rows(history) == 3 && text_cell(history, 0, "verb", "reopen"));
  CHECK(text_cell(history, 1, "verb", "done"));
  pmm_result_free(history);
}

static void test_task__update(town* t) {
  const pmm_task_input first = call_back(make_contact(t->admin, t, t->anna, t->registry), 0);
  const pmm_id id = create(t->clerk, &first);
  pmm_task_input in = PMM_TASK_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  int64_t version = 0;
  in.set_fields = PMM_TASK_TITLE;
  in.title = pmm_string("Call back tomorrow");
  CHECK_OK(pmm_task_update(t->clerk, id, &in, NULL, &version, &check_error));
  CHECK(version == 2);
  CHECK_OK(pmm_task_update(t->clerk, id, &in, NULL, &version, &check_error));
  CHECK(version == 2);
  call.expected_version = 1;
  CHECK_FAILS(pmm_task_update(t->clerk, id, &in, &call, &version, &check_error), PMM_E_CONFLICT,
              "call.expected_version");
  in.set_fields = PMM_TASK_CONTACT;
  CHECK_FAILS(pmm_task_update(t->clerk, id, &in, NULL, &version, &check_error), PMM_E_INVALID,
              "contact");
  in.set_fields = PMM_TASK_CASE_ID;
  CHECK_FAILS(pmm_task_update(t->clerk, id, &in, NULL, &version, &check_error), PMM_E_INVALID,
              "case_id");
  in.set_fields = PMM_TASK_OFFICE;
  in.office = t->traffic;
  CHECK_STATUS(pmm_task_update(t->clerk, id, &in, NULL, &version, &check_error), PMM_E_DENIED);
  CHECK_OK(pmm_task_update(t->admin, id, &in, NULL, &version, &check_error));
  CHECK_FAILS(pmm_task_update(t->clerk, id, &in, NULL, &version, &check_error), PMM_E_NOT_FOUND,
              "id");
}

static void test_task__learns_the_subject_of_its_contact(town* t) {
  const pmm_id contact = make_contact(t->admin, t, 0, 0);
  const pmm_task_input in = call_back(contact, 0);
  const pmm_id id = create(t->admin, &in);
  pmm_contact_input who = PMM_CONTACT_INPUT_INIT;
  pmm_result* row;
  who.set_fields = PMM_CONTACT_SUBJECT;
  who.subject = t->bruno;
  CHECK_OK(pmm_contact_update(t->admin, contact, &who, NULL, NULL, &check_error));
  row = get(t->admin, id);
  CHECK(int_cell(row, 0, "subject") == t->bruno && int_cell(row, 0, "version") == 2);
  pmm_result_free(row);
}

static void test_task__list(town* t) {
  const pmm_id contact = make_contact(t->admin, t, t->bruno, t->registry);
  pmm_task_input in = call_back(contact, 0);
  pmm_task_filter f = PMM_TASK_FILTER_INIT;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result *rows = NULL, *more = NULL;
  pmm_id late, open;
  in.set_fields |= PMM_TASK_DUE_US | PMM_TASK_ASSIGNEE;
  in.due_us = check_now_us - 1;
  in.assignee = t->clerk_actor;
  late = create(t->admin, &in);
  in.set_fields = call_back(contact, 0).set_fields;
  open = create(t->admin, &in);
  f.set_fields = PMM_TASK_FILTER_CONTACT;
  f.contact = contact;
  page.limit = 1;
  CHECK_OK(pmm_task_list(t->clerk, &f, &page, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == late); /* oldest first */
  page.cursor = pmm_result_next_cursor(rows);
  CHECK_OK(pmm_task_list(t->clerk, &f, &page, NULL, &more, &check_error));
  CHECK(pmm_result_rows(more) == 1 && int_cell(more, 0, "id") == open);
  CHECK(pmm_result_next_cursor(more).size == 0);
  pmm_result_free(rows);
  pmm_result_free(more);
  f.set_fields |= PMM_TASK_FILTER_OVERDUE;
  f.overdue = 1;
  CHECK(count(t->clerk, &f) == 1);
  f.overdue = 0;
  CHECK(count(t->clerk, &f) == 1);
  CHECK_OK(pmm_task_done(t->clerk, late, 0, NULL, NULL, &check_error));
  CHECK(count(t->clerk, &f) == 2); /* what is done is not overdue */
  f.set_fields = PMM_TASK_FILTER_CONTACT | PMM_TASK_FILTER_STATE | PMM_TASK_FILTER_ASSIGNEE |
                 PMM_TASK_FILTER_OFFICE | PMM_TASK_FILTER_SUBJECT | PMM_TASK_FILTER_KIND |
                 PMM_TASK_FILTER_CASE_ID;
  f.state = pmm_string("done");
  f.assignee = t->clerk_actor;
  f.office = t->registry;
  f.subject = t->bruno;
  f.kind = pmm_string("call_back");
  CHECK(count(t->clerk, &f) == 1);
  f.assignee = 0;
  CHECK(count(t->clerk, &f) == 0);
  f.state = pmm_string("open");
  CHECK_FAILS(pmm_task_list(t->clerk, &f, NULL, NULL, &rows, &check_error), PMM_E_INVALID,
              "filter.state");
  f.set_fields = UINT64_C(1) << 40;
  CHECK_FAILS(pmm_task_list(t->clerk, &f, NULL, NULL, &rows, &check_error), PMM_E_UNSUPPORTED,
              "filter.set_fields");
  CHECK(count(t->citizen, NULL) == 0 && count(t->nobody, NULL) == 0);
}

/* An operator of one service sees the tasks of its cases, though tasks have no service. */
static void test_task__operator_of_a_service(town* t) {
  const pmm_id hole = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  const pmm_id move = make_report(t->admin, t->residence, t->anna, t->web, check_now_us);
  pmm_task_input in = call_back(0, hole);
  pmm_session* road_worker = NULL;
  pmm_result* row = NULL;
  pmm_id seen, hidden;
  seen = create(t->admin, &in);
  in = call_back(0, move);
  hidden = create(t->admin, &in);
  make_actor(t, "operator", 0, t->potholes, 0, &road_worker);
  row = get(road_worker, seen);
  pmm_result_free(row);
  CHECK_FAILS(pmm_task_get(road_worker, hidden, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_OK(pmm_task_list(road_worker, NULL, NULL, NULL, &row, &check_error));
  for (hidden = 0; hidden < pmm_result_rows(row); ++hidden)
    CHECK(null_cell(row, hidden, "office") || int_cell(row, hidden, "office") == t->traffic);
  pmm_result_free(row);
  pmm_session_free(road_worker);
}

int main(void) {
  town t = open_town();
  test_task__is_born_from_a_contact(&t);
  test_task__is_born_from_a_case(&t);
  test_task__refuses(&t);
  test_task__done_and_reopened(&t);
  test_task__update(&t);
  test_task__learns_the_subject_of_its_contact(&t);
  test_task__list(&t);
  test_task__operator_of_a_service(&t);
  close_town(&t);
  return 0;
}
