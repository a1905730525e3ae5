#include "town.h"

static const char busy[] = "{\"cases\": {\"count\": {\"gte\": 2}}}";

static pmm_id make_segment(pmm_session* session, const char* rule) {
  pmm_segment_input in = PMM_SEGMENT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_SEGMENT_NAME | PMM_SEGMENT_RULE;
  in.name = pmm_string("group");
  in.rule = pmm_string(rule);
  CHECK_OK(pmm_segment_create(session, &in, NULL, &id, &check_error));
  return id;
}

static pmm_freeze_input freeze_of(const char* rule) {
  pmm_freeze_input in = PMM_FREEZE_INPUT_INIT;
  in.set_fields = PMM_FREEZE_RULE | PMM_FREEZE_TITLE;
  in.rule = pmm_string(rule);
  in.title = pmm_string("spring");
  return in;
}

/* What changes afterwards, the group does not. */
static void test_frozen__stays(void) {
  town t = open_town();
  pmm_freeze_input in = freeze_of("{\"not\": {\"segment\": \"group\"}}");
  pmm_result* result = NULL;
  pmm_id id = 0, segment;
  const pmm_str all = pmm_string("");
  make_report(t.admin, t.residence, t.anna, t.web, check_now_us);
  make_report(t.admin, t.residence, t.anna, t.phone, check_now_us);
  segment = make_segment(t.admin, busy);
  CHECK_OK(pmm_segment_freeze(t.clerk, &in, NULL, &id, &check_error));
  CHECK(id == 1);
  make_report(t.admin, t.residence, t.bruno, t.web, check_now_us);
  make_report(t.admin, t.residence, t.bruno, t.phone, check_now_us);
  CHECK_OK(pmm_segment_remove(t.admin, segment, NULL, NULL, &check_error));
  CHECK_OK(pmm_frozen_get(t.admin, id, NULL, &result, &check_error));
  CHECK(pmm_result_columns(result) == 11);
  CHECK(text_cell(result, 0, "rule", "{\"not\":{\"cases\":{\"count\":{\"gte\":2}}}}"));
  CHECK(text_cell(result, 0, "title", "spring"));
  CHECK(null_cell(result, 0, "segment") && null_cell(result, 0, "split"));
  CHECK(int_cell(result, 0, "members") == 1 && int_cell(result, 0, "journal") > 0);
  CHECK(int_cell(result, 0, "actor") == t.clerk_actor);
  pmm_result_free(result);
  CHECK_OK(pmm_frozen_members(t.admin, id, all, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1 && int_cell(result, 0, "id") == t.bruno);
  CHECK(text_cell(result, 0, "name", "Bruno Russo"));
  pmm_result_free(result);
  CHECK_OK(pmm_history(t.admin, PMM_NOUN_FROZEN_GROUP, id, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1);
  pmm_result_free(result);
  close_town(&t);
}

static void test_frozen__split_and_lists(void) {
  town t = open_town();
  pmm_freeze_input in = freeze_of("{\"segment\": \"group\"}");
  pmm_frozen_filter filter = PMM_FROZEN_FILTER_INIT;
  pmm_result* result = NULL;
  pmm_id id = 0;
  int64_t rows = 0;
  const pmm_id segment = make_segment(t.admin, "{\"subject\": {}}");
  in.set_fields |= PMM_FREEZE_GROUPS | PMM_FREEZE_SALT;
  in.groups = pmm_string("{\"mail\": 0.5, \"control\": 0.5}");
  in.salt = pmm_string("2026-11");
  CHECK_OK(pmm_segment_freeze(t.admin, &in, NULL, &id, &check_error));
  CHECK_OK(pmm_frozen_get(t.admin, id, NULL, &result, &check_error));
  CHECK(int_cell(result, 0, "segment") == segment);
  CHECK(int_cell(result, 0, "segment_version") == 1);
  CHECK(text_cell(result, 0, "split",
                  "{\"salt\":\"2026-11\",\"groups\":{\"control\":0.5,\"mail\":0.5}}"));
  pmm_result_free(result);
  CHECK_OK(pmm_frozen_members(t.admin, id, pmm_string("mail"), NULL, NULL, &result, &check_error));
  rows = pmm_result_rows(result);
  pmm_result_free(result);
  CHECK_OK(
      pmm_frozen_members(t.admin, id, pmm_string("control"), NULL, NULL, &result, &check_error));
  CHECK(rows + pmm_result_rows(result) == 2);
  pmm_result_free(result);
  filter.set_fields = PMM_FROZEN_FILTER_SEGMENT | PMM_FROZEN_FILTER_SUBJECT;
  filter.segment = segment;
  filter.subject = t.anna;
  CHECK_OK(pmm_frozen_list(t.clerk, &filter, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 1);
  pmm_result_free(result);
  filter.subject = 999;
  CHECK_OK(pmm_frozen_list(t.clerk, &filter, NULL, NULL, &result, &check_error));
  CHECK(pmm_result_rows(result) == 0);
  pmm_result_free(result);
  close_town(&t);
}

static void test_frozen__refused(void) {
  town t = open_town();
  pmm_freeze_input in = freeze_of("{\"subject\": {}}");
  pmm_call call = PMM_CALL_INIT;
  pmm_segment_input segment = PMM_SEGMENT_INPUT_INIT;
  pmm_result* result = NULL;
  pmm_id id = 7, again = 0, saved = 0;
  int64_t version = 0;
  CHECK_FAILS(pmm_segment_freeze(t.citizen, &in, NULL, &id, &check_error), PMM_E_DENIED, "");
  CHECK(id == 0);
  in.rule = pmm_string("");
  CHECK_FAILS(pmm_segment_freeze(t.admin, &in, NULL, &id, &check_error), PMM_E_INVALID, "rule");
  in = freeze_of("{\"subject\": {}}");
  call.idempotency_key = pmm_string("once");
  CHECK_OK(pmm_segment_freeze(t.admin, &in, &call, &id, &check_error));
  CHECK_OK(pmm_segment_freeze(t.admin, &in, &call, &again, &check_error));
  CHECK(id == 1 && again == 1);
  /* Also when the answer would be another today, or none. */
  segment.set_fields = PMM_SEGMENT_NAME | PMM_SEGMENT_RULE;
  segment.name = pmm_string("group");
  segment.rule = pmm_string("{\"subject\": {}}");
  CHECK_OK(pmm_segment_create(t.admin, &segment, NULL, &saved, &check_error));
  in = freeze_of("{\"segment\": \"group\"}");
  call.idempotency_key = pmm_string("by name");
  CHECK_OK(pmm_segment_freeze(t.admin, &in, &call, &id, &check_error));
  CHECK_OK(pmm_segment_remove(t.admin, saved, NULL, &version, &check_error));
  CHECK_OK(pmm_segment_freeze(t.admin, &in, &call, &again, &check_error));
  CHECK(id == 2 && again == 2);
  in.rule = pmm_string("{\"subject\": {}}");
  CHECK_FAILS(pmm_segment_freeze(t.admin, &in, &call, &again, &check_error), PMM_E_CONFLICT,
              "call.idempotency_key");
  CHECK_FAILS(pmm_frozen_get(t.citizen, id, NULL, &result, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_frozen_members(t.citizen, id, pmm_string(""), NULL, NULL, &result, &check_error),
              PMM_E_NOT_FOUND, "id");
  close_town(&t);
}

int main(void) {
  test_frozen__stays();
  test_frozen__split_and_lists();
  test_frozen__refused();
  return 0;
}
