#include "town.h"

static pmm_contact_input phone_call(const town* t) {
  pmm_contact_input in = PMM_CONTACT_INPUT_INIT;
  in.set_fields = PMM_CONTACT_CHANNEL;
  in.channel = t->phone;
  return in;
}

static pmm_id create(pmm_session* s, const pmm_contact_input* in) {
  pmm_id id = 0;
  CHECK_OK(pmm_contact_create(s, in, NULL, &id, &check_error));
  return id;
}

static pmm_result* get(pmm_session* s, pmm_id id) {
  pmm_result* row = NULL;
  CHECK_OK(pmm_contact_get(s, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1);
  return row;
}

static pmm_result* list(pmm_session* s, const pmm_contact_filter* filter) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_contact_list(s, filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static int64_t count(pmm_session* s, const pmm_contact_filter* filter) {
  pmm_result* rows = list(s, filter);
  const int64_t n = pmm_result_rows(rows);
  pmm_result_free(rows);
  return n;
}

static void test_contact__defaults(town* t) {
  pmm_contact_input in = phone_call(t);
  pmm_result* row = get(t->clerk, create(t->clerk, &in));
  CHECK(int_cell(row, 0, "version") == 1);
  CHECK(int_cell(row, 0, "channel") == t->phone);
  CHECK(text_cell(row, 0, "direction", "in"));
  CHECK(null_cell(row, 0, "subject") && null_cell(row, 0, "service"));
  CHECK(null_cell(row, 0, "case_id") && null_cell(row, 0, "office"));
  CHECK(int_cell(row, 0, "operator") == t->clerk_actor);
  CHECK(int_cell(row, 0, "started") == check_now_us && null_cell(row, 0, "ended"));
  CHECK(null_cell(row, 0, "waiting_s") && null_cell(row, 0, "outcome"));
  CHECK(!null_cell(row, 0, "abandoned") && int_cell(row, 0, "abandoned") == 0);
  CHECK(int_cell(row, 0, "assurance") == 0 && null_cell(row, 0, "on_behalf_of"));
  CHECK(int_cell(row, 0, "created") == check_now_us);
  CHECK(same_text(pmm_result_column_unit(row, column_of(row, "waiting_s")), "s"));
  pmm_result_free(row);
}

static void test_contact__everything_given(town* t) {
  pmm_contact_input in = phone_call(t);
  pmm_call call = PMM_CALL_INIT;
  pmm_id id = 0;
  pmm_result* row;
  in.set_fields = (UINT64_C(1) << 14) - 1;
  in.direction = pmm_string("out");
  in.subject = t->anna;
  in.service = t->residence;
  in.case_id = 0;
  in.office = t->traffic;
  in.operator_id = t->clerk_actor;
  in.started_us = check_now_us - 600 * CHECK_SECOND;
  in.ended_us = in.started_us;
  in.waiting_s = 45;
  in.outcome = pmm_string("resolved");
  in.summary = pmm_string("asked\nabout a certificate");
  in.external_id = pmm_string("call-1");
  call.assurance = 2;
  call.on_behalf_of = t->bruno; /* of whom the contact is not */
  CHECK_FAILS(pmm_contact_create(t->admin, &in, &call, &id, &check_error), PMM_E_CONFLICT,
              "call.on_behalf_of");
  call.on_behalf_of = t->anna;
  CHECK_OK(pmm_contact_create(t->admin, &in, &call, &id, &check_error));
  row = get(t->admin, id);
  CHECK(text_cell(row, 0, "direction", "out"));
  CHECK(int_cell(row, 0, "subject") == t->anna && int_cell(row, 0, "office") == t->traffic);
  CHECK(int_cell(row, 0, "ended") == in.ended_us && int_cell(row, 0, "waiting_s") == 45);
  CHECK(text_cell(row, 0, "outcome", "resolved"));
  CHECK(text_cell(row, 0, "summary", "asked\nabout a certificate"));
  CHECK(int_cell(row, 0, "assurance") == 2 && int_cell(row, 0, "on_behalf_of") == t->anna);
  pmm_result_free(row);
  in.set_fields = PMM_CONTACT_CHANNEL;
  call.on_behalf_of = 999;
  CHECK_FAILS(pmm_contact_create(t->admin, &in, &call, &id, &check_error), PMM_E_NOT_FOUND,
              "call.on_behalf_of");
  CHECK(id == 0);
}

static void test_contact__office_and_service_come_from_the_case(town* t) {
  const pmm_id hole = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  pmm_contact_input in = phone_call(t);
  pmm_result* row;
  in.set_fields |= PMM_CONTACT_CASE_ID;
  in.case_id = hole;
  row = get(t->admin, create(t->admin, &in));
  CHECK(int_cell(row, 0, "office") == t->traffic && int_cell(row, 0, "service") == t->potholes);
  CHECK(null_cell(row, 0, "subject"));
  pmm_result_free(row);
  in = phone_call(t);
  in.set_fields |= PMM_CONTACT_SERVICE;
  in.service = t->residence;
  row = get(t->admin, create(t->admin, &in));
  CHECK(int_cell(row, 0, "office") == t->registry);
  pmm_result_free(row);
  in.set_fields |= PMM_CONTACT_OFFICE; /* given as none */
  row = get(t->admin, create(t->admin, &in));
  CHECK(null_cell(row, 0, "office"));
  pmm_result_free(row);
}

static void test_contact__refuses(town* t) {
  struct {
    uint64_t bits;
    pmm_status status;
    const char* field;
  } const cases[] = {{0, PMM_E_INVALID, "channel"},
                     {PMM_CONTACT_DIRECTION, PMM_E_INVALID, "direction"},
                     {PMM_CONTACT_SUBJECT, PMM_E_NOT_FOUND, "subject"},
                     {PMM_CONTACT_SERVICE, PMM_E_NOT_FOUND, "service"},
                     {PMM_CONTACT_CASE_ID, PMM_E_NOT_FOUND, "case_id"},
                     {PMM_CONTACT_OFFICE, PMM_E_NOT_FOUND, "office"},
                     {PMM_CONTACT_OPERATOR_ID, PMM_E_NOT_FOUND, "operator_id"},
                     {PMM_CONTACT_ENDED_US, PMM_E_INVALID, "ended_us"},
                     {PMM_CONTACT_STARTED_US, PMM_E_INVALID, "input.started_us"},
                     {PMM_CONTACT_WAITING_S, PMM_E_INVALID, "input.waiting_s"},
                     {PMM_CONTACT_OUTCOME, PMM_E_INVALID, "outcome"},
                     {PMM_CONTACT_ABANDONED, PMM_E_INVALID, "input.abandoned"},
                     {PMM_CONTACT_SUMMARY, PMM_E_INVALID, "input.summary"},
                     {PMM_CONTACT_EXTERNAL_ID, PMM_E_LIMIT, "input.external_id"},
                     {UINT64_C(1) << 40, PMM_E_UNSUPPORTED, "input.set_fields"}};
  static char long_key[300];
  size_t i;
  memset(long_key, 'x', sizeof long_key - 1);
  for (i = 0; i < sizeof cases / sizeof cases[0]; ++i) {
    pmm_contact_input in = phone_call(t);
    pmm_id id = 7;
    in.set_fields = cases[i].bits | (cases[i].bits == 0 ? 0 : PMM_CONTACT_CHANNEL);
    in.direction = pmm_string("up");
    in.subject = in.service = in.case_id = in.office = in.operator_id = 999;
    in.ended_us = check_now_us - 1;
    in.started_us = INT64_MAX;
    in.waiting_s = -1;
    in.outcome = pmm_string("Was it resolved?");
    in.summary.data = "a\0b";
    in.summary.size = 3;
    in.external_id = pmm_string(long_key);
    in.abandoned = 2;
    CHECK_FAILS(pmm_contact_create(t->admin, &in, NULL, &id, &check_error), cases[i].status,
                cases[i].field);
    CHECK(id == 0);
  }
}

static void test_contact__channel_must_be_active(town* t) {
  pmm_contact_input in = phone_call(t);
  pmm_id id = 0;
  in.channel = t->old;
  CHECK_FAILS(pmm_contact_create(t->admin, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "channel");
  in.channel = 999;
  CHECK_FAILS(pmm_contact_create(t->admin, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND,
              "channel");
}

static void test_contact__abandoned_has_no_handling(town* t) {
  pmm_contact_input in = phone_call(t);
  pmm_id id = 0;
  pmm_result* row;
  in.set_fields |= PMM_CONTACT_ABANDONED | PMM_CONTACT_WAITING_S;
  in.abandoned = 1;
  in.waiting_s = 120;
  row = get(t->clerk, create(t->clerk, &in));
  CHECK(int_cell(row, 0, "abandoned") == 1 && null_cell(row, 0, "operator"));
  pmm_result_free(row);
  in.set_fields |= PMM_CONTACT_ENDED_US;
  in.ended_us = check_now_us;
  CHECK_FAILS(pmm_contact_create(t->clerk, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "ended_us");
}

static void test_contact__case_of_another_subject(town* t) {
  const pmm_id hole = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  pmm_contact_input in = phone_call(t);
  pmm_id id = 0;
  int64_t version = 0;
  in.set_fields |= PMM_CONTACT_CASE_ID | PMM_CONTACT_SUBJECT;
  in.case_id = hole;
  in.subject = t->bruno;
  CHECK_FAILS(pmm_contact_create(t->admin, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "case_id");
  in.subject = t->anna;
  create(t->admin, &in);
  in.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_CASE_ID;
  id = create(t->admin, &in);
  in.set_fields = PMM_CONTACT_SUBJECT;
  in.subject = t->bruno;
  CHECK_FAILS(pmm_contact_update(t->admin, id, &in, NULL, &version, &check_error), PMM_E_CONFLICT,
              "case_id");
}

static void test_contact__subject_is_attached_once(town* t) {
  pmm_contact_input in = phone_call(t);
  const pmm_id id = create(t->admin, &in);
  int64_t version = 0;
  pmm_result* row;
  in.set_fields = PMM_CONTACT_SUBJECT;
  in.subject = t->anna;
  CHECK_OK(pmm_contact_update(t->clerk, id, &in, NULL, &version, &check_error));
  CHECK(version == 2);
  CHECK_OK(pmm_contact_update(t->clerk, id, &in, NULL, &version, &check_error));
  CHECK(version == 2); /* nothing changed */
  in.subject = t->bruno;
  CHECK_FAILS(pmm_contact_update(t->clerk, id, &in, NULL, &version, &check_error), PMM_E_CONFLICT,
              "subject");
  CHECK(version == 0);
  in.subject = 0;
  CHECK_FAILS(pmm_contact_update(t->clerk, id, &in, NULL, &version, &check_error), PMM_E_CONFLICT,
              "subject");
  row = get(t->clerk, id);
  CHECK(int_cell(row, 0, "subject") == t->anna);
  pmm_result_free(row);
}

static void test_contact__update(town* t) {
  pmm_contact_input in = phone_call(t);
  const pmm_id id = create(t->clerk, &in);
  pmm_call call = PMM_CALL_INIT;
  int64_t version = 0;
  pmm_result *row, *history = NULL;
  in.set_fields = PMM_CONTACT_ENDED_US | PMM_CONTACT_OUTCOME;
  in.ended_us = check_now_us + CHECK_SECOND;
  in.outcome = pmm_string("forwarded");
  call.expected_version = 1;
  CHECK_OK(pmm_contact_update(t->clerk, id, &in, &call, &version, &check_error));
  in.outcome = pmm_string("resolved");
  CHECK_FAILS(pmm_contact_update(t->clerk, id, &in, &call, &version, &check_error), PMM_E_CONFLICT,
              "call.expected_version");
  in.set_fields = PMM_CONTACT_ABANDONED;
  in.abandoned = 1;
  CHECK_FAILS(pmm_contact_update(t->clerk, id, &in, NULL, &version, &check_error), PMM_E_INVALID,
              "ended_us");
  in.set_fields = PMM_CONTACT_OFFICE; /* out of the clerk's reach */
  in.office = t->traffic;
  CHECK_STATUS(pmm_contact_update(t->clerk, id, &in, NULL, &version, &check_error), PMM_E_DENIED);
  CHECK_FAILS(pmm_contact_update(t->clerk, 999, &in, NULL, &version, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_OK(pmm_contact_update(t->admin, id, &in, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_contact_update(t->clerk, id, &in, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  row = get(t->admin, id);
  CHECK(int_cell(row, 0, "version") == 3 && text_cell(row, 0, "outcome", "forwarded"));
  pmm_result_free(row);
  CHECK_OK(pmm_history(t->admin, PMM_NOUN_CONTACT, id, NULL, NULL, &history, &check_error));
  CHECK(pmm_result_rows(history) == 3);
  CHECK(text_cell(history, 0, "fields", "office"));
  CHECK(text_cell(history, 1, "fields", "ended,outcome"));
  pmm_result_free(history);
}

static void test_contact__external_id_and_idempotency(town* t) {
  pmm_contact_input in = phone_call(t);
  pmm_call call = PMM_CALL_INIT;
  pmm_id first = 0, second = 0;
  in.set_fields |= PMM_CONTACT_EXTERNAL_ID;
  in.external_id = pmm_string("cti-77");
  call.idempotency_key = pmm_string("k1");
  CHECK_OK(pmm_contact_create(t->admin, &in, &call, &first, &check_error));
  CHECK_OK(pmm_contact_create(t->admin, &in, &call, &second, &check_error));
  CHECK(first == second);
  CHECK_FAILS(pmm_contact_create(t->admin, &in, NULL, &second, &check_error), PMM_E_CONFLICT,
              "external_id");
  in.channel = t->web;
  CHECK_FAILS(pmm_contact_create(t->admin, &in, &call, &second, &check_error), PMM_E_CONFLICT,
              "call.idempotency_key");
}

static void test_contact__list_filters(town* t) {
  pmm_contact_filter f = PMM_CONTACT_FILTER_INIT;
  pmm_contact_input in = phone_call(t);
  const int64_t before = count(t->admin, NULL);
  pmm_id with_anna, alone;
  pmm_result* rows = NULL;
  pmm_page page = PMM_PAGE_INIT;
  in.set_fields |= PMM_CONTACT_SUBJECT | PMM_CONTACT_STARTED_US | PMM_CONTACT_SERVICE;
  in.subject = t->anna;
  in.service = t->residence;
  in.started_us = 5 * CHECK_SECOND;
  with_anna = create(t->admin, &in);
  in = phone_call(t);
  in.channel = t->web;
  in.set_fields |= PMM_CONTACT_STARTED_US | PMM_CONTACT_ABANDONED | PMM_CONTACT_EXTERNAL_ID;
  in.started_us = 6 * CHECK_SECOND;
  in.abandoned = 1;
  in.external_id = pmm_string("only-one");
  alone = create(t->admin, &in);
  CHECK(count(t->admin, NULL) == before + 2);

  f.set_fields = PMM_CONTACT_FILTER_FROM_US | PMM_CONTACT_FILTER_TO_US;
  f.from_us = 5 * CHECK_SECOND;
  f.to_us = 6 * CHECK_SECOND;
  CHECK(count(t->admin, &f) == 1);
  f.to_us = 6 * CHECK_SECOND + 1;
  rows = list(t->admin, &f);
  CHECK(pmm_result_rows(rows) == 2 && int_cell(rows, 0, "id") == alone);
  pmm_result_free(rows);
  f.set_fields |= PMM_CONTACT_FILTER_SUBJECT;
  f.subject = t->anna;
  rows = list(t->admin, &f);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == with_anna);
  pmm_result_free(rows);
  f.subject = 0; /* without a subject */
  CHECK(count(t->admin, &f) == 1);
  f.set_fields = PMM_CONTACT_FILTER_EXTERNAL_ID | PMM_CONTACT_FILTER_ABANDONED |
                 PMM_CONTACT_FILTER_CHANNEL | PMM_CONTACT_FILTER_OPERATOR_ID |
                 PMM_CONTACT_FILTER_OFFICE | PMM_CONTACT_FILTER_SERVICE |
                 PMM_CONTACT_FILTER_CASE_ID;
  f.external_id = pmm_string("only-one");
  f.abandoned = 1;
  f.channel = t->web;
  CHECK(count(t->admin, &f) == 1);
  f.abandoned = 0;
  CHECK(count(t->admin, &f) == 0);
  f.set_fields = UINT64_C(1) << 30;
  CHECK_FAILS(pmm_contact_list(t->admin, &f, NULL, NULL, &rows, &check_error), PMM_E_UNSUPPORTED,
              "filter.set_fields");
  f.set_fields = 0;
  f.reserved1 = 1;
  CHECK_FAILS(pmm_contact_list(t->admin, &f, NULL, NULL, &rows, &check_error), PMM_E_INVALID,
              "filter.reserved0");
  page.limit = 10001;
  CHECK_FAILS(pmm_contact_list(t->admin, NULL, &page, NULL, &rows, &check_error), PMM_E_LIMIT,
              "page.limit");
  CHECK(rows == NULL);
}

static void test_contact__pages_give_each_row_once(town* t) {
  const int64_t all = count(t->admin, NULL);
  pmm_page page = PMM_PAGE_INIT;
  pmm_result *rows = NULL, *next = NULL;
  int64_t seen = 0, last = INT64_MAX;
  page.limit = 2;
  for (;;) {
    int64_t i;
    CHECK_OK(pmm_contact_list(t->admin, NULL, &page, NULL, &next, &check_error));
    pmm_result_free(rows);
    rows = next;
    for (i = 0; i < pmm_result_rows(rows); ++i, ++seen) {
      CHECK(int_cell(rows, i, "id") < last);
      last = int_cell(rows, i, "id");
    }
    page.cursor = pmm_result_next_cursor(rows);
    if (page.cursor.size == 0) break;
  }
  CHECK(seen == all);
  pmm_result_free(rows);
  page.cursor = pmm_string("AAAAAAAAAAAAAAAA");
  CHECK_FAILS(pmm_contact_list(t->admin, NULL, &page, NULL, &rows, &check_error), PMM_E_INVALID,
              "page.cursor");
}

static void test_contact__access(town* t) {
  pmm_contact_input in = phone_call(t);
  pmm_result* row = NULL;
  pmm_id of_traffic, of_anna, id = 0;
  in.set_fields |= PMM_CONTACT_OFFICE;
  in.office = t->traffic;
  of_traffic = create(t->admin, &in);
  CHECK_STATUS(pmm_contact_create(t->clerk, &in, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK_FAILS(pmm_contact_get(t->clerk, of_traffic, NULL, &row, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK(row == NULL);

  in = phone_call(t);
  in.set_fields |= PMM_CONTACT_SUBJECT;
  in.subject = t->anna;
  of_anna = create(t->citizen, &in);
  row = get(t->citizen, of_anna);
  CHECK(null_cell(row, 0, "operator"));
  pmm_result_free(row);
  row = list(t->citizen, NULL);
  CHECK(pmm_result_rows(row) >= 1);
  for (id = 0; id < pmm_result_rows(row); ++id) CHECK(int_cell(row, id, "subject") == t->anna);
  pmm_result_free(row);
  CHECK_STATUS(pmm_contact_update(t->citizen, of_anna, &in, NULL, NULL, &check_error),
               PMM_E_DENIED);
  CHECK_FAILS(pmm_contact_update(t->citizen, of_traffic, &in, NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "id");
  in.subject = t->bruno;
  CHECK_STATUS(pmm_contact_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED);
  in.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_OPERATOR_ID;
  in.subject = t->anna;
  in.operator_id = t->clerk_actor;
  CHECK_FAILS(pmm_contact_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED,
              "operator_id");
  CHECK_STATUS(pmm_contact_create(t->nobody, &in, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK(count(t->nobody, NULL) == 0);
}

int main(void) {
  town t = open_town();
  test_contact__defaults(&t);
  test_contact__everything_given(&t);
  test_contact__office_and_service_come_from_the_case(&t);
  test_contact__refuses(&t);
  test_contact__channel_must_be_active(&t);
  test_contact__abandoned_has_no_handling(&t);
  test_contact__case_of_another_subject(&t);
  test_contact__subject_is_attached_once(&t);
  test_contact__update(&t);
  test_contact__external_id_and_idempotency(&t);
  test_contact__list_filters(&t);
  test_contact__pages_give_each_row_once(&t);
  test_contact__access(&t);
  close_town(&t);
  return 0;
}
