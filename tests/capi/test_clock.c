/* P15: a clock that jumps, stops and goes back tells nobody twice and leaves nobody out. */
#include "booking.h"
#include "outbox.h"

#define SEEDS 25
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
  uint64_t seed;
  for (seed = 1; seed <= SEEDS; ++seed) one_town(seed);
}

int main(void) {
  test_reminder__J11_each_lead_once_whatever_the_clock_does();
  return 0;
}
