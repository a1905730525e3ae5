/* Every state and every verb of every kind, through the public calls: what pmm_case_next() offers
   is allowed and leads where it says, and nothing else is. */
#include "test_case_world.h"

static const char* const kKinds[] = {"application", "report", "complaint", "inquiry"};
static const size_t kStates[] = {10, 13, 13, 13};
static const size_t kMoves[] = {30, 75, 75, 75};

static const char* const kVerbs[] = {"submit",
                                     "register",
                                     "assign",
                                     "start",
                                     "request_info",
                                     "provide_info",
                                     "accept_info",
                                     "complete",
                                     "reject",
                                     "withdraw",
                                     "revoke",
                                     "reopen",
                                     "triage",
                                     "schedule",
                                     "forward",
                                     "resolve",
                                     "cancel",
                                     "close_no_action",
                                     "close_not_responsible",
                                     "mark_duplicate",
                                     "request_reopen",
                                     "deny_reopen"};
#define VERBS (sizeof kVerbs / sizeof *kVerbs)
#define MAX_PATH 8
#define MAX_STATES 16

/* A state and a way to it. */
typedef struct known_state {
  char name[32];
  size_t path[MAX_PATH];
  size_t length;
} known_state;

static pmm_status go(world* w, pmm_id id, const char* verb, pmm_id original) {
  pmm_case_step step = PMM_CASE_STEP_INIT;
  step.set_fields = PMM_CASE_STEP_NOTE;
  step.note = pmm_string("a word");
  if (strcmp(verb, "assign") == 0) {
    step.set_fields |= PMM_CASE_STEP_ASSIGNEE;
    step.assignee = w->clerk_actor;
  }
  if (strcmp(verb, "mark_duplicate") == 0) {
    step.set_fields |= PMM_CASE_STEP_ORIGINAL;
    step.original = original;
  }
  return pmm_case_advance(w->clerk, id, pmm_string(verb), &step, NULL, NULL, &check_error);
}

static pmm_id fresh(world* w, const char* kind) {
  pmm_case_input input = case_input(kind, w->plain, 0);
  pmm_id id = 0;
  input.set_fields |= PMM_CASE_STATE | PMM_CASE_ATTRIBUTES;
  input.state = pmm_string(strcmp(kind, "application") == 0 ? "draft" : "new");
  input.attributes = pmm_string("{\"plate\":\"NA 123456\"}");
  CHECK_OK(pmm_case_create(w->clerk, &input, NULL, &id, &check_error));
  return id;
}

static int belongs_to_kind(const char* kind, const char* verb) {
  static const char* const application[] = {
      "submit",      "register", "assign", "start",    "request_info", "provide_info",
      "accept_info", "complete", "reject", "withdraw", "revoke",       "reopen"};
  static const char* const request[] = {
      "triage",         "assign",  "start",          "schedule",        "request_info",
      "provide_info",   "forward", "resolve",        "close_no_action", "close_not_responsible",
      "mark_duplicate", "cancel",  "request_reopen", "deny_reopen",     "reopen"};
  const int is_application = strcmp(kind, "application") == 0;
  const char* const* names = is_application ? application : request;
  const size_t count =
      is_application ? sizeof application / sizeof *application : sizeof request / sizeof *request;
  size_t i;
  for (i = 0; i < count; ++i)
    if (strcmp(names[i], verb) == 0) return 1;
  return 0;
}

/* The row of a verb among the offered moves, -1 if it is not offered. */
static int64_t offered_row(const pmm_result* offered, const char* verb) {
  int64_t i;
  for (i = 0; i < pmm_result_rows(offered); ++i)
    if (same_text(pmm_result_text(offered, i, column_of(offered, "verb")), verb)) return i;
  return -1;
}

static void remember(known_state* states, size_t* count, const known_state* from, size_t verb,
                     pmm_str name) {
  known_state* added;
  size_t i;
  for (i = 0; i < *count; ++i)
    if (same_text(name, states[i].name)) return;
  CHECK(*count < MAX_STATES && from->length < MAX_PATH && name.size < sizeof added->name);
  added = &states[(*count)++];
  *added = *from;
  memcpy(added->name, name.data, name.size + 1);
  added->path[added->length++] = verb;
}

