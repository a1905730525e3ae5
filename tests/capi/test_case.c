/* Cases: data, access, versions, idempotency, lists. */
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

static int64_t journal_rows(world* w, pmm_id id) {
  pmm_result* rows = NULL;
  int64_t count;
  CHECK_OK(pmm_history(w->admin, PMM_NOUN_CASE, id, NULL, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

/* A filter of one member finds the first case alone, or not at all. */
static void finds_first(world* w, pmm_case_filter filter, pmm_id id) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_case_list(w->admin, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1);
  CHECK(int_cell(rows, 0, "id") == id);
  pmm_result_free(rows);
}

static pmm_case_filter by_id(uint64_t bit, pmm_id id) {
  pmm_case_filter filter = PMM_CASE_FILTER_INIT;
  filter.set_fields = bit;
  filter.subject = filter.service = filter.office = filter.assignee = id;
  filter.category = filter.channel = filter.area = id;
  return filter;
}

static pmm_case_filter by_text(uint64_t bit, const char* text) {
  pmm_case_filter filter = PMM_CASE_FILTER_INIT;
  filter.set_fields = bit;
  filter.status = filter.state = filter.kind = filter.external_id = pmm_string(text);
  filter.number = filter.protocol = filter.token = pmm_string(text);
  return filter;
}

static void test_case__create_keeps_every_field(void) {
  world w;
  pmm_case_input input;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* row;
  pmm_id id = 0;
  open_world(&w);
  input = case_input("application", w.plain, w.anna_subject);
  input.set_fields = (UINT64_C(1) << 19) - 1;
  input.state = pmm_string("submitted");
  input.channel = w.desk;
  input.office = w.office_a;
  input.category = w.category;
  input.area = w.area;
  input.summary = pmm_string("a hole");
  input.description = pmm_string("a big hole\nin the road");
  input.address = pmm_string("Via Toledo 1");
  input.latitude = 40.84;
  input.longitude = 14.25;
  input.protocol = pmm_string("PG/2007/77");
  input.external_id = pmm_string("legacy-77");
  input.attributes = pmm_string("{\"size\": 3, \"plate\": \"NA 123456\"}");
  input.note = pmm_string("received");
  input.opened_us = utc(2007, 2, 28, 8, 0);
  input.due_us = utc(2007, 3, 31, 8, 0);
  call.assurance = 2;
  call.on_behalf_of = w.anna_subject;
  CHECK_OK(pmm_case_create(w.clerk, &input, &call, &id, &check_error));
  row = get_case(w.clerk, id);
  CHECK(pmm_result_columns(row) == 36);
  CHECK(int_cell(row, 0, "id") == id && int_cell(row, 0, "version") == 1);
  CHECK(pmm_result_text(row, 0, column_of(row, "token")).size == 22);
  CHECK(text_cell(row, 0, "number", "2007/A/000001"));
  CHECK(text_cell(row, 0, "external_id", "legacy-77"));
  CHECK(text_cell(row, 0, "protocol", "PG/2007/77"));
  CHECK(text_cell(row, 0, "kind", "application") && int_cell(row, 0, "service") == w.plain);
  CHECK(int_cell(row, 0, "category") == w.category && int_cell(row, 0, "office") == w.office_a);
  CHECK(int_cell(row, 0, "channel") == w.desk && int_cell(row, 0, "subject") == w.anna_subject);
  CHECK(null_cell(row, 0, "assignee"));
  CHECK(text_cell(row, 0, "status", "open") && text_cell(row, 0, "state", "submitted"));
  CHECK(null_cell(row, 0, "outcome") && text_cell(row, 0, "note", "received"));
  CHECK(text_cell(row, 0, "summary", "a hole"));
  CHECK(text_cell(row, 0, "description", "a big hole\nin the road"));
  CHECK(text_cell(row, 0, "address", "Via Toledo 1"));
  CHECK(pmm_result_float64(row, 0, column_of(row, "latitude")) == 40.84);
  CHECK(pmm_result_float64(row, 0, column_of(row, "longitude")) == 14.25);
  CHECK(int_cell(row, 0, "area") == w.area);
  CHECK(int_cell(row, 0, "opened") == utc(2007, 2, 28, 8, 0));
  CHECK(int_cell(row, 0, "due") == utc(2007, 3, 31, 8, 0) && int_cell(row, 0, "due_given") == 1);
  CHECK(int_cell(row, 0, "overdue") == 0);
  CHECK(int_cell(row, 0, "remaining") == (utc(2007, 3, 31, 8, 0) - check_now_us) / SECOND);
  CHECK(same_text(pmm_result_column_unit(row, column_of(row, "remaining")), "s"));
  CHECK(null_cell(row, 0, "closed") && null_cell(row, 0, "first_response"));
  CHECK(int_cell(row, 0, "reopened_count") == 0 && null_cell(row, 0, "duplicate_of"));
  CHECK(strstr(pmm_result_text(row, 0, column_of(row, "attributes")).data, "NA 123456") != NULL);
  CHECK(int_cell(row, 0, "assurance") == 2);
  CHECK(int_cell(row, 0, "on_behalf_of") == w.anna_subject);
  CHECK(int_cell(row, 0, "created") == check_now_us);
  pmm_result_free(row);
  CHECK(journal_rows(&w, id) == 1);
  close_world(&w);
}

static void test_case__numbers_count_by_kind_and_local_year(void) {
  world w;
  pmm_case_input input;
  pmm_id id = 0;
  open_world(&w);
  CHECK(case_text(w.admin, make_case(w.admin, "report", w.calendar, 0), "number", "2007/R/000001"));
  CHECK(case_text(w.admin, make_case(w.admin, "report", w.calendar, 0), "number", "2007/R/000002"));
  CHECK(case_text(w.admin, make_case(w.admin, "complaint", w.calendar, 0), "number",
                  "2007/C/000001"));
  CHECK(
      case_text(w.admin, make_case(w.admin, "inquiry", w.calendar, 0), "number", "2007/Q/000001"));
  /* Half an hour before midnight in London it is the new year in Rome. */
  input = case_input("report", w.calendar, 0);
  input.set_fields |= PMM_CASE_OPENED_US;
  input.opened_us = utc(2006, 12, 31, 23, 30);
  CHECK_OK(pmm_case_create(w.admin, &input, NULL, &id, &check_error));
  CHECK(case_text(w.admin, id, "number", "2007/R/000003"));
  input.opened_us = utc(2006, 12, 31, 22, 30);
  CHECK_OK(pmm_case_create(w.admin, &input, NULL, &id, &check_error));
  CHECK(case_text(w.admin, id, "number", "2006/R/000001"));
  close_world(&w);
}

static void test_case__create_checks_each_field(void) {
  world w;
  pmm_case_input input, good;
  open_world(&w);
  good = case_input("report", w.calendar, w.anna_subject);
  input = good;
  input.set_fields &= ~PMM_CASE_KIND;
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "kind");
  input = good;
  input.kind = pmm_string("wish");
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "kind");
  input = good;
  input.set_fields &= ~PMM_CASE_SERVICE;
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "service");
  input = good;
  input.service = 99;
  CHECK_FAILS(create(w.admin, &input), PMM_E_NOT_FOUND, "service");
  input = good;
  input.subject = 99;
  CHECK_FAILS(create(w.admin, &input), PMM_E_NOT_FOUND, "subject");
  input = good;
  input.subject = -1;
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "input.subject");
  input = good;
  input.set_fields |= PMM_CASE_STATE;
  input.state = pmm_string("resolved");
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "state");
  input = good;
  input.set_fields |= PMM_CASE_CHANNEL;
  input.channel = 99;
  CHECK_FAILS(create(w.admin, &input), PMM_E_NOT_FOUND, "channel");
  input = good;
  input.set_fields |= PMM_CASE_OFFICE;
  input.office = 99;
  CHECK_FAILS(create(w.admin, &input), PMM_E_NOT_FOUND, "office");
  input = good;
  input.set_fields |= PMM_CASE_CATEGORY;
  input.category = 99;
  CHECK_FAILS(create(w.admin, &input), PMM_E_NOT_FOUND, "category");
  input = good;
  input.set_fields |= PMM_CASE_AREA;
  input.area = 99;
  CHECK_FAILS(create(w.admin, &input), PMM_E_NOT_FOUND, "area");
  input = good;
  input.set_fields |= PMM_CASE_LATITUDE;
  input.latitude = 40;
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "longitude");
  input.set_fields |= PMM_CASE_LONGITUDE;
  input.longitude = 181;
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "input.longitude");
  input = good;
  input.set_fields |= PMM_CASE_OPENED_US;
  input.opened_us = check_now_us + DAY + 1;
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "opened_us");
  input.opened_us = check_now_us + DAY;
  CHECK_OK(create(w.admin, &input));
  input = good;
  input.set_fields |= PMM_CASE_DUE_US;
  input.due_us = check_now_us - 1;
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "due_us");
  input = good;
  input.set_fields |= UINT64_C(1) << 40;
  CHECK_FAILS(create(w.admin, &input), PMM_E_UNSUPPORTED, "input.set_fields");
  input = good;
  input.set_fields |= PMM_CASE_SUMMARY;
  input.summary = pmm_string("two\nlines");
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "input.summary");
  close_world(&w);
}

