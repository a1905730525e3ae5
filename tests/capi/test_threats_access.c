/* What somebody may try who has some rights and wants more: H3 to H14 of tests/threats.md. */
#include "town.h"

static pmm_status update_own(pmm_session* s, pmm_id id, uint64_t fields, pmm_case_input* in) {
  in->set_fields = fields;
  return pmm_case_update(s, id, in, NULL, NULL, &check_error);
}

/* What a citizen's form may not set is refused by name, however it is sent along. */
static void test_access__H3_fields_that_are_not_ones_own(town* t) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  const pmm_id own = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  pmm_result* row = NULL;
  pmm_id id = 0;
  in.kind = pmm_string("report");
  in.service = t->potholes;
  in.office = t->registry;
  in.subject = t->bruno;
  in.protocol = in.external_id = in.note = in.summary = pmm_string("x");
  in.due_us = check_now_us + CHECK_SECOND;
  CHECK_FAILS(update_own(t->admin, own, PMM_CASE_SUBJECT | PMM_CASE_SUMMARY, &in), PMM_E_INVALID,
              "subject");
  CHECK_STATUS(update_own(t->citizen, own, PMM_CASE_OFFICE, &in), PMM_E_DENIED);
  CHECK_STATUS(update_own(t->citizen, own, PMM_CASE_DUE_US | PMM_CASE_SUMMARY, &in), PMM_E_DENIED);
  CHECK_STATUS(update_own(t->citizen, own, PMM_CASE_EXTERNAL_ID, &in), PMM_E_DENIED);
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT;
  CHECK_STATUS(pmm_case_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED);
  in.subject = 999999; /* nobody: told no other way than somebody */
  CHECK_STATUS(pmm_case_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED);
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_PROTOCOL;
  CHECK_FAILS(pmm_case_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_DENIED, NULL);
  CHECK_OK(pmm_case_get(t->admin, own, NULL, &row, &check_error));
  CHECK(int_cell(row, 0, "subject") == t->anna && int_cell(row, 0, "office") == t->traffic);
  CHECK(text_cell(row, 0, "summary", "a hole in the road"));
  pmm_result_free(row);
}

static pmm_status report_for(pmm_session* s, town* t, pmm_id subject) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_CHANNEL;
  in.kind = pmm_string("report");
  in.service = t->potholes;
  in.channel = t->web;
  call.on_behalf_of = subject;
  return pmm_case_create(s, &in, &call, &id, &check_error);
}

/* Once a tick has said that a mandate is over, no clock brings it back. */
static void test_mandate__H6_a_clock_set_back_revives_nothing(town* t, pmm_session* delegate) {
  const int64_t before = check_now_us;
  const pmm_id id = make_mandate(t->admin, t->anna, t->bruno, NULL, 0);
  pmm_result* row = NULL;
  int64_t done = 0;
  CHECK_OK(report_for(delegate, t, t->anna));
  CHECK_OK(
      pmm_mandate_renew(t->admin, id, check_now_us + 10 * CHECK_SECOND, NULL, NULL, &check_error));
  check_now_us += 10 * CHECK_SECOND;
  CHECK_FAILS(report_for(delegate, t, t->anna), PMM_E_NOT_FOUND, "call.on_behalf_of");
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  check_now_us = before;
  CHECK_FAILS(report_for(delegate, t, t->anna), PMM_E_NOT_FOUND, "call.on_behalf_of");
  CHECK_OK(pmm_mandate_get(t->admin, id, NULL, &row, &check_error));
  CHECK(text_cell(row, 0, "state", "expired"));
  pmm_result_free(row);
}

