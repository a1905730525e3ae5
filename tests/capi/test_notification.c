#include "test_case_world.h"

static pmm_notification_input notice(const world* w, const char* title) {
  pmm_notification_input in = PMM_NOTIFICATION_INPUT_INIT;
  in.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_TITLE | PMM_NOTIFICATION_BODY;
  in.subject = w->anna_subject;
  in.title = pmm_string(title);
  in.body = pmm_string("**Body** of it");
  return in;
}

static pmm_id put(pmm_session* s, const pmm_notification_input* in) {
  pmm_id id = 0;
  CHECK_OK(pmm_notification_create(s, in, NULL, &id, &check_error));
  return id;
}

static pmm_result* get(pmm_session* s, pmm_id id) {
  pmm_result* row = NULL;
  CHECK_OK(pmm_notification_get(s, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1);
  return row;
}

static pmm_result* board(pmm_session* s, pmm_notification_filter filter) {
  pmm_result* rows = NULL;
  CHECK_OK(pmm_notification_list(s, &filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static int64_t count(pmm_session* s, pmm_notification_filter filter) {
  pmm_result* rows = board(s, filter);
  const int64_t n = pmm_result_rows(rows);
  pmm_result_free(rows);
  return n;
}

static pmm_notification_filter of_subject(pmm_id subject) {
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  filter.set_fields = PMM_NOTIFICATION_FILTER_SUBJECT;
  filter.subject = subject;
  return filter;
}

static void test_notification__keeps_all_it_was_given(world* w) {
  pmm_notification_input in = notice(w, "Mensa scolastica");
  pmm_result* row;
  pmm_id id;
  in.set_fields |= PMM_NOTIFICATION_SERVICE | PMM_NOTIFICATION_NOTICE_CLASS |
                   PMM_NOTIFICATION_DUE_US | PMM_NOTIFICATION_PAY_AMOUNT |
                   PMM_NOTIFICATION_PAY_NOTICE | PMM_NOTIFICATION_PAY_PAYEE |
                   PMM_NOTIFICATION_PAY_INVALID_AFTER_DUE | PMM_NOTIFICATION_ACTION |
                   PMM_NOTIFICATION_ACTION_URL | PMM_NOTIFICATION_ACTION_UNTIL_US |
                   PMM_NOTIFICATION_COLLAPSE_KEY | PMM_NOTIFICATION_DOCUMENTS;
  in.service = w->calendar;
  in.notice_class = pmm_string("courtesy");
  in.due_us = check_now_us + 10 * DAY;
  in.pay_amount = 12550;
  in.pay_notice = pmm_string("302000000000000017");
  in.pay_payee = pmm_string("80014890638");
  in.pay_invalid_after_due = 1;
  in.action = pmm_string("Pagare la rata");
  in.action_url = pmm_string("https://comune.example/paga");
  in.action_until_us = check_now_us + 5 * DAY;
  in.collapse_key = pmm_string("mensa:2007");
  in.documents = pmm_string(
      "[{\"kind\":\"document\",\"name\":\"Avviso.pdf\",\"reference\":\"urn:doc:1\"},"
      "{\"name\":\"Foto\",\"reference\":\"https://x.example/f\",\"size_bytes\":12}]");
  id = put(w->clerk, &in);
  row = get(w->anna, id);
  CHECK(text_cell(row, 0, "title", "Mensa scolastica"));
  CHECK(text_cell(row, 0, "body", "**Body** of it"));
  CHECK(text_cell(row, 0, "class", "courtesy") && text_cell(row, 0, "origin", "office"));
  CHECK(text_cell(row, 0, "language", "it"));
  CHECK(int_cell(row, 0, "service") == w->calendar);
  CHECK(int_cell(row, 0, "category") == w->category && int_cell(row, 0, "office") == w->office_a);
  CHECK(int_cell(row, 0, "due") == check_now_us + 10 * DAY);
  CHECK(int_cell(row, 0, "pay_amount") == 12550 && int_cell(row, 0, "pay_invalid_after_due") == 1);
  CHECK(text_cell(row, 0, "pay_notice", "302000000000000017"));
  CHECK(text_cell(row, 0, "pay_payee", "80014890638"));
  CHECK(text_cell(row, 0, "action", "Pagare la rata"));
  CHECK(text_cell(row, 0, "action_state", "open") && null_cell(row, 0, "action_done"));
  CHECK(text_cell(row, 0, "collapse_key", "mensa:2007") && int_cell(row, 0, "documents") == 2);
  CHECK(text_cell(row, 0, "read_state", "unread") && null_cell(row, 0, "archived"));
  CHECK(int_cell(row, 0, "version") == 1 && int_cell(row, 0, "created") == check_now_us);
  CHECK(pmm_result_text(row, 0, pmm_result_find_column(row, pmm_string("token"))).size > 20);
  pmm_result_free(row);
  CHECK_OK(pmm_notification_documents(w->anna, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 2 && text_cell(row, 0, "kind", "document"));
  CHECK(text_cell(row, 1, "kind", "attachment") && int_cell(row, 1, "size_bytes") == 12);
  pmm_result_free(row);
}

static void test_notification__is_for_its_subject_and_the_office(world* w) {
  pmm_notification_input in = notice(w, "Only for Anna");
  pmm_result* row = NULL;
  pmm_id id;
  in.set_fields |= PMM_NOTIFICATION_OFFICE;
  in.office = w->office_a;
  id = put(w->clerk, &in);
  pmm_result_free(get(w->anna, id));
  pmm_result_free(get(w->clerk, id));
  CHECK_FAILS(pmm_notification_get(w->bruno, id, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_notification_get(w->other, id, NULL, &row, &check_error), PMM_E_NOT_FOUND, "id");
  CHECK_FAILS(pmm_notification_get(w->other, 99999, NULL, &row, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_FAILS(pmm_notification_documents(w->bruno, id, NULL, &row, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK(count(w->bruno, of_subject(w->anna_subject)) == 0);
  CHECK(count(w->other, of_subject(w->anna_subject)) == 0);
  CHECK(count(w->anna, of_subject(w->anna_subject)) == 1);
  CHECK_FAILS(pmm_notification_mark(w->bruno, id, 1, NULL, NULL, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_FAILS(pmm_notification_counts(w->clerk, w->anna_subject, NULL, &row, &check_error),
              PMM_E_NOT_FOUND, "subject");
  /* A citizen writes on no board, and staff of another office not for this one. */
  CHECK_STATUS(pmm_notification_create(w->anna, &in, NULL, &id, &check_error), PMM_E_DENIED);
  CHECK_STATUS(pmm_notification_create(w->other, &in, NULL, &id, &check_error), PMM_E_DENIED);
}

static void test_notification__is_read_and_put_away_by_its_subject(world* w) {
  pmm_notification_input in = notice(w, "Read me");
  pmm_notification_filter filter = of_subject(w->anna_subject);
  pmm_call call = PMM_CALL_INIT;
  int64_t version = 0;
  pmm_result* row;
  const pmm_id id = put(w->clerk, &in);
  put(w->clerk, &in);
  CHECK_STATUS(pmm_notification_mark(w->clerk, id, 1, NULL, NULL, &check_error), PMM_E_DENIED);
  CHECK_FAILS(pmm_notification_mark(w->anna, id, 2, NULL, NULL, &check_error), PMM_E_INVALID,
              "read");
  check_now_us += SECOND;
  CHECK_OK(pmm_notification_mark(w->anna, id, 1, NULL, &version, &check_error));
  CHECK(version == 1);
  CHECK_OK(pmm_notification_mark(w->anna, id, 1, NULL, &version, &check_error));
  CHECK(version == 1);
  row = get(w->anna, id);
  CHECK(text_cell(row, 0, "read_state", "read") && int_cell(row, 0, "read") == check_now_us);
  pmm_result_free(row);
  filter.set_fields |= PMM_NOTIFICATION_FILTER_UNREAD;
  filter.unread = 1;
  CHECK(count(w->anna, filter) == 1);
  filter.unread = 0;
  CHECK(count(w->anna, filter) == 1);
  call.expected_version = 2;
  CHECK_FAILS(pmm_notification_archive(w->anna, id, 1, &call, NULL, &check_error), PMM_E_CONFLICT,
              "call.expected_version");
  CHECK_OK(pmm_notification_archive(w->anna, id, 1, NULL, &version, &check_error));
  CHECK(version == 1);
  filter = of_subject(w->anna_subject);
  filter.set_fields |= PMM_NOTIFICATION_FILTER_ARCHIVED;
  CHECK(count(w->anna, filter) == 1);
  filter.archived = 1;
  CHECK(count(w->anna, filter) == 1);
  CHECK_OK(pmm_notification_counts(w->anna, w->anna_subject, NULL, &row, &check_error));
  CHECK(int_cell(row, 0, "total") == 2 && int_cell(row, 0, "current") == 1);
  CHECK(int_cell(row, 0, "unread") == 1 && int_cell(row, 0, "actions") == 0);
  pmm_result_free(row);
  CHECK_OK(pmm_notification_mark(w->anna, id, 0, NULL, NULL, &check_error));
  CHECK_OK(pmm_notification_archive(w->anna, id, 0, NULL, NULL, &check_error));
  row = get(w->anna, id);
  CHECK(null_cell(row, 0, "read") && null_cell(row, 0, "archived"));
  pmm_result_free(row);
}

static void test_notification__reading_is_told_when_the_subject_allows_it(world* w) {
  pmm_notification_input in = notice(w, "A secret");
  pmm_notification_filter filter = of_subject(w->anna_subject);
  pmm_preference_input wants = PMM_PREFERENCE_INPUT_INIT;
  pmm_result* row;
  const pmm_id id = put(w->clerk, &in);
  pmm_id legal;
  in.set_fields |= PMM_NOTIFICATION_NOTICE_CLASS;
  in.notice_class = pmm_string("legal");
  legal = put(w->clerk, &in);
  CHECK_OK(pmm_notification_mark(w->anna, id, 1, NULL, NULL, &check_error));
  CHECK_OK(pmm_notification_mark(w->anna, legal, 1, NULL, NULL, &check_error));
  CHECK_OK(pmm_notification_archive(w->anna, id, 1, NULL, NULL, &check_error));
  row = get(w->clerk, id);
  CHECK(text_cell(row, 0, "read_state", "unavailable") && null_cell(row, 0, "read"));
  CHECK(null_cell(row, 0, "archived"));
  pmm_result_free(row);
  row = get(w->clerk, legal);
  CHECK(text_cell(row, 0, "read_state", "read"));
  pmm_result_free(row);
  /* Nor does a filter tell. */
  filter.set_fields |= PMM_NOTIFICATION_FILTER_UNREAD;
  CHECK(count(w->clerk, filter) == 1 && count(w->anna, filter) == 2);
  filter.unread = 1;
  CHECK(count(w->clerk, filter) == 0);
  wants.set_fields = PMM_PREFERENCE_READ_RECEIPTS;
  wants.read_receipts = pmm_string("allow");
  CHECK_OK(pmm_preference_set(w->anna, w->anna_subject, &wants, NULL, NULL, &check_error));
  row = get(w->clerk, id);
  CHECK(text_cell(row, 0, "read_state", "read") && null_cell(row, 0, "archived"));
  pmm_result_free(row);
}

/* Neither version, history nor the feed of changes tells what no column does. */
static void test_notification__what_its_subject_did_leaves_no_trace(world* w) {
  pmm_notification_input in = notice(w, "A secret");
  pmm_session* feed = NULL;
  pmm_result* rows = NULL;
  int64_t i, marks = 0, before;
  const pmm_id id = put(w->clerk, &in);
  before = journal(w->db);
  CHECK_OK(pmm_notification_mark(w->anna, id, 1, NULL, NULL, &check_error));
  CHECK_OK(pmm_notification_archive(w->anna, id, 1, NULL, NULL, &check_error));
  rows = get(w->clerk, id);
  CHECK(int_cell(rows, 0, "version") == 1);
  pmm_result_free(rows);
  CHECK_OK(pmm_history(w->clerk, PMM_NOUN_NOTIFICATION, id, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "verb", "create"));
  pmm_result_free(rows);
  CHECK_OK(pmm_history(w->admin, PMM_NOUN_NOTIFICATION, id, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 3 && text_cell(rows, 0, "verb", "mark"));
  CHECK(text_cell(rows, 1, "verb", "mark") && text_cell(rows, 1, "fields", "marks"));
  pmm_result_free(rows);
  make_actor(w, "integration", 0, 0, &feed);
  CHECK_OK(pmm_changes(feed, before, 0, NULL, &rows, &check_error));
  for (i = 0; i < pmm_result_rows(rows); ++i) {
    CHECK(int_cell(rows, i, "seq") == before + i + 1);
    if (!same_text(pmm_result_text(rows, i, column_of(rows, "verb")), "mark")) continue;
    ++marks;
    CHECK(null_cell(rows, i, "actor") && null_cell(rows, i, "id"));
    CHECK(null_cell(rows, i, "subject") && null_cell(rows, i, "case_id"));
  }
  CHECK(marks == 2);
  pmm_result_free(rows);
  CHECK_OK(pmm_changes(w->admin, before, 0, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 0, "id") == id && int_cell(rows, 0, "subject") == w->anna_subject);
  pmm_result_free(rows);
  pmm_session_free(feed);
}

static void test_notification__an_action_is_done_in_time(world* w) {
  pmm_notification_input in = notice(w, "Do it");
  pmm_result* row;
  pmm_id id, late;
  const pmm_id plain = put(w->clerk, &in);
  in.set_fields |= PMM_NOTIFICATION_ACTION | PMM_NOTIFICATION_ACTION_UNTIL_US;
  in.action = pmm_string("Sign");
  in.action_until_us = check_now_us + DAY;
  id = put(w->clerk, &in);
  late = put(w->clerk, &in);
  CHECK_FAILS(pmm_notification_complete(w->anna, plain, NULL, NULL, &check_error), PMM_E_CONFLICT,
              "id");
  CHECK_OK(pmm_notification_complete(w->anna, id, NULL, NULL, &check_error));
  CHECK_OK(pmm_notification_complete(w->clerk, id, NULL, NULL, &check_error));
  check_now_us += 2 * DAY;
  CHECK_FAILS(pmm_notification_complete(w->anna, late, NULL, NULL, &check_error), PMM_E_CONFLICT,
              "id");
  row = get(w->anna, id);
  CHECK(text_cell(row, 0, "action_state", "done"));
  pmm_result_free(row);
  row = get(w->anna, late);
  CHECK(text_cell(row, 0, "action_state", "expired"));
  pmm_result_free(row);
  CHECK_FAILS(pmm_notification_create(w->clerk, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "action_until_us");
}

static void test_notification__bad_input_names_its_field(world* w) {
  const pmm_notification_input good = notice(w, "Good");
  pmm_notification_input in = good;
  pmm_id id = 7;
  in.set_fields &= ~PMM_NOTIFICATION_SUBJECT;
  CHECK_FAILS(pmm_notification_create(w->admin, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "subject");
  CHECK(id == 0);
  in = good;
  in.body = pmm_string(" ");
  CHECK_FAILS(pmm_notification_create(w->admin, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "body");
  in = good;
  in.set_fields |= PMM_NOTIFICATION_NOTICE_CLASS;
  in.notice_class = pmm_string("urgent");
  CHECK_FAILS(pmm_notification_create(w->admin, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "notice_class");
  in = good;
  in.set_fields |= PMM_NOTIFICATION_PAY_AMOUNT;
  in.pay_amount = 5;
  CHECK_FAILS(pmm_notification_create(w->admin, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "payment.notice_number");
  in = good;
  in.set_fields |= PMM_NOTIFICATION_ACTION | PMM_NOTIFICATION_ACTION_URL;
  in.action = pmm_string("x");
  in.action_url = pmm_string("javascript:alert(1)");
  CHECK_FAILS(pmm_notification_create(w->admin, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "action_url");
  in = good;
  in.set_fields |= PMM_NOTIFICATION_DOCUMENTS;
  in.documents = pmm_string("[{\"name\":\"a\"}]");
  CHECK_FAILS(pmm_notification_create(w->admin, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "documents[0].reference");
  in = good;
  in.set_fields |= PMM_NOTIFICATION_USE_TEMPLATE;
  in.use_template = pmm_string("none");
  CHECK_FAILS(pmm_notification_create(w->admin, &in, NULL, &id, &check_error), PMM_E_INVALID,
              "use_template");
  in.set_fields &= ~(PMM_NOTIFICATION_TITLE | PMM_NOTIFICATION_BODY);
  CHECK_FAILS(pmm_notification_create(w->admin, &in, NULL, &id, &check_error), PMM_E_NOT_FOUND,
              "use_template");
  in = good;
  in.set_fields |= PMM_NOTIFICATION_CASE_ID;
  in.case_id = make_case(w->admin, "report", w->calendar, w->bruno_subject);
  CHECK_FAILS(pmm_notification_create(w->admin, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
              "case_id");
}

static pmm_id make_template(pmm_session* s, const char* code, pmm_id service, const char* language,
                            const char* title, const char* body, const char* placeholders) {
  pmm_notification_template_input in = PMM_NOTIFICATION_TEMPLATE_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_NOTIFICATION_TEMPLATE_CODE | PMM_NOTIFICATION_TEMPLATE_SERVICE |
                  PMM_NOTIFICATION_TEMPLATE_LANGUAGE | PMM_NOTIFICATION_TEMPLATE_TITLE |
                  PMM_NOTIFICATION_TEMPLATE_BODY | PMM_NOTIFICATION_TEMPLATE_PLACEHOLDERS;
  in.code = pmm_string(code);
  in.service = service;
  in.language = pmm_string(language);
  in.title = pmm_string(title);
  in.body = pmm_string(body);
  in.placeholders = pmm_string(placeholders);
  CHECK_OK(pmm_notification_template_create(s, &in, NULL, &id, &check_error));
  return id;
}

static void test_notification_template__fills_in_by_service_and_language(world* w) {
  const char* places =
      "[{\"name\":\"who\"},{\"name\":\"amount\",\"type\":\"money\"},"
      "{\"name\":\"day\",\"type\":\"date\",\"required\":false}]";
  const pmm_id italian = make_template(w->admin, "rata", 0, "it", "Rata di {{who}}",
                                       "Gentile {{who}}: {{amount}}\nEntro il {{day}}", places);
  pmm_notification_template_input change = PMM_NOTIFICATION_TEMPLATE_INPUT_INIT;
  pmm_preference_input wants = PMM_PREFERENCE_INPUT_INIT;
  pmm_notification_input in = notice(w, "");
  pmm_result* row;
  pmm_id id;
  make_template(w->admin, "rata", 0, "en", "Instalment of {{who}}", "Dear {{who}}: {{amount}}",
                places);
  make_template(w->admin, "rata", w->calendar, "it", "Del servizio", "{{who}} {{amount}}", places);
  CHECK_OK(pmm_notification_template_render(w->clerk, italian,
                                            pmm_string("{\"who\":\"*Anna*\",\"amount\":123456,"
                                                       "\"day\":\"2007-04-01\"}"),
                                            NULL, &row, &check_error));
  CHECK(text_cell(row, 0, "title", "Rata di *Anna*"));
  CHECK(text_cell(row, 0, "body", "Gentile \\*Anna\\*: 1.234,56 €\nEntro il 1 aprile 2007"));
  pmm_result_free(row);
  CHECK_FAILS(pmm_notification_template_render(w->clerk, italian, pmm_string("{\"who\":\"A\"}"),
                                               NULL, &row, &check_error),
              PMM_E_INVALID, "data.amount");
  CHECK_FAILS(
      pmm_notification_template_render(w->clerk, italian, pmm_string("{\"who\":1,\"amount\":1}"),
                                       NULL, &row, &check_error),
      PMM_E_INVALID, "data.who");
  in.set_fields = PMM_NOTIFICATION_SUBJECT | PMM_NOTIFICATION_USE_TEMPLATE | PMM_NOTIFICATION_DATA;
  in.use_template = pmm_string("rata");
  in.data = pmm_string("{\"who\":\"{{amount}}\",\"amount\":5}");
  row = get(w->anna, put(w->clerk, &in));
  CHECK(text_cell(row, 0, "title", "Rata di {{amount}}"));
  CHECK(text_cell(row, 0, "body", "Gentile {{amount}}: 0,05 €") &&
        int_cell(row, 0, "template") == italian);
  pmm_result_free(row);
  in.set_fields |= PMM_NOTIFICATION_SERVICE;
  in.service = w->calendar;
  row = get(w->anna, put(w->clerk, &in));
  CHECK(text_cell(row, 0, "title", "Del servizio"));
  pmm_result_free(row);
  /* The subject's language; German falls back to Italian. */
  wants.set_fields = PMM_PREFERENCE_LANGUAGE;
  wants.language = pmm_string("en-GB");
  CHECK_OK(pmm_preference_set(w->anna, w->anna_subject, &wants, NULL, NULL, &check_error));
  in.set_fields &= ~PMM_NOTIFICATION_SERVICE;
  row = get(w->anna, put(w->clerk, &in));
  CHECK(text_cell(row, 0, "body", "Dear {{amount}}: €0.05") && text_cell(row, 0, "language", "en"));
  pmm_result_free(row);
  in.set_fields |= PMM_NOTIFICATION_LANGUAGE;
  in.language = pmm_string("de");
  id = put(w->clerk, &in);
  row = get(w->anna, id);
  CHECK(text_cell(row, 0, "language", "it"));
  pmm_result_free(row);
  change.set_fields = PMM_NOTIFICATION_TEMPLATE_TITLE;
  change.title = pmm_string("Other {{who}}");
  CHECK_OK(pmm_notification_template_update(w->admin, italian, &change, NULL, NULL, &check_error));
  row = get(w->anna, id);
  CHECK(text_cell(row, 0, "title", "Rata di {{amount}}"));
  pmm_result_free(row);
  CHECK_STATUS(pmm_notification_template_remove(w->clerk, italian, NULL, NULL, &check_error),
               PMM_E_DENIED);
  CHECK_OK(pmm_notification_template_remove(w->admin, italian, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_notification_template_get(w->admin, italian, NULL, &row, &check_error),
              PMM_E_NOT_FOUND, "id");
  CHECK_OK(pmm_notification_template_list(w->admin, NULL, NULL, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 2);
  pmm_result_free(row);
}

/* What stands on Anna's board about a case, newest first. */
static pmm_result* told(world* w, pmm_id case_id) {
  pmm_notification_filter filter = of_subject(w->anna_subject);
  filter.set_fields |= PMM_NOTIFICATION_FILTER_CASE_ID;
  filter.case_id = case_id;
  return board(w->anna, filter);
}

static void test_notification__a_move_tells_old_state_new_state_and_note(world* w) {
  const pmm_id id = make_case(w->admin, "application", w->calendar, w->anna_subject);
  pmm_case_step inward = PMM_CASE_STEP_INIT;
  pmm_result* rows = told(w, id);
  CHECK(pmm_result_rows(rows) == 1);
  CHECK(text_cell(rows, 0, "title", "Pratica 2007/A/000001: presentata"));
  CHECK(text_cell(rows, 0, "body",
                  "Pratica **2007/A/000001**: calendar\n\n- Stato: **presentata**\n"
                  "- Termine: 31 marzo 2007"));
  CHECK(text_cell(rows, 0, "class", "legal") && text_cell(rows, 0, "origin", "case"));
  CHECK(null_cell(rows, 0, "from_state") && text_cell(rows, 0, "to_state", "submitted"));
  pmm_result_free(rows);
  CHECK_OK(move(w->clerk, id, "register"));
  CHECK_OK(move(w->clerk, id, "reject"));
  rows = told(w, id);
  CHECK(pmm_result_rows(rows) == 3);
  CHECK(text_cell(rows, 0, "body",
                  "Pratica **2007/A/000001**: calendar\n\n- Stato precedente: registrata\n"
                  "- Nuovo stato: **respinta**\n- Esito: negativo\n\nas agreed"));
  CHECK(text_cell(rows, 0, "from_state", "registered") &&
        text_cell(rows, 0, "to_state", "rejected"));
  CHECK(text_cell(rows, 0, "collapse_key", "case:1") && int_cell(rows, 0, "office") == w->office_a);
  pmm_result_free(rows);
  /* What is for staff alone tells nobody, nor does a case without a subject. */
  {
    const pmm_id other = make_case(w->admin, "report", w->calendar, w->anna_subject);
    const pmm_id nobody = make_case(w->admin, "report", w->calendar, 0);
    inward.set_fields = PMM_CASE_STEP_ASSIGNEE;
    inward.assignee = w->clerk_actor;
    CHECK_OK(
        pmm_case_advance(w->clerk, other, pmm_string("assign"), &inward, NULL, NULL, &check_error));
    CHECK_OK(move(w->clerk, nobody, "triage"));
    rows = told(w, other);
    CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "class", "courtesy"));
    CHECK(text_cell(rows, 0, "title", "Segnalazione 2007/R/000001: ricevuto"));
    pmm_result_free(rows);
  }
}

static void test_notification__a_move_takes_the_services_text_and_class(world* w) {
  pmm_service_input service = PMM_SERVICE_INPUT_INIT;
  pmm_notification_template_input bad = PMM_NOTIFICATION_TEMPLATE_INPUT_INIT;
  pmm_result* rows;
  pmm_id id;
  make_template(w->admin, "case.reject", w->calendar, "it", "No a {{number}}",
                "{{old_state}} > {{new_state}}: {{note}}", "");
  bad.set_fields = PMM_NOTIFICATION_TEMPLATE_CODE | PMM_NOTIFICATION_TEMPLATE_TITLE |
                   PMM_NOTIFICATION_TEMPLATE_BODY;
  bad.code = pmm_string("case");
  bad.title = pmm_string("x");
  bad.body = pmm_string("{{new_state}}");
  CHECK_FAILS(pmm_notification_template_create(w->admin, &bad, NULL, &id, &check_error),
              PMM_E_INVALID, "body");
  bad.code = pmm_string("case.rejekt");
  CHECK_FAILS(pmm_notification_template_create(w->admin, &bad, NULL, &id, &check_error),
              PMM_E_INVALID, "code");
  service.set_fields = PMM_SERVICE_NOTICE_CLASS;
  service.notice_class = pmm_string("courtesy");
  CHECK_OK(pmm_service_update(w->admin, w->calendar, &service, NULL, NULL, &check_error));
  id = make_case(w->admin, "application", w->calendar, w->anna_subject);
  CHECK_OK(move(w->clerk, id, "reject"));
  rows = told(w, id);
  CHECK(text_cell(rows, 0, "title", "No a 2007/A/000001"));
  CHECK(text_cell(rows, 0, "body", "presentata > respinta: as agreed"));
  CHECK(text_cell(rows, 0, "class", "courtesy") && !null_cell(rows, 0, "template"));
  pmm_result_free(rows);
  /* The class is the service's: staff may not write past the subject's wishes. */
  {
    pmm_notification_input in = notice(w, "Legal?");
    in.set_fields |= PMM_NOTIFICATION_SERVICE | PMM_NOTIFICATION_NOTICE_CLASS;
    in.service = w->calendar;
    in.notice_class = pmm_string("legal");
    CHECK_FAILS(pmm_notification_create(w->clerk, &in, NULL, &id, &check_error), PMM_E_CONFLICT,
                "notice_class");
  }
}

static int64_t deliveries(pmm_session* s) {
  pmm_result* rows = NULL;
  int64_t n;
  CHECK_OK(pmm_delivery_list(s, NULL, NULL, NULL, &rows, &check_error));
  n = pmm_result_rows(rows);
  pmm_result_free(rows);
  return n;
}

static void test_notification__a_move_follows_the_case_to_its_office(world* w) {
  pmm_case_step step = PMM_CASE_STEP_INIT;
  pmm_id id;
  CHECK_OK(pmm_channel_carry(w->admin, w->web, pmm_string("push"), NULL, NULL, &check_error));
  id = make_case(w->admin, "report", w->calendar, w->anna_subject);
  CHECK(count(w->other, of_subject(w->anna_subject)) == 0);
  CHECK(deliveries(w->clerk) == 1 && deliveries(w->other) == 0);
  step.set_fields = PMM_CASE_STEP_OFFICE | PMM_CASE_STEP_NOTE;
  step.office = w->office_b;
  step.note = pmm_string("theirs");
  CHECK_OK(pmm_case_advance(w->clerk, id, pmm_string("forward"), &step, NULL, NULL, &check_error));
  CHECK(count(w->other, of_subject(w->anna_subject)) == 2);
  CHECK(count(w->clerk, of_subject(w->anna_subject)) == 0);
  CHECK(deliveries(w->clerk) == 0 && deliveries(w->other) == 2);
}

static void test_notification__a_failed_move_tells_nothing(world* w) {
  const pmm_id id = make_case(w->admin, "application", w->calendar, w->anna_subject);
  pmm_result* rows;
  CHECK_STATUS(pmm_case_advance(w->clerk, id, pmm_string("reject"), NULL, NULL, NULL, &check_error),
               PMM_E_INVALID);
  rows = told(w, id);
  CHECK(pmm_result_rows(rows) == 1);
  pmm_result_free(rows);
}

static void test_notification__stands_in_the_timeline(world* w) {
  pmm_notification_input in = notice(w, "In the timeline");
  pmm_timeline_filter filter = PMM_TIMELINE_FILTER_INIT;
  pmm_result* rows;
  const pmm_id id = put(w->clerk, &in);
  filter.set_fields = PMM_TIMELINE_FILTER_KINDS;
  filter.kinds = PMM_TIMELINE_NOTIFICATION;
  CHECK_OK(pmm_timeline(w->anna, w->anna_subject, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == id);
  CHECK(text_cell(rows, 0, "kind", "notification") &&
        text_cell(rows, 0, "note", "In the timeline"));
  CHECK(text_cell(rows, 0, "verb", "courtesy") && text_cell(rows, 0, "direction", "out"));
  pmm_result_free(rows);
}

static void test_notification__pages_and_repeats(world* w) {
  pmm_notification_input in = notice(w, "Many");
  pmm_notification_filter filter = of_subject(w->anna_subject);
  pmm_page page = PMM_PAGE_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* rows = NULL;
  pmm_result* next = NULL;
  pmm_id first = 0, again = 0;
  int i;
  call.idempotency_key = pmm_string("once");
  CHECK_OK(pmm_notification_create(w->clerk, &in, &call, &first, &check_error));
  CHECK_OK(pmm_notification_create(w->clerk, &in, &call, &again, &check_error));
  CHECK(first == again);
  for (i = 0; i < 4; ++i) put(w->clerk, &in);
  page.limit = 3;
  CHECK_OK(pmm_notification_list(w->anna, &filter, &page, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 3);
  page.cursor = pmm_result_next_cursor(rows);
  CHECK(page.cursor.size > 0);
  CHECK_OK(pmm_notification_list(w->anna, &filter, &page, NULL, &next, &check_error));
  CHECK(pmm_result_rows(next) == 2 && int_cell(next, 1, "id") == first);
  CHECK(pmm_result_next_cursor(next).size == 0);
  pmm_result_free(next);
  pmm_result_free(rows);
}

static int hidden(pmm_result* row, const char* column) {
  return pmm_result_is_withheld(row, 0, column_of(row, column));
}

/* Who acts for the subject reads its board, of the services that the mandate is for, and keeps it
   not; what was read stays the subject's. */
static void test_notification__is_read_by_who_acts_for_the_subject(world* w) {
  pmm_notification_input in = notice(w, "Lavori in corso");
  pmm_call call = PMM_CALL_INIT;
  pmm_result* row;
  pmm_id id, other;
  in.set_fields |= PMM_NOTIFICATION_SERVICE;
  in.service = w->calendar;
  id = put(w->admin, &in);
  in.service = w->working;
  other = put(w->admin, &in);
  CHECK(count(w->bruno, of_subject(w->anna_subject)) == 0);
  make_mandate(w, &w->calendar, 1);
  CHECK(count(w->bruno, of_subject(w->anna_subject)) == 1);
  row = get(w->bruno, id);
  CHECK(text_cell(row, 0, "title", "Lavori in corso"));
  CHECK(text_cell(row, 0, "read_state", "unavailable"));
  pmm_result_free(row);
  CHECK_FAILS(pmm_notification_get(w->bruno, other, NULL, &row, &check_error), PMM_E_NOT_FOUND,
              "id");
  call.on_behalf_of = w->anna_subject;
  CHECK_STATUS(pmm_notification_mark(w->bruno, id, 1, &call, NULL, &check_error), PMM_E_DENIED);
}

/* A role that sees no sensitive field finds the notice, and not what it says. */
static void test_notification__keeps_its_texts_from_who_may_not_see_them(world* w) {
  static const char* const rights =
      "[{\"noun\": \"notification\", \"actions\": [\"read\"], \"reach\": \"scope\"},"
      " {\"noun\": \"subject\", \"actions\": [\"read\"], \"reach\": \"all\"}]";
  pmm_role_input in = PMM_ROLE_INPUT_INIT;
  const pmm_notification_input said = notice(w, "Arretrati");
  pmm_session* blind = NULL;
  pmm_result* row = NULL;
  const pmm_id id = put(w->admin, &said);
  pmm_id role = 0;
  in.set_fields = PMM_ROLE_NAME | PMM_ROLE_RIGHTS;
  in.name = pmm_string("blind");
  in.rights = pmm_string(rights);
  CHECK_OK(pmm_role_create(w->admin, &in, NULL, &role, &check_error));
  make_actor(w, "blind", w->office_a, 0, &blind);
  row = get(blind, id);
  CHECK(hidden(row, "title") && hidden(row, "body") && !hidden(row, "created"));
  pmm_result_free(row);
  CHECK_OK(pmm_timeline(blind, w->anna_subject, NULL, NULL, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1 && hidden(row, "note") && !hidden(row, "kind"));
  pmm_result_free(row);
  pmm_session_free(blind);
}

int main(void) {
  static void (*const tests[])(world*) = {
      test_notification__keeps_all_it_was_given,
      test_notification__is_for_its_subject_and_the_office,
      test_notification__is_read_and_put_away_by_its_subject,
      test_notification__reading_is_told_when_the_subject_allows_it,
      test_notification__what_its_subject_did_leaves_no_trace,
      test_notification__an_action_is_done_in_time,
      test_notification__bad_input_names_its_field,
      test_notification_template__fills_in_by_service_and_language,
      test_notification__a_move_tells_old_state_new_state_and_note,
      test_notification__a_move_takes_the_services_text_and_class,
      test_notification__a_move_follows_the_case_to_its_office,
      test_notification__a_failed_move_tells_nothing,
      test_notification__stands_in_the_timeline,
      test_notification__pages_and_repeats,
      test_notification__is_read_by_who_acts_for_the_subject,
      test_notification__keeps_its_texts_from_who_may_not_see_them};
  size_t i;
  for (i = 0; i < sizeof tests / sizeof tests[0]; ++i) {
    world w;
    open_world(&w);
    tests[i](&w);
    close_world(&w);
  }
  return 0;
}
