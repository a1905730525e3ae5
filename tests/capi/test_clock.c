/* P15: a clock that jumps, stops and goes back tells nobody twice and leaves nobody out.
   PMM_TEST_TOWNS: how many towns live through it, 25 by default. */
#include "booking.h"
#include "outbox.h"

#define CASES 12
#define MOST_NOTICES 4096

static uint64_t dice;

static int64_t roll(int64_t end) {
  dice = dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (int64_t)((dice >> 33) % (uint64_t)end);
}

/* How often each notification went out. */
static int sent[MOST_NOTICES];

static void count_one(void* data, const pmm_parcel* parcel, pmm_delivery_report_input* out) {
  (void)data;
  CHECK(parcel->notification > 0 && parcel->notification < MOST_NOTICES);
  ++sent[parcel->notification];
  out->outcome = PMM_OUTCOME_SENT;
}

static void tick_until_quiet(pmm_db* db) {
  int64_t done = 1;
  while (done != 0) CHECK_OK(pmm_tick(db, NULL, &done, &check_error));
}

/* A second on, a machine that slept, a day skipped; a step of a time server, an hour, a day back.
 */
static void shake_clock(void) {
  static const int64_t kSteps[] = {CHECK_SECOND,      8 * CHECK_HOUR,    CHECK_DAY,
                                   3 * CHECK_HOUR,    -2 * CHECK_SECOND, -CHECK_HOUR,
                                   15 * CHECK_MINUTE, -CHECK_DAY,        12 * CHECK_HOUR};
  check_now_us += kSteps[roll((int64_t)(sizeof kSteps / sizeof *kSteps))];
}

/* Each of the leads stands in the log once: as told, or as overtaken by a later one. */
static int64_t check_log(pmm_session* s, pmm_id id) {
  static const int64_t kLeads[] = {7, 3, 1, 0};
  pmm_result* rows = NULL;
  int64_t i, told = 0;
  size_t lead;
  CHECK_OK(pmm_reminder_log(s, id, NULL, &rows, &check_error));
  for (lead = 0; lead < sizeof kLeads / sizeof *kLeads; ++lead) {
    int times = 0;
    for (i = 0; i < pmm_result_rows(rows); ++i)
      times += int_cell(rows, i, "lead_days") == kLeads[lead];
    CHECK(times == 1);
  }
  for (i = 0; i < pmm_result_rows(rows); ++i)
    told += same_text(pmm_result_text(rows, i, column_of(rows, "outcome")), "told");
  CHECK(pmm_result_rows(rows) == 4);
  pmm_result_free(rows);
  return told;
}

