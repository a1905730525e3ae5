/* The calls of contacts, tasks and visits. */
#include "calls.h"

static pmm_status contact_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_contact_input in = PMM_CONTACT_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_CONTACT_CHANNEL | PMM_CONTACT_SUBJECT | PMM_CONTACT_CASE_ID |
                  PMM_CONTACT_OFFICE | PMM_CONTACT_SUMMARY | PMM_CONTACT_EXTERNAL_ID;
  in.channel = w->ids.channel;
  in.subject = w->ids.subject;
  in.case_id = w->ids.case_id;
  in.office = w->ids.office;
  in.summary = in.external_id = world_text(w);
  return calls_id(pmm_contact_create(w->session, &in, call, &out, error), &out);
}

static pmm_status contact_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_contact_input in = PMM_CONTACT_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_CONTACT_SUMMARY;
  in.summary = world_text(w);
  return calls_version(pmm_contact_update(w->session, w->ids.contact, &in, call, &out, error),
                       &out);
}

static pmm_status contact_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_contact_get(w->session, w->ids.contact, call, &out, error), &out);
}

static pmm_status contact_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_contact_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static void new_task(world* w) {
  pmm_task_input in = PMM_TASK_INPUT_INIT;
  in.set_fields = PMM_TASK_KIND | PMM_TASK_TITLE | PMM_TASK_CONTACT;
  in.kind = pmm_string("check");
  in.title = pmm_string("look");
  in.contact = w->known.contact;
  PREPARED(pmm_task_create(w->admin, &in, NULL, &w->ids.task, NULL));
}

static void new_done_task(world* w) {
  new_task(w);
  PREPARED(pmm_task_done(w->admin, w->ids.task, 0, NULL, NULL, NULL));
}

static pmm_status task_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_task_input in = PMM_TASK_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields =
      PMM_TASK_KIND | PMM_TASK_TITLE | PMM_TASK_CONTACT | PMM_TASK_OFFICE | PMM_TASK_ASSIGNEE;
  in.kind = pmm_string("call_back");
  in.title = world_text(w);
  in.contact = w->ids.contact;
  in.office = w->ids.office;
  in.assignee = w->ids.clerk;
  return calls_id(pmm_task_create(w->session, &in, call, &out, error), &out);
}

static pmm_status task_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_task_input in = PMM_TASK_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_TASK_NOTE;
  in.note = world_text(w);
  return calls_version(pmm_task_update(w->session, w->ids.task, &in, call, &out, error), &out);
}

static pmm_status task_done(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_task_done(w->session, w->ids.task, w->ids.contact, call, &out, error),
                       &out);
}

static pmm_status task_reopen(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_task_reopen(w->session, w->ids.task, call, &out, error), &out);
}

static pmm_status task_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_task_get(w->session, w->ids.task, call, &out, error), &out);
}

static pmm_status task_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_task_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status visit_append(world* w, const pmm_call* call, pmm_error** error) {
  pmm_visit hits[2] = {PMM_VISIT_INIT, PMM_VISIT_INIT};
  int64_t out = 7;
  pmm_status status;
  hits[0].path = pmm_string("/a");
  hits[0].at_us = w->now_us + w->number;
  hits[1] = hits[0];
  hits[1].visitor = world_text(w);
  hits[1].subject = w->ids.subject;
  hits[1].service = w->ids.service;
  status = pmm_visit_append(w->session, hits, 2, call, &out, error);
  REQUIRE(out == (status == PMM_OK ? 2 : 0));
  return status;
}

static pmm_status visit_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_visit_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

const calls_entry calls_work[] = {{"pmm_contact_create", contact_create, NULL, 0},
                                  {"pmm_contact_update", contact_update, NULL, CALLS_CITIZEN},
                                  {"pmm_contact_get", contact_get, NULL, 0},
                                  {"pmm_contact_list", contact_list, NULL, 0},
                                  {"pmm_task_create", task_create, NULL, CALLS_CITIZEN},
                                  {"pmm_task_update", task_update, NULL, 0},
                                  {"pmm_task_done", task_done, new_task, 0},
                                  {"pmm_task_reopen", task_reopen, new_done_task, 0},
                                  {"pmm_task_get", task_get, NULL, 0},
                                  {"pmm_task_list", task_list, NULL, 0},
                                  {"pmm_visit_append", visit_append, NULL, CALLS_CITIZEN},
                                  {"pmm_visit_list", visit_list, NULL, 0},
                                  {NULL, NULL, NULL, 0}};