static void test_case__create_wants_an_active_service_over_its_channel(void) {
  world w;
  pmm_case_input input;
  pmm_service_input service = PMM_SERVICE_INPUT_INIT;
  open_world(&w);
  input = case_input("report", w.working, 0);
  input.set_fields |= PMM_CASE_CHANNEL;
  input.channel = w.desk;
  CHECK_FAILS(create(w.admin, &input), PMM_E_CONFLICT, "channel");
  input.channel = w.web;
  CHECK_OK(create(w.admin, &input));
  service.set_fields = PMM_SERVICE_STATUS | PMM_SERVICE_STATUS_REASON;
  service.status = pmm_string("suspended");
  service.status_reason = pmm_string("works");
  CHECK_OK(pmm_service_update(w.admin, w.working, &service, NULL, NULL, &check_error));
  CHECK_FAILS(create(w.admin, &input), PMM_E_CONFLICT, "service");
  close_world(&w);
}

static void test_case__attributes_fit_the_service(void) {
  world w;
  pmm_case_input input;
  open_world(&w);
  input = case_input("report", w.plain, 0);
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "attributes.plate");
  input.set_fields |= PMM_CASE_ATTRIBUTES;
  input.attributes = pmm_string("{\"plate\":\"NA 1\",\"size\":\"big\"}");
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "attributes.size");
  input.attributes = pmm_string("{\"plate\":\"NA 1\",\"colour\":\"red\"}");
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "attributes.colour");
  input.attributes = pmm_string("{\"plate\":");
  CHECK_FAILS(create(w.admin, &input), PMM_E_INVALID, "attributes");
  input.attributes = pmm_string("{\"plate\":\"NA 1\"}");
  CHECK_OK(create(w.admin, &input));
  close_world(&w);
}

