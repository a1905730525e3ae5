#include "town.h"

static pmm_visit hit(const char* path) {
  pmm_visit out = PMM_VISIT_INIT;
  out.path = pmm_string(path);
  return out;
}

static pmm_result* list(pmm_session* s, const pmm_visit_filter* filter) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_visit_list(s, filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static int64_t count(pmm_session* s, const pmm_visit_filter* filter) {
  pmm_result* rows = list(s, filter);
  const int64_t n = pmm_result_rows(rows);
  pmm_result_free(rows);
  return n;
}

static void test_visit__append(town* t) {
  pmm_visit hits[3];
  int64_t appended = 7;
  pmm_result* rows;
  hits[0] = hit("/servizi/anagrafe?cf=RSSMRA80A01F839W#top");
  hits[0].at_us = 5 * CHECK_SECOND;
  hits[0].visitor = pmm_string("cookie-1");
  hits[0].service = t->residence;
  hits[0].channel = t->web;
  hits[0].status = 200;
  hits[0].subject = t->anna;
  hits[1] = hit("HTTPS://www.example.it/servizi/anagrafe#x?y");
  hits[1].visitor = pmm_string("cookie-1");
  hits[2] = hit("http://www.example.it");
  hits[2].visitor = pmm_string("cookie-2");
  CHECK_OK(pmm_visit_append(t->admin, hits, 3, NULL, &appended, &check_error));
  CHECK(appended == 3);
  rows = list(t->admin, NULL);
  CHECK(pmm_result_rows(rows) == 3);
  CHECK(text_cell(rows, 0, "path", "/") && text_cell(rows, 1, "path", "/servizi/anagrafe"));
  CHECK(text_cell(rows, 2, "path", "/servizi/anagrafe"));
  CHECK(int_cell(rows, 2, "at") == 5 * CHECK_SECOND && int_cell(rows, 1, "at") == check_now_us);
  CHECK(int_cell(rows, 2, "service") == t->residence && int_cell(rows, 2, "status") == 200);
  CHECK(int_cell(rows, 2, "channel") == t->web && int_cell(rows, 2, "subject") == t->anna);
  CHECK(null_cell(rows, 0, "service") && null_cell(rows, 0, "status"));
  CHECK(int_cell(rows, 1, "visitor") == int_cell(rows, 2, "visitor"));
  CHECK(int_cell(rows, 0, "visitor") != int_cell(rows, 1, "visitor"));
  pmm_result_free(rows);
  CHECK_OK(pmm_visit_append(t->admin, hits, 1, NULL, NULL, &check_error));
}

/* Two stores hash a visitor differently: their visits cannot be joined. */
static void test_visit__visitor_is_hashed_per_store(town* t) {
  pmm_session* s = NULL;
  pmm_db* other = open_memory(&s);
  pmm_visit one = hit("/a");
  pmm_result *here, *there;
  one.visitor = pmm_string("cookie-1");
  CHECK_OK(pmm_visit_append(s, &one, 1, NULL, NULL, &check_error));
  CHECK_OK(pmm_visit_append(t->admin, &one, 1, NULL, NULL, &check_error));
  here = list(t->admin, NULL);
  there = list(s, NULL);
  CHECK(int_cell(here, 0, "visitor") != int_cell(there, 0, "visitor"));
  pmm_result_free(here);
  pmm_result_free(there);
  close_memory(other, s);
}

static void test_visit__a_bad_row_keeps_all_out(town* t) {
  static char long_path[5000];
  struct {
    const char* path;
    pmm_id service, channel, subject;
    int32_t status;
    pmm_status expected;
    const char* field;
  } const bad[] = {{"", 0, 0, 0, 0, PMM_E_INVALID, "path"},
                   {"servizi", 0, 0, 0, 0, PMM_E_INVALID, "path"},
                   {"ftp://host/x", 0, 0, 0, 0, PMM_E_INVALID, "path"},
                   {"http:///x", 0, 0, 0, 0, PMM_E_INVALID, "path"},
                   {"?q", 0, 0, 0, 0, PMM_E_INVALID, "path"},
                   {"/a\tb", 0, 0, 0, 0, PMM_E_INVALID, "path"},
                   {"/a\xff", 0, 0, 0, 0, PMM_E_INVALID, "path"},
                   {"/", 999, 0, 0, 0, PMM_E_NOT_FOUND, "service"},
                   {"/", 0, 999, 0, 0, PMM_E_NOT_FOUND, "channel"},
                   {"/", 0, 0, 999, 0, PMM_E_NOT_FOUND, "subject"},
                   {"/", -1, 0, 0, 0, PMM_E_INVALID, "service"},
                   {"/", 0, 0, 0, 42, PMM_E_INVALID, "status"},
                   {"/", 0, 0, 0, 600, PMM_E_INVALID, "status"},
                   {long_path, 0, 0, 0, 0, PMM_E_LIMIT, "path"}};
  const int64_t before = count(t->admin, NULL);
  size_t i;
  memset(long_path, 'x', sizeof long_path - 1);
  long_path[0] = '/';
  for (i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
    pmm_visit hits[2];
    int64_t appended = 7;
    pmm_error* error = NULL;
    hits[0] = hit("/never/seen/before");
    hits[1] = hit(bad[i].path);
    hits[1].service = bad[i].service;
    hits[1].channel = bad[i].channel;
    hits[1].subject = bad[i].subject;
    hits[1].status = bad[i].status;
    CHECK(pmm_visit_append(t->admin, hits, 2, NULL, &appended, &error) == bad[i].expected);
    CHECK(same_text(pmm_error_field(error), bad[i].field));
    CHECK(pmm_error_row(error) == 1);
    CHECK(appended == 0);
    pmm_error_free(error);
  }
  CHECK(count(t->admin, NULL) == before);
  /* What is cut off may be long. */
  {
    pmm_visit one = hit(long_path);
    long_path[10] = '?';
    CHECK_OK(pmm_visit_append(t->admin, &one, 1, NULL, NULL, &check_error));
  }
}

static void test_visit__sizes_of_the_struct(town* t) {
  struct {
    pmm_visit visit;
    int64_t newer;
  } longer[2];
  pmm_visit one = hit("/a");
  int64_t appended = 0;
  memset(longer, 0, sizeof longer);
  longer[0].visit = longer[1].visit = one;
  longer[0].visit.struct_size = (uint32_t)sizeof longer[0];
  CHECK_OK(pmm_visit_append(t->admin, &longer[0].visit, 2, NULL, &appended, &check_error));
  CHECK(appended == 2);
  longer[1].newer = 1;
  CHECK_STATUS(pmm_visit_append(t->admin, &longer[0].visit, 2, NULL, &appended, &check_error),
               PMM_E_UNSUPPORTED);
  one.struct_size = 0;
  CHECK_FAILS(pmm_visit_append(t->admin, &one, 1, NULL, &appended, &check_error), PMM_E_INVALID,
              "hits.struct_size");
  one.struct_size = (uint32_t)sizeof one - 1;
  CHECK_FAILS(pmm_visit_append(t->admin, &one, 1, NULL, &appended, &check_error), PMM_E_INVALID,
              "hits.struct_size");
  CHECK_FAILS(pmm_visit_append(t->admin, NULL, 1, NULL, &appended, &check_error), PMM_E_INVALID,
              "hits");
  one = hit("/a");
  CHECK_FAILS(pmm_visit_append(t->admin, &one, 0, NULL, &appended, &check_error), PMM_E_INVALID,
              "count");
  CHECK_FAILS(pmm_visit_append(t->admin, &one, 1000001, NULL, &appended, &check_error), PMM_E_LIMIT,
              "count");
  CHECK_FAILS(pmm_visit_append(NULL, &one, 1, NULL, &appended, &check_error), PMM_E_INVALID,
              "session");
}

static int32_t stop_at_once(void* user_data, int64_t done, int64_t total) {
  CHECK(total == 1 && done == 0);
  ++*(int*)user_data;
  return 1;
}

static void test_visit__call_options(town* t) {
  pmm_visit one = hit("/a");
  pmm_call call = PMM_CALL_INIT;
  int64_t appended = 0;
  int64_t before;
  int asked = 0;
  call.idempotency_key = pmm_string("hits-1");
  CHECK_OK(pmm_visit_append(t->admin, &one, 1, &call, &appended, &check_error));
  before = count(t->admin, NULL);
  CHECK_OK(pmm_visit_append(t->admin, &one, 1, &call, &appended, &check_error));
  CHECK(appended == 1 && count(t->admin, NULL) == before);
  one.path = pmm_string("/b");
  CHECK_FAILS(pmm_visit_append(t->admin, &one, 1, &call, &appended, &check_error), PMM_E_CONFLICT,
              "call.idempotency_key");
  call.idempotency_key = pmm_string("");
  call.progress = stop_at_once;
  call.progress_data = &asked;
  CHECK_STATUS(pmm_visit_append(t->admin, &one, 1, &call, &appended, &check_error),
               PMM_E_CANCELLED);
  CHECK(asked == 1 && count(t->admin, NULL) == before);
  call.progress = NULL;
  CHECK_OK(pmm_cancel_create(&call.cancel, &check_error));
  pmm_cancel_request(call.cancel);
  CHECK_STATUS(pmm_visit_append(t->admin, &one, 1, &call, &appended, &check_error),
               PMM_E_CANCELLED);
  pmm_cancel_free(call.cancel);
}

static void test_visit__list_filters_and_access(town* t) {
  pmm_visit_filter f = PMM_VISIT_FILTER_INIT;
  pmm_result* rows = NULL;
  pmm_visit one = hit("/b");
  pmm_page page = PMM_PAGE_INIT;
  one.subject = t->bruno;
  one.service = t->potholes;
  one.at_us = 9 * CHECK_SECOND;
  CHECK_OK(pmm_visit_append(t->admin, &one, 1, NULL, NULL, &check_error));
  f.set_fields = PMM_VISIT_FILTER_SUBJECT | PMM_VISIT_FILTER_SERVICE | PMM_VISIT_FILTER_FROM_US |
                 PMM_VISIT_FILTER_TO_US | PMM_VISIT_FILTER_CHANNEL;
  f.subject = t->bruno;
  f.service = t->potholes;
  f.from_us = 9 * CHECK_SECOND;
  f.to_us = 9 * CHECK_SECOND + 1;
  CHECK(count(t->admin, &f) == 1 && count(t->clerk, &f) == 1);
  f.to_us = f.from_us;
  CHECK(count(t->admin, &f) == 0);
  rows = list(t->citizen, NULL);
  CHECK(pmm_result_rows(rows) == 2 && int_cell(rows, 0, "subject") == t->anna);
  pmm_result_free(rows);
  CHECK(count(t->nobody, NULL) == 0);
  CHECK_STATUS(pmm_visit_append(t->clerk, &one, 1, NULL, NULL, &check_error), PMM_E_DENIED);
  CHECK_STATUS(pmm_visit_append(t->citizen, &one, 1, NULL, NULL, &check_error), PMM_E_DENIED);
  CHECK_STATUS(pmm_visit_append(t->nobody, &one, 1, NULL, NULL, &check_error), PMM_E_DENIED);
  f.set_fields = UINT64_C(1) << 40;
  CHECK_FAILS(pmm_visit_list(t->admin, &f, NULL, NULL, &rows, &check_error), PMM_E_UNSUPPORTED,
              "filter.set_fields");
  page.limit = -1;
  CHECK_FAILS(pmm_visit_list(t->admin, NULL, &page, NULL, &rows, &check_error), PMM_E_LIMIT,
              "page.limit");
  page.limit = 1;
  CHECK_OK(pmm_visit_list(t->admin, NULL, &page, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && pmm_result_next_cursor(rows).size > 0);
  pmm_result_free(rows);
}

int main(void) {
  town t = open_town();
  test_visit__append(&t);
  test_visit__visitor_is_hashed_per_store(&t);
  test_visit__a_bad_row_keeps_all_out(&t);
  test_visit__sizes_of_the_struct(&t);
  test_visit__call_options(&t);
  test_visit__list_filters_and_access(&t);
  close_town(&t);
  return 0;
}
