/*
 * Every documented status of every function, by one valid call of each and one environment for each
 * status. In each environment a call gives exactly the status that its header promises for it, or
 * succeeds where the header knows no such failure; a failure resets what the call gives out and
 * changes nothing; and the same call works once the environment is calm again.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "environment.h"
#include "hooks.h"

typedef struct mark {
  int64_t journal, visits;
} mark;

static int calls_made, failures;
static unsigned char covered[512][20];

static void cover(function f, pmm_status status) {
  int i;
  for (i = 0; f.api->statuses[i] != 0; ++i)
    if (f.api->statuses[i] == status) covered[f.api - api_functions][i] = 1;
}

static void complain(const char* where, function f, const char* what, pmm_status got) {
  ++failures;
  fprintf(stderr, "%s, %s: %s (%s)\n", where, f.api->name, what, pmm_status_name(got).data);
}

static mark mark_of(world* w) {
  mark out = {0, 0};
  pmm_result* row = NULL;
  PREPARED(pmm_db_info(w->db, NULL, &row, NULL));
  out.journal = pmm_result_int64(row, 0, pmm_result_find_column(row, pmm_string("journal")));
  out.visits = pmm_result_int64(row, 0, pmm_result_find_column(row, pmm_string("visits")));
  pmm_result_free(row);
  return out;
}

static int same_mark(mark a, mark b) { return a.journal == b.journal && a.visits == b.visits; }

/* The call, and that its error fits what it returns. */
static pmm_status attempt(world* w, function f, const pmm_call* call) {
  pmm_error* error = POISON;
  const pmm_status status = f.entry->call(w, call, &error);
  ++calls_made;
  REQUIRE((error != NULL) == (status < 0));
  REQUIRE(pmm_error_code(error) == status);
  if (status < 0) REQUIRE(pmm_error_message(error).size > 0);
  pmm_error_free(error);
  return status;
}

static void prepare(world* w, function f, pmm_status want) {
  w->want = want;
  w->session = w->admin;
  w->ids = w->known;
  ++w->number;
  if (f.entry->prepare != NULL) f.entry->prepare(w);
}

/* As the world was before the preparation; a transaction that the call left open is ended. */
static void calm(world* w) {
  pmm_rollback(w->admin, NULL);
  w->want = PMM_OK;
  w->session = w->admin;
}

static void expect_works(world* w, const char* where, function f) {
  pmm_status status;
  prepare(w, f, PMM_OK);
  status = attempt(w, f, NULL);
  if (status != PMM_OK) complain(where, f, "does not work afterwards", status);
  calm(w);
}

/* What the header promises. */
static pmm_status promised(const environment* e, function f) {
  return documents(f, e->gives) && (e->concerns == NULL || e->concerns(f)) ? e->gives : PMM_OK;
}

/* What is stopped on the way may keep what it finished; what is refused may not. */
static int keeps_chunks(const environment* e, function f) {
  return (f.entry->traits & CALLS_CHUNKS) != 0 &&
         (e->arm == arm_progress || e->gives == PMM_E_MISUSE);
}

static trial begin_trial(world* w, function f, pmm_status want) {
  trial t;
  const pmm_call call = PMM_CALL_INIT;
  memset(&t, 0, sizeof t);
  t.w = w;
  t.f = f;
  t.call = call;
  t.gate = -1;
  prepare(w, f, want);
  return t;
}

static void run_environment(world* w, const environment* e, function f) {
  trial t;
  mark before;
  pmm_status status;
  if (e->fresh) world_reset(w);
  t = begin_trial(w, f, e->gives);
  before = mark_of(w);
  e->arm(&t);
  status = attempt(w, f, &t.call);
  if (e->disarm != NULL) e->disarm(&t);
  if (status != promised(e, f)) complain(e->name, f, "gives something else", status);
  cover(f, status);
  calm(w);
  if (status < 0 && !same_mark(before, mark_of(w)) && !keeps_chunks(e, f))
    complain(e->name, f, "changed", status);
  if (e->fresh && e->gives != PMM_E_FULL) world_reopen(w, 0);
  expect_works(w, e->name, f);
}

