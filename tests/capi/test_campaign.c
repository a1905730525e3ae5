#include "outbox.h"

static int64_t counted(outbox* o, pmm_id campaign, const char* state, const char* reason) {
  pmm_result* rows = NULL;
  int64_t i, found = 0;
  CHECK_OK(pmm_campaign_counts(o->t.clerk, campaign, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i) {
    const pmm_str why = pmm_result_text(rows, i, column_of(rows, "reason"));
    if (same_text(pmm_result_text(rows, i, column_of(rows, "state")), state) &&
        same_text(why, reason))
      found += int_cell(rows, i, "persons");
  }
  pmm_result_free(rows);
  return found;
}

static int campaign_is(outbox* o, pmm_id id, const char* state, int64_t planned, int64_t skipped) {
  pmm_result* row = NULL;
  int same;
  CHECK_OK(pmm_campaign_get(o->t.clerk, id, NULL, &row, &check_error));
  same = text_cell(row, 0, "state", state) && int_cell(row, 0, "planned") == planned &&
         int_cell(row, 0, "skipped") == skipped;
  if (!same)
    fprintf(stderr, "planned %lld, skipped %lld\n", (long long)int_cell(row, 0, "planned"),
            (long long)int_cell(row, 0, "skipped"));
  pmm_result_free(row);
  return same;
}

static void add_people(outbox* o, int count) {
  int i;
  for (i = 0; i < count; ++i) {
    char value[40];
    const pmm_id person = make_person(o->t.admin, "Carla", "Verdi");
    snprintf(value, sizeof value, "carla%d@example.org", i);
    give_address(o->t.admin, person, "email", value, 1);
  }
}

/* Everybody is counted: sent, stopped with a reason, or left out as control. */
static void test_campaign__control_and_counts(void) {
  outbox o = open_outbox();
  pmm_campaign_input in;
  pmm_result* rows = NULL;
  pmm_id id = 0, group;
  int64_t mailed, control, claimed;
  add_people(&o, 40);
  group = freeze(o.t.admin, "{\"subject\": {}}", "{\"mail\": 0.5, \"control\": 0.5}");
  CHECK_OK(
      pmm_frozen_members(o.t.admin, group, pmm_string("control"), NULL, NULL, &rows, &check_error));
  control = pmm_result_rows(rows);
  pmm_result_free(rows);
  mailed = 42 - control;
  in = campaign_of(group, "courtesy");
  in.set_fields |= PMM_CAMPAIGN_CONTROL;
  in.control = pmm_string("nobody");
  CHECK_FAILS(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "control");
  in.control = pmm_string("control");
  CHECK_OK(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error));
  tick(o.t.db);
  CHECK(campaign_is(&o, id, "done", mailed, control));
  CHECK(counted(&o, id, "skipped", "control") == control);
  CHECK(counted(&o, id, "created", "") == mailed);
  CHECK_OK(pmm_delivery_claim(o.t.admin, o.email, 1000, 0, NULL, &rows, &check_error));
  claimed = pmm_result_rows(rows);
  pmm_result_free(rows);
  CHECK(counted(&o, id, "sending", "") == claimed);
  CHECK(claimed + counted(&o, id, "suppressed", "address_missing") == mailed);
  close_town(&o.t);
}

static void test_campaign__throttle(void) {
  outbox o = open_outbox();
  pmm_campaign_input in;
  pmm_id id = 0;
  add_people(&o, 10);
  in = campaign_of(freeze(o.t.admin, "{\"subject\": {}}", NULL), "courtesy");
  in.set_fields |= PMM_CAMPAIGN_PER_HOUR | PMM_CAMPAIGN_STARTS_US;
  in.per_hour = 5;
  in.starts_us = check_now_us + HOUR_US;
  CHECK_OK(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error));
  tick(o.t.db);
  CHECK(campaign_is(&o, id, "running", 0, 0));
  check_now_us += HOUR_US;
  tick(o.t.db);
  tick(o.t.db);
  CHECK(campaign_is(&o, id, "running", 5, 0));
  check_now_us += HOUR_US;
  tick(o.t.db);
  CHECK(campaign_is(&o, id, "running", 10, 0));
  check_now_us += HOUR_US;
  tick(o.t.db);
  CHECK(campaign_is(&o, id, "done", 12, 0));
  close_town(&o.t);
}

