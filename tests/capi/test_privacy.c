/* Requests of subjects and who may work them, holds, consent, retention, the log of reads, audit.
 */
#include "outbox.h"

static pmm_id ask(pmm_session* s, pmm_id subject, const char* kind, const char* note) {
  pmm_data_request_input in = PMM_DATA_REQUEST_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_DATA_REQUEST_KIND | PMM_DATA_REQUEST_NOTE;
  if (subject != 0) in.set_fields |= PMM_DATA_REQUEST_SUBJECT;
  in.subject = subject;
  in.kind = pmm_string(kind);
  in.note = pmm_string(note);
  CHECK_OK(pmm_data_request_create(s, &in, NULL, &id, &check_error));
  return id;
}

static pmm_status move(pmm_session* s, pmm_id id, const char* verb, const char* outcome,
                       const char* note) {
  pmm_data_request_step step = PMM_DATA_REQUEST_STEP_INIT;
  if (outcome != NULL) step.set_fields |= PMM_DATA_REQUEST_STEP_OUTCOME;
  if (note != NULL) step.set_fields |= PMM_DATA_REQUEST_STEP_NOTE;
  step.outcome = pmm_string(outcome == NULL ? "" : outcome);
  step.note = pmm_string(note == NULL ? "" : note);
  return pmm_data_request_advance(s, id, pmm_string(verb), &step, NULL, NULL, &check_error);
}

static pmm_status work(pmm_session* s, pmm_id id) {
  return pmm_data_request_work(s, id, NULL, NULL, &check_error);
}

static int in_state(pmm_session* s, pmm_id id, const char* state) {
  pmm_result* row = NULL;
  int same;
  CHECK_OK(pmm_data_request_get(s, id, NULL, &row, &check_error));
  same = text_cell(row, 0, "state", state);
  pmm_result_free(row);
  return same;
}

static int64_t time_of(pmm_session* s, pmm_id id, const char* name) {
  pmm_result* row = NULL;
  int64_t us;
  CHECK_OK(pmm_data_request_get(s, id, NULL, &row, &check_error));
  us = null_cell(row, 0, name) ? 0 : int_cell(row, 0, name);
  pmm_result_free(row);
  return us;
}

static void test_privacy__a_request_is_due_in_a_month_and_may_wait_two_more(town* t) {
  const pmm_id id = ask(t->admin, t->anna, "access", "what do you have of me");
  pmm_result* steps = NULL;
  /* Received on the first of March, 2007, at ten in Rome. */
  CHECK(time_of(t->admin, id, "due") == INT64_C(1175464800000000)); /* 2 April, 0:00 in Rome */
  CHECK_FAILS(move(t->admin, id, "extend", NULL, NULL), PMM_E_INVALID, "note");
  CHECK_OK(move(t->admin, id, "extend", NULL, "many old files"));
  CHECK(time_of(t->admin, id, "due") == INT64_C(1180735200000000)); /* 2 June, 0:00 in Rome */
  CHECK_FAILS(move(t->admin, id, "extend", NULL, "again"), PMM_E_CONFLICT, "state");
  CHECK_FAILS(move(t->admin, id, "close", "granted", NULL), PMM_E_CONFLICT, "state");
  CHECK_FAILS(move(t->admin, id, "close", NULL, NULL), PMM_E_INVALID, "outcome");
  CHECK_FAILS(move(t->admin, id, "close", "perhaps", NULL), PMM_E_INVALID, "outcome");
  CHECK_FAILS(move(t->admin, id, "work", NULL, NULL), PMM_E_INVALID, "verb");
  CHECK_FAILS(move(t->admin, id, "dance", NULL, NULL), PMM_E_INVALID, "verb");
  CHECK_OK(move(t->admin, id, "close", "refused", "not who you say you are"));
  CHECK(in_state(t->admin, id, "CLOSED"));
  CHECK_FAILS(work(t->admin, id), PMM_E_CONFLICT, "state");
  CHECK_OK(pmm_data_request_steps(t->admin, id, NULL, &steps, &check_error));
  CHECK(pmm_result_rows(steps) == 3);
  CHECK(text_cell(steps, 0, "verb", "create") && null_cell(steps, 0, "from_state"));
  CHECK(text_cell(steps, 1, "verb", "extend") && text_cell(steps, 1, "note", "many old files"));
  CHECK(text_cell(steps, 2, "from_state", "WIP") && text_cell(steps, 2, "to_state", "CLOSED"));
  pmm_result_free(steps);
}

