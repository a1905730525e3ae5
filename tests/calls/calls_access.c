/* The calls of roles and mandates. */
#include "calls.h"

#include <stdio.h>

static char role_name[64];
static const char rights[] =
    "[{\"noun\": \"case\", \"actions\": [\"read\", \"advance\"], \"reach\": \"scope\"}]";

static pmm_str a_role(world* w) {
  if (w->want == PMM_E_LIMIT) return world_text(w);
  return pmm_string(w->want == PMM_E_NOT_FOUND ? "nobody" : role_name);
}

static pmm_status role_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_role_input in = PMM_ROLE_INPUT_INIT;
  pmm_id out = 7;
  snprintf(role_name, sizeof role_name, "made_%d", w->number);
  in.set_fields = PMM_ROLE_NAME | PMM_ROLE_TITLE | PMM_ROLE_RIGHTS | PMM_ROLE_FIELDS;
  in.name = pmm_string(role_name);
  in.title = world_text(w);
  in.rights = pmm_string(rights);
  in.fields = PMM_FIELDS_IDENTITY;
  return calls_id(pmm_role_create(w->session, &in, call, &out, error), &out);
}

static void new_role(world* w) {
  pmm_role_input in = PMM_ROLE_INPUT_INIT;
  pmm_id id = 0;
  snprintf(role_name, sizeof role_name, "role_%d", w->number);
  in.set_fields = PMM_ROLE_NAME | PMM_ROLE_RIGHTS;
  in.name = pmm_string(role_name);
  in.rights = pmm_string(rights);
  PREPARED(pmm_role_create(w->admin, &in, NULL, &id, NULL));
}

static pmm_status role_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_role_input in = PMM_ROLE_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_ROLE_TITLE;
  in.title = world_text(w);
  return calls_version(pmm_role_update(w->session, a_role(w), &in, call, &out, error), &out);
}

static pmm_status role_remove(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_role_remove(w->session, a_role(w), call, &out, error), &out);
}

static pmm_status role_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_role_list(w->session, call, &out, error), &out);
}

static pmm_status role_rights(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  pmm_str role = pmm_string(w->want == PMM_E_NOT_FOUND ? "nobody" : "operator");
  if (w->want == PMM_E_LIMIT) role = world_text(w);
  return calls_result(pmm_role_rights(w->session, role, call, &out, error), &out);
}

static pmm_status role_set_channels(world* w, const pmm_call* call, pmm_error** error) {
  const pmm_id channels[] = {w->ids.channel, w->ids.other_channel};
  int64_t out = 7;
  return calls_version(pmm_role_set_channels(w->session, a_role(w), channels, 2, call, &out, error),
                       &out);
}

static pmm_status role_channels(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  const pmm_str role = pmm_string(w->want == PMM_E_NOT_FOUND ? "nobody" : "operator");
  return calls_result(pmm_role_channels(w->session, role, world_page(w), call, &out, error), &out);
}

static pmm_status explain_access(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  const pmm_str action = w->want == PMM_E_LIMIT ? world_text(w) : pmm_string("update");
  return calls_result(pmm_explain_access(w->session, w->ids.actor, action, PMM_NOUN_CASE,
                                         w->ids.case_id, call, &out, error),
                      &out);
}

static pmm_status smallest_cell_set(world* w, const pmm_call* call, pmm_error** error) {
  return pmm_smallest_cell_set(w->session, 1 + w->number % 1000, call, error);
}

/* --- Mandates ------------------------------------------------------------------------------------
 */

static pmm_status mandate_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE | PMM_MANDATE_NOTE;
  in.subject = w->ids.subject;
  in.delegate = w->ids.other_subject;
  in.note = world_text(w);
  return calls_id(pmm_mandate_create(w->session, &in, &w->ids.service, 1, call, &out, error), &out);
}

