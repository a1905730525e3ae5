/* The calls of subjects and what belongs to them, of actors and grants, and of finding people. */
#include <stdio.h>

#include "calls.h"

static pmm_status subject_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME | PMM_SUBJECT_EXTERNAL_ID;
  in.kind = pmm_string("organization");
  in.name = in.external_id = world_text(w);
  return calls_id(pmm_subject_create(w->session, &in, call, &out, error), &out);
}

static pmm_status subject_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_SUBJECT_NOTE;
  in.note = world_text(w);
  return calls_version(pmm_subject_update(w->session, w->ids.subject, &in, call, &out, error),
                       &out);
}

static pmm_status subject_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_subject_get(w->session, w->ids.subject, PMM_TIME_NONE, call, &out, error),
                      &out);
}

static pmm_status subject_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_subject_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status identifier_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_identifier_input in = PMM_IDENTIFIER_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_IDENTIFIER_SCHEME | PMM_IDENTIFIER_VALUE;
  in.scheme = pmm_string("library_card");
  in.value = world_text(w);
  return calls_id(pmm_identifier_create(w->session, w->ids.subject, &in, call, &out, error), &out);
}

static pmm_status identifier_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_identifier_input in = PMM_IDENTIFIER_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_IDENTIFIER_ISSUER;
  in.issuer = world_text(w);
  return calls_version(pmm_identifier_update(w->session, w->ids.identifier, &in, call, &out, error),
                       &out);
}

static pmm_status identifier_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_identifier_get(w->session, w->ids.identifier, call, &out, error), &out);
}

static pmm_status identifier_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_identifier_list(w->session, w->ids.subject, NULL, world_page(w), call, &out, error),
      &out);
}

static pmm_status identifier_check(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  const pmm_str value = w->want == PMM_E_LIMIT ? world_text(w) : pmm_string("RSSMRA80A01F839W");
  return calls_result(pmm_identifier_check(w->session, pmm_string("codice_fiscale"), value,
                                           PMM_DATE_NONE, call, &out, error),
                      &out);
}

static pmm_status address_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_address_input in = PMM_ADDRESS_INPUT_INIT;
  char value[64];
  pmm_id out = 7;
  snprintf(value, sizeof value, "anna.%d@example.org", w->number);
  in.set_fields = PMM_ADDRESS_KIND | PMM_ADDRESS_VALUE | PMM_ADDRESS_LABEL;
  in.kind = pmm_string("email");
  in.value = pmm_string(value);
  in.label = world_text(w);
  return calls_id(pmm_address_create(w->session, w->ids.subject, &in, call, &out, error), &out);
}

static pmm_status address_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_address_input in = PMM_ADDRESS_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_ADDRESS_LABEL;
  in.label = world_text(w);
  return calls_version(pmm_address_update(w->session, w->ids.address, &in, call, &out, error),
                       &out);
}

static pmm_status address_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_address_get(w->session, w->ids.address, call, &out, error), &out);
}

static pmm_status address_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_address_list(w->session, w->ids.subject, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status relationship_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_relationship_input in = PMM_RELATIONSHIP_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_RELATIONSHIP_OTHER | PMM_RELATIONSHIP_KIND | PMM_RELATIONSHIP_NOTE;
  in.other = w->ids.other_subject;
  in.kind = pmm_string("neighbour");
  in.note = world_text(w);
  return calls_id(pmm_relationship_create(w->session, w->ids.subject, &in, call, &out, error),
                  &out);
}

static pmm_status relationship_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_relationship_input in = PMM_RELATIONSHIP_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_RELATIONSHIP_NOTE;
  in.note = world_text(w);
  return calls_version(
      pmm_relationship_update(w->session, w->ids.relationship, &in, call, &out, error), &out);
}

static pmm_status relationship_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_relationship_get(w->session, w->ids.relationship, call, &out, error),
                      &out);
}

static pmm_status relationship_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_relationship_list(w->session, w->ids.subject, NULL, world_page(w), call, &out, error),
      &out);
}

static pmm_status actor_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_actor_input in = PMM_ACTOR_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_ACTOR_KIND | PMM_ACTOR_NAME | PMM_ACTOR_EXTERNAL_ID | PMM_ACTOR_SUBJECT;
  in.kind = pmm_string("person");
  in.name = in.external_id = world_text(w);
  in.subject = w->ids.other_subject;
  return calls_id(pmm_actor_create(w->session, &in, call, &out, error), &out);
}