static void test_campaign__pause_resume_cancel(void) {
  outbox o = open_outbox();
  pmm_result* rows;
  pmm_id id, other;
  id = announce(&o, "courtesy");
  CHECK_OK(pmm_campaign_pause(o.t.clerk, id, NULL, NULL, &check_error));
  rows = claim(&o);
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  CHECK(is_in(&o, o.t.anna, "created", "campaign_paused"));
  CHECK_FAILS(pmm_campaign_pause(o.t.clerk, id, NULL, NULL, &check_error), PMM_E_CONFLICT, "id");
  CHECK_OK(pmm_campaign_resume(o.t.clerk, id, NULL, NULL, &check_error));
  tick(o.t.db);
  CHECK(campaign_is(&o, id, "done", 2, 0));
  rows = claim(&o);
  CHECK(pmm_result_rows(rows) == 1);
  pmm_result_free(rows);
  other = announce(&o, "courtesy");
  CHECK_OK(pmm_campaign_cancel(o.t.clerk, other, NULL, NULL, &check_error));
  CHECK(is_in(&o, o.t.anna, "cancelled", "campaign_cancelled"));
  CHECK(counted(&o, other, "cancelled", "campaign_cancelled") == 2);
  CHECK_FAILS(pmm_campaign_cancel(o.t.clerk, other, NULL, NULL, &check_error), PMM_E_CONFLICT,
              "id");
  CHECK_FAILS(pmm_campaign_resume(o.t.clerk, other, NULL, NULL, &check_error), PMM_E_CONFLICT,
              "id");
  close_town(&o.t);
}

static void merge_into(outbox* o, pmm_id winner, pmm_id loser) {
  pmm_merge_input in = PMM_MERGE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_MERGE_WINNER | PMM_MERGE_LOSER;
  in.winner = winner;
  in.loser = loser;
  CHECK_OK(pmm_merge_subjects(o->t.admin, &in, NULL, &id, &check_error));
}

/* Members that turn out to be one are written to once, as who they are by then. */
static void test_campaign__members_that_were_merged(void) {
  outbox o = open_outbox();
  pmm_campaign_input in;
  pmm_notification_filter board = PMM_NOTIFICATION_FILTER_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 0, people[4], one;
  int i;
  for (i = 0; i < 4; ++i) people[i] = make_person(o.t.admin, "Carla", "Verdi");
  in = campaign_of(freeze(o.t.admin, "{\"subject\": {}}", NULL), "courtesy");
  in.set_fields |= PMM_CAMPAIGN_STARTS_US;
  in.starts_us = check_now_us + HOUR_US;
  CHECK_OK(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error));
  one = make_person(o.t.admin, "Carla", "Verdi");
  merge_into(&o, o.t.anna, people[1]);
  merge_into(&o, one, people[2]);
  merge_into(&o, one, people[3]);
  check_now_us += HOUR_US;
  tick(o.t.db);
  CHECK(campaign_is(&o, id, "done", 4, 2));
  CHECK(counted(&o, id, "skipped", "merged") == 2);
  board.set_fields = PMM_NOTIFICATION_FILTER_SUBJECT;
  board.subject = one;
  CHECK_OK(pmm_notification_list(o.t.admin, &board, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1);
  pmm_result_free(rows);
  close_town(&o.t);
}

