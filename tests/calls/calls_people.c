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

const calls_entry calls_people[] = {
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