static void test_case__I5_keys_are_unique_and_writes_idempotent(void) {
  world w;
  pmm_case_input input;
  pmm_call call = PMM_CALL_INIT;
  pmm_id first = 0, again = 0;
  open_world(&w);
  input = case_input("report", w.calendar, 0);
  input.set_fields |= PMM_CASE_EXTERNAL_ID;
  input.external_id = pmm_string("X-1");
  call.idempotency_key = pmm_string("form-1");
  CHECK_OK(pmm_case_create(w.admin, &input, &call, &first, &check_error));
  CHECK_OK(pmm_case_create(w.admin, &input, &call, &again, &check_error));
  CHECK(first == again);
  CHECK(count_cases(w.admin, NULL) == 1);
  input.external_id = pmm_string("X-2");
  CHECK_FAILS(pmm_case_create(w.admin, &input, &call, &again, &check_error), PMM_E_CONFLICT,
              "call.idempotency_key");
  input.external_id = pmm_string("X-1");
  CHECK_FAILS(create(w.admin, &input), PMM_E_CONFLICT, "external_id");
  /* A move asked for twice is made once; another move under the same key is refused. */
  call.idempotency_key = pmm_string("move-1");
  CHECK_OK(pmm_case_advance(w.admin, first, pmm_string("triage"), NULL, &call, NULL, &check_error));
  CHECK_OK(pmm_case_advance(w.admin, first, pmm_string("triage"), NULL, &call, NULL, &check_error));
  CHECK_FAILS(
      pmm_case_advance(w.admin, first, pmm_string("start"), NULL, &call, NULL, &check_error),
      PMM_E_CONFLICT, "call.idempotency_key");
  CHECK(count_events(w.admin, first) == 2);
  close_world(&w);
}