/* --- What takes more than one call -------------------------------------------------------------
 */

/* An actor without a grant: what it may not see is not there. A write of its may be told either. */
static void run_nobody(world* w, function f) {
  trial t = begin_trial(w, f, PMM_OK);
  const mark before = mark_of(w);
  pmm_status status;
  arm_nobody(&t);
  status = attempt(w, f, NULL);
  calm(w);
  if ((f.entry->traits & CALLS_ANYBODY) != 0
          ? status != PMM_OK
          : !writes(f) && status != promised(&(environment){.gives = PMM_E_NOT_FOUND}, f) &&
                (status != PMM_E_DENIED || (f.entry->traits & CALLS_CLERK) == 0))
    complain("nobody", f, "gives something else", status);
  if (writes(f) && status != PMM_E_DENIED && (status != PMM_E_NOT_FOUND || !documents(f, status)))
    complain("nobody", f, "may write", status);
  if (!same_mark(before, mark_of(w))) complain("nobody", f, "changed", status);
  cover(f, status);
}

/* The same input under the same key gives the same answer and is done once; another is refused. */
static void run_key(world* w, function f) {
  trial t = begin_trial(w, f, PMM_OK);
  mark once;
  pmm_status status;
  t.call.idempotency_key = pmm_string(f.api->name);
  if (attempt(w, f, &t.call) != PMM_OK) complain("key", f, "does not take a new one", PMM_OK);
  once = mark_of(w);
  status = attempt(w, f, &t.call);
  if (status != PMM_OK) complain("key", f, "cannot be repeated", status);
  if (!same_mark(once, mark_of(w))) complain("key", f, "is done again", status);
  prepare(w, f, PMM_OK);
  once = mark_of(w);
  status = attempt(w, f, &t.call);
  if (status != PMM_E_CONFLICT) complain("key", f, "takes another input", status);
  if (!same_mark(once, mark_of(w))) complain("key", f, "changed", status);
  cover(f, status);
  calm(w);
}

static void request(void* cancel) { pmm_cancel_request(cancel); }

/* At each check point in turn, counted by the looks at the clock: the deadline passes there, or the
   token is used there. Up to the one that the call no longer reaches. */
static void run_check_points(world* w, function f, pmm_status want) {
  int64_t at = 1, readings = 0;
  const int cancels = want == PMM_E_CANCELLED;
  for (; at <= readings + 1; ++at) {
    trial t = begin_trial(w, f, PMM_OK);
    const mark before = mark_of(w);
    pmm_status status;
    t.call.deadline_ms = 60000;
    PREPARED(pmm_cancel_create(&t.cancel, NULL));
    t.call.cancel = t.cancel;
    hooks_clock(cancels ? at : at + 1, cancels ? 0 : 180, cancels ? request : NULL, t.cancel);
    status = attempt(w, f, &t.call);
    readings = hooks_clock_end();
    pmm_cancel_free(t.cancel);
    calm(w);
    if (status != want && status != PMM_OK)
      complain("check point", f, "gives something else", status);
    if (at == 1 && status != want) complain("check point", f, "is not looked at", status);
    if (status < 0 && (f.entry->traits & CALLS_CHUNKS) == 0 && !same_mark(before, mark_of(w)))
      complain("check point", f, "changed", status);
  }
  expect_works(w, "check points", f);
}

/* A newer program sets what this library does not know. */
static void run_newer(world* w, function f) {
  struct {
    pmm_call call;
    int64_t more;
  } newer = {PMM_CALL_INIT, 0};
  pmm_status status;
  newer.call.struct_size = sizeof newer;
  prepare(w, f, PMM_OK);
  status = attempt(w, f, &newer.call);
  if (status != PMM_OK) complain("newer", f, "is refused although nothing new is set", status);
  newer.more = 1;
  prepare(w, f, PMM_OK);
  status = attempt(w, f, &newer.call);
  if (status != PMM_E_UNSUPPORTED) complain("newer", f, "is not refused", status);
  cover(f, status);
  calm(w);
}