/* What the calls before this one offered, and nobody accepted, fills the giver's bounds. */
static void make_room(world* w) {
  pmm_mandate_filter filter = PMM_MANDATE_FILTER_INIT;
  pmm_result* rows = NULL;
  int64_t i;
  filter.set_fields = PMM_MANDATE_FILTER_SUBJECT | PMM_MANDATE_FILTER_STATE;
  filter.subject = w->known.subject;
  filter.state = pmm_string("pending");
  PREPARED(pmm_mandate_list(w->admin, &filter, NULL, NULL, &rows, NULL));
  for (i = 0; i < pmm_result_rows(rows) && pmm_result_rows(rows) > 20; ++i)
    if (pmm_result_int64(rows, i, 0) != w->known.mandate)
      PREPARED(pmm_mandate_revoke(w->admin, pmm_result_int64(rows, i, 0), NULL, NULL, NULL));
  pmm_result_free(rows);
}

static void new_mandate(world* w) {
  pmm_mandate_input in = PMM_MANDATE_INPUT_INIT;
  make_room(w);
  in.set_fields = PMM_MANDATE_SUBJECT | PMM_MANDATE_DELEGATE;
  in.subject = w->known.subject;
  in.delegate = w->known.other_subject;
  PREPARED(pmm_mandate_create(w->admin, &in, NULL, 0, NULL, &w->ids.mandate, NULL));
}

static void active_mandate(world* w) {
  new_mandate(w);
  PREPARED(pmm_mandate_accept(w->admin, w->ids.mandate, pmm_string(""), NULL, NULL, NULL));
}

static pmm_status mandate_accept(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  const pmm_str code = w->want == PMM_E_LIMIT ? world_text(w) : pmm_string("");
  return calls_version(pmm_mandate_accept(w->session, w->ids.mandate, code, call, &out, error),
                       &out);
}

static pmm_status mandate_reject(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_mandate_reject(w->session, w->ids.mandate, call, &out, error), &out);
}

static pmm_status mandate_revoke(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_mandate_revoke(w->session, w->ids.mandate, call, &out, error), &out);
}

static pmm_status mandate_renew(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_mandate_renew(w->session, w->ids.mandate, PMM_TIME_NONE, call, &out, error), &out);
}

static pmm_status mandate_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_mandate_get(w->session, w->ids.mandate, call, &out, error), &out);
}

static pmm_status mandate_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_mandate_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status mandate_services(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_mandate_services(w->session, w->ids.mandate, call, &out, error), &out);
}

const calls_entry calls_access[] = {
    {"pmm_role_create", role_create, NULL, CALLS_CLERK},
    {"pmm_role_update", role_update, new_role, CALLS_CLERK},
    {"pmm_role_remove", role_remove, new_role, CALLS_CLERK},
    {"pmm_role_list", role_list, NULL, 0},
    {"pmm_role_rights", role_rights, NULL, CALLS_ANYBODY},
    {"pmm_role_set_channels", role_set_channels, new_role, CALLS_CLERK},
    {"pmm_role_channels", role_channels, NULL, CALLS_ANYBODY},
    {"pmm_explain_access", explain_access, NULL, CALLS_CLERK},
    {"pmm_smallest_cell_set", smallest_cell_set, NULL, CALLS_CLERK},
    {"pmm_mandate_create", mandate_create, make_room, 0},
    {"pmm_mandate_accept", mandate_accept, new_mandate, CALLS_CITIZEN},
    {"pmm_mandate_reject", mandate_reject, new_mandate, CALLS_CITIZEN},
    {"pmm_mandate_revoke", mandate_revoke, new_mandate, 0},
    {"pmm_mandate_renew", mandate_renew, active_mandate, 0},
    {"pmm_mandate_get", mandate_get, NULL, 0},
    {"pmm_mandate_list", mandate_list, NULL, 0},
    {"pmm_mandate_services", mandate_services, NULL, 0},
    {NULL, NULL, NULL, 0}};