static void test_case__update_changes_data_alone(void) {
  world w;
  pmm_case_input input = PMM_CASE_INPUT_INIT;
  pmm_result *row, *history = NULL;
  int64_t version = 0;
  pmm_id id;
  open_world(&w);
  id = make_case(w.admin, "report", w.calendar, w.anna_subject);
  input.set_fields = PMM_CASE_SUMMARY | PMM_CASE_AREA | PMM_CASE_NOTE | PMM_CASE_CATEGORY;
  input.summary = pmm_string("new words");
  input.area = w.area;
  input.note = pmm_string("we look at it");
  CHECK_OK(pmm_case_update(w.clerk, id, &input, NULL, &version, &check_error));
  CHECK(version == 2);
  row = get_case(w.anna, id);
  CHECK(text_cell(row, 0, "summary", "new words") && int_cell(row, 0, "area") == w.area);
  CHECK(text_cell(row, 0, "note", "we look at it") && null_cell(row, 0, "category"));
  CHECK(null_cell(row, 0, "first_response"));
  pmm_result_free(row);
  CHECK_OK(pmm_history(w.admin, PMM_NOUN_CASE, id, NULL, NULL, &history, &check_error));
  CHECK(pmm_result_rows(history) == 2);
  CHECK(text_cell(history, 0, "fields", "category,note,summary,area"));
  pmm_result_free(history);
  row = events(w.anna, id);
  CHECK(pmm_result_rows(row) == 2);
  CHECK(text_cell(row, 1, "verb", "note") && null_cell(row, 1, "to_state"));
  pmm_result_free(row);
  /* The same once more changes nothing. */
  CHECK_OK(pmm_case_update(w.clerk, id, &input, NULL, &version, &check_error));
  CHECK(version == 2);
  CHECK(journal_rows(&w, id) == 2);
  input.set_fields = PMM_CASE_KIND;
  input.kind = pmm_string("complaint");
  CHECK_FAILS(update(w.clerk, id, &input), PMM_E_INVALID, "kind");
  input.set_fields = PMM_CASE_OFFICE;
  CHECK_FAILS(update(w.clerk, id, &input), PMM_E_INVALID, "office");
  input.set_fields = PMM_CASE_SERVICE;
  CHECK_FAILS(update(w.clerk, id, &input), PMM_E_INVALID, "service");
  input.set_fields = PMM_CASE_STATE;
  CHECK_FAILS(update(w.clerk, id, &input), PMM_E_INVALID, "state");
  input.set_fields = PMM_CASE_AREA;
  input.area = 99;
  CHECK_FAILS(update(w.clerk, id, &input), PMM_E_NOT_FOUND, "area");
  CHECK_FAILS(update(w.clerk, 99, &input), PMM_E_NOT_FOUND, "id");
  close_world(&w);
}

static void test_case__another_version_is_a_conflict(void) {
  world w;
  pmm_case_input input = PMM_CASE_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_id id;
  open_world(&w);
  id = make_case(w.admin, "report", w.calendar, 0);
  call.expected_version = 2;
  input.set_fields = PMM_CASE_SUMMARY;
  input.summary = pmm_string("x");
  CHECK_FAILS(pmm_case_update(w.admin, id, &input, &call, NULL, &check_error), PMM_E_CONFLICT,
              "call.expected_version");
  CHECK_FAILS(pmm_case_advance(w.admin, id, pmm_string("triage"), NULL, &call, NULL, &check_error),
              PMM_E_CONFLICT, "call.expected_version");
  CHECK_FAILS(pmm_case_assign(w.admin, id, w.office_b, 0, &call, NULL, &check_error),
              PMM_E_CONFLICT, "call.expected_version");
  CHECK_FAILS(pmm_case_suspend(w.admin, id, pmm_string(""), &call, NULL, &check_error),
              PMM_E_CONFLICT, "call.expected_version");
  CHECK_FAILS(pmm_case_resume(w.admin, id, pmm_string(""), &call, NULL, &check_error),
              PMM_E_CONFLICT, "call.expected_version");
  CHECK_FAILS(pmm_case_extend(w.admin, id, 1, pmm_string(""), &call, NULL, &check_error),
              PMM_E_CONFLICT, "call.expected_version");
  CHECK_FAILS(pmm_case_mark_duplicate(w.admin, id, 1, &call, NULL, &check_error), PMM_E_CONFLICT,
              "call.expected_version");
  call.expected_version = 1;
  CHECK_OK(pmm_case_update(w.admin, id, &input, &call, NULL, &check_error));
  close_world(&w);
}