/* Who acts for somebody hands that on to nobody, and mandates in a ring reach no further. */
static void test_mandate__H7_H8_is_not_handed_on(town* t, pmm_session* bruno) {
  const pmm_id carla = make_person(t->admin, "Carla", "Verdi");
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_session* third = NULL;
  pmm_id id = 0;
  make_actor(t, "citizen", 0, 0, carla, &third);
  make_mandate(t->admin, t->anna, t->bruno, NULL, 0);
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
  in.subject = t->anna;
  in.delegate = carla;
  CHECK_STATUS(pmm_mandate_create(bruno, &in, NULL, 0, NULL, &id, &check_error), PMM_E_DENIED);
  call.on_behalf_of = t->anna;
  CHECK_STATUS(pmm_mandate_create(bruno, &in, NULL, 0, &call, &id, &check_error), PMM_E_DENIED);
  make_mandate(t->admin, t->bruno, carla, NULL, 0);
  make_mandate(t->admin, carla, t->anna, NULL, 0);
  CHECK_OK(report_for(third, t, t->bruno));
  CHECK_FAILS(report_for(third, t, t->anna), PMM_E_NOT_FOUND, "call.on_behalf_of");
  CHECK_OK(report_for(bruno, t, t->anna));
  CHECK_FAILS(report_for(bruno, t, carla), PMM_E_NOT_FOUND, "call.on_behalf_of");
  pmm_session_free(third);
}

/* An organization's operator who is one no more acts for nobody, from the next call on. */
static void test_mandate__H9_ends_with_who_holds_it(town* t) {
  pmm_subject_input org = PMM_SUBJECT_INPUT_INIT;
  pmm_actor_input actor = PMM_ACTOR_INPUT_INIT;
  pmm_session* operator_of = NULL;
  pmm_id caf = 0, who;
  org.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  org.kind = pmm_string("organization");
  org.name = pmm_string("CAF");
  CHECK_OK(pmm_subject_create(t->admin, &org, NULL, &caf, &check_error));
  who = make_actor(t, "delegate", 0, 0, caf, &operator_of);
  make_mandate(t->admin, t->anna, caf, NULL, 0);
  CHECK_OK(report_for(operator_of, t, t->anna));
  actor.set_fields = PMM_ACTOR_SUBJECT;
  actor.subject = t->bruno;
  CHECK_OK(pmm_actor_update(t->admin, who, &actor, NULL, NULL, &check_error));
  CHECK_FAILS(report_for(operator_of, t, t->anna), PMM_E_NOT_FOUND, "call.on_behalf_of");
  pmm_session_free(operator_of);
}

/* Two stores in one process have the same ids, and each its own rights. */
static void test_access__H11_two_stores_share_nothing(town* t) {
  town other = open_town();
  pmm_result* row = NULL;
  CHECK(other.anna == t->anna && other.clerk_actor == t->clerk_actor);
  make_mandate(t->admin, t->bruno, t->anna, NULL, 0);
  CHECK_OK(pmm_subject_get(t->citizen, t->bruno, PMM_TIME_NONE, NULL, &row, &check_error));
  pmm_result_free(row);
  CHECK_STATUS(pmm_subject_get(other.citizen, other.bruno, PMM_TIME_NONE, NULL, &row, &check_error),
               PMM_E_NOT_FOUND);
  CHECK_STATUS(report_for(other.citizen, &other, other.bruno), PMM_E_NOT_FOUND);
  close_town(&other);
}

/* A bulk call of which one row is not allowed does nothing of it. */
static void test_visit__H14_all_or_none(town* t) {
  static pmm_visit hits[1000];
  pmm_result* rows = NULL;
  int64_t appended = 7;
  size_t i;
  for (i = 0; i < 1000; ++i) {
    const pmm_visit hit = PMM_VISIT_INIT;
    hits[i] = hit;
    hits[i].path = pmm_string("/servizi");
    hits[i].subject = i == 499 ? 999999 : t->anna;
  }
  CHECK_STATUS(pmm_visit_append(t->admin, hits, 1000, NULL, &appended, &check_error),
               PMM_E_NOT_FOUND);
  CHECK_OK(pmm_visit_list(t->admin, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
}

int main(void) {
  town t = open_town();
  pmm_session* bruno = NULL;
  make_actor(&t, "citizen", 0, 0, t.bruno, &bruno);
  test_access__H3_fields_that_are_not_ones_own(&t);
  test_mandate__H6_a_clock_set_back_revives_nothing(&t, bruno);
  test_mandate__H9_ends_with_who_holds_it(&t);
  test_visit__H14_all_or_none(&t);
  test_mandate__H7_H8_is_not_handed_on(&t, bruno);
  test_access__H11_two_stores_share_nothing(&t);
  pmm_session_free(bruno);
  close_town(&t);
  return 0;
}