typedef struct overlap {
  world* w;
  function f;
  pmm_status inner;
  int called;
} overlap;

static void call_inside(void* data) {
  overlap* o = data;
  o->w->on_clock = NULL;
  o->called = 1;
  o->inner = attempt(o->w, o->f, NULL);
}

/* A callback that uses the session of its own call is told so, and the call goes on. */
static void run_overlap(world* w, function f) {
  overlap o = {w, f, PMM_OK, 0};
  pmm_result* row = NULL;
  prepare(w, f, PMM_OK);
  w->on_clock_data = &o;
  w->on_clock = call_inside;
  PREPARED(pmm_actor_get(w->admin, PMM_ACTOR_ADMINISTRATOR, NULL, &row, NULL));
  pmm_result_free(row);
  REQUIRE(o.called);
  if (o.inner != PMM_E_MISUSE) complain("overlap", f, "is let in", o.inner);
  calm(w);
  expect_works(w, "overlap", f);
}

/* The database is freed first: nothing is done any more, and an open transaction is undone. */
static void run_closed(world* w, function f) {
  trial t = begin_trial(w, f, PMM_OK);
  const pmm_status expected = strcmp(f.api->name, "pmm_rollback") == 0 ? PMM_OK : PMM_E_CLOSED;
  mark before;
  pmm_status status;
  before = mark_of(w);
  arm_closed(&t);
  status = attempt(w, f, NULL);
  if (status != expected) complain("closed", f, "gives something else", status);
  world_reopen(w, 0);
  if (!same_mark(before, mark_of(w))) complain("closed", f, "changed", status);
  expect_works(w, "closed", f);
}

static void run_forked(world* w, function f) {
  int status = 0;
  pid_t child;
  prepare(w, f, PMM_OK);
  fflush(stderr);
  child = fork();
  REQUIRE(child >= 0);
  if (child == 0) _exit(attempt(w, f, NULL) == PMM_E_FORKED ? 0 : 3);
  REQUIRE(waitpid(child, &status, 0) == child);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    complain("forked", f, "does not give PMM_E_FORKED in the child", PMM_OK);
  calm(w);
  expect_works(w, "forked", f);
}

/* Inside a transaction of the session; what it wrote goes with it. */
static void run_inside(world* w, function f) {
  const int refused = with_misuse(f);
  mark before;
  pmm_status status;
  prepare(w, f, PMM_OK);
  before = mark_of(w);
  PREPARED(pmm_begin(w->admin, 600000, NULL, NULL));
  status = attempt(w, f, NULL);
  if (status != (refused ? PMM_E_MISUSE : PMM_OK))
    complain("transaction", f, "gives something else", status);
  PREPARED(pmm_rollback(w->admin, NULL));
  if (!same_mark(before, mark_of(w))) complain("transaction", f, "was not undone", status);
}

typedef struct small {
  world* w;
  function f;
  pmm_status status;
} small;

static void* on_small_stack(void* data) {
  small* s = data;
  s->status = attempt(s->w, s->f, NULL);
  return NULL;
}

#if defined(__SANITIZE_ADDRESS__)
#define SMALL_STACK (1024 * 1024) /* the sanitizer's frames are many times as large */
#else
#define SMALL_STACK (64 * 1024)
#endif

/* A23: the stack of a thread of the host may be small. */
static void run_small_stack(world* w, function f) {
  small s = {w, f, PMM_OK};
  pthread_attr_t attributes;
  pthread_t thread;
  prepare(w, f, PMM_OK);
  REQUIRE(pthread_attr_init(&attributes) == 0);
  REQUIRE(pthread_attr_setstacksize(&attributes, SMALL_STACK) == 0);
  REQUIRE(pthread_create(&thread, &attributes, on_small_stack, &s) == 0);
  REQUIRE(pthread_join(thread, NULL) == 0);
  pthread_attr_destroy(&attributes);
  if (s.status != PMM_OK) complain("small stack", f, "gives something else", s.status);
  calm(w);
}

