/* The calls of cases. Most of them begin with a case of their own, made by the preparation. */
#include <stdio.h>

#include "calls.h"

static void new_suspended(world* w) {
  world_new_case(w);
  PREPARED(pmm_case_suspend(w->admin, w->ids.case_id, pmm_string("papers"), NULL, NULL, NULL));
}

static void new_followed(world* w) {
  world_new_case(w);
  PREPARED(pmm_case_follow(w->admin, w->ids.case_id, w->known.other_subject, NULL, NULL));
}

/* For the limit, an original with as many repetitions as it may have. */
static void new_duplicate(world* w) {
  int i;
  world_new_case(w);
  w->ids.other_case = w->ids.case_id;
  if (w->want == PMM_E_LIMIT) {
    PREPARED(pmm_begin(w->admin, 600000, NULL, NULL));
    for (i = 0; i < 1000; ++i) {
      world_new_case(w);
      PREPARED(
          pmm_case_mark_duplicate(w->admin, w->ids.case_id, w->ids.other_case, NULL, NULL, NULL));
    }
    PREPARED(pmm_commit(w->admin, NULL));
  }
  world_new_case(w);
}

static pmm_status case_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_CASE_KIND | PMM_CASE_SERVICE | PMM_CASE_SUBJECT | PMM_CASE_CHANNEL |
                  PMM_CASE_AREA | PMM_CASE_SUMMARY | PMM_CASE_EXTERNAL_ID;
  in.kind = pmm_string("complaint");
  in.service = w->ids.service;
  in.subject = w->ids.subject;
  in.channel = w->ids.channel;
  in.area = w->ids.area;
  in.summary = in.external_id = world_text(w);
  return calls_id(pmm_case_create(w->session, &in, call, &out, error), &out);
}

static pmm_status case_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_case_input in = PMM_CASE_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_CASE_DESCRIPTION;
  in.description = world_text(w);
  return calls_version(pmm_case_update(w->session, w->ids.case_id, &in, call, &out, error), &out);
}

static pmm_status case_advance(world* w, const pmm_call* call, pmm_error** error) {
  pmm_case_step step = PMM_CASE_STEP_INIT;
  int64_t out = 7;
  step.set_fields = PMM_CASE_STEP_NOTE;
  step.note = world_text(w);
  return calls_version(
      pmm_case_advance(w->session, w->ids.case_id, pmm_string("start"), &step, call, &out, error),
      &out);
}

static pmm_status case_assign(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_case_assign(w->session, w->ids.case_id, w->ids.office, w->ids.clerk, call, &out, error),
      &out);
}

static pmm_status case_mark_duplicate(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_case_mark_duplicate(w->session, w->ids.case_id, w->ids.other_case, call, &out, error),
      &out);
}

static pmm_status case_comment(world* w, const pmm_call* call, pmm_error** error) {
  pmm_id out = 7;
  return calls_id(pmm_case_comment(w->session, w->ids.case_id, world_text(w), pmm_string("staff"),
                                   call, &out, error),
                  &out);
}

static pmm_status case_suspend(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_case_suspend(w->session, w->ids.case_id, world_text(w), call, &out, error), &out);
}

static pmm_status case_resume(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_case_resume(w->session, w->ids.case_id, world_text(w), call, &out, error), &out);
}

static pmm_status case_extend(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(
      pmm_case_extend(w->session, w->ids.case_id, 5, world_text(w), call, &out, error), &out);
}

static pmm_status case_follow(world* w, const pmm_call* call, pmm_error** error) {
  return pmm_case_follow(w->session, w->ids.case_id, w->ids.other_subject, call, error);
}

static pmm_status case_unfollow(world* w, const pmm_call* call, pmm_error** error) {
  return pmm_case_unfollow(w->session, w->ids.case_id, w->ids.other_subject, call, error);
}

static pmm_status case_followers(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_case_followers(w->session, w->ids.case_id, world_page(w), call, &out, error), &out);
}

static pmm_status case_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_case_get(w->session, w->ids.case_id, call, &out, error), &out);
}

static pmm_status case_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  pmm_case_filter filter = PMM_CASE_FILTER_INIT;
  filter.set_fields = PMM_CASE_FILTER_SAVED_FILTER;
  filter.saved_filter = w->ids.case_filter;
  return calls_result(pmm_case_list(w->session, &filter, world_page(w), call, &out, error), &out);
}

static pmm_status case_events(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_case_events(w->session, w->ids.case_id, world_page(w), call, &out, error),
                      &out);
}

static pmm_status case_intervals(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_case_intervals(w->session, w->ids.case_id, world_page(w), call, &out, error), &out);
}

static pmm_status case_next(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_case_next(w->session, w->ids.case_id, call, &out, error), &out);
}

static pmm_status case_explain_due(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_case_explain_due(w->session, w->ids.case_id, call, &out, error), &out);
}

const calls_entry calls_case[] = {
    {"pmm_case_create", case_create, NULL, 0},
    {"pmm_case_update", case_update, world_new_case, CALLS_CITIZEN},
    {"pmm_case_advance", case_advance, world_new_case, CALLS_CITIZEN},
    {"pmm_case_assign", case_assign, world_new_case, CALLS_CITIZEN},
    {"pmm_case_mark_duplicate", case_mark_duplicate, new_duplicate, CALLS_CITIZEN},
    {"pmm_case_comment", case_comment, NULL, CALLS_CITIZEN},
    {"pmm_case_suspend", case_suspend, world_new_case, CALLS_CITIZEN},
    {"pmm_case_resume", case_resume, new_suspended, CALLS_CITIZEN},
    {"pmm_case_extend", case_extend, world_new_case, CALLS_CITIZEN},
    {"pmm_case_follow", case_follow, world_new_case, CALLS_CITIZEN},
    {"pmm_case_unfollow", case_unfollow, new_followed, CALLS_CITIZEN},
    {"pmm_case_followers", case_followers, NULL, 0},
    {"pmm_case_get", case_get, NULL, 0},
    {"pmm_case_list", case_list, NULL, 0},
    {"pmm_case_events", case_events, NULL, 0},
    {"pmm_case_intervals", case_intervals, NULL, 0},
    {"pmm_case_next", case_next, NULL, 0},
    {"pmm_case_explain_due", case_explain_due, NULL, 0},
    {NULL, NULL, NULL, 0}};
