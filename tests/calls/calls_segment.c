/* The calls of target groups. */
#include "calls.h"

static const char rule[] = "{\"cases\": {\"count\": {\"gte\": 1}}}";
static const char groups[] = "{\"mail\": 0.5, \"control\": 0.5}";

/* The rule; a text that is over every limit when PMM_E_LIMIT is wanted, what a role may not see of
   persons when PMM_E_DENIED is. */
static pmm_str a_rule(world* w) {
  return w->want == PMM_E_LIMIT    ? world_text(w)
         : w->want == PMM_E_DENIED ? pmm_string("{\"subject\": {\"sex\": [\"F\"]}}")
                                   : pmm_string(rule);
}

/* Who asks. A citizen sees all of itself: it is who sees nothing that is refused. */
static pmm_session* asker(const world* w) {
  return w->want == PMM_E_DENIED && w->session == w->citizen ? w->nobody : w->session;
}

static pmm_status segment_create(world* w, const pmm_call* call, pmm_error** error) {
  pmm_segment_input in = PMM_SEGMENT_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_SEGMENT_NAME | PMM_SEGMENT_TITLE | PMM_SEGMENT_RULE;
  in.name = world_text(w);
  in.title = pmm_string("title");
  in.rule = pmm_string(rule);
  return calls_id(pmm_segment_create(w->session, &in, call, &out, error), &out);
}

static pmm_status segment_update(world* w, const pmm_call* call, pmm_error** error) {
  pmm_segment_input in = PMM_SEGMENT_INPUT_INIT;
  int64_t out = 7;
  in.set_fields = PMM_SEGMENT_TITLE;
  in.title = world_text(w);
  return calls_version(pmm_segment_update(w->session, w->ids.segment, &in, call, &out, error),
                       &out);
}

static void new_segment(world* w) {
  pmm_segment_input in = PMM_SEGMENT_INPUT_INIT;
  in.set_fields = PMM_SEGMENT_NAME | PMM_SEGMENT_RULE;
  in.name = world_text(w);
  in.rule = pmm_string(rule);
  PREPARED(pmm_segment_create(w->admin, &in, NULL, &w->ids.segment, NULL));
}

static pmm_status segment_remove(world* w, const pmm_call* call, pmm_error** error) {
  int64_t out = 7;
  return calls_version(pmm_segment_remove(w->session, w->ids.segment, call, &out, error), &out);
}

static pmm_status segment_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_segment_get(w->session, w->ids.segment, call, &out, error), &out);
}

static pmm_status segment_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_segment_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status segment_versions(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_segment_versions(w->session, w->ids.segment, call, &out, error), &out);
}

static pmm_status segment_count(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_segment_count(asker(w), a_rule(w), call, &out, error), &out);
}

static pmm_status segment_members(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_segment_members(asker(w), a_rule(w), pmm_string(groups),
                                          pmm_string("salt"), world_page(w), call, &out, error),
                      &out);
}

static pmm_status segment_overlap(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_segment_overlap(asker(w), pmm_string(rule), a_rule(w), call, &out, error),
                      &out);
}

static pmm_status segment_profile(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(
      pmm_segment_profile(asker(w), a_rule(w), pmm_string("[\"subject.kind\", \"cases.channel\"]"),
                          call, &out, error),
      &out);
}

static pmm_status segment_split(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_segment_split(asker(w), a_rule(w), pmm_string(groups), pmm_string("salt"),
                                        call, &out, error),
                      &out);
}

static pmm_status rfm(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  const pmm_str options = w->want == PMM_E_LIMIT ? world_text(w)
                          : w->want == PMM_E_DENIED
                              ? pmm_string("{\"rule\": {\"subject\": {\"sex\": [\"F\"]}}}")
                              : pmm_string("{}");
  return calls_result(pmm_rfm(asker(w), options, call, &out, error), &out);
}

static pmm_status segment_schema(world* w, const pmm_call* call, pmm_error** error) {
  pmm_text* out = POISON;
  (void)call;
  return calls_text(pmm_segment_schema(w->db, &out, error), &out);
}

static pmm_status segment_freeze(world* w, const pmm_call* call, pmm_error** error) {
  pmm_freeze_input in = PMM_FREEZE_INPUT_INIT;
  pmm_id out = 7;
  in.set_fields = PMM_FREEZE_RULE | PMM_FREEZE_TITLE | PMM_FREEZE_GROUPS | PMM_FREEZE_SALT;
  in.rule = pmm_string(rule);
  in.title = world_text(w);
  in.groups = pmm_string(groups);
  in.salt = pmm_string("salt");
  return calls_id(pmm_segment_freeze(w->session, &in, call, &out, error), &out);
}

static pmm_status frozen_get(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_frozen_get(w->session, w->ids.frozen, call, &out, error), &out);
}

static pmm_status frozen_list(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_frozen_list(w->session, NULL, world_page(w), call, &out, error), &out);
}

static pmm_status frozen_members(world* w, const pmm_call* call, pmm_error** error) {
  pmm_result* out = POISON;
  return calls_result(pmm_frozen_members(w->session, w->ids.frozen, pmm_string("mail"),
                                         world_page(w), call, &out, error),
                      &out);
}

const calls_entry calls_segment[] = {{"pmm_segment_create", segment_create, NULL, CALLS_CITIZEN},
                                     {"pmm_segment_update", segment_update, NULL, 0},
                                     {"pmm_segment_remove", segment_remove, new_segment, 0},
                                     {"pmm_segment_get", segment_get, NULL, 0},
                                     {"pmm_segment_list", segment_list, NULL, 0},
                                     {"pmm_segment_versions", segment_versions, NULL, 0},
                                     {"pmm_segment_count", segment_count, NULL, CALLS_CITIZEN},
                                     {"pmm_segment_members", segment_members, NULL, CALLS_CITIZEN},
                                     {"pmm_segment_overlap", segment_overlap, NULL, CALLS_CITIZEN},
                                     {"pmm_segment_profile", segment_profile, NULL, CALLS_CITIZEN},
                                     {"pmm_segment_split", segment_split, NULL, CALLS_CITIZEN},
                                     {"pmm_rfm", rfm, NULL, CALLS_CITIZEN},
                                     {"pmm_segment_schema", segment_schema, NULL, 0},
                                     {"pmm_segment_freeze", segment_freeze, NULL, CALLS_CITIZEN},
                                     {"pmm_frozen_get", frozen_get, NULL, 0},
                                     {"pmm_frozen_list", frozen_list, NULL, 0},
                                     {"pmm_frozen_members", frozen_members, NULL, 0},
                                     {NULL, NULL, NULL, 0}};