/* An error of the file system is no full disk, and the store refuses to write until it is opened
   anew: what a commit that failed left behind is not known. */
static void run_io(world* w, function f) {
  trial t;
  mark before;
  pmm_status status;
  world_reset(w);
  t = begin_trial(w, f, PMM_E_IO);
  before = mark_of(w);
  arm_io(&t);
  status = attempt(w, f, NULL);
  drop_write_error(&t);
  if (status != PMM_E_IO) complain("io", f, "gives something else", status);
  world_reopen(w, 0);
  if (!same_mark(before, mark_of(w))) complain("io", f, "changed", status);
  expect_works(w, "io", f);
}

/* --- All of it ---------------------------------------------------------------------------------
 */

static void run_function(world* w, function f) {
  size_t i;
  for (i = 0; i < environment_count; ++i)
    if (environments[i].applies == NULL || environments[i].applies(f))
      run_environment(w, &environments[i], f);
  if (is(f, API_KEY)) run_key(w, f);
  if (is(f, API_CALL)) {
    run_check_points(w, f, PMM_E_TIMEOUT);
    run_check_points(w, f, PMM_E_CANCELLED);
    run_newer(w, f);
  }
  if (is(f, API_SESSION)) {
    run_overlap(w, f);
    run_closed(w, f);
  }
  if (is(f, API_SESSION) || is(f, API_DB)) run_forked(w, f);
  if (is(f, API_SESSION) && !ends_transaction(f)) run_nobody(w, f);
  if (is(f, API_SESSION | API_CALL) && writes(f)) run_inside(w, f);
  if (writes(f)) run_io(w, f);
  run_small_stack(w, f);
}

/* That each documented status was given. Of the sized structs, and of a NULL in each pointer, the
   test of misuse makes sure for every function of the same list. */
static void check_covered(function f) {
  int i;
  if (is(f, API_NEWER) && !documents(f, PMM_E_UNSUPPORTED))
    complain("coverage", f, "takes a sized struct and does not say so", PMM_E_UNSUPPORTED);
  for (i = 0; f.api->statuses[i] != 0; ++i) {
    const pmm_status status = f.api->statuses[i];
    const int elsewhere =
        status == PMM_E_INVALID || (status == PMM_E_UNSUPPORTED && is(f, API_NEWER));
    if (!covered[f.api - api_functions][i] && !elsewhere &&
        (status != PMM_E_FULL || (f.entry->traits & CALLS_PACKS) == 0))
      complain("coverage", f, "is documented, and nothing here brings it about", status);
  }
}

int main(int argc, char** argv) {
  const char* only = argc > 1 ? argv[1] : ""; /* a part of the names to test */
  int missing = 0, pairs = 0;
  size_t i;
  world w;
  REQUIRE(api_count <= sizeof covered / sizeof covered[0]);
  for (i = 0; i < api_count; ++i) {
    if (calls_find(api_functions[i].name) != NULL) continue;
    ++missing;
    fprintf(stderr, "%s can fail, and tests/calls has no valid call of it\n",
            api_functions[i].name);
  }
  if (missing > 0 && only[0] == 0) return 1;
  world_open(&w);
  for (i = 0; i < api_count; ++i) {
    const function f = {&api_functions[i], calls_find(api_functions[i].name)};
    int status;
    if (strstr(f.api->name, only) == NULL) continue;
    calls_doing = f.api->name;
    run_function(&w, f);
    check_covered(f);
    for (status = 0; f.api->statuses[status] != 0; ++status) ++pairs;
  }
  world_close(&w);
  printf("calls: %d calls, %d statuses of %d functions, %d failed\n", calls_made, pairs,
         (int)api_count, failures);
  return failures == 0 ? 0 : 1;
}
