#include "town.h"

static const char busy[] = "{\"cases\": {\"count\": {\"gte\": 2}}}";
static const char everybody[] = "{\"subject\": {}}";

static pmm_id make_segment(pmm_session* session, const char* name, const char* rule) {
  pmm_segment_input in = PMM_SEGMENT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_SEGMENT_NAME | PMM_SEGMENT_RULE;
  in.name = pmm_string(name);
  in.rule = pmm_string(rule);
  CHECK_OK(pmm_segment_create(session, &in, NULL, &id, &check_error));
  return id;
}

static int64_t count(pmm_session* session, const char* rule) {
  pmm_result* result = NULL;
  int64_t members;
  CHECK_OK(pmm_segment_count(session, pmm_string(rule), NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1);
  members = int_cell(result, 0, "members");
  pmm_result_free(result);
  return members;
}

/* Anna has two reports of registry, Bruno one of traffic. */
static town open_busy_town(void) {
  town t = open_town();
  make_report(t.admin, t.residence, t.anna, t.web, check_now_us);
  make_report(t.admin, t.residence, t.anna, t.phone, check_now_us);
  make_report(t.admin, t.potholes, t.bruno, t.web, check_now_us);
  return t;
}

static void test_segment__create_get_and_list(void) {
  town t = open_busy_town();
  pmm_segment_filter filter = PMM_SEGMENT_FILTER_INIT;
  pmm_segment_input in = PMM_SEGMENT_INPUT_INIT;
  pmm_result* result = NULL;
  pmm_id other = 7;
  const pmm_id id = make_segment(t.admin, "busy", busy);
  CHECK(id == 1);
  make_segment(t.clerk, "all", everybody);
  CHECK_OK(pmm_segment_get(t.clerk, id, NULL, &result, &check_error));
  CHECK(pmm_result_columns(result) == 8);
  CHECK(text_cell(result, 0, "name", "busy"));
  CHECK(text_cell(result, 0, "rule", busy));
  CHECK(int_cell(result, 0, "version") == 1);
  CHECK(null_cell(result, 0, "title"));
  pmm_result_free(result);
  filter.set_fields = PMM_SEGMENT_FILTER_NAME;
  filter.name = pmm_string("all");
  CHECK_OK(pmm_segment_list(t.admin, &filter, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && int_cell(result, 0, "id") == 2);
  pmm_result_free(result);
  CHECK_OK(pmm_segment_list(t.citizen, NULL, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 0);
  pmm_result_free(result);
  CHECK_FAILS(pmm_segment_get(t.citizen, id, NULL, &result, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK(result == NULL);
  in.set_fields = PMM_SEGMENT_NAME | PMM_SEGMENT_RULE;
  in.name = pmm_string("busy");
  in.rule = pmm_string(busy);
  CHECK_FAILS(pmm_segment_create(t.admin, &in, NULL, &other, &check_error), PMM_E_CONFLICT, "name");
  CHECK(other == 0);
  in.name = pmm_string("");
  CHECK_FAILS(pmm_segment_create(t.admin, &in, NULL, &other, &check_error), PMM_E_INVALID, "name");
  in.name = pmm_string("wrong");
  in.rule = pmm_string("{\"and\": [{\"cases\": {\"cuont\": 1}}]}");
  CHECK_FAILS(pmm_segment_create(t.admin, &in, NULL, &other, &check_error), PMM_E_INVALID,
              "rule.and[0].cases.cuont");
  CHECK_FAILS(pmm_segment_create(t.citizen, &in, NULL, &other, &check_error), PMM_E_DENIED, "");
  close_town(&t);
}

static void test_segment__update_keeps_the_past(void) {
  town t = open_busy_town();
  pmm_segment_input in = PMM_SEGMENT_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  const pmm_id id = make_segment(t.admin, "busy", busy);
  in.set_fields = PMM_SEGMENT_RULE | PMM_SEGMENT_TITLE;
  in.rule = pmm_string(everybody);
  in.title = pmm_string("Everybody");
  call.expected_version = 2;
  CHECK_FAILS(pmm_segment_update(t.admin, id, &in, &call, &version, &check_error), PMM_E_CONFLICT,
              "call.expected_version");
  call.expected_version = 1;
  CHECK_OK(pmm_segment_update(t.admin, id, &in, &call, &version, &check_error));
  CHECK(version == 2);
  CHECK(count(t.admin, "{\"segment\": \"busy\"}") == 2);
  CHECK_OK(pmm_segment_versions(t.admin, id, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 2);
  CHECK(int_cell(result, 0, "version") == 2 && null_cell(result, 0, "until"));
  CHECK(text_cell(result, 1, "rule", busy) && !null_cell(result, 1, "until"));
  pmm_result_free(result);
  CHECK_OK(pmm_history(t.admin, PMM_NOUN_SEGMENT, id, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 2);
  CHECK(text_cell(result, 0, "fields", "title,rule"));
  pmm_result_free(result);
  close_town(&t);
}

static void test_segment__cycles_and_what_others_need(void) {
  town t = open_busy_town();
  pmm_segment_input in = PMM_SEGMENT_INPUT_INIT;
  pmm_result* result = NULL;
  int64_t version = 0;
  const pmm_id a = make_segment(t.admin, "a", busy);
  const pmm_id b = make_segment(t.admin, "b", "{\"not\": {\"segment\": \"a\"}}");
  CHECK(count(t.admin, "{\"segment\": \"b\"}") == 1);
  in.set_fields = PMM_SEGMENT_RULE;
  in.rule = pmm_string("{\"or\": [{\"segment\": \"b\"}]}");
  CHECK_FAILS(pmm_segment_update(t.admin, a, &in, NULL, &version, &check_error), PMM_E_INVALID,
              "rule.or[0].segment");
  in.set_fields = PMM_SEGMENT_NAME;
  in.name = pmm_string("z");
  CHECK_FAILS(pmm_segment_update(t.admin, a, &in, NULL, &version, &check_error), PMM_E_CONFLICT,
              "name");
  CHECK_FAILS(pmm_segment_remove(t.admin, a, NULL, &version, &check_error), PMM_E_CONFLICT, "id");
  CHECK(version == 0);
  CHECK_OK(pmm_segment_remove(t.admin, b, NULL, &version, &check_error));
  CHECK_OK(pmm_segment_remove(t.admin, a, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_segment_get(t.admin, a, NULL, &result, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(
      pmm_segment_count(t.admin, pmm_string("{\"segment\": \"a\"}"), NULL, &result, &check_error),
      PMM_E_INVALID, "segment");
  CHECK(make_segment(t.admin, "a", busy) == 3); /* the name is free, the id is not */
  close_town(&t);
}

static void test_segment__members(void) {
  town t = open_busy_town();
  pmm_address_input address = PMM_ADDRESS_INPUT_INIT;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* first = NULL;
  pmm_result* second = NULL;
  const pmm_str all = pmm_string(everybody), none = pmm_string("");
  pmm_id id = 0;
  address.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE | PMM_ADDRESS_IS_DEFAULT;
  address.kind = pmm_string("email");
  address.value = pmm_string("anna@example.org");
  address.is_default = 1;
  CHECK_OK(pmm_address_create(t.admin, t.anna, &address, NULL, &id, &check_error));
  page.limit = 1;
  CHECK_OK(pmm_segment_members(t.clerk, all, none, none, &page, NULL, &first, &check_error));
  CHECK(pmm_result_rows(first) == 1 && int_cell(first, 0, "id") == t.anna);
  CHECK(text_cell(first, 0, "name", "Anna Esposito"));
  CHECK(text_cell(first, 0, "email", "anna@example.org"));
  CHECK(null_cell(first, 0, "label") && null_cell(first, 0, "phone"));
  page.cursor = pmm_result_next_cursor(first);
  CHECK_OK(pmm_segment_members(t.clerk, all, none, none, &page, NULL, &second, &check_error));
  CHECK(pmm_result_rows(second) == 1 && int_cell(second, 0, "id") == t.bruno);
  CHECK(pmm_result_next_cursor(second).size == 0);
  pmm_result_free(second);
  pmm_result_free(first);
  page.cursor = pmm_string("made up");
  CHECK_FAILS(pmm_segment_members(t.clerk, all, none, none, &page, NULL, &first, &check_error),
              PMM_E_INVALID, "page.cursor");
  CHECK_OK(pmm_segment_members(t.admin, all, pmm_string("{\"mail\": 1}"), pmm_string("s"), NULL,
                               NULL, &first, &check_error));
  CHECK(text_cell(first, 1, "label", "mail"));
  pmm_result_free(first);
  CHECK_FAILS(
      pmm_segment_members(t.admin, all, none, pmm_string("s"), NULL, NULL, &first, &check_error),
      PMM_E_INVALID, "salt");
  close_town(&t);
}

/* What an actor may not read does not count, and whom it may not see is not there. */
static void test_segment__access(void) {
  town t = open_busy_town();
  pmm_result* result = NULL;
  const pmm_str none = pmm_string("");
  CHECK(count(t.admin, "{\"cases\": {}}") == 2);
  CHECK(count(t.clerk, "{\"cases\": {}}") == 1); /* of registry alone */
  CHECK(count(t.citizen, "{\"cases\": {}}") == 1);
  CHECK(count(t.citizen, everybody) == 1);
  CHECK(count(t.nobody, everybody) == 0);
  CHECK_OK(pmm_segment_members(t.citizen, pmm_string(everybody), none, none, NULL, NULL, &result,
                               &check_error));
  CHECK(pmm_result_rows(result) == 1 && int_cell(result, 0, "id") == t.anna);
  pmm_result_free(result);
  CHECK_OK(pmm_segment_members(t.nobody, pmm_string(everybody), none, none, NULL, NULL, &result,
                               &check_error));
  CHECK(pmm_result_rows(result) == 0);
  pmm_result_free(result);
  make_segment(t.admin, "busy", busy);
  CHECK_FAILS(pmm_segment_count(t.citizen, pmm_string("{\"segment\": \"busy\"}"), NULL, &result,
                                &check_error),
              PMM_E_INVALID, "segment");
  close_town(&t);
}

static void test_segment__overlap_profile_and_split(void) {
  town t = open_busy_town();
  pmm_result* result = NULL;
  CHECK_OK(pmm_segment_overlap(t.admin, pmm_string(busy), pmm_string(everybody), NULL, &result,
                               &check_error));
  CHECK(int_cell(result, 0, "a") == 1 && int_cell(result, 0, "only_b") == 1);
  pmm_result_free(result);
  CHECK_OK(pmm_segment_profile(t.admin, pmm_string(busy), pmm_string("[\"cases.channel\"]"), NULL,
                               &result, &check_error));
  CHECK(pmm_result_rows(result) == 2);
  CHECK(text_cell(result, 0, "value", "phone") && int_cell(result, 0, "members") == 1);
  CHECK(int_cell(result, 1, "everybody") == 2);
  pmm_result_free(result);
  CHECK_FAILS(pmm_segment_profile(t.admin, pmm_string(busy), pmm_string("[\"cases.count\"]"), NULL,
                                  &result, &check_error),
              PMM_E_INVALID, "dimensions[0]");
  CHECK_OK(pmm_segment_split(t.admin, pmm_string(everybody), pmm_string("{\"b\": 0.5, \"a\": 0.5}"),
                             pmm_string("x"), NULL, &result, &check_error));
  CHECK(text_cell(result, 0, "label", "a"));
  CHECK(int_cell(result, 0, "members") + int_cell(result, 1, "members") == 2);
  pmm_result_free(result);
  CHECK_FAILS(pmm_segment_split(t.admin, pmm_string(everybody), pmm_string("{\"b\": 0.5}"),
                                pmm_string("x"), NULL, &result, &check_error),
              PMM_E_INVALID, "groups");
  close_town(&t);
}

static void test_segment__rfm(void) {
  town t = open_busy_town();
  pmm_result* result = NULL;
  CHECK_OK(pmm_rfm(t.admin, pmm_string("{\"over\": \"cases\"}"), NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 2);
  CHECK(int_cell(result, 0, "frequency") == 2 && int_cell(result, 0, "recency_days") == 0);
  pmm_result_free(result);
  CHECK_OK(pmm_rfm(t.nobody, pmm_string("{\"over\": \"cases\"}"), NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 0);
  pmm_result_free(result);
  CHECK_FAILS(pmm_rfm(t.admin, pmm_string("{\"over\": \"case\"}"), NULL, &result, &check_error),
              PMM_E_INVALID, "options.over");
  close_town(&t);
}

static void test_segment__schema(void) {
  town t = open_town();
  pmm_text* text = NULL;
  CHECK_OK(pmm_segment_schema(t.db, &text, &check_error));
  CHECK(strstr(pmm_text_view(text).data, "\"days_since_last\"") != NULL);
  pmm_text_free(text);
  close_town(&t);
}

int main(void) {
  test_segment__create_get_and_list();
  test_segment__update_keeps_the_past();
  test_segment__cycles_and_what_others_need();
  test_segment__members();
  test_segment__access();
  test_segment__overlap_profile_and_split();
  test_segment__rfm();
  test_segment__schema();
  return 0;
}