/* A clock that steps back over and over gives no room. */
static void test_campaign__P15_throttle_under_a_restless_clock(void) {
  outbox o = open_outbox();
  pmm_campaign_input in;
  pmm_id id = 0;
  int i;
  add_people(&o, 20);
  in = campaign_of(freeze(o.t.admin, "{\"subject\": {}}", NULL), "courtesy");
  in.set_fields |= PMM_CAMPAIGN_PER_HOUR;
  in.per_hour = 5;
  CHECK_OK(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error));
  check_now_us += HOUR_US;
  tick(o.t.db);
  for (i = 0; i < 10; ++i) {
    check_now_us += CHECK_SECOND;
    tick(o.t.db);
    check_now_us -= 2 * CHECK_SECOND;
    tick(o.t.db);
    CHECK(campaign_is(&o, id, "running", 5, 0));
  }
  check_now_us += HOUR_US;
  tick(o.t.db);
  CHECK(campaign_is(&o, id, "running", 10, 0));
  close_town(&o.t);
}

/* Many that wait follow in batches, and none goes out meanwhile. */
static void test_campaign__many_follow_a_cancel(void) {
  outbox o = open_outbox();
  pmm_campaign_input in;
  pmm_result* rows;
  pmm_id id = 0;
  add_people(&o, 700);
  in = campaign_of(freeze(o.t.admin, "{\"subject\": {}}", NULL), "courtesy");
  CHECK_OK(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error));
  tick(o.t.db);
  CHECK_OK(pmm_campaign_pause(o.t.clerk, id, NULL, NULL, &check_error));
  CHECK(pmm_result_rows(rows = claim(&o)) == 0);
  pmm_result_free(rows);
  CHECK(counted(&o, id, "created", "campaign_paused") == 702);
  CHECK_OK(pmm_campaign_resume(o.t.clerk, id, NULL, NULL, &check_error));
  tick(o.t.db);
  CHECK(counted(&o, id, "created", "") == 702);
  CHECK_OK(pmm_campaign_pause(o.t.clerk, id, NULL, NULL, &check_error));
  pmm_result_free(claim(&o));
  CHECK_OK(pmm_campaign_cancel(o.t.clerk, id, NULL, NULL, &check_error));
  CHECK(counted(&o, id, "created", "campaign_paused") == 202);
  tick(o.t.db);
  CHECK(counted(&o, id, "cancelled", "campaign_cancelled") == 702);
  close_town(&o.t);
}

/* The class is the service's: a campaign does not write past what its members want either. */
static void test_campaign__takes_the_class_of_its_service(void) {
  outbox o = open_outbox();
  pmm_campaign_input in = campaign_of(o.group, "legal");
  pmm_service_input service = PMM_SERVICE_INPUT_INIT;
  pmm_result* row = NULL;
  pmm_id id = 0;
  service.set_fields = PMM_SERVICE_NOTICE_CLASS;
  service.notice_class = pmm_string("courtesy");
  CHECK_OK(pmm_service_update(o.t.admin, o.t.residence, &service, NULL, NULL, &check_error));
  in.set_fields |= PMM_CAMPAIGN_SERVICE;
  in.service = o.t.residence;
  CHECK_FAILS(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "class");
  in.set_fields &= ~PMM_CAMPAIGN_CLASS;
  CHECK_OK(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error));
  CHECK_OK(pmm_campaign_get(o.t.clerk, id, NULL, &row, &check_error));
  CHECK(text_cell(row, 0, "class", "courtesy"));
  pmm_result_free(row);
  service.notice_class = pmm_string("promotional");
  CHECK_OK(pmm_service_update(o.t.admin, o.t.residence, &service, NULL, NULL, &check_error));
  in = campaign_of(o.group, "courtesy");
  in.set_fields |= PMM_CAMPAIGN_SERVICE;
  in.service = o.t.residence;
  CHECK_FAILS(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "class");
  close_town(&o.t);
}

