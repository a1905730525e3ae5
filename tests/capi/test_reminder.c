#include "booking.h"

static int64_t tick(town* t) {
  int64_t done = 0;
  CHECK_OK(pmm_tick(t->db, NULL, &done, &check_error));
  return done;
}

static pmm_result* list(pmm_session* s, pmm_id subject) {
  pmm_reminder_filter filter = PMM_REMINDER_FILTER_INIT;
  pmm_result* rows = NULL;
  filter.set_fields = PMM_REMINDER_FILTER_SUBJECT;
  filter.subject = subject;
  CHECK_OK(pmm_reminder_list(s, &filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static int has_outcomes(pmm_session* s, pmm_id id, const char* outcomes) {
  pmm_result* rows = NULL;
  char all[200] = "";
  int64_t i;
  int same;
  CHECK_OK(pmm_reminder_log(s, id, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i) {
    const size_t used = strlen(all);
    snprintf(all + used, sizeof all - used, "%s%s", i == 0 ? "" : " ",
             pmm_result_text(rows, i, column_of(rows, "outcome")).data);
  }
  same = strcmp(all, outcomes) == 0;
  if (!same) fprintf(stderr, "outcomes: '%s', not '%s'\n", all, outcomes);
  pmm_result_free(rows);
  return same;
}

/* What stands on the subject's own board of this reminder, newest first. */
static pmm_result* board(town* t, pmm_id id) {
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  pmm_result* rows = NULL;
  char key[40];
  snprintf(key, sizeof key, "reminder:%lld", (long long)id);
  filter.set_fields = PMM_NOTIFICATION_FILTER_COLLAPSE_KEY | PMM_NOTIFICATION_FILTER_ORIGIN |
                      PMM_NOTIFICATION_FILTER_ARCHIVED;
  filter.collapse_key = pmm_string(key);
  filter.origin = pmm_string("reminder");
  CHECK_OK(pmm_notification_list(t->citizen, &filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static int64_t told(town* t, pmm_id id) {
  pmm_result* rows = board(t, id);
  const int64_t count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

/* The one rule that a subject follows; 0: none. */
static pmm_id follows(pmm_session* s, pmm_id subject) {
  pmm_result* rows = NULL;
  pmm_id rule = 0;
  CHECK_OK(pmm_reminder_rule_followed(s, subject, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) <= 1);
  if (pmm_result_rows(rows) == 1) {
    rule = int_cell(rows, 0, "id");
    CHECK(text_cell(rows, 0, "source", "dated"));
    CHECK(int_cell(rows, 0, "since") == check_now_us);
  }
  pmm_result_free(rows);
  return rule;
}

/* What is to go out to the subject. */
static int64_t deliveries(town* t, pmm_id subject) {
  pmm_delivery_filter filter = PMM_DELIVERY_FILTER_INIT;
  pmm_result* rows = NULL;
  int64_t count;
  filter.set_fields = PMM_DELIVERY_FILTER_SUBJECT;
  filter.subject = subject;
  CHECK_OK(pmm_delivery_list(t->admin, &filter, NULL, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

static pmm_reminder_rule_input rule_input(const char* code, const char* source) {
  pmm_reminder_rule_input in = PMM_REMINDER_RULE_INPUT_INIT;
  in.set_fields = PMM_REMINDER_RULE_CODE | PMM_REMINDER_RULE_TITLE | PMM_REMINDER_RULE_SOURCE;
  in.code = pmm_string(code);
  in.title = pmm_string("A deadline");
  in.source = pmm_string(source);
  return in;
}

static pmm_id new_rule(town* t, const pmm_reminder_rule_input* in) {
  pmm_id id = 0;
  CHECK_OK(pmm_reminder_rule_create(t->admin, in, NULL, &id, &check_error));
  return id;
}

static void set_due(town* t, pmm_id id, int64_t due_us) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  in.set_fields = PMM_CASE_DUE_US;
  in.due_us = due_us;
  CHECK_OK(pmm_case_update(t->admin, id, &in, NULL, NULL, &check_error));
}

static void test_reminder__follows_a_case(void) {
  town town_of = open_town(), *t = &town_of;
  const int64_t start = check_now_us, due = start + 20 * CHECK_DAY;
  const pmm_reminder_rule_input in = rule_input("case", "case_due");
  const pmm_id rule = new_rule(t, &in);
  const pmm_id report = make_report(t->admin, t->potholes, t->anna, t->web, start);
  pmm_result* rows;
  pmm_id id;
  set_due(t, report, due);
  CHECK(tick(t) == 1 && tick(t) == 0);
  rows = list(t->citizen, t->anna);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "rule") == rule);
  CHECK(int_cell(rows, 0, "case_id") == report && int_cell(rows, 0, "due") == due);
  CHECK(int_cell(rows, 0, "service") == t->potholes && int_cell(rows, 0, "all_day") == 0);
  CHECK(text_cell(rows, 0, "state", "waiting"));
  /* Seven days before, at nine in Rome. */
  CHECK(int_cell(rows, 0, "next") == CHECK_FRIDAY + 12 * CHECK_DAY);
  id = int_cell(rows, 0, "id");
  pmm_result_free(rows);
  CHECK(told(t, id) == 0);
  check_now_us = CHECK_FRIDAY + 12 * CHECK_DAY;
  CHECK(tick(t) == 1 && tick(t) == 0 && has_outcomes(t->citizen, id, "told"));
  rows = board(t, id);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "subject") == t->anna);
  CHECK(text_cell(rows, 0, "title", "A deadline") && text_cell(rows, 0, "body", ""));
  CHECK(text_cell(rows, 0, "class", "courtesy") && text_cell(rows, 0, "language", "it"));
  CHECK(int_cell(rows, 0, "case_id") == report && int_cell(rows, 0, "due") == due);
  CHECK(int_cell(rows, 0, "service") == t->potholes && int_cell(rows, 0, "office") == t->traffic);
  pmm_result_free(rows);
  /* The case gets more time, and the reminder with it. */
  set_due(t, report, due + 10 * CHECK_DAY);
  CHECK(tick(t) == 1 && tick(t) == 0);
  rows = list(t->citizen, t->anna);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "due") == due + 10 * CHECK_DAY);
  pmm_result_free(rows);
  /* Nobody ticked on the days of both leads: one word instead of two. */
  check_now_us = due + 9 * CHECK_DAY + 12 * CHECK_HOUR;
  CHECK(tick(t) == 1 && has_outcomes(t->citizen, id, "told missed told") && told(t, id) == 2);
  rows = list(t->citizen, t->anna);
  CHECK(text_cell(rows, 0, "state", "told") && null_cell(rows, 0, "next"));
  pmm_result_free(rows);
  {
    pmm_case_step step = PMM_CASE_STEP_INIT;
    step.set_fields = PMM_CASE_STEP_NOTE;
    step.note = pmm_string("mended");
    CHECK_OK(
        pmm_case_advance(t->admin, report, pmm_string("resolve"), &step, NULL, NULL, &check_error));
  }
  CHECK(tick(t) == 1);
  rows = list(t->citizen, t->anna);
  CHECK(text_cell(rows, 0, "state", "void"));
  pmm_result_free(rows);
  check_now_us = start;
  close_town(t);
}

static void test_reminder__that_nobody_told_is_missed(void) {
  town town_of = open_town(), *t = &town_of;
  const int64_t start = check_now_us;
  const pmm_reminder_rule_input in = rule_input("case", "case_due");
  pmm_id report;
  pmm_result* rows;
  new_rule(t, &in);
  report = make_report(t->admin, t->potholes, t->anna, t->web, start);
  set_due(t, report, start + 10 * CHECK_DAY);
  check_now_us = start + 11 * CHECK_DAY;
  CHECK(tick(t) == 2 && tick(t) == 0);
  rows = list(t->citizen, t->anna);
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "state", "missed"));
  CHECK(has_outcomes(t->citizen, int_cell(rows, 0, "id"), "missed missed"));
  CHECK(told(t, int_cell(rows, 0, "id")) == 0);
  pmm_result_free(rows);
  check_now_us = start;
  close_town(t);
}

static void test_reminder__of_documents_that_end(void) {
  town town_of = open_town(), *t = &town_of;
  const int64_t start = check_now_us;
  pmm_reminder_rule_input in = rule_input("pass", "identifier_expiry");
  pmm_identifier_input pass = PMM_IDENTIFIER_INPUT_INIT;
  pmm_result* rows;
  pmm_id id = 0;
  CHECK_FAILS(pmm_reminder_rule_create(t->admin, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "scheme");
  in.set_fields |= PMM_REMINDER_RULE_SCHEME | PMM_REMINDER_RULE_LEADS;
  in.scheme = pmm_string("parking_pass");
  in.leads = pmm_string("30,0");
  new_rule(t, &in);
  pass.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE | PMM_IDENTIFIER_VALID_TO_ON;
  pass.scheme = pmm_string("parking_pass");
  pass.value = pmm_string("P-1");
  pass.valid_to_on = 13604; /* 2007-04-01: the last day is in March */
  CHECK_OK(pmm_identifier_create(t->admin, t->anna, &pass, NULL, &id, &check_error));
  /* The lead of 30 days is today at nine. */
  CHECK(tick(t) == 2 && tick(t) == 0);
  rows = list(t->citizen, t->anna);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "all_day") == 1);
  CHECK(int_cell(rows, 0, "due") == INT64_C(1175378400000000) - 1); /* summer time by then */
  CHECK(has_outcomes(t->citizen, int_cell(rows, 0, "id"), "told"));
  pmm_result_free(rows);
  pass.set_fields = PMM_IDENTIFIER_VALID_TO_ON;
  pass.valid_to_on = 13604 + 365;
  CHECK_OK(pmm_identifier_update(t->admin, id, &pass, NULL, NULL, &check_error));
  CHECK(tick(t) == 1 && tick(t) == 0);
  rows = list(t->citizen, t->anna);
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "state", "waiting"));
  pmm_result_free(rows);
  check_now_us = start;
  close_town(t);
}