static int64_t notices(pmm_session* s) {
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  pmm_page page = PMM_PAGE_INIT;
  pmm_result* rows = NULL;
  int64_t count;
  filter.set_fields = PMM_NOTIFICATION_FILTER_ORIGIN;
  filter.origin = pmm_string("reminder");
  page.limit = 10000;
  CHECK_OK(pmm_notification_list(s, &filter, &page, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

static pmm_id case_due_at(outbox* o, int64_t due_us) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  const pmm_id id =
      make_report(o->t.admin, o->t.potholes, o->t.anna, o->t.web, check_now_us - 40 * CHECK_DAY);
  in.set_fields = PMM_CASE_DUE_US;
  in.due_us = due_us;
  CHECK_OK(pmm_case_update(o->t.admin, id, &in, NULL, NULL, &check_error));
  return id;
}

static void one_town(uint64_t seed) {
  const int64_t start = check_now_us;
  outbox o = open_outbox();
  pmm_carrier carrier = PMM_CARRIER_INIT;
  pmm_reminder_rule_input rule = PMM_REMINDER_RULE_INPUT_INIT;
  pmm_reminder_filter filter = PMM_REMINDER_FILTER_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 0;
  int64_t told = 0, went = 0, i;
  dice = seed;
  memset(sent, 0, sizeof sent);
  carrier.send = count_one;
  CHECK_OK(pmm_carrier_set(o.t.db, pmm_string("email"), &carrier, &check_error));
  rule.set_fields = PMM_REMINDER_RULE_CODE | PMM_REMINDER_RULE_TITLE | PMM_REMINDER_RULE_SOURCE |
                    PMM_REMINDER_RULE_LEADS;
  rule.code = rule.title = pmm_string("deadline");
  rule.source = pmm_string("case_due");
  rule.leads = pmm_string("7,3,1,0");
  CHECK_OK(pmm_reminder_rule_create(o.t.admin, &rule, NULL, &id, &check_error));
  for (i = 0; i < CASES; ++i) case_due_at(&o, CHECK_FRIDAY + 9 * CHECK_HOUR + (9 + i) * CHECK_DAY);
  for (i = 0; i < 120; ++i) {
    shake_clock();
    CHECK_OK(pmm_tick(o.t.db, NULL, NULL, &check_error));
  }
  for (i = 0; i < 40; ++i) {
    check_now_us += CHECK_DAY;
    tick_until_quiet(o.t.db);
  }
  filter.set_fields = PMM_REMINDER_FILTER_SUBJECT;
  filter.subject = o.t.anna;
  CHECK_OK(pmm_reminder_list(o.t.admin, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == CASES);
  for (i = 0; i < CASES; ++i) told += check_log(o.t.admin, int_cell(rows, i, "id"));
  pmm_result_free(rows);
  CHECK(told >= CASES && notices(o.t.citizen) == told);
  for (i = 0; i < MOST_NOTICES; ++i) {
    CHECK(sent[i] <= 1);
    went += sent[i];
  }
  CHECK(went == told + CASES); /* and that each case was opened */
  check_now_us = start;
  close_town(&o.t);
}

static void test_reminder__J11_each_lead_once_whatever_the_clock_does(void) {
  const char* towns = getenv("PMM_TEST_TOWNS");
  const uint64_t end = towns == NULL ? 25 : strtoull(towns, NULL, 10);
  uint64_t seed;
  for (seed = 1; seed <= end; ++seed) one_town(seed);
}

/* A rule whose days come each day, told to anna at that minute of the day itself. */
static pmm_id daily_at(town* t, int64_t minute, int32_t first_day) {
  pmm_reminder_rule_input rule = PMM_REMINDER_RULE_INPUT_INIT;
  pmm_id id = 0;
  rule.set_fields = PMM_REMINDER_RULE_CODE | PMM_REMINDER_RULE_TITLE | PMM_REMINDER_RULE_SOURCE |
                    PMM_REMINDER_RULE_LEADS | PMM_REMINDER_RULE_RECURRENCE |
                    PMM_REMINDER_RULE_STARTS_ON | PMM_REMINDER_RULE_AT_MINUTE;
  rule.code = rule.title = pmm_string("bins");
  rule.source = pmm_string("dated");
  rule.leads = pmm_string("0");
  rule.recurrence = pmm_string("FREQ=DAILY");
  rule.starts_on = first_day;
  rule.at_minute = minute;
  CHECK_OK(pmm_reminder_rule_create(t->admin, &rule, NULL, &id, &check_error));
  CHECK_OK(pmm_reminder_rule_follow(t->citizen, id, t->anna, 1, NULL, NULL, &check_error));
  return id;
}

/* 2027-01-01, and the last Sundays of March and October of that year. */
#define YEAR_BEGINS INT32_C(20819)
#define SUMMER_BEGINS INT32_C(20905)
#define SUMMER_ENDS INT32_C(21122)

/* When half past two is in Rome on a day of 2027: at three on the day that has none, the first time
   on the day that has two. */
static int64_t half_past_two(int32_t day) {
  const int64_t midnight = day * CHECK_DAY; /* UTC */
  if (day < SUMMER_BEGINS || day > SUMMER_ENDS) return midnight + 90 * CHECK_MINUTE;
  if (day == SUMMER_BEGINS) return midnight + 60 * CHECK_MINUTE;
  return midnight + 30 * CHECK_MINUTE;
}

/* A year of days, each told once, at its instant and not a microsecond before; around the changes
   of the clock, with looks at every quarter of an hour. */
static void test_reminder__J1_J2_half_past_two_comes_once_a_day(void) {
  const int64_t start = check_now_us;
  town t;
  int64_t told = 0;
  int32_t day;
  check_now_us = (YEAR_BEGINS - 2) * CHECK_DAY;
  t = open_town();
  daily_at(&t, 150, YEAR_BEGINS);
  for (day = YEAR_BEGINS; day < YEAR_BEGINS + 365; ++day) {
    const int32_t off = day < SUMMER_BEGINS + 2 ? day - SUMMER_BEGINS : day - SUMMER_ENDS;
    int64_t until = (day + 1) * CHECK_DAY - CHECK_HOUR;
    check_now_us = half_past_two(day) - 1;
    tick_until_quiet(t.db);
    CHECK(notices(t.citizen) == told);
    check_now_us = half_past_two(day);
    tick_until_quiet(t.db);
    CHECK(notices(t.citizen) == ++told);
    if (off < -1 || off > 1) continue;
    for (; check_now_us < until; check_now_us += 15 * CHECK_MINUTE) {
      CHECK_OK(pmm_tick(t.db, NULL, NULL, &check_error));
      CHECK(notices(t.citizen) == told);
    }
  }
  CHECK(told == 365);
  check_now_us = start;
  close_town(&t);
}

/* Ten years at once: what was to come is missed, and told neither now nor when the clock is right
   again. */
static void test_reminder__J11_ten_years_forward_and_back(void) {
  const int64_t start = check_now_us;
  outbox o = open_outbox();
  pmm_reminder_rule_input rule = PMM_REMINDER_RULE_INPUT_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 0;
  int64_t i, missed = 0;
  rule.set_fields = PMM_REMINDER_RULE_CODE | PMM_REMINDER_RULE_TITLE | PMM_REMINDER_RULE_SOURCE |
                    PMM_REMINDER_RULE_LEADS;
  rule.code = rule.title = pmm_string("deadline");
  rule.source = pmm_string("case_due");
  rule.leads = pmm_string("7,3,1,0");
  CHECK_OK(pmm_reminder_rule_create(o.t.admin, &rule, NULL, &id, &check_error));
  case_due_at(&o, CHECK_FRIDAY + 20 * CHECK_DAY);
  tick_until_quiet(o.t.db);
  check_now_us += 3653 * CHECK_DAY;
  tick_until_quiet(o.t.db);
  CHECK(notices(o.t.citizen) == 0);
  for (check_now_us = start; check_now_us < start + 25 * CHECK_DAY; check_now_us += CHECK_HOUR)
    CHECK_OK(pmm_tick(o.t.db, NULL, NULL, &check_error));
  CHECK(notices(o.t.citizen) == 0);
  CHECK_OK(pmm_reminder_log(o.t.admin, 1, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i)
    missed += same_text(pmm_result_text(rows, i, column_of(rows, "outcome")), "missed");
  CHECK(pmm_result_rows(rows) == 4 && missed == 4);
  pmm_result_free(rows);
  check_now_us = start;
  close_town(&o.t);
}

/* The journal is in the order of its numbers, whatever the clock said. */
static void test_history__J11_is_in_the_order_of_what_was_done(void) {
  static const int64_t kSteps[] = {CHECK_HOUR, -CHECK_DAY, CHECK_SECOND, -2 * CHECK_HOUR,
                                   3653 * CHECK_DAY};
  const size_t count = sizeof kSteps / sizeof *kSteps;
  const int64_t start = check_now_us;
  town t = open_town();
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_result* rows = NULL;
  int64_t at[8], i;
  size_t step;
  in.set_fields = PMM_SUBJECT_GIVEN_NAME;
  for (step = 0; step < count; ++step) {
    char name[8];
    check_now_us += kSteps[step];
    at[step] = check_now_us;
    snprintf(name, sizeof name, "Anna %d", (int)step);
    in.given_name = pmm_string(name);
    CHECK_OK(pmm_subject_update(t.admin, t.anna, &in, NULL, NULL, &check_error));
  }
  CHECK_OK(pmm_history(t.admin, PMM_NOUN_SUBJECT, t.anna, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == (int64_t)count + 1);
  for (i = 0; i < (int64_t)count; ++i) {
    CHECK(int_cell(rows, i, "seq") > int_cell(rows, i + 1, "seq"));
    CHECK(int_cell(rows, i, "at") == at[count - 1 - (size_t)i]);
  }
  pmm_result_free(rows);
  CHECK_OK(pmm_check(t.db, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i)
    CHECK(!same_text(pmm_result_text(rows, i, column_of(rows, "severity")), "error"));
  pmm_result_free(rows);
  check_now_us = start;
  close_town(&t);
}

int main(void) {
  test_reminder__J1_J2_half_past_two_comes_once_a_day();
  test_reminder__J11_ten_years_forward_and_back();
  test_history__J11_is_in_the_order_of_what_was_done();
  test_reminder__J11_each_lead_once_whatever_the_clock_does();
  return 0;
}
