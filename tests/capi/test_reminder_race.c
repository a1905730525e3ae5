/*
 * Many that tick at once, while subjects follow and leave a rule, its words change and the clock
 * goes on: each subject has one reminder of each day, each day before it is told at most once, and
 * no tick fails over what another one has done.
 */
#define _GNU_SOURCE
#include "race.h"

#define SUBJECTS 6
#define STEPS 40
#define RULE 1

static pmm_id subjects[SUBJECTS];

static void follow(pmm_session* s, pmm_id subject, int32_t yes) {
  CHECK(pmm_reminder_rule_follow(s, RULE, subject, yes, NULL, NULL, NULL) == PMM_OK);
}

static void rename_rule(pmm_session* s, const char* title) {
  pmm_reminder_rule_input in = PMM_REMINDER_RULE_INPUT_INIT;
  in.set_fields = PMM_REMINDER_RULE_TITLE;
  in.title = pmm_string(title);
  CHECK(pmm_reminder_rule_update(s, RULE, &in, NULL, NULL, NULL) == PMM_OK);
}

static void play(racer* r, pmm_session* s) {
  uint64_t dice = (uint64_t)r->number * 7919 + (uint64_t)getpid();
  int step;
  for (step = 0; step < STEPS; ++step) {
    const pmm_id subject = subjects[race_roll(&dice, SUBJECTS)];
    switch (race_roll(&dice, 10)) {
      case 0:
        follow(s, subject, 0);
        break;
      case 1:
      case 2:
        follow(s, subject, 1);
        break;
      case 3:
        race_pass(race_roll(&dice, 12) * CHECK_HOUR);
        break;
      case 4:
        if (r->number == 0) rename_rule(s, step % 2 == 0 ? "bins" : "the bins");
        break;
      default:
        CHECK(pmm_tick(r->db, NULL, NULL, NULL) == PMM_OK);
    }
  }
}

static void make_rule(void) {
  pmm_session* session = NULL;
  pmm_db* db = race_open(PMM_OPEN_CREATE);
  pmm_reminder_rule_input rule = PMM_REMINDER_RULE_INPUT_INIT;
  pmm_id id = 0;
  int i;
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  for (i = 0; i < SUBJECTS; ++i) subjects[i] = make_person(session, "Anna", "Esposito");
  rule.set_fields = PMM_REMINDER_RULE_CODE | PMM_REMINDER_RULE_TITLE | PMM_REMINDER_RULE_SOURCE |
                    PMM_REMINDER_RULE_LEADS | PMM_REMINDER_RULE_RECURRENCE |
                    PMM_REMINDER_RULE_STARTS_ON;
  rule.code = rule.title = pmm_string("bins");
  rule.source = pmm_string("dated");
  rule.leads = pmm_string("1,0");
  rule.recurrence = pmm_string("FREQ=DAILY;INTERVAL=3");
  rule.starts_on = 13575; /* 2007-03-03 */
  CHECK_OK(pmm_reminder_rule_create(session, &rule, NULL, &id, &check_error));
  CHECK(id == RULE);
  for (i = 0; i < SUBJECTS; ++i) follow(session, subjects[i], 1);
  close_memory(db, session);
}

/* How often it was told; each of its two days at most once. */
static int64_t told(pmm_session* s, pmm_id id) {
  pmm_result* rows = NULL;
  int64_t i, out = 0;
  int times[2] = {0, 0};
  CHECK_OK(pmm_reminder_log(s, id, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i) {
    const int64_t lead = int_cell(rows, i, "lead_days");
    CHECK(lead == 0 || lead == 1);
    ++times[lead];
    out += same_text(pmm_result_text(rows, i, column_of(rows, "outcome")), "told");
  }
  CHECK(times[0] <= 1 && times[1] <= 1);
  pmm_result_free(rows);
  return out;
}

static int64_t notices(pmm_session* s, pmm_id subject) {
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* rows = NULL;
  int64_t count;
  filter.set_fields = PMM_NOTIFICATION_FILTER_SUBJECT | PMM_NOTIFICATION_FILTER_ORIGIN;
  filter.subject = subject;
  filter.origin = pmm_string("reminder");
  page.limit = 10000;
  CHECK_OK(pmm_notification_list(s, &filter, &page, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

/* Gives how many there are that are still to come. */
static int64_t check_subject(pmm_session* s, pmm_id subject) {
  pmm_reminder_filter filter = PMM_REMINDER_FILTER_INIT;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* rows = NULL;
  int64_t i, j, sum = 0, coming = 0;
  filter.set_fields = PMM_REMINDER_FILTER_SUBJECT;
  filter.subject = subject;
  page.limit = 10000;
  CHECK_OK(pmm_reminder_list(s, &filter, &page, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i) {
    for (j = 0; j < i; ++j) CHECK(int_cell(rows, i, "due") != int_cell(rows, j, "due"));
    sum += told(s, int_cell(rows, i, "id"));
    coming += same_text(pmm_result_text(rows, i, column_of(rows, "state")), "waiting");
  }
  CHECK(notices(s, subject) == sum);
  pmm_result_free(rows);
  return coming;
}

static void check_all(void) {
  pmm_session* session = NULL;
  pmm_db* db = race_open(0);
  int64_t done = 1, coming, sum = 0;
  int i;
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  for (i = 0; i < SUBJECTS; ++i) follow(session, subjects[i], 1);
  while (done != 0) CHECK_OK(pmm_tick(db, NULL, &done, &check_error));
  coming = check_subject(session, subjects[0]);
  CHECK(coming >= 9); /* of a month, each third day */
  for (i = 1; i < SUBJECTS; ++i) CHECK(check_subject(session, subjects[i]) == coming);
  for (i = 0; i < SUBJECTS; ++i) sum += notices(session, subjects[i]);
  CHECK(sum > SUBJECTS); /* the clock went on while they ticked */
  close_memory(db, session);
}

int main(void) {
  race_begin();
  make_rule();
  race_all(play);
  check_all();
  race_end();
  return 0;
}
