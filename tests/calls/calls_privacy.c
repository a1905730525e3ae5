/* The calls of privacy.h. */
#include <stdio.h>

#include "calls.h"

static pmm_status data_dictionary(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_data_dictionary(w->session, call, &out, error), &out);
}

/* --- Requests ------------------------------------------------------------------------------------
 */

static pmm_id new_request(world* w, pmm_id subject, const char* kind) {
  pmm_data_request_input in = PMM_DATA_REQUEST_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_DATA_REQUEST_SUBJECT | PMM_DATA_REQUEST_KIND;
  in.subject = subject;
  in.kind = pmm_string(kind);
  PREPARED(pmm_data_request_create(w->admin, &in, NULL, &id, NULL));
  return id;
}

static void new_access(world* w) {
  w->ids.data_request = new_request(w, w->known.subject, "access");
}

/* Of somebody whom nobody needs afterwards. */
static void new_erasure(world* w) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  in.kind = pmm_string("person");
  in.name = pmm_string("nobody any more");
  PREPARED(pmm_subject_create(w->admin, &in, NULL, &id, NULL));
  w->ids.data_request = new_request(w, id, "erasure");
}

static pmm_status data_request_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_data_request_input in = PMM_DATA_REQUEST_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_DATA_REQUEST_SUBJECT | PMM_DATA_REQUEST_KIND | PMM_DATA_REQUEST_NOTE |
                  PMM_DATA_REQUEST_CHANNEL;
  in.subject = w->ids.subject;
  in.kind = pmm_string("rectification");
  in.note = world_text(w);
  in.channel = w->ids.channel;
  return calls_id(pmm_data_request_create(w->session, &in, call, &out, error), &out);
}

static pmm_status data_request_advance(world* w, const pmm_call* call, pmm_error** error) {
  pmm_data_request_step step = PMM_DATA_REQUEST_STEP_INIT;
  int64_t out = 7;
  step.set_fields = PMM_DATA_REQUEST_STEP_NOTE;
  step.note = world_text(w);
  return calls_version(pmm_data_request_advance(w->session, w->ids.data_request,
                                                pmm_string("start"), &step, call, &out, error),
                       &out);
}

static pmm_status data_request_work(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  if (w->want == PMM_E_MISUSE) PREPARED(pmm_begin(w->session, 600000, NULL, NULL));
  return calls_version(pmm_data_request_work(w->session, w->ids.data_request, call, &out, error),
                       &out);
}

static pmm_status data_request_export(world* w, const pmm_call* call, pmm_error** error) {
  pmm_sink sink = PMM_SINK_INIT;
  char path[600];
  int64_t out = 7;
  pmm_status status;
  snprintf(path, sizeof path, "%s/subject.json", w->folder);
  remove(path);
  sink.path = w->want == PMM_E_LIMIT ? world_text(w) : pmm_string(path);
  status = pmm_data_request_export(w->session, w->ids.data_request, PMM_DOCUMENT_JSON,
                                   pmm_string(""), &sink, call, &out, error);
  REQUIRE((out > 0) == (status == PMM_OK));
  REQUIRE((remove(path) == 0) == (status == PMM_OK));
  return status;
}

static pmm_status data_request_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_data_request_get(w->session, w->ids.data_request, call, &out, error),
                      &out);
}

static pmm_status data_request_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_data_request_list(w->session, NULL, world_page(w), call, &out, error),
                      &out);
}

static pmm_status data_request_steps(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_data_request_steps(w->session, w->ids.data_request, call, &out, error),
                      &out);
}

static pmm_status data_request_counts(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_data_request_counts(w->session, w->ids.data_request, call, &out, error),
                      &out);
}

/* --- What is kept, and for how long --------------------------------------------------------------
 */

static pmm_status legal_hold_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_legal_hold_input in = PMM_LEGAL_HOLD_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields =
      PMM_LEGAL_HOLD_SUBJECT | PMM_LEGAL_HOLD_CASE_ID | PMM_LEGAL_HOLD_GROUND | PMM_LEGAL_HOLD_NOTE;
  in.subject = w->ids.subject;
  in.case_id = w->ids.case_id;
  in.ground = pmm_string("claims");
  in.note = world_text(w);
  return calls_id(pmm_legal_hold_create(w->session, &in, call, &out, error), &out);
}

static void new_hold(world* w) {
  pmm_legal_hold_input in = PMM_LEGAL_HOLD_INPUT_INIT;
  in.set_fields = PMM_LEGAL_HOLD_SUBJECT | PMM_LEGAL_HOLD_GROUND;
  in.subject = w->known.subject;
  in.ground = pmm_string("order");
  PREPARED(pmm_legal_hold_create(w->admin, &in, NULL, &w->ids.hold, NULL));
}

static pmm_status legal_hold_end(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_legal_hold_end(w->session, w->ids.hold, call, &out, error), &out);
}

static pmm_status legal_hold_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_legal_hold_list(w->session, NULL, world_page(w), call, &out, error),
                      &out);
}

static pmm_retention_input a_rule(int64_t days) {
  pmm_retention_input in = PMM_RETENTION_INPUT_INIT;
  in.set_fields = PMM_RETENTION_DATA_CLASS | PMM_RETENTION_DAYS | PMM_RETENTION_ACTIVE;
  in.data_class = pmm_string("contact");
  in.days = days;
  return in;
}