static pmm_status actor_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_actor_input in = PMM_ACTOR_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_ACTOR_NAME;
  in.name = world_text(w);
  return calls_version(pmm_actor_update(w->session, w->ids.actor, &in, call, &out, error), &out);
}

static pmm_status actor_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_actor_get(w->session, w->ids.actor, call, &out, error), &out);
}

static pmm_status actor_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_actor_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status grant_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_grant_input in = PMM_GRANT_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_GRANT_ACTOR | PMM_GRANT_ROLE | PMM_GRANT_OFFICE | PMM_GRANT_SERVICE |
                  PMM_GRANT_VALID_TO_US;
  in.actor = w->ids.clerk;
  in.role = w->want == PMM_E_LIMIT ? world_text(w) : pmm_string("operator");
  in.office = w->ids.office;
  in.service = w->ids.service;
  in.valid_to_us = w->now_us + 1000000 * (int64_t)(w->number + 1);
  return calls_id(pmm_grant_create(w->session, &in, call, &out, error), &out);
}

static pmm_status grant_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_grant_input in = PMM_GRANT_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_GRANT_VALID_TO_US;
  if (w->want == PMM_E_LIMIT) {
    in.set_fields |= PMM_GRANT_ROLE;
    in.role = world_text(w);
  }
  in.valid_to_us = w->now_us + 1000000 * (int64_t)(w->number + 1);
  return calls_version(pmm_grant_update(w->session, w->ids.grant, &in, call, &out, error), &out);
}

static pmm_status grant_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_grant_get(w->session, w->ids.grant, call, &out, error), &out);
}

static pmm_status grant_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_grant_list(w->session, w->ids.actor, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status find(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  const pmm_str text = w->want == PMM_E_LIMIT ? world_text(w) : pmm_string("esposito");
  return calls_result(pmm_find(w->session, text, 10, call, &out, error), &out);
}

static pmm_status timeline(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_timeline(w->session, w->ids.subject, NULL, world_page(w), call, &out, error), &out);
}

/* The page that pmm_my_page_section() is asked of; of the world that is open. */
static pmm_my_page* page_of_subject;

static pmm_status my_page_read(world* w, const pmm_call* call, pmm_error** error) {
  pmm_my_page_options options = PMM_MY_PAGE_OPTIONS_INIT;
  pmm_my_page* out = POISON;
  pmm_status status;
  options.set_fields = PMM_MY_PAGE_ROWS;
  options.rows = w->want == PMM_E_LIMIT ? 100000 : 10;
  status = pmm_my_page_read(w->session, w->ids.subject, &options, call, &out, error);
  REQUIRE((out != NULL) == (status == PMM_OK));
  pmm_my_page_free(out);
  return status;
}

static void new_page(world* w) {
  pmm_my_page_free(page_of_subject);
  page_of_subject = NULL;
  PREPARED(pmm_my_page_read(w->admin, w->known.subject, NULL, NULL, &page_of_subject, NULL));
}

static pmm_status my_page_section(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  (void)call;
  return calls_result(
      pmm_my_page_section(page_of_subject, w->want == PMM_E_NOT_FOUND ? 99 : 0, &out, error), &out);
}

/* --- Two subjects that may be one ---------------------------------------------------------------
 */

static pmm_id merge_made;

static pmm_id somebody(world* w, const char* kind) {
  pmm_subject_input in = PMM_SUBJECT_INPUT_INIT;
  pmm_id id = 0;
  in.set_fields = PMM_SUBJECT_KIND | PMM_SUBJECT_NAME;
  in.kind = pmm_string(kind);
  in.name = pmm_string("Anna Esposito");
  PREPARED(pmm_subject_create(w->admin, &in, NULL, &id, NULL));
  return id;
}

/* For the conflict, one of another kind. */
static void new_double(world* w) {
  w->ids.other_subject = somebody(w, w->want == PMM_E_CONFLICT ? "organization" : "person");
}

static pmm_merge_input a_merge(world* w) {
  pmm_merge_input in = PMM_MERGE_INPUT_INIT;
  in.set_fields = PMM_MERGE_WINNER | PMM_MERGE_LOSER | PMM_MERGE_TAKE;
  in.winner = w->ids.subject;
  in.loser = w->ids.other_subject;
  if (w->want == PMM_E_LIMIT) in.take = world_text(w);
  return in;
}

