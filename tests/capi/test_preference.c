#include "test_case_world.h"

static pmm_result* get(pmm_session* s, pmm_id subject) {
  pmm_result* row = NULL;
  CHECK_OK(pmm_preference_get(s, subject, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1);
  return row;
}

static int64_t set(pmm_session* s, pmm_id subject, const pmm_preference_input* in) {
  int64_t version = 0;
  CHECK_OK(pmm_preference_set(s, subject, in, NULL, &version, &check_error));
  return version;
}

static int64_t choose(pmm_session* s, pmm_id subject, pmm_id service, const char* channel,
                      int wanted) {
  pmm_preference_choice in = PMM_PREFERENCE_CHOICE_INIT;
  int64_t version = 0;
  in.set_fields =
      PMM_PREFERENCE_CHOICE_SERVICE | PMM_PREFERENCE_CHOICE_CHANNEL | PMM_PREFERENCE_CHOICE_WANTED;
  in.service = service;
  in.channel = pmm_string(channel);
  in.wanted = wanted;
  CHECK_OK(pmm_preference_choose(s, subject, &in, NULL, &version, &check_error));
  return version;
}

/* Row of a channel in the answer of explain: board, email, push, sms. */
static pmm_result* explain(pmm_session* s, pmm_id subject, const char* notice_class,
                           pmm_id service) {
  pmm_preference_question in = PMM_PREFERENCE_QUESTION_INIT;
  pmm_result* rows = NULL;
  in.set_fields = PMM_PREFERENCE_QUESTION_NOTICE_CLASS | PMM_PREFERENCE_QUESTION_SERVICE;
  in.notice_class = pmm_string(notice_class);
  in.service = service;
  CHECK_OK(pmm_preference_explain(s, subject, &in, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 4);
  return rows;
}

static void test_preference__whoever_said_nothing_has_the_defaults(world* w) {
  pmm_result* row = get(w->anna, w->anna_subject);
  CHECK(int_cell(row, 0, "version") == 0 && int_cell(row, 0, "settings_version") == 0);
  CHECK(text_cell(row, 0, "mode", "auto") && text_cell(row, 0, "read_receipts", "unknown"));
  CHECK(null_cell(row, 0, "quiet_hours") && int_cell(row, 0, "digest") == 0);
  CHECK(int_cell(row, 0, "digest_hour") == 8 && null_cell(row, 0, "cap_count"));
  pmm_result_free(row);
  row = explain(w->anna, w->anna_subject, "courtesy", w->calendar);
  CHECK(int_cell(row, 1, "wanted") == 1 && text_cell(row, 1, "rule", "mode_auto"));
  pmm_result_free(row);
}

static void test_preference__keeps_what_was_said(world* w) {
  pmm_preference_input in = PMM_PREFERENCE_INPUT_INIT;
  pmm_result* row;
  in.set_fields = PMM_PREFERENCE_LANGUAGE | PMM_PREFERENCE_READ_RECEIPTS |
                  PMM_PREFERENCE_PREFERRED_CHANNEL | PMM_PREFERENCE_QUIET_FROM |
                  PMM_PREFERENCE_QUIET_TO | PMM_PREFERENCE_DIGEST | PMM_PREFERENCE_DIGEST_HOUR |
                  PMM_PREFERENCE_CAP_COUNT | PMM_PREFERENCE_CAP_HOURS | PMM_PREFERENCE_VIA;
  in.language = pmm_string("EN");
  in.read_receipts = pmm_string("allow");
  in.preferred_channel = pmm_string("sms");
  in.quiet_from = 22 * 60;
  in.quiet_to = 7 * 60 + 30;
  in.digest = 1;
  in.digest_hour = 18;
  in.cap_count = 3;
  in.cap_hours = 48;
  in.via = w->web;
  CHECK(set(w->anna, w->anna_subject, &in) == 1);
  CHECK(set(w->anna, w->anna_subject, &in) == 1);
  row = get(w->clerk, w->anna_subject);
  CHECK(text_cell(row, 0, "language", "en") && text_cell(row, 0, "preferred_channel", "sms"));
  CHECK(text_cell(row, 0, "quiet_hours", "22:00-07:30") && int_cell(row, 0, "digest") == 1);
  CHECK(int_cell(row, 0, "digest_hour") == 18 && int_cell(row, 0, "cap_count") == 3);
  CHECK(int_cell(row, 0, "cap_hours") == 48 && int_cell(row, 0, "settings_version") == 1);
  pmm_result_free(row);
  in = (pmm_preference_input)PMM_PREFERENCE_INPUT_INIT;
  in.set_fields = PMM_PREFERENCE_QUIET_FROM | PMM_PREFERENCE_QUIET_TO | PMM_PREFERENCE_CAP_COUNT;
  in.quiet_from = in.quiet_to = in.cap_count = -1;
  CHECK(set(w->anna, w->anna_subject, &in) == 2);
  row = get(w->anna, w->anna_subject);
  CHECK(null_cell(row, 0, "quiet_from") && null_cell(row, 0, "cap_count"));
  pmm_result_free(row);
  CHECK_STATUS(pmm_preference_set(w->bruno, w->anna_subject, &in, NULL, NULL, &check_error),
               PMM_E_NOT_FOUND);
  CHECK_STATUS(pmm_preference_get(w->bruno, w->anna_subject, NULL, &row, &check_error),
               PMM_E_NOT_FOUND);
}

/* As App IO has it: no alert on school enrolments, yes on passes; a new mode begins anew. */
static void test_preference__choices_belong_to_a_settings_version(world* w) {
  pmm_preference_input in = PMM_PREFERENCE_INPUT_INIT;
  pmm_preference_choice stale = PMM_PREFERENCE_CHOICE_INIT;
  pmm_result* rows;
  choose(w->anna, w->anna_subject, w->calendar, "email", 0);
  rows = explain(w->anna, w->anna_subject, "courtesy", w->calendar);
  CHECK(int_cell(rows, 1, "wanted") == 0 && text_cell(rows, 1, "rule", "service_choice"));
  CHECK(int_cell(rows, 1, "target") == w->calendar && int_cell(rows, 0, "wanted") == 1);
  pmm_result_free(rows);
  rows = explain(w->anna, w->anna_subject, "legal", w->calendar);
  CHECK(int_cell(rows, 1, "wanted") == 1 && text_cell(rows, 1, "rule", "legal_class"));
  pmm_result_free(rows);
  rows = explain(w->anna, w->anna_subject, "promotional", w->working);
  CHECK(int_cell(rows, 1, "wanted") == 0 && text_cell(rows, 1, "rule", "needs_choice"));
  pmm_result_free(rows);
  in.set_fields = PMM_PREFERENCE_MODE;
  in.mode = pmm_string("manual");
  set(w->anna, w->anna_subject, &in);
  CHECK_OK(pmm_preference_choices(w->anna, w->anna_subject, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  rows = explain(w->anna, w->anna_subject, "courtesy", w->calendar);
  CHECK(int_cell(rows, 1, "wanted") == 0 && text_cell(rows, 1, "rule", "mode_manual"));
  pmm_result_free(rows);
  stale.set_fields = PMM_PREFERENCE_CHOICE_SERVICE | PMM_PREFERENCE_CHOICE_CHANNEL |
                     PMM_PREFERENCE_CHOICE_WANTED | PMM_PREFERENCE_CHOICE_SETTINGS_VERSION;
  stale.service = w->working;
  stale.channel = pmm_string("email");
  stale.wanted = 1;
  stale.settings_version = 1;
  CHECK_FAILS(pmm_preference_choose(w->anna, w->anna_subject, &stale, NULL, NULL, &check_error),
              PMM_E_CONFLICT, "settings_version");
  stale.settings_version = 2;
  CHECK_OK(pmm_preference_choose(w->anna, w->anna_subject, &stale, NULL, NULL, &check_error));
  stale.set_fields &= ~PMM_PREFERENCE_CHOICE_WANTED;
  CHECK_OK(pmm_preference_choose(w->anna, w->anna_subject, &stale, NULL, NULL, &check_error));
  CHECK_OK(pmm_preference_choices(w->anna, w->anna_subject, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  stale.set_fields |= PMM_PREFERENCE_CHOICE_CATEGORY;
  stale.category = w->category;
  CHECK_FAILS(pmm_preference_choose(w->anna, w->anna_subject, &stale, NULL, NULL, &check_error),
              PMM_E_INVALID, "category");
}

static void test_preference__what_is_off_the_board_goes_into_the_archive(world* w) {
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  pmm_result* rows;
  choose(w->anna, w->anna_subject, w->calendar, "board", 0);
  make_case(w->admin, "report", w->calendar, w->anna_subject);
  make_case(w->admin, "application", w->calendar, w->anna_subject);
  filter.set_fields = PMM_NOTIFICATION_FILTER_SUBJECT | PMM_NOTIFICATION_FILTER_ARCHIVED;
  filter.subject = w->anna_subject;
  filter.archived = 1;
  CHECK_OK(pmm_notification_list(w->anna, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "class", "courtesy"));
  pmm_result_free(rows);
  filter.archived = 0;
  CHECK_OK(pmm_notification_list(w->anna, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "class", "legal"));
  pmm_result_free(rows);
}

static void test_preference__a_channel_is_preferred_for_a_service_or_a_case(world* w) {
  const pmm_id report = make_case(w->admin, "report", w->calendar, w->anna_subject);
  pmm_preference_channel in = PMM_PREFERENCE_CHANNEL_INIT;
  pmm_preference_question question = PMM_PREFERENCE_QUESTION_INIT;
  pmm_result* rows;
  in.set_fields = PMM_PREFERENCE_CHANNEL_SERVICE | PMM_PREFERENCE_CHANNEL_CHANNEL;
  in.service = w->calendar;
  in.channel = pmm_string("email");
  CHECK_OK(pmm_preference_prefer(w->anna, w->anna_subject, &in, NULL, NULL, &check_error));
  in.set_fields = PMM_PREFERENCE_CHANNEL_CASE_ID | PMM_PREFERENCE_CHANNEL_CHANNEL;
  in.case_id = report;
  in.channel = pmm_string("push");
  CHECK_OK(pmm_preference_prefer(w->anna, w->anna_subject, &in, NULL, NULL, &check_error));
  question.set_fields = PMM_PREFERENCE_QUESTION_CASE_ID;
  question.case_id = report;
  CHECK_OK(pmm_preference_explain(w->anna, w->anna_subject, &question, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 2, "preferred") == 1 && text_cell(rows, 2, "preferred_by", "case"));
  CHECK(int_cell(rows, 1, "preferred") == 0);
  pmm_result_free(rows);
  in.channel = pmm_string("");
  CHECK_OK(pmm_preference_prefer(w->anna, w->anna_subject, &in, NULL, NULL, &check_error));
  CHECK_OK(pmm_preference_explain(w->anna, w->anna_subject, &question, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 1, "preferred") == 1 && text_cell(rows, 1, "preferred_by", "service"));
  pmm_result_free(rows);
  in.case_id = make_case(w->admin, "report", w->calendar, w->bruno_subject);
  CHECK_STATUS(pmm_preference_prefer(w->clerk, w->anna_subject, &in, NULL, NULL, &check_error),
               PMM_E_CONFLICT);
}

static void test_preference__history_tells_who_when_and_how(world* w) {
  pmm_preference_input in = PMM_PREFERENCE_INPUT_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* rows;
  in.set_fields = PMM_PREFERENCE_MODE | PMM_PREFERENCE_VIA | PMM_PREFERENCE_DIGEST;
  in.mode = pmm_string("manual");
  in.via = w->web;
  in.digest = 1;
  call.assurance = 2;
  CHECK_OK(pmm_preference_set(w->anna, w->anna_subject, &in, &call, NULL, &check_error));
  check_now_us += DAY;
  choose(w->clerk, w->anna_subject, w->calendar, "email", 1);
  CHECK_OK(pmm_preference_history(w->anna, w->anna_subject, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 3);
  CHECK(text_cell(rows, 0, "setting", "choice") && text_cell(rows, 0, "new_value", "wanted"));
  CHECK(text_cell(rows, 0, "scope", "service") && text_cell(rows, 0, "channel", "email"));
  CHECK(int_cell(rows, 0, "actor") == w->clerk_actor && null_cell(rows, 0, "old_value"));
  CHECK(text_cell(rows, 1, "setting", "digest") && text_cell(rows, 1, "old_value", "off"));
  CHECK(text_cell(rows, 2, "setting", "mode") && text_cell(rows, 2, "old_value", "auto"));
  CHECK(int_cell(rows, 2, "via") == w->web && int_cell(rows, 2, "assurance") == 2);
  CHECK(int_cell(rows, 2, "at") == check_now_us - DAY);
  pmm_result_free(rows);
}

static void test_preference__bad_input_names_its_field(world* w) {
  pmm_preference_input in = PMM_PREFERENCE_INPUT_INIT;
  in.set_fields = PMM_PREFERENCE_MODE;
  in.mode = pmm_string("sometimes");
  CHECK_FAILS(pmm_preference_set(w->anna, w->anna_subject, &in, NULL, NULL, &check_error),
              PMM_E_INVALID, "mode");
  in.set_fields = PMM_PREFERENCE_QUIET_FROM;
  in.quiet_from = 5;
  CHECK_FAILS(pmm_preference_set(w->anna, w->anna_subject, &in, NULL, NULL, &check_error),
              PMM_E_INVALID, "quiet_to");
  in.set_fields = PMM_PREFERENCE_DIGEST_HOUR;
  in.digest_hour = 24;
  CHECK_FAILS(pmm_preference_set(w->anna, w->anna_subject, &in, NULL, NULL, &check_error),
              PMM_E_INVALID, "input.digest_hour");
  in.set_fields = PMM_PREFERENCE_PREFERRED_CHANNEL;
  in.preferred_channel = pmm_string("pigeon");
  CHECK_FAILS(pmm_preference_set(w->anna, w->anna_subject, &in, NULL, NULL, &check_error),
              PMM_E_INVALID, "preferred_channel");
  in.set_fields = PMM_PREFERENCE_VIA;
  in.via = 999;
  CHECK_FAILS(pmm_preference_set(w->anna, w->anna_subject, &in, NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "via");
}

static pmm_id favourite(pmm_session* s, pmm_id subject, pmm_id service, int64_t position) {
  pmm_id id = 0;
  CHECK_OK(pmm_favourite_put(s, subject, service, position, NULL, &id, &check_error));
  return id;
}

static void test_favourite__are_kept_in_order(world* w) {
  pmm_result* rows;
  int64_t left = 7;
  const pmm_id first = favourite(w->anna, w->anna_subject, w->calendar, 0);
  favourite(w->anna, w->anna_subject, w->working, 0);
  favourite(w->anna, w->anna_subject, w->plain, 1);
  CHECK(favourite(w->anna, w->anna_subject, w->calendar, 0) == first);
  CHECK_OK(pmm_favourite_list(w->anna, w->anna_subject, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 3 && text_cell(rows, 0, "service_code", "plain"));
  CHECK(text_cell(rows, 1, "service_code", "calendar") && int_cell(rows, 2, "position") == 3);
  pmm_result_free(rows);
  CHECK(favourite(w->anna, w->anna_subject, w->calendar, 3) == first);
  CHECK_OK(pmm_favourite_remove(w->anna, w->anna_subject, w->plain, NULL, &left, &check_error));
  CHECK(left == 2);
  CHECK_OK(pmm_favourite_remove(w->anna, w->anna_subject, w->plain, NULL, &left, &check_error));
  CHECK(left == 2);
  CHECK_OK(pmm_favourite_list(w->anna, w->anna_subject, NULL, &rows, &check_error));
  CHECK(text_cell(rows, 0, "service_code", "working") && int_cell(rows, 0, "position") == 1);
  pmm_result_free(rows);
  CHECK_STATUS(pmm_favourite_list(w->bruno, w->anna_subject, NULL, &rows, &check_error),
               PMM_E_NOT_FOUND);
  CHECK_FAILS(pmm_favourite_put(w->anna, w->anna_subject, 99, 0, NULL, NULL, &check_error),
              PMM_E_NOT_FOUND, "service");
  CHECK_FAILS(pmm_favourite_put(w->anna, w->anna_subject, w->plain, -1, NULL, NULL, &check_error),
              PMM_E_INVALID, "position");
}

static pmm_id save_filter(world* w, const char* name, const char* rule) {
  pmm_saved_filter_input in = PMM_SAVED_FILTER_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_SAVED_FILTER_SUBJECT | PMM_SAVED_FILTER_NAME | PMM_SAVED_FILTER_RULE;
  in.subject = w->anna_subject;
  in.name = pmm_string(name);
  in.rule = pmm_string(rule);
  CHECK_OK(pmm_saved_filter_create(w->anna, &in, NULL, &id, &check_error));
  return id;
}

static int64_t through(world* w, pmm_id filter_id) {
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  pmm_result* rows = NULL;
  int64_t n;
  filter.set_fields = PMM_NOTIFICATION_FILTER_SUBJECT | PMM_NOTIFICATION_FILTER_SAVED_FILTER;
  filter.subject = w->anna_subject;
  filter.saved_filter = filter_id;
  CHECK_OK(pmm_notification_list(w->anna, &filter, NULL, NULL, &rows, &check_error));
  n = pmm_result_rows(rows);
  pmm_result_free(rows);
  return n;
}

static void test_saved_filter__lets_through_what_its_rule_says(world* w) {
  pmm_saved_filter_input in = PMM_SAVED_FILTER_INPUT_INIT;
  pmm_result* rows;
  pmm_id id;
  int64_t version = 0;
  make_case(w->admin, "report", w->calendar, w->anna_subject);
  make_case(w->admin, "application", w->calendar, w->anna_subject);
  make_case(w->admin, "complaint", w->working, w->anna_subject);
  CHECK(through(w, save_filter(w, "all", "{}")) == 3);
  CHECK(through(w, save_filter(w, "one service", "{\"service\":\"calendar\"}")) == 2);
  CHECK(through(w, save_filter(w, "not it", "{\"service\":\"calendar\",\"except\":true}")) == 1);
  CHECK(through(w, save_filter(w, "two",
                               "{\"service\":[\"calendar\",\"working\"],\"class\":\"legal\"}")) ==
        1);
  CHECK(through(w, save_filter(w, "category", "{\"category\":\"roads\",\"unread\":true}")) == 3);
  CHECK(through(w, save_filter(w, "actions", "{\"action\":true}")) == 0);
  id = save_filter(w, "days", "{\"since_days\":1}");
  CHECK(through(w, id) == 3);
  check_now_us += 2 * DAY;
  CHECK(through(w, id) == 0);
  in.set_fields = PMM_SAVED_FILTER_NAME;
  in.name = pmm_string("all");
  CHECK_FAILS(pmm_saved_filter_update(w->anna, id, &in, NULL, NULL, &check_error), PMM_E_CONFLICT,
              "name");
  in.set_fields = PMM_SAVED_FILTER_APPLIED;
  in.applied = 1;
  CHECK_OK(pmm_saved_filter_update(w->anna, id, &in, NULL, &version, &check_error));
  CHECK(version == 2);
  CHECK_OK(pmm_saved_filter_get(w->anna, id, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 0, "applied") == 1 && text_cell(rows, 0, "target", "board"));
  pmm_result_free(rows);
  CHECK_STATUS(pmm_saved_filter_get(w->bruno, id, NULL, &rows, &check_error), PMM_E_NOT_FOUND);
  CHECK_OK(pmm_saved_filter_remove(w->anna, id, NULL, NULL, &check_error));
  CHECK_OK(pmm_saved_filter_list(w->anna, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 6);
  pmm_result_free(rows);
}

static pmm_status cases_through(pmm_session* session, pmm_id filter_id, int64_t* rows) {
  pmm_case_filter filter = PMM_CASE_FILTER_INIT;
  pmm_result* found = NULL;
  pmm_status status;
  filter.set_fields = PMM_CASE_FILTER_SAVED_FILTER;
  filter.saved_filter = filter_id;
  status = pmm_case_list(session, &filter, NULL, NULL, &found, &check_error);
  *rows = found == NULL ? -1 : pmm_result_rows(found);
  pmm_result_free(found);
  return status;
}

/* One for cases lets cases through, of nobody else, and only such a one. */
static void test_saved_filter__is_for_cases_too(world* w) {
  pmm_saved_filter_input in = PMM_SAVED_FILTER_INPUT_INIT;
  pmm_id id = 0;
  int64_t rows = 0, all = 0;
  in.set_fields = PMM_SAVED_FILTER_SUBJECT | PMM_SAVED_FILTER_NAME | PMM_SAVED_FILTER_RULE |
                  PMM_SAVED_FILTER_TARGET;
  in.subject = w->anna_subject;
  in.name = pmm_string("complaints");
  in.target = pmm_string("cases");
  in.rule = pmm_string("{\"kind\":\"complaint\",\"status\":\"open\"}");
  CHECK_OK(pmm_saved_filter_create(w->anna, &in, NULL, &id, &check_error));
  make_case(w->admin, "complaint", w->working, w->anna_subject);
  make_case(w->admin, "report", w->working, w->anna_subject);
  CHECK_OK(cases_through(w->anna, id, &rows));
  CHECK(rows == 1);
  in.name = pmm_string("others");
  in.rule = pmm_string("{\"kind\":\"complaint\",\"status\":\"open\",\"except\":true}");
  CHECK_OK(pmm_saved_filter_create(w->anna, &in, NULL, &id, &check_error));
  CHECK_OK(cases_through(w->anna, id, &all));
  CHECK(all > 0);
  CHECK(rows == 1 && all == 1);
  CHECK_FAILS(cases_through(w->bruno, id, &rows), PMM_E_NOT_FOUND, "filter.saved_filter");
  CHECK_FAILS(cases_through(w->anna, 0, &rows), PMM_E_NOT_FOUND, "filter.saved_filter");
  CHECK_FAILS(cases_through(w->anna, save_filter(w, "a board's", "{}"), &rows), PMM_E_INVALID,
              "filter.saved_filter");
}

/* What may be saved can be run, be it as long and as many as may be. */
static void test_saved_filter__long_rules_run(world* w) {
  pmm_saved_filter_input in = PMM_SAVED_FILTER_INPUT_INIT;
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  static char rule[4000];
  pmm_result* rows = NULL;
  pmm_id id = 0;
  size_t at = 0;
  int i;
  for (i = 0; i < 101; ++i)
    at += (size_t)snprintf(rule + at, sizeof rule - at, "%s\"legal\"",
                           i == 0 ? "{\"class\": [" : ",");
  snprintf(rule + at, sizeof rule - at, "]}");
  in.set_fields = PMM_SAVED_FILTER_SUBJECT | PMM_SAVED_FILTER_NAME | PMM_SAVED_FILTER_RULE;
  in.subject = w->anna_subject;
  in.name = pmm_string("long");
  in.rule = pmm_string(rule);
  CHECK_FAILS(pmm_saved_filter_create(w->anna, &in, NULL, &id, &check_error), PMM_E_LIMIT,
              "rule.class");
  /* One value less. */
  memmove(rule + 11, rule + 19, strlen(rule + 19) + 1);
  in.rule = pmm_string(rule);
  CHECK_OK(pmm_saved_filter_create(w->anna, &in, NULL, &id, &check_error));
  filter.set_fields = PMM_NOTIFICATION_FILTER_SAVED_FILTER;
  filter.saved_filter = id;
  CHECK_OK(pmm_notification_list(w->anna, &filter, NULL, NULL, &rows, &check_error));
  pmm_result_free(rows);
  in.set_fields |= PMM_SAVED_FILTER_APPLIED;
  in.applied = 1;
  for (i = 0; i < 20; ++i) {
    char name[20];
    snprintf(name, sizeof name, "applied %d", i);
    in.name = pmm_string(name);
    CHECK_OK(pmm_saved_filter_create(w->anna, &in, NULL, &id, &check_error));
  }
  in.name = pmm_string("one more");
  CHECK_FAILS(pmm_saved_filter_create(w->anna, &in, NULL, &id, &check_error), PMM_E_LIMIT,
              "applied");
}

static void test_saved_filter__bad_rules_name_their_member(world* w) {
  static const char* const bad[][2] = {{"", "rule"},
                                       {"[]", "rule"},
                                       {"{\"sevice\":\"x\"}", "rule.sevice"},
                                       {"{\"kind\":\"report\"}", "rule.kind"},
                                       {"{\"class\":\"x\"}", "rule.class"},
                                       {"{\"unread\":1}", "rule.unread"},
                                       {"{\"since_days\":-1}", "rule.since_days"},
                                       {"{\"service\":[]}", "rule.service"}};
  pmm_saved_filter_input in = PMM_SAVED_FILTER_INPUT_INIT;
  pmm_id id = 0;
  size_t i;
  in.set_fields = PMM_SAVED_FILTER_SUBJECT | PMM_SAVED_FILTER_NAME | PMM_SAVED_FILTER_RULE;
  in.subject = w->anna_subject;
  in.name = pmm_string("bad");
  for (i = 0; i < sizeof bad / sizeof bad[0]; ++i) {
    in.rule = pmm_string(bad[i][0]);
    CHECK_FAILS(pmm_saved_filter_create(w->anna, &in, NULL, &id, &check_error), PMM_E_INVALID,
                bad[i][1]);
  }
  in.rule = pmm_string("{\"service\":\"nowhere\"}");
  CHECK_FAILS(pmm_saved_filter_create(w->anna, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND,
              "rule.service");
}

static void test_page_layout__places_the_sections(world* w) {
  pmm_result* rows;
  int64_t version = 0;
  CHECK_OK(pmm_page_layout_get(w->anna, w->anna_subject, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 9 && text_cell(rows, 0, "section", "profile"));
  CHECK(int_cell(rows, 0, "version") == 0);
  pmm_result_free(rows);
  CHECK_OK(pmm_page_layout_set(w->anna, w->anna_subject,
                               pmm_string("[{\"section\":\"board\"},"
                                          "{\"section\":\"profile\",\"collapsed\":true},"
                                          "{\"section\":\"reports\",\"hidden\":true}]"),
                               NULL, &version, &check_error));
  CHECK(version == 1);
  CHECK_OK(pmm_page_layout_get(w->anna, w->anna_subject, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 9 && text_cell(rows, 0, "section", "board"));
  CHECK(int_cell(rows, 1, "collapsed") == 1 && int_cell(rows, 2, "hidden") == 1);
  CHECK(text_cell(rows, 3, "section", "situation"));
  pmm_result_free(rows);
  CHECK_FAILS(pmm_page_layout_set(w->anna, w->anna_subject, pmm_string("[{\"section\":\"bord\"}]"),
                                  NULL, NULL, &check_error),
              PMM_E_INVALID, "layout[0].section");
  CHECK_FAILS(pmm_page_layout_set(w->anna, w->anna_subject,
                                  pmm_string("[{\"section\":\"board\"},{\"section\":\"board\"}]"),
                                  NULL, NULL, &check_error),
              PMM_E_INVALID, "layout[1].section");
}

int main(void) {
  static void (*const tests[])(world*) = {
      test_preference__whoever_said_nothing_has_the_defaults,
      test_preference__keeps_what_was_said,
      test_preference__choices_belong_to_a_settings_version,
      test_preference__what_is_off_the_board_goes_into_the_archive,
      test_preference__a_channel_is_preferred_for_a_service_or_a_case,
      test_preference__history_tells_who_when_and_how,
      test_preference__bad_input_names_its_field,
      test_favourite__are_kept_in_order,
      test_saved_filter__lets_through_what_its_rule_says,
      test_saved_filter__is_for_cases_too,
      test_saved_filter__long_rules_run,
      test_saved_filter__bad_rules_name_their_member,
      test_page_layout__places_the_sections};
  size_t i;
  for (i = 0; i < sizeof tests / sizeof tests[0]; ++i) {
    world w;
    open_world(&w);
    tests[i](&w);
    close_world(&w);
  }
  return 0;
}