static void new_rule(world* w) {
  const pmm_retention_input in = a_rule(30);
  pmm_id id = 0;
  PREPARED(pmm_retention_set(w->admin, &in, NULL, &id, NULL));
}

static pmm_status retention_set(world* w, const pmm_call* call, pmm_error** error) {
  pmm_retention_input in = a_rule(1 + w->number % 36000);
  pmm_id out = 7;
  in.set_fields |= PMM_RETENTION_NOTE;
  in.note = world_text(w);
  return calls_id(pmm_retention_set(w->session, &in, call, &out, error), &out);
}

static pmm_status retention_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_retention_list(w->session, call, &out, error), &out);
}

/* --- Consent -------------------------------------------------------------------------------------
 */

static pmm_status purpose_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_consent_purpose_input in = PMM_CONSENT_PURPOSE_INPUT_INIT;
  char code[64];
  pmm_id out = 7;
  snprintf(code, sizeof code, "purpose_%d", w->number);
  in.set_fields = PMM_CONSENT_PURPOSE_CODE | PMM_CONSENT_PURPOSE_TITLE;
  in.code = pmm_string(code);
  in.title = world_text(w);
  return calls_id(pmm_consent_purpose_create(w->session, &in, call, &out, error), &out);
}

static pmm_status purpose_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_consent_purpose_input in = PMM_CONSENT_PURPOSE_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_CONSENT_PURPOSE_TITLE;
  in.title = world_text(w);
  return calls_version(
      pmm_consent_purpose_update(w->session, w->ids.purpose, &in, call, &out, error), &out);
}

static pmm_status purpose_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_consent_purpose_list(w->session, call, &out, error), &out);
}

static pmm_status text_add(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_consent_text_add(w->session, w->ids.purpose, pmm_string("it"),
                                            world_text(w), call, &out, error),
                       &out);
}

static pmm_status texts(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_consent_texts(w->session, w->ids.purpose, call, &out, error), &out);
}

static pmm_status consent_set(world* w, const pmm_call* call, pmm_error** error) {
  pmm_consent_input in = PMM_CONSENT_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_CONSENT_PURPOSE | PMM_CONSENT_GIVEN | PMM_CONSENT_CHANNEL;
  in.purpose = w->ids.purpose;
  in.given = 1;
  in.channel = w->number % 2 == 0 ? w->ids.channel : w->ids.other_channel;
  return calls_id(pmm_consent_set(w->session, w->ids.subject, &in, call, &out, error), &out);
}

static pmm_status consent_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_consent_list(w->session, w->ids.subject, call, &out, error), &out);
}

static pmm_status consent_history(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_consent_history(w->session, w->ids.subject, world_page(w), call, &out, error), &out);
}

/* --- Who looked, and whether the journal is whole ------------------------------------------------
 */

static pmm_status reads(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_reads(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status audit_head(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_audit_head(w->db, call, &out, error), &out);
}

static pmm_status audit_check(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_audit_check(w->db, pmm_string(""), 0, pmm_string(""), call, &out, error),
                      &out);
}

const calls_entry calls_privacy[] = {
    {"pmm_data_dictionary", data_dictionary, NULL, CALLS_ANYBODY},
    {"pmm_data_request_create", data_request_create, NULL, 0},
    {"pmm_data_request_advance", data_request_advance, new_access, CALLS_CITIZEN},
    {"pmm_data_request_work", data_request_work, new_erasure, CALLS_CLERK | CALLS_CHUNKS},
    {"pmm_data_request_export", data_request_export, new_access, CALLS_CLERK},
    {"pmm_data_request_get", data_request_get, NULL, 0},
    {"pmm_data_request_list", data_request_list, NULL, 0},
    {"pmm_data_request_steps", data_request_steps, NULL, 0},
    {"pmm_data_request_counts", data_request_counts, NULL, 0},
    {"pmm_legal_hold_create", legal_hold_create, NULL, CALLS_CLERK},
    {"pmm_legal_hold_end", legal_hold_end, new_hold, 0},
    {"pmm_legal_hold_list", legal_hold_list, NULL, CALLS_CLERK},
    {"pmm_retention_set", retention_set, new_rule, CALLS_CLERK},
    {"pmm_retention_list", retention_list, NULL, CALLS_CLERK},
    {"pmm_consent_purpose_create", purpose_create, NULL, CALLS_CLERK},
    {"pmm_consent_purpose_update", purpose_update, NULL, CALLS_CLERK},
    {"pmm_consent_purpose_list", purpose_list, NULL, CALLS_ANYBODY},
    {"pmm_consent_text_add", text_add, NULL, CALLS_CLERK},
    {"pmm_consent_texts", texts, NULL, 0},
    {"pmm_consent_set", consent_set, NULL, 0},
    {"pmm_consent_list", consent_list, NULL, 0},
    {"pmm_consent_history", consent_history, NULL, 0},
    {"pmm_reads", reads, NULL, CALLS_CLERK},
    {"pmm_audit_head", audit_head, NULL, 0},
    {"pmm_audit_check", audit_check, NULL, 0},
    {NULL, NULL, NULL, 0}};
