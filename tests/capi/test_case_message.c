#include "test_case_world.h"

static pmm_case_message_input message(pmm_id case_id, const char* kind, const char* body) {
  pmm_case_message_input in = PMM_CASE_MESSAGE_INPUT_INIT;
  in.set_fields = PMM_CASE_MESSAGE_CASE_ID | PMM_CASE_MESSAGE_KIND | PMM_CASE_MESSAGE_BODY;
  in.case_id = case_id;
  in.kind = pmm_string(kind);
  in.body = pmm_string(body);
  return in;
}

static pmm_id send(pmm_session* s, const pmm_case_message_input* in) {
  pmm_id id = 0;
  CHECK_OK(pmm_case_message_create(s, in, NULL, &id, &check_error));
  return id;
}

static pmm_id answer(pmm_session* s, pmm_id case_id, pmm_id request, const char* body) {
  pmm_case_message_input in = message(case_id, "answer", body);
  in.set_fields |= PMM_CASE_MESSAGE_ANSWERS;
  in.answers = request;
  return send(s, &in);
}

static pmm_result* get(pmm_session* s, pmm_id id) {
  pmm_result* row = NULL;
  CHECK_OK(pmm_case_message_get(s, id, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1);
  return row;
}

static pmm_result* newest_notice(world* w) {
  pmm_notification_filter filter = PMM_NOTIFICATION_FILTER_INIT;
  pmm_result* rows = NULL;
  filter.set_fields = PMM_NOTIFICATION_FILTER_SUBJECT;
  filter.subject = w->anna_subject;
  CHECK_OK(pmm_notification_list(w->anna, &filter, NULL, NULL, &rows, &check_error));
  return rows;
}

static int64_t tasks(world* w, const char* state) {
  pmm_task_filter filter = PMM_TASK_FILTER_INIT;
  pmm_result* rows = NULL;
  int64_t n;
  filter.set_fields = PMM_TASK_FILTER_STATE;
  filter.state = pmm_string(state);
  CHECK_OK(pmm_task_list(w->clerk, &filter, NULL, NULL, &rows, &check_error));
  n = pmm_result_rows(rows);
  pmm_result_free(rows);
  return n;
}

static void test_case_message__a_request_lets_the_case_wait_for_its_answer(world* w) {
  const pmm_id id = make_case(w->admin, "application", w->calendar, w->anna_subject);
  pmm_case_message_input in = message(id, "request", "Manca la *firma*");
  pmm_result* row;
  pmm_id request, reply, asked;
  CHECK_OK(move(w->clerk, id, "register"));
  in.set_fields |= PMM_CASE_MESSAGE_DUE_US | PMM_CASE_MESSAGE_DOCUMENTS;
  in.due_us = check_now_us + 5 * DAY;
  in.documents = pmm_string("[{\"name\":\"Modulo\",\"reference\":\"urn:m\"}]");
  request = send(w->clerk, &in);
  CHECK(case_text(w->clerk, id, "state", "awaiting_info"));
  row = newest_notice(w);
  CHECK(pmm_result_rows(row) == 3);
  CHECK(text_cell(row, 0, "origin", "message") && text_cell(row, 0, "action_state", "open"));
  CHECK(text_cell(row, 0, "from_state", "registered"));
  CHECK(text_cell(row, 0, "body",
                  "Pratica **2007/A/000001**: calendar\n\n- Stato precedente: registrata\n"
                  "- Nuovo stato: **in attesa di informazioni**\n\nManca la \\*firma\\*"));
  asked = int_cell(row, 0, "id");
  pmm_result_free(row);
  row = get(w->anna, request);
  CHECK(text_cell(row, 0, "state", "open") && text_cell(row, 0, "direction", "out"));
  CHECK(int_cell(row, 0, "notification") == asked && int_cell(row, 0, "documents") == 1);
  pmm_result_free(row);
  CHECK_OK(pmm_case_message_documents(w->anna, request, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1 && text_cell(row, 0, "name", "Modulo"));
  pmm_result_free(row);
  CHECK(tasks(w, "to_do") == 0);
  reply = answer(w->anna, id, request, "Eccola");
  CHECK(case_text(w->clerk, id, "state", "info_received") && tasks(w, "to_do") == 1);
  row = get(w->clerk, request);
  CHECK(text_cell(row, 0, "state", "answered") && !null_cell(row, 0, "seen"));
  pmm_result_free(row);
  row = get(w->clerk, reply);
  CHECK(text_cell(row, 0, "direction", "in") && int_cell(row, 0, "answers") == request);
  CHECK(!null_cell(row, 0, "task") && null_cell(row, 0, "notification"));
  pmm_result_free(row);
  CHECK_OK(pmm_notification_get(w->anna, asked, NULL, &row, &check_error));
  CHECK(text_cell(row, 0, "action_state", "done"));
  pmm_result_free(row);
  in = message(id, "answer", "Ancora");
  in.set_fields |= PMM_CASE_MESSAGE_ANSWERS;
  in.answers = request;
  CHECK_FAILS(pmm_case_message_create(w->anna, &in, NULL, &reply, &check_error), PMM_E_CONFLICT,
              "answers");
}

static void test_case_message__the_citizen_asks_and_the_office_answers(world* w) {
  const pmm_id id = make_case(w->admin, "report", w->calendar, w->anna_subject);
  const pmm_case_message_input in = message(id, "request", "Quando?");
  const pmm_id question = send(w->anna, &in);
  pmm_result* row;
  CHECK(case_text(w->clerk, id, "state", "new") && tasks(w, "to_do") == 1);
  answer(w->clerk, id, question, "Domani");
  CHECK(tasks(w, "to_do") == 0 && tasks(w, "done") == 1);
  row = newest_notice(w);
  CHECK(text_cell(row, 0, "title", "Segnalazione 2007/R/000001: nuovo messaggio dell'ufficio"));
  CHECK(text_cell(row, 0, "body", "Segnalazione **2007/R/000001**: calendar\n\nDomani"));
  pmm_result_free(row);
}

static void test_case_message__the_last_answer_moves_the_case_on(world* w) {
  const pmm_id id = make_case(w->admin, "report", w->calendar, w->anna_subject);
  pmm_case_message_input in = message(id, "request", "Uno?");
  const pmm_id first = send(w->clerk, &in);
  pmm_id second;
  in = message(id, "request", "Due?");
  second = send(w->clerk, &in);
  CHECK(case_text(w->clerk, id, "state", "awaiting_info"));
  answer(w->anna, id, first, "1");
  CHECK(case_text(w->clerk, id, "state", "awaiting_info"));
  answer(w->anna, id, second, "2");
  CHECK(case_text(w->clerk, id, "state", "in_progress"));
}

static void test_case_message__staff_writes_down_what_the_citizen_says(world* w) {
  const pmm_id id = make_case(w->admin, "report", w->calendar, w->anna_subject);
  const pmm_case_message_input in = message(id, "note", "Detto allo sportello");
  pmm_call call = PMM_CALL_INIT;
  pmm_result* row;
  pmm_id said = 0;
  call.on_behalf_of = w->anna_subject;
  CHECK_OK(pmm_case_message_create(w->clerk, &in, &call, &said, &check_error));
  row = get(w->anna, said);
  CHECK(text_cell(row, 0, "direction", "in") &&
        int_cell(row, 0, "on_behalf_of") == w->anna_subject);
  pmm_result_free(row);
}

static void test_case_message__is_seen_and_withdrawn_by_the_right_side(world* w) {
  const pmm_id id = make_case(w->admin, "report", w->calendar, w->anna_subject);
  pmm_case_message_input in = message(id, "request", "Dove?");
  pmm_result* row;
  pmm_id request;
  in.set_fields |= PMM_CASE_MESSAGE_ADVANCE;
  request = send(w->clerk, &in);
  CHECK(case_text(w->clerk, id, "state", "new"));
  CHECK_STATUS(pmm_case_message_see(w->clerk, request, NULL, NULL, &check_error), PMM_E_DENIED);
  CHECK_OK(pmm_case_message_see(w->anna, request, NULL, NULL, &check_error));
  CHECK_OK(pmm_case_message_see(w->anna, request, NULL, NULL, &check_error));
  /* That she has is hers to tell. */
  row = get(w->clerk, request);
  CHECK(null_cell(row, 0, "seen") && int_cell(row, 0, "version") == 1);
  pmm_result_free(row);
  row = get(w->anna, request);
  CHECK(!null_cell(row, 0, "seen"));
  pmm_result_free(row);
  CHECK_OK(pmm_history(w->clerk, PMM_NOUN_CASE_MESSAGE, request, NULL, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1);
  pmm_result_free(row);
  CHECK_STATUS(pmm_case_message_withdraw(w->anna, request, NULL, NULL, &check_error), PMM_E_DENIED);
  CHECK_OK(pmm_case_message_withdraw(w->clerk, request, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_case_message_withdraw(w->clerk, request, NULL, NULL, &check_error),
              PMM_E_CONFLICT, "id");
  row = newest_notice(w);
  CHECK(pmm_result_rows(row) == 3);
  CHECK(
      text_cell(row, 0, "title", "Segnalazione 2007/R/000001: richiesta di informazioni ritirata"));
  CHECK(text_cell(row, 1, "action_state", "expired"));
  pmm_result_free(row);
}

static void test_case_message__is_for_its_case(world* w) {
  const pmm_id id = make_case(w->admin, "report", w->calendar, w->anna_subject);
  const pmm_id nobody = make_case(w->admin, "report", w->calendar, 0);
  pmm_case_message_input in = message(id, "note", "Ecco");
  pmm_case_message_filter filter = PMM_CASE_MESSAGE_FILTER_INIT;
  pmm_result* row = NULL;
  const pmm_id note = send(w->clerk, &in);
  pmm_id out = 0;
  CHECK_STATUS(pmm_case_message_get(w->bruno, note, NULL, &row, &check_error), PMM_E_NOT_FOUND);
  CHECK_STATUS(pmm_case_message_get(w->other, note, NULL, &row, &check_error), PMM_E_NOT_FOUND);
  CHECK_FAILS(pmm_case_message_create(w->bruno, &in, NULL, &out, &check_error), PMM_E_NOT_FOUND,
              "case_id");
  filter.set_fields = PMM_CASE_MESSAGE_FILTER_CASE_ID | PMM_CASE_MESSAGE_FILTER_UNSEEN;
  filter.case_id = id;
  filter.unseen = 1;
  CHECK_OK(pmm_case_message_list(w->anna, &filter, NULL, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 1);
  pmm_result_free(row);
  CHECK_OK(pmm_case_message_list(w->bruno, NULL, NULL, NULL, &row, &check_error));
  CHECK(pmm_result_rows(row) == 0);
  pmm_result_free(row);
  in.case_id = nobody;
  CHECK_FAILS(pmm_case_message_create(w->clerk, &in, NULL, &out, &check_error), PMM_E_CONFLICT,
              "case_id");
  in = message(id, "shout", "x");
  CHECK_FAILS(pmm_case_message_create(w->clerk, &in, NULL, &out, &check_error), PMM_E_INVALID,
              "kind");
  in = message(id, "note", " ");
  CHECK_FAILS(pmm_case_message_create(w->clerk, &in, NULL, &out, &check_error), PMM_E_INVALID,
              "body");
  in = message(id, "note", "x");
  in.set_fields |= PMM_CASE_MESSAGE_ADVANCE;
  in.advance = 1;
  CHECK_FAILS(pmm_case_message_create(w->clerk, &in, NULL, &out, &check_error), PMM_E_INVALID,
              "advance");
  in = message(id, "request", "x");
  in.set_fields |= PMM_CASE_MESSAGE_ADVANCE;
  in.advance = 1;
  CHECK_OK(move(w->clerk, id, "resolve"));
  CHECK_FAILS(pmm_case_message_create(w->clerk, &in, NULL, &out, &check_error), PMM_E_CONFLICT,
              "advance");
}

static void test_case_message__for_another_needs_a_mandate(world* w) {
  const pmm_id id = make_case(w->admin, "report", w->calendar, w->anna_subject);
  const pmm_id other = make_case(w->admin, "report", w->working, w->anna_subject);
  pmm_case_message_input in = message(id, "note", "Per conto di Anna");
  pmm_call call = PMM_CALL_INIT;
  pmm_result* row = NULL;
  pmm_id said = 0, mandate;
  call.on_behalf_of = w->anna_subject;
  CHECK_FAILS(pmm_case_message_create(w->bruno, &in, &call, &said, &check_error), PMM_E_NOT_FOUND,
              "call.on_behalf_of");
  mandate = make_mandate(w, &w->calendar, 1);
  CHECK_FAILS(pmm_case_message_create(w->bruno, &in, NULL, &said, &check_error), PMM_E_NOT_FOUND,
              "case_id");
  CHECK_OK(pmm_case_message_create(w->bruno, &in, &call, &said, &check_error));
  row = get(w->bruno, said);
  CHECK(text_cell(row, 0, "direction", "in") &&
        int_cell(row, 0, "on_behalf_of") == w->anna_subject);
  pmm_result_free(row);
  /* Of another service than the mandate is for. */
  in.case_id = other;
  CHECK_FAILS(pmm_case_message_create(w->bruno, &in, &call, &said, &check_error), PMM_E_NOT_FOUND,
              "case_id");
  CHECK_OK(pmm_mandate_revoke(w->admin, mandate, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_case_message_get(w->bruno, said, NULL, &row, &check_error), PMM_E_NOT_FOUND,
              "id");
}

int main(void) {
  static void (*const tests[])(world*) = {
      test_case_message__a_request_lets_the_case_wait_for_its_answer,
      test_case_message__the_citizen_asks_and_the_office_answers,
      test_case_message__the_last_answer_moves_the_case_on,
      test_case_message__staff_writes_down_what_the_citizen_says,
      test_case_message__is_seen_and_withdrawn_by_the_right_side,
      test_case_message__is_for_its_case,
      test_case_message__for_another_needs_a_mandate};
  size_t i;
  for (i = 0; i < sizeof tests / sizeof tests[0]; ++i) {
    world w;
    open_world(&w);
    tests[i](&w);
    close_world(&w);
  }
  return 0;
}