static void test_privacy__who_may_ask_and_who_may_work(town* t) {
  pmm_session* officer = NULL;
  pmm_data_request_input in = PMM_DATA_REQUEST_INPUT_INIT;
  pmm_result* rows = NULL;
  pmm_id id, other, theirs = 0;
  make_actor(t, "privacy_officer", 0, 0, 0, &officer);
  id = ask(t->citizen, 0, "objection", "no more advertising");
  other = ask(t->clerk, t->bruno, "erasure", "at the counter");
  CHECK(in_state(t->citizen, id, "PENDING"));
  CHECK_FAILS(pmm_data_request_get(t->citizen, other, NULL, &rows, &check_error), PMM_E_NOT_FOUND,
              "id");
  CHECK_OK(pmm_data_request_list(t->citizen, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) >= 1);
  for (int64_t r = 0; r < pmm_result_rows(rows); ++r)
    CHECK(int_cell(rows, r, "subject") == t->anna);
  pmm_result_free(rows);
  in.set_fields = PMM_DATA_REQUEST_SUBJECT | PMM_DATA_REQUEST_KIND;
  in.subject = t->bruno;
  in.kind = pmm_string("erasure");
  CHECK_STATUS(pmm_data_request_create(t->citizen, &in, NULL, &theirs, &check_error), PMM_E_DENIED);
  CHECK_STATUS(work(t->citizen, id), PMM_E_DENIED);
  CHECK_STATUS(work(t->clerk, other), PMM_E_DENIED);
  CHECK_STATUS(move(t->citizen, id, "start", NULL, NULL), PMM_E_DENIED);
  CHECK_FAILS(work(t->nobody, id), PMM_E_NOT_FOUND, "id");
  CHECK_OK(move(officer, id, "start", NULL, NULL));
  CHECK_OK(move(t->citizen, id, "abort", NULL, NULL));
  CHECK(in_state(officer, id, "ABORTED"));
  CHECK_OK(work(officer, other));
  CHECK_OK(move(officer, other, "close", "partly", "a report of yours is open"));
  pmm_session_free(officer);
}