static void test_case__offices_see_their_own_and_citizens_themselves(void) {
  world w;
  pmm_case_input input = PMM_CASE_INPUT_INIT;
  pmm_result* rows = NULL;
  pmm_id id;
  open_world(&w);
  id = make_case(w.clerk, "report", w.calendar, w.anna_subject);
  make_case(w.other, "report", w.working, w.bruno_subject);
  CHECK(count_cases(w.admin, NULL) == 2);
  CHECK(count_cases(w.clerk, NULL) == 1 && count_cases(w.other, NULL) == 1);
  CHECK(count_cases(w.anna, NULL) == 1 && count_cases(w.bruno, NULL) == 1);
  CHECK_OK(get(w.clerk, id));
  CHECK_OK(get(w.anna, id));
  CHECK_FAILS(get(w.other, id), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(get(w.bruno, id), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(move(w.other, id, "triage"), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(move(w.bruno, id, "cancel"), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_case_events(w.bruno, id, NULL, NULL, &rows, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_case_intervals(w.bruno, id, NULL, NULL, &rows, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_FAILS(pmm_case_followers(w.bruno, id, NULL, NULL, &rows, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_FAILS(pmm_case_next(w.bruno, id, NULL, &rows, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_case_explain_due(w.bruno, id, NULL, &rows, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK(rows == NULL);
  /* What a citizen sees and may not do is denied. */
  input.set_fields = PMM_CASE_SUMMARY;
  CHECK_FAILS(update(w.anna, id, &input), PMM_E_DENIED, NULL);
  CHECK_FAILS(move(w.anna, id, "triage"), PMM_E_DENIED, NULL);
  CHECK_FAILS(assign(w.anna, id, w.office_b, 0), PMM_E_DENIED, NULL);
  CHECK_FAILS(pmm_case_suspend(w.anna, id, pmm_string(""), NULL, NULL, &check_error), PMM_E_DENIED,
              NULL);
  CHECK_FAILS(pmm_case_resume(w.anna, id, pmm_string(""), NULL, NULL, &check_error), PMM_E_DENIED,
              NULL);
  CHECK_FAILS(pmm_case_extend(w.anna, id, 1, pmm_string(""), NULL, NULL, &check_error),
              PMM_E_DENIED, NULL);
  CHECK_FAILS(pmm_case_mark_duplicate(w.anna, id, id, NULL, NULL, &check_error), PMM_E_DENIED,
              NULL);
  CHECK_FAILS(pmm_case_follow(w.anna, id, w.bruno_subject, NULL, &check_error), PMM_E_DENIED, NULL);
  CHECK_FAILS(pmm_case_unfollow(w.anna, id, w.bruno_subject, NULL, &check_error), PMM_E_DENIED,
              NULL);
  CHECK_OK(pmm_case_next(w.anna, id, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "verb", "cancel"));
  pmm_result_free(rows);
  CHECK_OK(move(w.anna, id, "cancel"));
  close_world(&w);
}

static void test_case__a_citizen_opens_its_own(void) {
  world w;
  pmm_case_input input;
  pmm_id id = 0;
  open_world(&w);
  input = case_input("report", w.calendar, 0);
  CHECK_OK(pmm_case_create(w.anna, &input, NULL, &id, &check_error));
  CHECK(case_int(w.anna, id, "subject") == w.anna_subject);
  CHECK(case_int(w.anna, id, "office") == w.office_a);
  input = case_input("report", w.calendar, w.bruno_subject);
  CHECK_FAILS(create(w.anna, &input), PMM_E_DENIED, NULL);
  input = case_input("report", w.calendar, w.anna_subject);
  input.set_fields |= PMM_CASE_OFFICE;
  input.office = w.office_b;
  CHECK_FAILS(create(w.anna, &input), PMM_E_DENIED, NULL);
  input.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_DUE_US;
  CHECK_FAILS(create(w.anna, &input), PMM_E_DENIED, NULL);
  input.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_OPENED_US;
  CHECK_FAILS(create(w.anna, &input), PMM_E_DENIED, NULL);
  /* An operator does not open cases in another office. */
  input = case_input("report", w.working, 0);
  CHECK_FAILS(create(w.clerk, &input), PMM_E_DENIED, NULL);
  close_world(&w);
}

static void test_case__list_filters(void) {
  world w;
  pmm_case_input input;
  pmm_case_filter filter = PMM_CASE_FILTER_INIT;
  pmm_result* row;
  pmm_id first = 0;
  open_world(&w);
  input = case_input("complaint", w.calendar, w.anna_subject);
  input.set_fields |= PMM_CASE_CHANNEL | PMM_CASE_AREA | PMM_CASE_PROTOCOL | PMM_CASE_EXTERNAL_ID;
  input.channel = w.desk;
  input.area = w.area;
  input.protocol = pmm_string("PG/1");
  input.external_id = pmm_string("X-1");
  CHECK_OK(pmm_case_create(w.admin, &input, NULL, &first, &check_error));
  CHECK_OK(assign(w.admin, first, 0, w.clerk_actor));
  CHECK_OK(move(w.admin, first, "triage"));
  check_now_us += DAY;
  input = case_input("report", w.working, w.bruno_subject);
  input.set_fields |= PMM_CASE_CATEGORY;
  CHECK_OK(create(w.admin, &input));
  finds_first(&w, by_id(PMM_CASE_FILTER_SUBJECT, w.anna_subject), first);
  finds_first(&w, by_id(PMM_CASE_FILTER_SERVICE, w.calendar), first);
  finds_first(&w, by_id(PMM_CASE_FILTER_OFFICE, w.office_a), first);
  finds_first(&w, by_id(PMM_CASE_FILTER_ASSIGNEE, w.clerk_actor), first);
  finds_first(&w, by_id(PMM_CASE_FILTER_CATEGORY, w.category), first);
  finds_first(&w, by_id(PMM_CASE_FILTER_CHANNEL, w.desk), first);
  finds_first(&w, by_id(PMM_CASE_FILTER_AREA, w.area), first);
  finds_first(&w, by_text(PMM_CASE_FILTER_STATE, "triaged"), first);
  finds_first(&w, by_text(PMM_CASE_FILTER_KIND, "complaint"), first);
  finds_first(&w, by_text(PMM_CASE_FILTER_EXTERNAL_ID, "X-1"), first);
  finds_first(&w, by_text(PMM_CASE_FILTER_NUMBER, "2007/c/1"), first);
  finds_first(&w, by_text(PMM_CASE_FILTER_PROTOCOL, "PG/1"), first);
  row = get_case(w.admin, first);
  finds_first(&w,
              by_text(PMM_CASE_FILTER_TOKEN, pmm_result_text(row, 0, column_of(row, "token")).data),
              first);
  pmm_result_free(row);
  filter = by_text(PMM_CASE_FILTER_STATUS, "open");
  CHECK(count_cases(w.admin, &filter) == 2);
  filter = by_text(PMM_CASE_FILTER_NUMBER, "77");
  CHECK_FAILS(pmm_case_list(w.admin, &filter, NULL, NULL, &row, &check_error), PMM_E_INVALID,
              "number");
  filter.set_fields = PMM_CASE_FILTER_OPENED_TO_US;
  filter.opened_to_us = check_now_us;
  finds_first(&w, filter, first);
  filter.set_fields = PMM_CASE_FILTER_OPENED_FROM_US;
  filter.opened_from_us = check_now_us - DAY;
  CHECK(count_cases(w.admin, &filter) == 2);
  filter.opened_from_us = check_now_us;
  CHECK(count_cases(w.admin, &filter) == 1);
  filter.set_fields = PMM_CASE_FILTER_OVERDUE;
  filter.overdue = 1;
  CHECK(count_cases(w.admin, &filter) == 0);
  check_now_us = end_summer(2007, 3, 31) + 1;
  CHECK(count_cases(w.admin, &filter) == 2);
  check_now_us = end_summer(2007, 3, 31);
  CHECK(count_cases(w.admin, &filter) == 1);
  filter.overdue = 0;
  finds_first(&w, filter, first);
  filter.set_fields = UINT64_C(1) << 50;
  CHECK_FAILS(pmm_case_list(w.admin, &filter, NULL, NULL, &row, &check_error), PMM_E_UNSUPPORTED,
              "filter.set_fields");
  close_world(&w);
}

static void test_case__pages(void) {
  world w;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result *rows = NULL, *more = NULL;
  int64_t i;
  open_world(&w);
  for (i = 0; i < 5; ++i) make_case(w.clerk, "report", w.calendar, 0);
  page.limit = 3;
  CHECK_OK(pmm_case_list(w.clerk, NULL, &page, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 3 && int_cell(rows, 0, "id") == 5);
  page.cursor = pmm_result_next_cursor(rows);
  CHECK(page.cursor.size > 0);
  make_case(w.clerk, "report", w.calendar, 0);
  CHECK_OK(pmm_case_list(w.clerk, NULL, &page, NULL, &more, &check_error));
  CHECK(pmm_result_rows(more) == 2 && int_cell(more, 0, "id") == 2);
  CHECK(pmm_result_next_cursor(more).size == 0);
  pmm_result_free(more);
  CHECK_FAILS(pmm_case_list(w.admin, NULL, &page, NULL, &more, &check_error), PMM_E_INVALID,
              "page.cursor");
  pmm_result_free(rows);
  page.cursor.size = 0;
  page.limit = 10001;
  CHECK_FAILS(pmm_case_list(w.admin, NULL, &page, NULL, &rows, &check_error), PMM_E_LIMIT,
              "page.limit");
  CHECK_FAILS(pmm_case_events(w.admin, 1, &page, NULL, &rows, &check_error), PMM_E_LIMIT,
              "page.limit");
  close_world(&w);
}

static void test_case__what_is_no_longer_active(void) {
  world w;
  pmm_case_input input;
  pmm_office_input office = PMM_OFFICE_INPUT_INIT;
  pmm_channel_input channel = PMM_CHANNEL_INPUT_INIT;
  pmm_category_input category = PMM_CATEGORY_INPUT_INIT;
  pmm_area_input area = PMM_AREA_INPUT_INIT;
  pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
  pmm_id id;
  open_world(&w);
  id = make_case(w.admin, "report", w.calendar, 0);
  office.set_fields = PMM_OFFICE_ACTIVE;
  CHECK_OK(pmm_office_update(w.admin, w.office_b, &office, NULL, NULL, &check_error));
  channel.set_fields = PMM_CHANNEL_ACTIVE;
  CHECK_OK(pmm_channel_update(w.admin, w.desk, &channel, NULL, NULL, &check_error));
  category.set_fields = PMM_CATEGORY_ACTIVE;
  CHECK_OK(pmm_category_update(w.admin, w.category, &category, NULL, NULL, &check_error));
  area.set_fields = PMM_AREA_ACTIVE;
  CHECK_OK(pmm_area_update(w.admin, w.area, &area, NULL, NULL, &check_error));
  actor.set_fields = PMM_ACTOR_ACTIVE;
  CHECK_OK(pmm_actor_update(w.admin, w.clerk_actor, &actor, NULL, NULL, &check_error));
  CHECK_FAILS(assign(w.admin, id, w.office_b, 0), PMM_E_CONFLICT, "office");
  CHECK_FAILS(assign(w.admin, id, 0, w.clerk_actor), PMM_E_CONFLICT, "assignee");
  input = case_input("report", w.calendar, 0);
  CHECK_FAILS(create(w.admin, &input), PMM_E_CONFLICT, "category");
  input.set_fields |= PMM_CASE_CATEGORY | PMM_CASE_OFFICE;
  input.office = w.office_b;
  CHECK_FAILS(create(w.admin, &input), PMM_E_CONFLICT, "office");
  input.office = 0;
  CHECK_OK(create(w.admin, &input));
  input.set_fields |= PMM_CASE_CHANNEL;
  input.channel = w.desk;
  CHECK_FAILS(create(w.admin, &input), PMM_E_CONFLICT, "channel");
  input.set_fields = PMM_CASE_AREA;
  input.area = w.area;
  CHECK_FAILS(update(w.admin, id, &input), PMM_E_CONFLICT, "area");
  close_world(&w);
}

static void test_case__a_cancelled_call_changes_nothing(void) {
  world w;
  pmm_case_input input;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* rows = NULL;
  pmm_id id;
  open_world(&w);
  id = make_case(w.admin, "report", w.calendar, 0);
  input = case_input("report", w.calendar, 0);
  CHECK_OK(pmm_cancel_create(&call.cancel, &check_error));
  pmm_cancel_request(call.cancel);
  CHECK_FAILS(pmm_case_create(w.admin, &input, &call, &id, &check_error), PMM_E_CANCELLED, NULL);
  CHECK(id == 0);
  CHECK_FAILS(pmm_case_advance(w.admin, 1, pmm_string("triage"), NULL, &call, NULL, &check_error),
              PMM_E_CANCELLED, NULL);
  CHECK_FAILS(pmm_case_list(w.admin, NULL, NULL, &call, &rows, &check_error), PMM_E_CANCELLED,
              NULL);
  CHECK(rows == NULL);
  pmm_cancel_free(call.cancel);
  CHECK(count_cases(w.admin, NULL) == 1);
  CHECK(case_text(w.admin, 1, "state", "new"));
  call.cancel = NULL;
  call.on_behalf_of = 99;
  CHECK_FAILS(pmm_case_create(w.admin, &input, &call, &id, &check_error), PMM_E_NOT_FOUND,
              "call.on_behalf_of");
  close_world(&w);
}

static void test_case__nulls_are_refused(void) {
  world w;
  pmm_case_input input;
  pmm_id id = 0;
  pmm_str broken = {NULL, 3};
  open_world(&w);
  input = case_input("report", w.calendar, 0);
  CHECK_FAILS(pmm_case_create(NULL, &input, NULL, &id, &check_error), PMM_E_INVALID, "session");
  CHECK_FAILS(pmm_case_create(w.admin, NULL, NULL, &id, &check_error), PMM_E_INVALID, "input");
  CHECK_FAILS(pmm_case_create(w.admin, &input, NULL, NULL, &check_error), PMM_E_INVALID, "out_id");
  CHECK_FAILS(pmm_case_update(w.admin, 1, NULL, NULL, NULL, &check_error), PMM_E_INVALID, "input");
  CHECK_FAILS(pmm_case_get(w.admin, 1, NULL, NULL, &check_error), PMM_E_INVALID, "out_result");
  CHECK_FAILS(pmm_case_advance(w.admin, 1, broken, NULL, NULL, NULL, &check_error), PMM_E_INVALID,
              "verb");
  CHECK_FAILS(pmm_case_suspend(w.admin, 1, broken, NULL, NULL, &check_error), PMM_E_INVALID,
              "reason");
  CHECK_FAILS(pmm_case_comment(w.admin, 1, broken, broken, NULL, NULL, &check_error), PMM_E_INVALID,
              "note");
  input.struct_size = 8;
  CHECK_FAILS(pmm_case_create(w.admin, &input, NULL, &id, &check_error), PMM_E_INVALID,
              "input.struct_size");
  /* Without an error to fill the status says it all. */
  CHECK(pmm_case_create(w.admin, &input, NULL, &id, NULL) == PMM_E_INVALID);
  close_world(&w);
}

int main(void) {
  test_case__create_keeps_every_field();
  test_case__numbers_count_by_kind_and_local_year();
  test_case__create_checks_each_field();
  test_case__create_wants_an_active_service_over_its_channel();
  test_case__attributes_fit_the_service();
  test_case__I5_keys_are_unique_and_writes_idempotent();
  test_case__update_changes_data_alone();
  test_case__another_version_is_a_conflict();
  test_case__offices_see_their_own_and_citizens_themselves();
  test_case__a_citizen_opens_its_own();
  test_case__list_filters();
  test_case__pages();
  test_case__what_is_no_longer_active();
  test_case__a_cancelled_call_changes_nothing();
  test_case__nulls_are_refused();
  return 0;
}