static void test_reminder__of_dates_that_recur(void) {
  town town_of = open_town(), *t = &town_of;
  const int64_t start = check_now_us;
  pmm_reminder_rule_input in = rule_input("school", "dated");
  pmm_result* rows;
  pmm_id rule, id = 0;
  in.set_fields |= PMM_REMINDER_RULE_STARTS_ON | PMM_REMINDER_RULE_RECURRENCE;
  in.starts_on = 13528; /* 2007-01-15 */
  in.recurrence = pmm_string("FREQ=MONTHLY;COUNT=x");
  CHECK_FAILS(pmm_reminder_rule_create(t->admin, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "recurrence");
  in.recurrence = pmm_string("FREQ=MONTHLY");
  rule = new_rule(t, &in);
  CHECK(tick(t) == 0);
  CHECK_OK(pmm_reminder_rule_follow(t->citizen, rule, t->anna, 1, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_reminder_rule_follow(t->citizen, rule, t->bruno, 1, NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "subject");
  CHECK(follows(t->citizen, t->anna) == rule && follows(t->admin, t->bruno) == 0);
  CHECK_STATUS(pmm_reminder_rule_followed(t->citizen, t->bruno, NULL, &rows, &check_error),
               PMM_E_NOT_FOUND);
  CHECK(tick(t) == 1); /* of 15 March; that of 15 April is more than 37 days away */
  CHECK(tick(t) == 0);
  check_now_us += 14 * CHECK_DAY + 12 * CHECK_HOUR;
  CHECK(tick(t) > 0 && tick(t) == 0);
  rows = list(t->citizen, t->anna);
  CHECK(pmm_result_rows(rows) == 2 && text_cell(rows, 0, "state", "told"));
  id = int_cell(rows, 1, "id");
  pmm_result_free(rows);
  CHECK_OK(pmm_reminder_snooze(t->citizen, id, check_now_us + CHECK_DAY, NULL, NULL, &check_error));
  check_now_us += CHECK_DAY;
  CHECK(tick(t) == 1 && has_outcomes(t->citizen, id, "told") && told(t, id) == 1);
  CHECK_OK(pmm_reminder_done(t->citizen, id, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_reminder_done(t->citizen, id, NULL, NULL, &check_error), PMM_E_CONFLICT, "id");
  CHECK_OK(pmm_reminder_rule_follow(t->citizen, rule, t->anna, 0, NULL, NULL, &check_error));
  CHECK(follows(t->citizen, t->anna) == 0);
  CHECK(tick(t) == 0);
  check_now_us = start;
  close_town(t);
}

/* Once per lead, again when it was put off, and no more when it is done. */
static void test_reminder__stands_on_the_board(void) {
  town town_of = open_town(), *t = &town_of;
  const int64_t start = check_now_us;
  pmm_reminder_input in = PMM_REMINDER_INPUT_INIT;
  pmm_result* rows;
  pmm_id id = 0;
  CHECK_OK(pmm_channel_carry(t->admin, t->web, pmm_string("push"), NULL, NULL, &check_error));
  in.set_fields =
      PMM_REMINDER_TITLE | PMM_REMINDER_BODY | PMM_REMINDER_DUE_US | PMM_REMINDER_SERVICE;
  in.title = pmm_string("Renew the season ticket");
  in.body = pmm_string("At the **counter** or online.");
  in.due_us = start + 10 * CHECK_DAY;
  in.service = t->residence;
  CHECK_OK(pmm_reminder_create(t->citizen, &in, NULL, &id, &check_error));
  CHECK(tick(t) == 0 && told(t, id) == 0 && deliveries(t, t->anna) == 0);
  check_now_us = start + 4 * CHECK_DAY;
  CHECK(tick(t) == 1 && tick(t) == 0 && told(t, id) == 1 && deliveries(t, t->anna) == 1);
  rows = board(t, id);
  CHECK(text_cell(rows, 0, "title", "Renew the season ticket"));
  CHECK(text_cell(rows, 0, "body", "At the **counter** or online."));
  CHECK(null_cell(rows, 0, "case_id") && int_cell(rows, 0, "due") == start + 10 * CHECK_DAY);
  CHECK(int_cell(rows, 0, "service") == t->residence && int_cell(rows, 0, "office") == t->registry);
  pmm_result_free(rows);
  CHECK_OK(pmm_reminder_snooze(t->citizen, id, start + 5 * CHECK_DAY, NULL, NULL, &check_error));
  CHECK(tick(t) == 0 && told(t, id) == 1);
  check_now_us = start + 5 * CHECK_DAY;
  CHECK(tick(t) == 1 && tick(t) == 0 && told(t, id) == 2 && deliveries(t, t->anna) == 2);
  CHECK_OK(pmm_reminder_done(t->citizen, id, NULL, NULL, &check_error));
  check_now_us = start + 10 * CHECK_DAY - CHECK_HOUR;
  CHECK(tick(t) == 0 && told(t, id) == 2 && deliveries(t, t->anna) == 2);
  check_now_us = start;
  close_town(t);
}

static void test_reminder__is_noted_by_a_subject(void) {
  town town_of = open_town(), *t = &town_of;
  pmm_reminder_input in = PMM_REMINDER_INPUT_INIT;
  pmm_result* row = NULL;
  pmm_id id = 0;
  in.set_fields = PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US;
  in.title = pmm_string("Renew the season ticket");
  in.due_us = check_now_us;
  CHECK_FAILS(pmm_reminder_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "due_us");
  in.due_us = check_now_us + 3 * CHECK_DAY;
  CHECK_FAILS(pmm_reminder_create(t->admin, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "subject");
  CHECK_OK(pmm_reminder_create(t->citizen, &in, NULL, &id, &check_error));
  /* The lead of seven days has passed: the next tick tells it. */
  CHECK(tick(t) == 1 && has_outcomes(t->citizen, id, "told"));
  in.set_fields = PMM_REMINDER_LEADS;
  in.leads = pmm_string("1,7");
  CHECK_FAILS(pmm_reminder_update(t->citizen, id, &in, NULL, NULL, &check_error), PMM_E_INVALID,
              "leads");
  in.set_fields = PMM_REMINDER_SUBJECT | PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US;
  in.subject = t->bruno;
  CHECK_FAILS(pmm_reminder_create(t->citizen, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND,
              "subject");
  CHECK_FAILS(pmm_reminder_get(t->nobody, 1, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  close_town(t);
}

static pmm_result* reminder(pmm_session* s, pmm_id id) {
  pmm_result* row = NULL;
  CHECK_OK(pmm_reminder_get(s, id, NULL, &row, &check_error));
  return row;
}

static int is_in_state(pmm_session* s, pmm_id id, const char* state) {
  pmm_result* row = reminder(s, id);
  const int same = text_cell(row, 0, "state", state);
  pmm_result_free(row);
  return same;
}

static int64_t count_of(pmm_session* s, pmm_id subject) {
  pmm_result* rows = list(s, subject);
  const int64_t count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

static pmm_id note_down(pmm_session* s, pmm_id subject, pmm_id service, int64_t due_us) {
  pmm_reminder_input in = PMM_REMINDER_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields =
      PMM_REMINDER_SUBJECT | PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US | PMM_REMINDER_SERVICE;
  in.subject = subject;
  in.service = service;
  in.title = pmm_string("Renew the season ticket");
  in.due_us = due_us;
  CHECK_OK(pmm_reminder_create(s, &in, NULL, &id, &check_error));
  return id;
}

/* Who does not see the case does not see its deadline. */
static void test_reminder__is_of_an_office(void) {
  town town_of = open_town(), *t = &town_of;
  const pmm_reminder_rule_input in = rule_input("case", "case_due");
  const int64_t due = check_now_us + 20 * CHECK_DAY;
  const pmm_id report = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  pmm_reminder_input noted = PMM_REMINDER_INPUT_INIT;
  pmm_session* traffic = NULL;
  pmm_result* row = NULL;
  pmm_id id = 1, other = 0;
  make_actor(t, "operator", t->traffic, 0, 0, &traffic);
  new_rule(t, &in);
  set_due(t, report, due);
  CHECK(tick(t) == 1);
  CHECK(count_of(t->clerk, t->anna) == 0 && count_of(traffic, t->anna) == 1);
  CHECK_FAILS(pmm_reminder_get(t->clerk, id, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_reminder_log(t->clerk, id, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_history(t->clerk, PMM_NOUN_REMINDER, id, NULL, NULL, &row, &check_error),
              PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_reminder_done(t->clerk, id, NULL, NULL, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_reminder_snooze(t->clerk, id, due, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  row = reminder(t->citizen, id);
  CHECK(int_cell(row, 0, "office") == t->traffic);
  pmm_result_free(row);
  /* It goes with the case to another office. */
  CHECK_OK(pmm_case_assign(t->admin, report, t->registry, 0, NULL, NULL, &check_error));
  CHECK(count_of(t->clerk, t->anna) == 1 && count_of(traffic, t->anna) == 0);
  /* What a subject notes is of the office of its service; without one it is every counter's. */
  other = note_down(t->citizen, t->anna, t->potholes, due);
  CHECK_FAILS(pmm_reminder_get(t->clerk, other, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  noted.set_fields = PMM_REMINDER_SERVICE;
  CHECK_OK(pmm_reminder_update(t->citizen, other, &noted, NULL, NULL, &check_error));
  row = reminder(t->clerk, other);
  CHECK(null_cell(row, 0, "office") && null_cell(row, 0, "service"));
  pmm_result_free(row);
  noted.service = t->potholes;
  CHECK_STATUS(pmm_reminder_update(t->clerk, other, &noted, NULL, NULL, &check_error),
               PMM_E_DENIED);
  noted.set_fields =
      PMM_REMINDER_SUBJECT | PMM_REMINDER_SERVICE | PMM_REMINDER_TITLE | PMM_REMINDER_DUE_US;
  noted.subject = t->anna;
  noted.title = pmm_string("x");
  noted.due_us = due;
  CHECK_STATUS(pmm_reminder_create(t->clerk, &noted, NULL, &other, &check_error), PMM_E_DENIED);
  pmm_session_free(traffic);
  close_town(t);
}

/* What was void comes back with its cause, and tells nothing twice. */
static void test_reminder__comes_back_with_its_rule(void) {
  town town_of = open_town(), *t = &town_of;
  const int64_t start = check_now_us;
  pmm_reminder_rule_input in = rule_input("school", "dated");
  pmm_reminder_rule_input change = PMM_REMINDER_RULE_INPUT_INIT;
  pmm_result* rows;
  pmm_id rule, id;
  in.set_fields |= PMM_REMINDER_RULE_STARTS_ON;
  in.starts_on = 13587; /* 2007-03-15 */
  rule = new_rule(t, &in);
  CHECK_OK(pmm_reminder_rule_follow(t->citizen, rule, t->anna, 1, NULL, NULL, &check_error));
  CHECK(tick(t) == 1);
  rows = list(t->citizen, t->anna);
  id = int_cell(rows, 0, "id");
  pmm_result_free(rows);
  CHECK_OK(pmm_reminder_rule_follow(t->citizen, rule, t->anna, 0, NULL, NULL, &check_error));
  CHECK(tick(t) == 1 && is_in_state(t->citizen, id, "void"));
  CHECK_OK(pmm_reminder_rule_follow(t->citizen, rule, t->anna, 1, NULL, NULL, &check_error));
  CHECK(tick(t) == 1 && tick(t) == 0 && is_in_state(t->citizen, id, "waiting"));
  CHECK(count_of(t->citizen, t->anna) == 1);
  check_now_us = start + 8 * CHECK_DAY; /* the lead of seven days */
  CHECK(tick(t) == 1 && told(t, id) == 1);
  change.set_fields = PMM_REMINDER_RULE_ACTIVE;
  CHECK_OK(pmm_reminder_rule_update(t->admin, rule, &change, NULL, NULL, &check_error));
  CHECK(tick(t) == 1 && is_in_state(t->citizen, id, "void"));
  change.active = 1;
  CHECK_OK(pmm_reminder_rule_update(t->admin, rule, &change, NULL, NULL, &check_error));
  CHECK(tick(t) == 1 && tick(t) == 0 && is_in_state(t->citizen, id, "waiting"));
  check_now_us = start + 14 * CHECK_DAY; /* and of one */
  CHECK(tick(t) == 1 && told(t, id) == 2 && has_outcomes(t->citizen, id, "told told"));
  check_now_us = start;
  close_town(t);
}

/* Two deadlines at one instant are one reminder, as long as one of them is there. */
static void test_reminder__of_two_cases_at_once(void) {
  town town_of = open_town(), *t = &town_of;
  const int64_t due = check_now_us + 20 * CHECK_DAY;
  const pmm_reminder_rule_input in = rule_input("case", "case_due");
  const pmm_id one = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  const pmm_id two = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  pmm_result* rows;
  new_rule(t, &in);
  set_due(t, one, due);
  set_due(t, two, due);
  CHECK(tick(t) == 1 && tick(t) == 0);
  CHECK_OK(pmm_case_advance(t->admin, one, pmm_string("resolve"), NULL, NULL, NULL, &check_error));
  CHECK(tick(t) == 2 && tick(t) == 0);
  rows = list(t->citizen, t->anna);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "case_id") == two);
  CHECK(text_cell(rows, 0, "state", "waiting") && int_cell(rows, 0, "due") == due);
  pmm_result_free(rows);
  CHECK_OK(pmm_case_advance(t->admin, two, pmm_string("resolve"), NULL, NULL, NULL, &check_error));
  CHECK(tick(t) == 1 && tick(t) == 0);
  rows = list(t->citizen, t->anna);
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "state", "void"));
  pmm_result_free(rows);
  close_town(t);
}

/* Shorter leads, and a clock that was set back, make nothing void that is further off. */
static void test_reminder__that_is_far_off_stays(void) {
  town town_of = open_town(), *t = &town_of;
  const int64_t start = check_now_us;
  pmm_reminder_rule_input in = rule_input("census", "dated");
  pmm_reminder_rule_input change = PMM_REMINDER_RULE_INPUT_INIT;
  pmm_id rule;
  in.set_fields |= PMM_REMINDER_RULE_STARTS_ON | PMM_REMINDER_RULE_LEADS;
  in.starts_on = 13800; /* 2007-10-14 */
  in.leads = pmm_string("366,7");
  rule = new_rule(t, &in);
  CHECK_OK(pmm_reminder_rule_follow(t->citizen, rule, t->anna, 1, NULL, NULL, &check_error));
  CHECK(tick(t) == 2 && told(t, 1) == 1); /* made, and told of its first lead */
  change.set_fields = PMM_REMINDER_RULE_LEADS;
  change.leads = pmm_string("7");
  CHECK_OK(pmm_reminder_rule_update(t->admin, rule, &change, NULL, NULL, &check_error));
  CHECK(tick(t) == 1 && tick(t) == 0 && is_in_state(t->citizen, 1, "waiting"));
  check_now_us = start - 150 * CHECK_DAY;
  CHECK(tick(t) == 0);
  check_now_us = start;
  CHECK(tick(t) == 0 && told(t, 1) == 1 && is_in_state(t->citizen, 1, "waiting"));
  close_town(t);
}

/* Other words are told when the old ones would have been. */
static void test_reminder__keeps_its_time_when_its_words_change(void) {
  town town_of = open_town(), *t = &town_of;
  const int64_t start = check_now_us, due = start + 10 * CHECK_DAY;
  const int64_t late = start + 9 * CHECK_DAY + 12 * CHECK_HOUR;
  pmm_reminder_input in = PMM_REMINDER_INPUT_INIT;
  pmm_id id = note_down(t->citizen, t->anna, 0, due);
  pmm_result* row;
  check_now_us = late; /* after the last lead */
  CHECK(tick(t) == 1 && is_in_state(t->citizen, id, "told"));
  CHECK_OK(pmm_reminder_snooze(t->citizen, id, late + CHECK_HOUR, NULL, NULL, &check_error));
  in.set_fields = PMM_REMINDER_BODY;
  in.body = pmm_string("with a photograph");
  CHECK_OK(pmm_reminder_update(t->citizen, id, &in, NULL, NULL, &check_error));
  row = reminder(t->citizen, id);
  CHECK(text_cell(row, 0, "state", "waiting") && int_cell(row, 0, "snoozed") == 1);
  CHECK(int_cell(row, 0, "next") == late + CHECK_HOUR);
  pmm_result_free(row);
  in.set_fields = PMM_REMINDER_DUE_US;
  in.due_us = late;
  CHECK_FAILS(pmm_reminder_update(t->citizen, id, &in, NULL, NULL, &check_error), PMM_E_INVALID,
              "due_us");
  CHECK_FAILS(pmm_reminder_snooze(t->citizen, id, INT64_MAX, NULL, NULL, &check_error),
              PMM_E_INVALID, "until_us");
  CHECK_OK(pmm_reminder_done(t->citizen, id, NULL, NULL, &check_error));
  in.set_fields = PMM_REMINDER_BODY;
  in.body = pmm_string("x");
  CHECK_FAILS(pmm_reminder_update(t->citizen, id, &in, NULL, NULL, &check_error), PMM_E_CONFLICT,
              "id");
  CHECK(is_in_state(t->citizen, id, "done"));
  check_now_us = start;
  close_town(t);
}

static void test_reminder__says_what_its_rule_says(void) {
  town town_of = open_town(), *t = &town_of;
  const pmm_reminder_rule_input in = rule_input("case", "case_due");
  pmm_reminder_rule_input change = PMM_REMINDER_RULE_INPUT_INIT;
  const pmm_id report = make_report(t->admin, t->potholes, t->anna, t->web, check_now_us);
  const pmm_id rule = new_rule(t, &in);
  pmm_result* row;
  set_due(t, report, check_now_us + 20 * CHECK_DAY);
  CHECK(tick(t) == 1);
  change.set_fields = PMM_REMINDER_RULE_TITLE | PMM_REMINDER_RULE_LEADS;
  change.title = pmm_string("The term ends");
  change.leads = pmm_string("10");
  CHECK_OK(pmm_reminder_rule_update(t->admin, rule, &change, NULL, NULL, &check_error));
  CHECK(tick(t) == 1 && tick(t) == 0);
  row = reminder(t->citizen, 1);
  CHECK(text_cell(row, 0, "title", "The term ends") && text_cell(row, 0, "leads", "10"));
  CHECK(int_cell(row, 0, "next") == CHECK_FRIDAY + 9 * CHECK_DAY);
  pmm_result_free(row);
  /* It speaks of another service now. */
  change.set_fields = PMM_REMINDER_RULE_SERVICE;
  change.service = t->residence;
  CHECK_OK(pmm_reminder_rule_update(t->admin, rule, &change, NULL, NULL, &check_error));
  CHECK(tick(t) == 1 && tick(t) == 0 && is_in_state(t->citizen, 1, "void"));
  change.service = t->potholes;
  CHECK_OK(pmm_reminder_rule_update(t->admin, rule, &change, NULL, NULL, &check_error));
  CHECK(tick(t) == 1 && tick(t) == 0 && is_in_state(t->citizen, 1, "waiting"));
  close_town(t);
}

/* More than fit in one turn; and what there is only one reminder of asks for no second tick. */
/* It is of the office that its rule's service is of. */
static void test_reminder__goes_with_the_service_of_its_rule(void) {
  town town_of = open_town(), *t = &town_of;
  pmm_reminder_rule_input in = rule_input("fee", "dated");
  pmm_service_input service = PMM_SERVICE_INPUT_INIT;
  pmm_result* rows;
  pmm_id rule;
  in.set_fields |= PMM_REMINDER_RULE_STARTS_ON | PMM_REMINDER_RULE_SERVICE;
  in.starts_on = (int32_t)(check_now_us / CHECK_DAY) + 20;
  in.service = t->residence;
  rule = new_rule(t, &in);
  CHECK_OK(pmm_reminder_rule_follow(t->admin, rule, t->anna, 1, NULL, NULL, &check_error));
  CHECK(tick(t) == 1);
  service.set_fields = PMM_SERVICE_OFFICE;
  service.office = t->traffic;
  CHECK_OK(pmm_service_update(t->admin, t->residence, &service, NULL, NULL, &check_error));
  CHECK(tick(t) == 1 && tick(t) == 0);
  rows = list(t->admin, t->anna);
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "office") == t->traffic);
  pmm_result_free(rows);
  close_town(t);
}

static void test_reminder__are_many(void) {
  town town_of = open_town(), *t = &town_of;
  const pmm_reminder_rule_input in = rule_input("case", "case_due");
  pmm_reminder_rule_input expiry = rule_input("pass", "identifier_expiry");
  pmm_identifier_input pass = PMM_IDENTIFIER_INPUT_INIT;
  int64_t before;
  int i;
  for (i = 0; i < 501; ++i)
    set_due(t, make_report(t->admin, t->potholes, t->anna, t->web, check_now_us),
            check_now_us + 20 * CHECK_DAY + i * CHECK_SECOND);
  new_rule(t, &in);
  CHECK(tick(t) == 501 && tick(t) == 0);
  expiry.set_fields |= PMM_REMINDER_RULE_SCHEME;
  expiry.scheme = pmm_string("parking_pass");
  new_rule(t, &expiry);
  pass.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE | PMM_IDENTIFIER_VALID_TO_ON;
  pass.scheme = pmm_string("parking_pass");
  pass.valid_to_on = 13604;
  for (i = 0; i < 2; ++i) {
    pmm_id id = 0;
    pass.value = pmm_string(i == 0 ? "P-1" : "P-2");
    CHECK_OK(pmm_identifier_create(t->admin, t->anna, &pass, NULL, &id, &check_error));
  }
  CHECK(tick(t) == 1);
  before = journal(t->db);
  CHECK(tick(t) == 0 && journal(t->db) == before);
  close_town(t);
}

/* What a rule was made with is what it reads as, alone and in a list. */
static void test_reminder_rule__reads_as_it_was_made(void) {
  town town_of = open_town(), *t = &town_of;
  pmm_reminder_rule_input in = rule_input("school", "dated");
  pmm_reminder_rule_input plain = rule_input("case", "case_due");
  pmm_reminder_rule_filter filter = PMM_REMINDER_RULE_FILTER_INIT;
  pmm_freeze_input freeze = PMM_FREEZE_INPUT_INIT;
  pmm_result *row = NULL, *rows = NULL;
  pmm_id first, id, group = 0;
  int64_t version = 0;
  int32_t column;
  freeze.set_fields = PMM_FREEZE_RULE;
  freeze.rule = pmm_string("{\"subject\": {}}");
  CHECK_OK(pmm_segment_freeze(t->admin, &freeze, NULL, &group, &check_error));
  first = new_rule(t, &plain);
  in.set_fields |= PMM_REMINDER_RULE_BODY | PMM_REMINDER_RULE_RECURRENCE | PMM_REMINDER_RULE_LEADS |
                   PMM_REMINDER_RULE_SERVICE | PMM_REMINDER_RULE_FROZEN |
                   PMM_REMINDER_RULE_AT_MINUTE | PMM_REMINDER_RULE_STARTS_ON;
  in.body = pmm_string("In *more* words.");
  in.recurrence = pmm_string("FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=15");
  in.leads = pmm_string("30,7,0");
  in.service = t->residence;
  in.frozen = group;
  in.at_minute = 150;
  in.starts_on = 13771; /* 2007-09-15 */
  id = new_rule(t, &in);
  CHECK_OK(pmm_reminder_rule_get(t->admin, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1 && int_cell(row, 0, "id") == id);
  CHECK(int_cell(row, 0, "version") == 1 && text_cell(row, 0, "code", "school"));
  CHECK(text_cell(row, 0, "title", "A deadline") && text_cell(row, 0, "body", "In *more* words."));
  CHECK(text_cell(row, 0, "source", "dated") && null_cell(row, 0, "scheme"));
  CHECK(int_cell(row, 0, "service") == t->residence && int_cell(row, 0, "frozen") == group);
  CHECK(int_cell(row, 0, "starts_on") == 13771 && text_cell(row, 0, "leads", "30,7,0"));
  CHECK(text_cell(row, 0, "recurrence", "FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=15"));
  CHECK(int_cell(row, 0, "at_minute") == 150 && int_cell(row, 0, "active") == 1);
  CHECK(int_cell(row, 0, "created") == check_now_us);
  /* The list has the same columns, and of this rule the same values. */
  CHECK_OK(pmm_reminder_rule_list(t->citizen, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2 && int_cell(rows, 0, "id") == first);
  CHECK(text_cell(rows, 0, "leads", "7,1") && int_cell(rows, 0, "at_minute") == 540);
  CHECK(null_cell(rows, 0, "service") && null_cell(rows, 0, "frozen"));
  CHECK(null_cell(rows, 0, "starts_on") && null_cell(rows, 0, "recurrence"));
  CHECK(pmm_result_columns(rows) == pmm_result_columns(row));
  for (column = 0; column < pmm_result_columns(row); ++column) {
    const pmm_str a = pmm_result_text(row, 0, column), b = pmm_result_text(rows, 1, column);
    CHECK(pmm_result_int64(row, 0, column) == pmm_result_int64(rows, 1, column));
    CHECK(a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0));
    CHECK(pmm_result_is_null(row, 0, column) == pmm_result_is_null(rows, 1, column));
  }
  pmm_result_free(rows);
  pmm_result_free(row);
  /* Each member of the filter, and what was changed. */
  in.set_fields = PMM_REMINDER_RULE_ACTIVE | PMM_REMINDER_RULE_SERVICE | PMM_REMINDER_RULE_FROZEN;
  in.active = 0;
  in.service = in.frozen = 0;
  CHECK_OK(pmm_reminder_rule_update(t->admin, id, &in, NULL, &version, &check_error));
  CHECK(version == 2);
  filter.code = pmm_string("school");
  filter.source = pmm_string("dated");
  for (filter.set_fields = 1; filter.set_fields <= 8; filter.set_fields *= 2) {
    const int of_both = filter.set_fields == PMM_REMINDER_RULE_FILTER_SERVICE; /* 0: without one */
    CHECK_OK(pmm_reminder_rule_list(t->admin, &filter, NULL, NULL, &rows, &check_error));
    CHECK(pmm_result_rows(rows) == (of_both ? 2 : 1));
    CHECK(int_cell(rows, of_both, "id") == id && int_cell(rows, of_both, "active") == 0);
    CHECK(null_cell(rows, of_both, "service") && int_cell(rows, of_both, "version") == 2);
    pmm_result_free(rows);
  }
  CHECK_FAILS(pmm_reminder_rule_get(t->nobody, id, NULL, &row, &check_error), PMM_E_NOT_FOUND,
              "id");
  close_town(t);
}

int main(void) {
  test_reminder_rule__reads_as_it_was_made();
  test_reminder__follows_a_case();
  test_reminder__that_nobody_told_is_missed();
  test_reminder__of_documents_that_end();
  test_reminder__of_dates_that_recur();
  test_reminder__stands_on_the_board();
  test_reminder__is_noted_by_a_subject();
  test_reminder__is_of_an_office();
  test_reminder__comes_back_with_its_rule();
  test_reminder__of_two_cases_at_once();
  test_reminder__that_is_far_off_stays();
  test_reminder__keeps_its_time_when_its_words_change();
  test_reminder__says_what_its_rule_says();
  test_reminder__goes_with_the_service_of_its_rule();
  test_reminder__are_many();
  return 0;
}