static void test_privacy__restriction_and_objection_stop_what_goes_out(town* t) {
  pmm_result* rows = NULL;
  const pmm_id person = make_person(t->admin, "Carla", "Verdi");
  CHECK_OK(work(t->admin, ask(t->admin, person, "restriction", "")));
  CHECK_OK(work(t->admin, ask(t->admin, person, "objection", "")));
  CHECK_OK(pmm_delivery_stops(t->admin, person, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2);
  CHECK(text_cell(rows, 0, "kind", "objected") && text_cell(rows, 1, "kind", "restricted"));
  pmm_result_free(rows);
}

static void test_privacy__an_erasure_tells_what_it_did(town* t) {
  const pmm_id person = make_person(t->admin, "Dario", "Neri");
  const pmm_id open = make_report(t->admin, t->potholes, person, t->phone, check_now_us);
  const pmm_id id = ask(t->admin, person, "erasure", "forget me");
  pmm_result* rows = NULL;
  int64_t r, kept = 0;
  CHECK_OK(work(t->admin, id));
  CHECK_OK(pmm_data_request_counts(t->admin, id, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) > 0);
  for (r = 0; r < pmm_result_rows(rows); ++r) {
    CHECK(int_cell(rows, r, "found") ==
          int_cell(rows, r, "erased") + int_cell(rows, r, "anonymous") + int_cell(rows, r, "kept"));
    kept += int_cell(rows, r, "kept");
  }
  CHECK(kept > 0); /* its case is open */
  pmm_result_free(rows);
  CHECK_FAILS(move(t->admin, id, "close", "granted", NULL), PMM_E_CONFLICT, "outcome");
  CHECK_OK(pmm_case_advance(t->admin, open, pmm_string("resolve"), NULL, NULL, NULL, &check_error));
  CHECK_OK(work(t->admin, id));
  CHECK_OK(pmm_subject_get(t->admin, person, PMM_TIME_NONE, NULL, &rows, &check_error));
  CHECK(text_cell(rows, 0, "name", "") && null_cell(rows, 0, "family_name"));
  pmm_result_free(rows);
  CHECK_OK(pmm_case_get(t->admin, open, NULL, &rows, &check_error));
  CHECK(null_cell(rows, 0, "summary") && int_cell(rows, 0, "subject") == person);
  pmm_result_free(rows);
  CHECK(time_of(t->admin, id, "folded") == check_now_us);
  CHECK_OK(pmm_begin(t->admin, 0, NULL, &check_error));
  CHECK_FAILS(work(t->admin, id), PMM_E_MISUSE, "session");
  CHECK_OK(pmm_rollback(t->admin, &check_error));
}

static int32_t collect(void* data, const void* bytes, size_t size) {
  char* text = data;
  strncat(text, bytes, size < 60000 ? size : 60000);
  return 0;
}

static void test_privacy__the_data_of_a_subject_are_its_own(town* t) {
  static char text[65536];
  pmm_sink sink = PMM_SINK_INIT;
  int64_t bytes = 0;
  const pmm_id id = ask(t->admin, t->anna, "access", "everything");
  sink.write = collect;
  sink.write_data = text;
  text[0] = 0;
  CHECK_OK(pmm_data_request_export(t->admin, id, PMM_DOCUMENT_JSON, pmm_string(""), &sink, NULL,
                                   &bytes, &check_error));
  CHECK(bytes == (int64_t)strlen(text));
  CHECK(strstr(text, "Esposito") != NULL && strstr(text, "Russo") == NULL);
  text[0] = 0;
  CHECK_OK(pmm_data_request_export(t->admin, id, PMM_DOCUMENT_HTML, pmm_string("en"), &sink, NULL,
                                   &bytes, &check_error));
  CHECK(strstr(text, "<h2>Own data</h2>") != NULL);
  CHECK_FAILS(
      pmm_data_request_export(t->admin, id, 7, pmm_string(""), &sink, NULL, &bytes, &check_error),
      PMM_E_INVALID, "format");
  CHECK_FAILS(pmm_data_request_export(t->admin, id, PMM_DOCUMENT_HTML, pmm_string("la"), &sink,
                                      NULL, &bytes, &check_error),
              PMM_E_INVALID, "language");
  CHECK_STATUS(pmm_data_request_export(t->citizen, id, PMM_DOCUMENT_JSON, pmm_string(""), &sink,
                                       NULL, &bytes, &check_error),
               PMM_E_DENIED);
  CHECK_OK(move(t->admin, id, "close", "granted", NULL));
  CHECK_FAILS(pmm_data_request_export(t->admin, id, PMM_DOCUMENT_JSON, pmm_string(""), &sink, NULL,
                                      &bytes, &check_error),
              PMM_E_CONFLICT, "state");
}

static pmm_status hold(town* t, pmm_id subject, pmm_id case_id, const char* ground, int64_t until,
                       pmm_id* out) {
  pmm_legal_hold_input in = PMM_LEGAL_HOLD_INPUT_INIT;
  in.set_fields = PMM_LEGAL_HOLD_SUBJECT | PMM_LEGAL_HOLD_GROUND;
  if (case_id != 0) in.set_fields |= PMM_LEGAL_HOLD_CASE_ID;
  if (until != 0) in.set_fields |= PMM_LEGAL_HOLD_UNTIL_US;
  in.subject = subject;
  in.case_id = case_id;
  in.ground = pmm_string(ground);
  in.until_us = until;
  return pmm_legal_hold_create(t->admin, &in, NULL, out, &check_error);
}

static void test_privacy__holds(town* t) {
  const pmm_id report = make_report(t->admin, t->potholes, t->bruno, t->phone, check_now_us);
  pmm_legal_hold_filter filter = PMM_LEGAL_HOLD_FILTER_INIT;
  pmm_result* rows = NULL;
  pmm_id id = 0, dated = 0;
  CHECK_FAILS(hold(t, t->anna, report, "claims", 0, &id), PMM_E_INVALID, "case_id");
  CHECK_FAILS(hold(t, t->bruno, report, "whim", 0, &id), PMM_E_INVALID, "ground");
  CHECK_FAILS(hold(t, t->bruno, 0, "order", check_now_us, &id), PMM_E_INVALID, "until_us");
  CHECK_OK(hold(t, t->bruno, report, "claims", 0, &id));
  CHECK_OK(hold(t, t->bruno, 0, "order", check_now_us + CHECK_SECOND, &dated));
  check_now_us += CHECK_SECOND;
  CHECK_OK(pmm_tick(t->db, NULL, NULL, &check_error));
  filter.set_fields = PMM_LEGAL_HOLD_FILTER_OPEN | PMM_LEGAL_HOLD_FILTER_SUBJECT;
  filter.subject = t->bruno;
  filter.open = 1;
  CHECK_OK(pmm_legal_hold_list(t->admin, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "id") == id);
  CHECK(int_cell(rows, 0, "keeps_identity") == 1);
  pmm_result_free(rows);
  CHECK_OK(pmm_legal_hold_end(t->admin, id, NULL, NULL, &check_error));
  CHECK_FAILS(pmm_legal_hold_end(t->admin, id, NULL, NULL, &check_error), PMM_E_CONFLICT, "state");
  CHECK_FAILS(pmm_legal_hold_end(t->clerk, id, NULL, NULL, &check_error), PMM_E_NOT_FOUND, "id");
}

static pmm_status say(pmm_session* s, pmm_id subject, pmm_id purpose, int given, int64_t text) {
  pmm_consent_input in = PMM_CONSENT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_CONSENT_PURPOSE | PMM_CONSENT_GIVEN;
  if (text != 0) in.set_fields |= PMM_CONSENT_TEXT_NUMBER;
  in.purpose = purpose;
  in.given = given;
  in.text_number = text;
  return pmm_consent_set(s, subject, &in, NULL, &id, &check_error);
}

static void test_privacy__consent_is_to_a_text_and_is_only_added_to(town* t) {
  pmm_consent_purpose_input in = PMM_CONSENT_PURPOSE_INPUT_INIT;
  pmm_result* rows = NULL;
  pmm_id purpose = 0;
  int64_t number = 0;
  in.set_fields = PMM_CONSENT_PURPOSE_CODE | PMM_CONSENT_PURPOSE_TITLE;
  in.code = pmm_string("culture");
  in.title = pmm_string("What is on");
  CHECK_OK(pmm_consent_purpose_create(t->admin, &in, NULL, &purpose, &check_error));
  CHECK_FAILS(pmm_consent_purpose_create(t->admin, &in, NULL, &purpose, &check_error),
              PMM_E_CONFLICT, "code");
  purpose = 1;
  CHECK_FAILS(say(t->citizen, t->anna, purpose, 1, 0), PMM_E_CONFLICT, "purpose");
  CHECK_OK(pmm_consent_text_add(t->admin, purpose, pmm_string("en"), pmm_string("yes, please"),
                                NULL, &number, &check_error));
  CHECK(number == 1);
  CHECK_FAILS(say(t->citizen, t->anna, purpose, 0, 0), PMM_E_CONFLICT, "given");
  CHECK_OK(say(t->citizen, t->anna, purpose, 1, 0));
  CHECK_OK(pmm_consent_text_add(t->admin, purpose, pmm_string("en"), pmm_string("yes, and more"),
                                NULL, &number, &check_error));
  CHECK_FAILS(say(t->citizen, t->anna, purpose, 1, 3), PMM_E_INVALID, "text_number");
  CHECK_OK(pmm_consent_purpose_list(t->citizen, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && text_cell(rows, 0, "code", "culture"));
  CHECK(int_cell(rows, 0, "texts") == 2 && int_cell(rows, 0, "active") == 1);
  pmm_result_free(rows);
  CHECK_OK(pmm_consent_texts(t->citizen, purpose, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2 && text_cell(rows, 0, "body", "yes, please"));
  CHECK(int_cell(rows, 1, "number") == 2 && text_cell(rows, 1, "language", "en"));
  pmm_result_free(rows);
  CHECK_OK(pmm_consent_list(t->citizen, t->anna, NULL, &rows, &check_error));
  CHECK(int_cell(rows, 0, "given") == 1 && int_cell(rows, 0, "text_number") == 1);
  CHECK(int_cell(rows, 0, "newest_text") == 2);
  pmm_result_free(rows);
  CHECK_OK(say(t->citizen, t->anna, purpose, 0, 0));
  CHECK_OK(pmm_consent_history(t->clerk, t->anna, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 2);
  CHECK(int_cell(rows, 0, "given") == 0 && int_cell(rows, 0, "text_number") == 1);
  CHECK(int_cell(rows, 1, "given") == 1);
  pmm_result_free(rows);
  CHECK_STATUS(say(t->citizen, t->bruno, purpose, 1, 0), PMM_E_NOT_FOUND);
  in.set_fields = PMM_CONSENT_PURPOSE_ACTIVE;
  in.active = 0;
  CHECK_OK(pmm_consent_purpose_update(t->admin, purpose, &in, NULL, NULL, &check_error));
  CHECK_FAILS(say(t->citizen, t->anna, purpose, 1, 0), PMM_E_CONFLICT, "purpose");
}

static pmm_id announce_for(outbox* o, pmm_id purpose) {
  pmm_campaign_input in = campaign_of(o->group, "courtesy");
  pmm_id id = 0;
  in.set_fields |= PMM_CAMPAIGN_PURPOSE;
  in.purpose = purpose;
  CHECK_OK(pmm_campaign_create(o->t.admin, &in, NULL, &id, &check_error));
  tick(o->t.db);
  return id;
}

/* What counts is what the subject has said when it would be sent. */
static void test_privacy__P19_what_lacks_consent_is_stopped_when_it_is_sent(void) {
  outbox o = open_outbox();
  pmm_consent_purpose_input in = PMM_CONSENT_PURPOSE_INPUT_INIT;
  pmm_campaign_input wrong;
  pmm_result* claimed = NULL;
  pmm_id purpose = 0, id = 0;
  in.set_fields = PMM_CONSENT_PURPOSE_CODE | PMM_CONSENT_PURPOSE_TITLE;
  in.code = in.title = pmm_string("news");
  CHECK_OK(pmm_consent_purpose_create(o.t.admin, &in, NULL, &purpose, &check_error));
  CHECK_OK(pmm_consent_text_add(o.t.admin, purpose, pmm_string("it"), pmm_string("le novità"), NULL,
                                NULL, &check_error));
  wrong = campaign_of(o.group, "courtesy");
  wrong.set_fields |= PMM_CAMPAIGN_PURPOSE;
  wrong.purpose = 77;
  CHECK_FAILS(pmm_campaign_create(o.t.admin, &wrong, NULL, &id, &check_error), PMM_E_NOT_FOUND,
              "purpose");
  announce_for(&o, purpose);
  pmm_result_free(claim(&o));
  CHECK(is_in(&o, o.t.anna, "suppressed", "no_consent"));
  CHECK_OK(say(o.t.citizen, o.t.anna, purpose, 1, 0));
  announce_for(&o, purpose);
  claimed = claim(&o);
  CHECK(pmm_result_rows(claimed) == 1);
  pmm_result_free(claimed);
  CHECK(is_in(&o, o.t.anna, "sending", NULL));
  announce_for(&o, purpose);
  CHECK_OK(say(o.t.citizen, o.t.anna, purpose, 0, 0));
  pmm_result_free(claim(&o));
  CHECK(is_in(&o, o.t.anna, "suppressed", "no_consent"));
  close_town(&o.t);
}

/* A carrier has it in hand when its subject is erased. */
static void test_privacy__a_carrier_is_not_listened_to_any_more(void) {
  outbox o = open_outbox();
  pmm_delivery_report_input in = PMM_DELIVERY_REPORT_INPUT_INIT;
  pmm_result* claimed;
  pmm_id id;
  int64_t token;
  announce(&o, "courtesy");
  claimed = claim(&o);
  CHECK(pmm_result_rows(claimed) == 1);
  id = int_cell(claimed, 0, "id");
  token = int_cell(claimed, 0, "token");
  pmm_result_free(claimed);
  CHECK_OK(work(o.t.admin, ask(o.t.admin, o.t.anna, "erasure", "")));
  CHECK(is_in(&o, o.t.anna, "suppressed", "erased"));
  in.outcome = PMM_OUTCOME_SENT;
  in.token = token;
  in.provider = pmm_string("anna@example.org at 9:00");
  CHECK_STATUS(pmm_delivery_report(o.t.admin, id, &in, NULL, NULL, &check_error), PMM_E_CONFLICT);
  CHECK_STATUS(pmm_subject_get(o.t.citizen, o.t.anna, PMM_TIME_NONE, NULL, &claimed, &check_error),
               PMM_E_NOT_FOUND); /* its log-in is switched off */
  close_town(&o.t);
}

static void test_privacy__who_looked_is_written_down(town* t) {
  pmm_read_filter filter = PMM_READ_FILTER_INIT;
  pmm_call call = PMM_CALL_INIT;
  pmm_result* rows = NULL;
  const pmm_id person = make_person(t->admin, "Elsa", "Gallo");
  filter.set_fields = PMM_READ_FILTER_SUBJECT;
  filter.subject = person;
  call.reason = pmm_string("a call from the hospital");
  for (int i = 0; i < 3; ++i) {
    CHECK_OK(pmm_subject_get(t->clerk, person, PMM_TIME_NONE, &call, &rows, &check_error));
    pmm_result_free(rows);
  }
  CHECK_OK(pmm_timeline(t->clerk, person, NULL, NULL, NULL, &rows, &check_error));
  pmm_result_free(rows);
  /* A list shows whoever is on the page. */
  CHECK_OK(pmm_subject_list(t->clerk, NULL, NULL, NULL, &rows, &check_error));
  pmm_result_free(rows);
  CHECK_OK(pmm_reads(t->admin, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 3);
  CHECK(text_cell(rows, 0, "what", "subjects") && int_cell(rows, 0, "times") == 1);
  CHECK(text_cell(rows, 1, "what", "timeline") && int_cell(rows, 1, "times") == 1);
  CHECK(text_cell(rows, 2, "what", "subject") && int_cell(rows, 2, "times") == 3);
  CHECK(text_cell(rows, 2, "reason", "a call from the hospital"));
  CHECK(int_cell(rows, 2, "actor") == t->clerk_actor);
  pmm_result_free(rows);
  /* Not what somebody sees of itself. */
  filter.subject = t->anna;
  filter.set_fields |= PMM_READ_FILTER_FROM_US;
  check_now_us += CHECK_SECOND;
  filter.from_us = check_now_us;
  CHECK_OK(pmm_subject_get(t->citizen, t->anna, PMM_TIME_NONE, NULL, &rows, &check_error));
  pmm_result_free(rows);
  CHECK_OK(pmm_reads(t->admin, &filter, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  CHECK_STATUS(pmm_reads(t->clerk, NULL, NULL, NULL, &rows, &check_error), PMM_E_DENIED);
}

static void test_privacy__retention_has_one_rule_for_each_class(town* t) {
  pmm_retention_input in = PMM_RETENTION_INPUT_INIT;
  pmm_result* rows = NULL;
  pmm_id first = 0, again = 0;
  in.set_fields = PMM_RETENTION_DATA_CLASS | PMM_RETENTION_DAYS;
  in.data_class = pmm_string("feedback");
  in.days = 100;
  CHECK_OK(pmm_retention_set(t->admin, &in, NULL, &first, &check_error));
  in.days = 200;
  CHECK_OK(pmm_retention_set(t->admin, &in, NULL, &again, &check_error));
  CHECK(first == again);
  CHECK_OK(pmm_retention_list(t->admin, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "days") == 200);
  pmm_result_free(rows);
  in.days = 0;
  CHECK_FAILS(pmm_retention_set(t->admin, &in, NULL, &again, &check_error), PMM_E_INVALID,
              "input.days");
  in.days = 1;
  in.data_class = pmm_string("everything");
  CHECK_FAILS(pmm_retention_set(t->admin, &in, NULL, &again, &check_error), PMM_E_INVALID,
              "data_class");
}

static void test_privacy__the_head_of_the_journal(town* t) {
  pmm_result* head = NULL;
  pmm_result* broken = NULL;
  pmm_str store, hash;
  int64_t seq;
  CHECK_OK(pmm_audit_head(t->db, NULL, &head, &check_error));
  store = pmm_result_text(head, 0, column_of(head, "store_id"));
  hash = pmm_result_text(head, 0, column_of(head, "hash"));
  seq = int_cell(head, 0, "seq");
  CHECK(seq == journal(t->db) && hash.size == 64);
  make_person(t->admin, "Fabio", "Conti");
  CHECK_OK(pmm_audit_check(t->db, store, seq, hash, NULL, &broken, &check_error));
  CHECK(pmm_result_rows(broken) == 0);
  pmm_result_free(broken);
  CHECK_OK(pmm_audit_check(t->db, store, seq + 100, hash, NULL, &broken, &check_error));
  CHECK(pmm_result_rows(broken) == 1 && text_cell(broken, 0, "rule", "head_missing"));
  pmm_result_free(broken);
  CHECK_OK(pmm_audit_check(t->db, store, seq - 1, hash, NULL, &broken, &check_error));
  CHECK(text_cell(broken, 0, "rule", "head_differs") && int_cell(broken, 0, "seq") == seq - 1);
  pmm_result_free(broken);
  CHECK_FAILS(pmm_audit_check(t->db, store, seq, pmm_string("abc"), NULL, &broken, &check_error),
              PMM_E_INVALID, "hash");
  CHECK_FAILS(pmm_audit_check(t->db, store, -1, hash, NULL, &broken, &check_error), PMM_E_INVALID,
              "seq");
  pmm_result_free(head);
}

static void test_privacy__the_dictionary_is_told(town* t) {
  pmm_result* rows = NULL;
  int64_t r;
  int found = 0;
  CHECK_OK(pmm_data_dictionary(t->nobody, NULL, &rows, &check_error));
  for (r = 0; r < pmm_result_rows(rows); ++r) {
    const pmm_str table = pmm_result_text(rows, r, column_of(rows, "table_name"));
    const pmm_str name = pmm_result_text(rows, r, column_of(rows, "column_name"));
    if (!same_text(table, "cases") || !same_text(name, "summary")) continue;
    found = 1;
    CHECK(text_cell(rows, r, "class", "content") && text_cell(rows, r, "on_erasure", "null"));
    CHECK(int_cell(rows, r, "exported") == 1 && int_cell(rows, r, "of_subject") == 1);
  }
  CHECK(found);
  pmm_result_free(rows);
}

static int64_t holds_of(town* t, pmm_id subject) {
  pmm_legal_hold_filter filter = PMM_LEGAL_HOLD_FILTER_INIT;
  pmm_result* rows = NULL;
  int64_t count;
  filter.set_fields = PMM_LEGAL_HOLD_FILTER_SUBJECT;
  filter.subject = subject;
  CHECK_OK(pmm_legal_hold_list(t->admin, &filter, NULL, NULL, &rows, &check_error));
  count = pmm_result_rows(rows);
  pmm_result_free(rows);
  return count;
}

/* What is asked of, said by and held of somebody is whoever's it turns out to be. */
static void test_privacy__follows_a_merge(void) {
  town town_of = open_town(), *t = &town_of;
  const pmm_id twin = make_person(t->admin, "Anna", "Esposito");
  pmm_merge_input in = PMM_MERGE_INPUT_INIT;
  pmm_data_request_filter asked = PMM_DATA_REQUEST_FILTER_INIT;
  pmm_result* rows = NULL;
  pmm_id merge = 0, id = 0;
  CHECK_OK(hold(t, twin, 0, "order", 0, &id));
  ask(t->admin, twin, "access", "mine");
  in.set_fields = PMM_MERGE_WINNER | PMM_MERGE_LOSER;
  in.winner = t->anna;
  in.loser = twin;
  CHECK_OK(pmm_merge_subjects(t->admin, &in, NULL, &merge, &check_error));
  CHECK(holds_of(t, t->anna) == 1 && holds_of(t, twin) == 1);
  CHECK_OK(hold(t, twin, 0, "claims", 0, &id));
  CHECK(holds_of(t, t->anna) == 2);
  asked.set_fields = PMM_DATA_REQUEST_FILTER_SUBJECT;
  asked.subject = twin;
  CHECK_OK(pmm_data_request_list(t->admin, &asked, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 1 && int_cell(rows, 0, "subject") == t->anna);
  pmm_result_free(rows);
  CHECK_OK(pmm_merge_undo(t->admin, merge, NULL, NULL, &check_error));
  CHECK(holds_of(t, t->anna) == 1 && holds_of(t, twin) == 1);
  id = ask(t->admin, twin, "erasure", "gone");
  CHECK_OK(pmm_legal_hold_end(t->admin, 1, NULL, NULL, &check_error));
  CHECK_OK(work(t->admin, id));
  CHECK_FAILS(pmm_merge_subjects(t->admin, &in, NULL, &merge, &check_error), PMM_E_CONFLICT,
              "loser");
  close_town(t);
}

int main(void) {
  town t = open_town();
  test_privacy__a_request_is_due_in_a_month_and_may_wait_two_more(&t);
  test_privacy__restriction_and_objection_stop_what_goes_out(&t);
  test_privacy__an_erasure_tells_what_it_did(&t);
  test_privacy__the_data_of_a_subject_are_its_own(&t);
  test_privacy__holds(&t);
  test_privacy__consent_is_to_a_text_and_is_only_added_to(&t);
  test_privacy__who_looked_is_written_down(&t);
  test_privacy__retention_has_one_rule_for_each_class(&t);
  test_privacy__the_head_of_the_journal(&t);
  test_privacy__the_dictionary_is_told(&t);
  test_privacy__who_may_ask_and_who_may_work(&t);
  close_town(&t);
  test_privacy__P19_what_lacks_consent_is_stopped_when_it_is_sent();
  test_privacy__a_carrier_is_not_listened_to_any_more();
  test_privacy__follows_a_merge();
  return 0;
}