/* Who may not be told anything of the kind finds nothing on the board either. */
static void test_campaign__leaves_out_who_is_not_to_be_told(void) {
  outbox o = open_outbox();
  const char* kinds[] = {"erased", "restricted", "objected"};
  const char* classes[] = {"promotional", "courtesy", "legal"};
  static const int left_out[3][3] = {{1, 1, 1}, {1, 1, 0}, {1, 0, 0}};
  int k, c;
  for (k = 0; k < 3; ++k) {
    CHECK_OK(
        pmm_delivery_stop(o.t.clerk, o.t.anna, pmm_string(kinds[k]), 1, NULL, NULL, &check_error));
    for (c = 0; c < 3; ++c) {
      const pmm_id id = announce(&o, classes[c]);
      CHECK(campaign_is(&o, id, "done", 2 - left_out[k][c], left_out[k][c]));
      CHECK(counted(&o, id, "skipped", kinds[k]) == left_out[k][c]);
    }
    CHECK_OK(
        pmm_delivery_stop(o.t.clerk, o.t.anna, pmm_string(kinds[k]), 0, NULL, NULL, &check_error));
  }
  close_town(&o.t);
}

/* Of several that wait only the newest of a key goes out, and what is over does not. */
static void test_campaign__collapse_and_expiry(void) {
  outbox o = open_outbox();
  pmm_campaign_input in = campaign_of(o.group, "courtesy");
  pmm_result* rows;
  pmm_id first = 0, second = 0;
  in.set_fields |= PMM_CAMPAIGN_COLLAPSE_KEY | PMM_CAMPAIGN_EXPIRES_US;
  in.collapse_key = pmm_string("office");
  in.expires_us = check_now_us + HOUR_US;
  CHECK_OK(pmm_campaign_create(o.t.clerk, &in, NULL, &first, &check_error));
  tick(o.t.db);
  CHECK_OK(pmm_campaign_create(o.t.clerk, &in, NULL, &second, &check_error));
  tick(o.t.db);
  rows = claim(&o);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "campaign") == second);
  pmm_result_free(rows);
  CHECK(counted(&o, first, "suppressed", "collapsed") == 1);
  CHECK(counted(&o, first, "suppressed", "address_missing") == 1);
  CHECK_OK(pmm_campaign_create(o.t.clerk, &in, NULL, &first, &check_error));
  tick(o.t.db);
  check_now_us += HOUR_US;
  pmm_result_free(claim(&o));
  CHECK(counted(&o, first, "expired", "expired") == 2);
  close_town(&o.t);
}

static void test_campaign__refused_and_listed(void) {
  outbox o = open_outbox();
  pmm_campaign_input in = campaign_of(o.group, "courtesy");
  pmm_campaign_filter filter = PMM_CAMPAIGN_FILTER_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 7;
  CHECK_FAILS(pmm_campaign_create(o.t.citizen, &in, NULL, &id, &check_error), PMM_E_DENIED, "");
  CHECK(id == 0);
  in.frozen = 999;
  CHECK_FAILS(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND,
              "frozen");
  in = campaign_of(o.group, "loud");
  CHECK_FAILS(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error), PMM_E_INVALID, "class");
  in = campaign_of(o.group, "courtesy");
  in.set_fields &= ~PMM_CAMPAIGN_TITLE;
  CHECK_FAILS(pmm_campaign_create(o.t.clerk, &in, NULL, &id, &check_error), PMM_E_INVALID, "title");
  id = announce(&o, "courtesy");
  filter.set_fields = PMM_CAMPAIGN_FILTER_STATE | PMM_CAMPAIGN_FILTER_FROZEN;
  filter.state = pmm_string("done");
  filter.frozen = o.group;
  CHECK_OK(pmm_campaign_list(o.t.clerk, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == id);
  pmm_result_free(rows);
  CHECK_OK(pmm_campaign_list(o.t.citizen, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  CHECK_OK(pmm_history(o.t.clerk, PMM_NOUN_CAMPAIGN, id, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) >= 2);
  pmm_result_free(rows);
  close_town(&o.t);
}

int main(void) {
  test_campaign__control_and_counts();
  test_campaign__throttle();
  test_campaign__members_that_were_merged();
  test_campaign__P15_throttle_under_a_restless_clock();
  test_campaign__many_follow_a_cancel();
  test_campaign__takes_the_class_of_its_service();
  test_campaign__leaves_out_who_is_not_to_be_told();
  test_campaign__pause_resume_cancel();
  test_campaign__collapse_and_expiry();
  test_campaign__refused_and_listed();
  return 0;
}