/* Tries one verb from one state; gives 1 if it was a move. */
static int try_verb(world* w, const char* kind, pmm_id original, known_state* states, size_t* count,
                    size_t at, size_t verb) {
  const known_state from = states[at];
  const pmm_id id = fresh(w, kind);
  pmm_result *offered = NULL, *after;
  pmm_status status;
  int64_t row;
  size_t i;
  for (i = 0; i < from.length; ++i) CHECK_OK(go(w, id, kVerbs[from.path[i]], original));
  CHECK(case_text(w->clerk, id, "state", from.name));
  CHECK_OK(pmm_case_next(w->clerk, id, NULL, &offered, &check_error));
  row = offered_row(offered, kVerbs[verb]);
  status = go(w, id, kVerbs[verb], original);
  if (row < 0) {
    const int known = belongs_to_kind(kind, kVerbs[verb]);
    CHECK_FAILS(status, known ? PMM_E_CONFLICT : PMM_E_INVALID, "verb");
    CHECK(case_text(w->clerk, id, "state", from.name));
    pmm_result_free(offered);
    return 0;
  }
  CHECK_OK(status);
  after = get_case(w->clerk, id);
  CHECK(text_cell(after, 0, "state",
                  pmm_result_text(offered, row, column_of(offered, "to_state")).data));
  if (!null_cell(offered, row, "outcome"))
    CHECK(text_cell(after, 0, "outcome",
                    pmm_result_text(offered, row, column_of(offered, "outcome")).data));
  /* Closed is to have a closing time, and open is to have neither it nor an outcome. */
  CHECK(null_cell(after, 0, "closed") ==
        same_text(pmm_result_text(after, 0, column_of(after, "status")), "open"));
  CHECK(null_cell(after, 0, "closed") == null_cell(after, 0, "outcome"));
  remember(states, count, &from, verb, pmm_result_text(after, 0, column_of(after, "state")));
  pmm_result_free(after);
  pmm_result_free(offered);
  return 1;
}

static void test_case__every_state_and_verb(void) {
  world w;
  size_t kind;
  open_world(&w);
  for (kind = 0; kind < sizeof kKinds / sizeof *kKinds; ++kind) {
    known_state states[MAX_STATES];
    size_t count = 1, moves = 0, at, verb;
    const pmm_id original = fresh(&w, kKinds[kind]);
    memset(states, 0, sizeof states);
    strcpy(states[0].name, kind == 0 ? "draft" : "new");
    for (at = 0; at < count; ++at)
      for (verb = 0; verb < VERBS; ++verb)
        moves += (size_t)try_verb(&w, kKinds[kind], original, states, &count, at, verb);
    if (count != kStates[kind] || moves != kMoves[kind])
      fprintf(stderr, "%s: %zu states, %zu moves\n", kKinds[kind], count, moves);
    CHECK(count == kStates[kind]);
    CHECK(moves == kMoves[kind]);
  }
  close_world(&w);
}

static void test_case__the_message_names_the_verbs_allowed(void) {
  world w;
  pmm_id id;
  open_world(&w);
  id = fresh(&w, "application");
  CHECK(move(w.clerk, id, "complete") == PMM_E_CONFLICT);
  CHECK(strstr(pmm_error_message(check_error).data, "submit, withdraw") != NULL);
  CHECK_FAILS(PMM_E_CONFLICT, PMM_E_CONFLICT, "verb");
  CHECK(move(w.clerk, id, "submitt") == PMM_E_INVALID);
  CHECK(strstr(pmm_error_message(check_error).data, "submit?") != NULL);
  CHECK_FAILS(PMM_E_INVALID, PMM_E_INVALID, "verb");
  close_world(&w);
}

int main(void) {
  test_case__every_state_and_verb();
  test_case__the_message_names_the_verbs_allowed();
  return 0;
}
