/* Digests: what is in one when it goes, and who sees what of it. */
#include "outbox.h"

/* What goes to anna over a day goes in one piece. */
static void want_digest(outbox* o) {
  pmm_preference_input in = PMM_PREFERENCE_INPUT_INIT;
  in.set_fields = PMM_PREFERENCE_DIGEST | PMM_PREFERENCE_DIGEST_HOUR;
  in.digest = 1;
  in.digest_hour = 18;
  CHECK_OK(pmm_preference_set(o->t.admin, o->t.anna, &in, NULL, NULL, &check_error));
}

/* A notice to anna about a service; its delivery. */
static pmm_id tell(outbox* o, pmm_id service, const char* title) {
  pmm_notification_input in = PMM_NOTIFICATION_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_SERVICE | PMM_NOTIFICATION_TITLE |
                  PMM_NOTIFICATION_BODY;
  in.subject = o->t.anna;
  in.service = service;
  in.title = in.body = pmm_string(title);
  CHECK_OK(pmm_notification_create(o->t.admin, &in, NULL, &id, &check_error));
  return newest_id(o, o->t.anna);
}

static void claim_nothing(outbox* o) {
  pmm_result* rows = claim(o);
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
}

static int delivery_is(outbox* o, pmm_id id, const char* state, const char* reason) {
  pmm_result* row = NULL;
  int same;
  CHECK_OK(pmm_delivery_get(o->t.admin, id, NULL, &row, &check_error));
  same = text_cell(row, 0, "state", state) &&
         (reason == NULL ? null_cell(row, 0, "reason") : text_cell(row, 0, "reason", reason));
  pmm_result_free(row);
  return same;
}

static int64_t items(pmm_session* s, pmm_id digest) {
  pmm_result* rows = NULL;
  int64_t count;
  CHECK_OK(pmm_digest_items(s, digest, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  CHECK_OK(pmm_digest_get(s, digest, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 0, "items") == count);
  pmm_result_free(rows);
  return count;
}

/* It is of several offices: each sees what is its own, and none calls it back. */
static void test_digest__each_office_sees_its_own(void) {
  outbox o = open_outbox();
  pmm_session *roads = NULL, *library = NULL, *every = NULL;
  pmm_result* rows = NULL;
  pmm_id own;
  want_digest(&o);
  tell(&o, o.t.residence, "your residence");
  tell(&o, o.t.potholes, "your pothole");
  claim_nothing(&o);
  make_actor(&o.t, "operator", o.t.traffic, 0, 0, &roads);
  make_actor(&o.t, "operator", make_office(o.t.admin, "library"), 0, 0, &library);
  make_actor(&o.t, "operator", 0, 0, 0, &every);
  own = newest_id(&o, o.t.anna);
  CHECK(items(o.t.admin, 1) == 2 && items(o.t.citizen, 1) == 2 && items(every, 1) == 2);
  CHECK(items(o.t.clerk, 1) == 1 && items(roads, 1) == 1);
  CHECK_OK(pmm_digest_items(roads, 1, NULL, &rows, &check_error));
  CHECK(text_cell(rows, 0, "title", "your pothole"));
  pmm_result_free(rows);
  CHECK_FAILS(pmm_digest_get(library, 1, NULL, &rows, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_digest_items(library, 1, NULL, &rows, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_history(roads, PMM_NOUN_DIGEST, 1, NULL, NULL, &rows, &check_error),
              PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_history(roads, PMM_NOUN_DELIVERY, own, NULL, NULL, &rows, &check_error),
              PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_delivery_get(roads, own, NULL, &rows, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_delivery_cancel(roads, own, NULL, NULL, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_OK(pmm_delivery_list(roads, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "state", "digested"));
  pmm_result_free(rows);
  CHECK_OK(pmm_delivery_list(o.t.citizen, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 3 && null_cell(rows, 0, "office"));
  pmm_result_free(rows);
  CHECK_OK(pmm_delivery_counts(roads, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "deliveries") == 1);
  pmm_result_free(rows);
  CHECK_OK(pmm_delivery_cancel(every, own, NULL, NULL, &check_error));
  pmm_session_free(every);
  pmm_session_free(library);
  pmm_session_free(roads);
  close_town(&o.t);
}

/* What is in one may be called back until it has gone. */
static void test_digest__what_is_in_it_may_be_called_back(void) {
  outbox o = open_outbox();
  pmm_result* rows;
  pmm_id first, second;
  want_digest(&o);
  first = tell(&o, o.t.residence, "one");
  second = tell(&o, o.t.residence, "two");
  claim_nothing(&o);
  CHECK(delivery_is(&o, first, "digested", "digest"));
  CHECK_OK(pmm_delivery_cancel(o.t.clerk, first, NULL, NULL, &check_error));
  CHECK(delivery_is(&o, first, "cancelled", "cancelled") && items(o.t.admin, 1) == 1);
  check_now_us += 24 * HOUR_US;
  rows = claim(&o);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "digest") == 1);
  CHECK(text_cell(rows, 0, "body", "- two\n"));
  pmm_result_free(rows);
  CHECK_FAILS(pmm_delivery_cancel(o.t.clerk, second, NULL, NULL, &check_error), PMM_E_CONFLICT,
              "id");
  close_town(&o.t);
}

int main(void) {
  test_digest__what_is_in_it_may_be_called_back();
  test_digest__each_office_sees_its_own();
  return 0;
}