static void new_merge(world* w) {
  pmm_merge_input in = PMM_MERGE_INPUT_INIT;
  in.set_fields = PMM_MERGE_WINNER | PMM_MERGE_LOSER;
  in.winner = w->known.subject;
  in.loser = somebody(w, "person");
  PREPARED(pmm_merge_subjects(w->admin, &in, NULL, &merge_made, NULL));
}

/* The merge of the preparation; none where every id leads nowhere. */
static pmm_id a_merge_made(const world* w) {
  return w->want == PMM_E_NOT_FOUND ? 999999 : merge_made;
}

static pmm_status merge_subjects(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_merge_input in = a_merge(w);
  pmm_id out = 7;
  return calls_id(pmm_merge_subjects(w->session, &in, call, &out, error), &out);
}

static pmm_status merge_preview(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_merge_input in = a_merge(w);
  pmm_result* out = POISON;
  return calls_result(pmm_merge_preview(w->session, &in, call, &out, error), &out);
}

static pmm_status merge_undo(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_merge_undo(w->session, a_merge_made(w), call, &out, error), &out);
}

static pmm_status merge_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_merge_get(w->session, a_merge_made(w), call, &out, error), &out);
}

static pmm_status merge_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_merge_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status duplicate_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_duplicate_filter filter = PMM_DUPLICATE_FILTER_INIT;
  pmm_result* out = POISON;
  filter.set_fields = PMM_DUPLICATE_FILTER_SUBJECT;
  filter.subject = w->ids.subject;
  return calls_result(pmm_duplicate_list(w->session, &filter, world_page(w), call, &out, error),
                      &out);
}

const calls_entry calls_people[] = {
    {"pmm_my_page_read", my_page_read, NULL, 0},
    {"pmm_my_page_section", my_page_section, new_page, 0},
    {"pmm_merge_subjects", merge_subjects, new_double, CALLS_CLERK},
    {"pmm_merge_preview", merge_preview, new_double, CALLS_CLERK},
    {"pmm_merge_undo", merge_undo, new_merge, CALLS_CLERK},
    {"pmm_merge_get", merge_get, new_merge, CALLS_CLERK},
    {"pmm_merge_list", merge_list, NULL, CALLS_CLERK},
    {"pmm_duplicate_list", duplicate_list, NULL, CALLS_CITIZEN | CALLS_CLERK},
    {"pmm_subject_create", subject_create, NULL, CALLS_CITIZEN},
    {"pmm_subject_update", subject_update, NULL, CALLS_CITIZEN},
    {"pmm_subject_get", subject_get, NULL, 0},
    {"pmm_subject_list", subject_list, NULL, 0},
    {"pmm_identifier_create", identifier_create, NULL, CALLS_CITIZEN},
    {"pmm_identifier_update", identifier_update, NULL, CALLS_CITIZEN},
    {"pmm_identifier_get", identifier_get, NULL, 0},
    {"pmm_identifier_list", identifier_list, NULL, 0},
    {"pmm_identifier_check", identifier_check, NULL, 0},
    {"pmm_address_create", address_create, NULL, 0},
    {"pmm_address_update", address_update, NULL, 0},
    {"pmm_address_get", address_get, NULL, 0},
    {"pmm_address_list", address_list, NULL, 0},
    {"pmm_relationship_create", relationship_create, NULL, CALLS_CITIZEN},
    {"pmm_relationship_update", relationship_update, NULL, CALLS_CITIZEN},
    {"pmm_relationship_get", relationship_get, NULL, 0},
    {"pmm_relationship_list", relationship_list, NULL, 0},
    {"pmm_actor_create", actor_create, NULL, CALLS_CLERK},
    {"pmm_actor_update", actor_update, NULL, CALLS_CLERK},
    {"pmm_actor_get", actor_get, NULL, 0},
    {"pmm_actor_list", actor_list, NULL, 0},
    {"pmm_grant_create", grant_create, NULL, CALLS_CLERK},
    {"pmm_grant_update", grant_update, NULL, CALLS_SYSTEM},
    {"pmm_grant_get", grant_get, NULL, 0},
    {"pmm_grant_list", grant_list, NULL, CALLS_CLERK},
    {"pmm_find", find, NULL, 0},
    {"pmm_timeline", timeline, NULL, 0},
    {NULL, NULL, NULL, 0}};
