/* The environments: how each is brought about, whom it concerns, what it gives. */
#define _GNU_SOURCE
#include "environment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "hooks.h"

int is(function f, unsigned traits) { return (f.api->traits & traits) == traits; }

int documents(function f, pmm_status status) {
  int i;
  for (i = 0; f.api->statuses[i] != 0; ++i)
    if (f.api->statuses[i] == status) return 1;
  return 0;
}

int ends_transaction(function f) { return is(f, API_SESSION) && !is(f, API_CALL); }
int writes(function f) { return documents(f, PMM_E_FULL) && (f.entry->traits & CALLS_PACKS) == 0; }

static int with_call(function f) { return is(f, API_CALL); }
/* What acts on the store itself, without a session, says so when it cannot act. */
static int takes_turn(function f) {
  return documents(f, PMM_E_BUSY) || (documents(f, PMM_E_DENIED) && !is(f, API_SESSION));
}
static int not_ending(function f) { return !ends_transaction(f); }
static int with_limit(function f) { return documents(f, PMM_E_LIMIT); }
static int with_not_found(function f) { return documents(f, PMM_E_NOT_FOUND); }
static int with_onlooker(function f) {
  return (f.entry->traits & (CALLS_CITIZEN | CALLS_CLERK | CALLS_SYSTEM)) != 0;
}
static int with_version(function f) { return is(f, API_VERSION); }
static int of_its_own(function f) { return documents(f, PMM_E_CONFLICT) && !is(f, API_KEY); }
int with_misuse(function f) { return documents(f, PMM_E_MISUSE); }
static int with_corrupt(function f) { return documents(f, PMM_E_CORRUPT); }
static int past_limit(function f) { return ends_transaction(f) && documents(f, PMM_E_TIMEOUT); }
static int with_progress(function f) { return is(f, API_PROGRESS); }

static void nothing(trial* t) { (void)t; }

static void arm_cancelled(trial* t) {
  PREPARED(pmm_cancel_create(&t->cancel, NULL));
  pmm_cancel_request(t->cancel);
  t->call.cancel = t->cancel;
}
static void drop_cancel(trial* t) { pmm_cancel_free(t->cancel); }

static int32_t stop(void* data, int64_t done, int64_t total) {
  trial* t = data;
  REQUIRE(done >= 0 && (total == 0 || total >= done));
  ++t->asked;
  return 1;
}
void arm_progress(trial* t) {
  t->call.progress = stop;
  t->call.progress_data = t;
}
static void check_progress(trial* t) { REQUIRE(t->asked == 1); }

/* The deadline is two minutes before what the clock says when it is next looked at. */
static void arm_deadline(trial* t) {
  t->call.deadline_ms = 60000;
  hooks_clock(2, 180, NULL, NULL);
}
static void drop_deadline(trial* t) {
  (void)t;
  hooks_clock_end();
}

/* The store opened anew, which forgets no row of the preparation. */
static void reopen(world* w, uint32_t flags) {
  const world_ids ids = w->ids;
  world_reopen(w, flags);
  w->ids = ids;
}

static void arm_busy(trial* t) {
  char path[1200];
  t->w->busy_timeout_ms = 1;
  reopen(t->w, 0);
  snprintf(path, sizeof path, "%s.gate", t->w->path);
  t->gate = open(path, O_RDWR);
  REQUIRE(t->gate >= 0 && flock(t->gate, LOCK_EX | LOCK_NB) == 0);
}
static void drop_busy(trial* t) {
  t->w->busy_timeout_ms = WORLD_BUSY_TIMEOUT_MS;
  REQUIRE(close(t->gate) == 0);
}

static void arm_read_only(trial* t) { reopen(t->w, PMM_OPEN_READ_ONLY); }

static void arm_onlooker(trial* t) {
  const unsigned traits = t->f.entry->traits;
  t->w->session = (traits & CALLS_CITIZEN) != 0 ? t->w->citizen
                  : (traits & CALLS_CLERK) != 0 ? t->w->clerk
                                                : t->w->system;
}

void arm_nobody(trial* t) { t->w->session = t->w->nobody; }

static void arm_absent(trial* t) {
  pmm_id* ids = (pmm_id*)&t->w->ids;
  size_t i;
  for (i = 0; i < sizeof t->w->ids / sizeof ids[0]; ++i) ids[i] = 999999;
}

static void arm_stale(trial* t) { t->call.expected_version = INT64_C(1) << 40; }

static void arm_bad_call(trial* t) { t->call.assurance = 4; }

static void arm_full(trial* t) {
  (void)t;
  hooks_write_error(ENOSPC);
}
void arm_io(trial* t) {
  (void)t;
  hooks_write_error(EIO);
}
void drop_write_error(trial* t) {
  (void)t;
  hooks_write_error(0);
}

/* What any other code of this process does that looks into the file: closing it drops the locks
   that SQLite has on it. */
static void arm_foreign(trial* t) {
  const int fd = open(t->w->path, O_RDONLY);
  REQUIRE(fd >= 0 && close(fd) == 0);
}

void arm_closed(trial* t) {
  pmm_db_free(t->w->db);
  t->w->db = NULL;
}

const environment environments[] = {
    {"calm", PMM_OK, not_ending, nothing, NULL, 0, NULL},
    {"cancelled", PMM_E_CANCELLED, with_call, arm_cancelled, drop_cancel, 0, NULL},
    {"stopped by progress", PMM_E_CANCELLED, with_progress, arm_progress, check_progress, 0, NULL},
    {"deadline", PMM_E_TIMEOUT, with_call, arm_deadline, drop_deadline, 0, NULL},
    {"transaction too long", PMM_E_TIMEOUT, past_limit, nothing, NULL, 0, NULL},
    {"busy", PMM_E_BUSY, not_ending, arm_busy, drop_busy, 1, NULL},
    {"read only", PMM_E_DENIED, not_ending, arm_read_only, NULL, 1, takes_turn},
    {"onlooker", PMM_E_DENIED, with_onlooker, arm_onlooker, NULL, 0, NULL},
    {"absent", PMM_E_NOT_FOUND, with_not_found, arm_absent, NULL, 0, NULL},
    {"limit", PMM_E_LIMIT, with_limit, nothing, NULL, 0, NULL},
    {"stale", PMM_E_CONFLICT, with_version, arm_stale, NULL, 0, NULL},
    {"conflict", PMM_E_CONFLICT, of_its_own, nothing, NULL, 0, NULL},
    {"bad call", PMM_E_INVALID, with_call, arm_bad_call, NULL, 0, NULL},
    {"misuse", PMM_E_MISUSE, with_misuse, nothing, NULL, 0, NULL},
    {"corrupt", PMM_E_CORRUPT, with_corrupt, nothing, NULL, 0, NULL},
    {"full", PMM_E_FULL, writes, arm_full, drop_write_error, 1, NULL},
    {"foreign access", PMM_E_FOREIGN_ACCESS, NULL, arm_foreign, NULL, 1, NULL},
};
const size_t environment_count = sizeof environments / sizeof environments[0];
