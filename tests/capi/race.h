/* What the races share: a store in a file, several processes of several threads each, and one clock
   that all of them see. Needs _GNU_SOURCE, defined first. */
#ifndef PMMCRM_TESTS_RACE_H
#define PMMCRM_TESTS_RACE_H

#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "booking.h"

#define RACE_PROCESSES 4
#define RACE_THREADS 4

static char race_folder[64];
static char race_store[80];
static int64_t* race_now; /* in microseconds; shared by all processes */

static inline int64_t race_clock(void* data) {
  (void)data;
  return __atomic_load_n(race_now, __ATOMIC_SEQ_CST);
}

static inline void race_pass(int64_t us) { __atomic_fetch_add(race_now, us, __ATOMIC_SEQ_CST); }

/* Numbers that differ from thread to thread and from run to run of the race. */
static inline int64_t race_roll(uint64_t* dice, int64_t end) {
  *dice = *dice * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (int64_t)((*dice >> 33) % (uint64_t)end);
}

static inline pmm_db* race_open(uint32_t flags) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  options.flags = flags;
  options.clock = race_clock;
  options.busy_timeout_ms = 600000;
  CHECK_OK(pmm_open(pmm_string(race_store), &options, &db, &check_error));
  return db;
}

/* Before the first store. */
static inline void race_begin(void) {
  void* memory;
  snprintf(race_folder, sizeof race_folder, "/dev/shm/pmmcrm-race-XXXXXX");
  if (mkdtemp(race_folder) == NULL) {
    snprintf(race_folder, sizeof race_folder, "/tmp/pmmcrm-race-XXXXXX");
    CHECK(mkdtemp(race_folder) != NULL);
  }
  snprintf(race_store, sizeof race_store, "%s/city.crm", race_folder);
  memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  CHECK(memory != MAP_FAILED);
  race_now = memory;
  *race_now = check_now_us;
}

static inline void race_end(void) {
  static const char* const endings[] = {"", "-wal", "-shm", ".gate", ".turn", ".columns"};
  size_t i;
  for (i = 0; i < sizeof endings / sizeof endings[0]; ++i) {
    char file[100];
    snprintf(file, sizeof file, "%s%s", race_store, endings[i]);
    unlink(file);
  }
  rmdir(race_folder);
}

/* One thread of all, with a session of its own; its checks end the process. */
typedef struct racer {
  pmm_db* db;
  int number;
  void (*run)(struct racer* r, pmm_session* s);
} racer;

static inline void* race_thread(void* data) {
  racer* r = data;
  pmm_session* session = NULL;
  CHECK(pmm_session_open(r->db, PMM_ACTOR_ADMINISTRATOR, &session, NULL) == PMM_OK);
  r->run(r, session);
  pmm_session_free(session);
  return NULL;
}

static inline void race_process(int number, void (*run)(racer* r, pmm_session* s)) {
  pthread_t threads[RACE_THREADS];
  racer racers[RACE_THREADS];
  pmm_db* db = race_open(0);
  int i;
  for (i = 0; i < RACE_THREADS; ++i) {
    racers[i].db = db;
    racers[i].number = number * RACE_THREADS + i;
    racers[i].run = run;
    CHECK(pthread_create(&threads[i], NULL, race_thread, &racers[i]) == 0);
  }
  for (i = 0; i < RACE_THREADS; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  pmm_db_free(db);
}

/* All of them at once, until all have ended. No store may be open in this process. */
static inline void race_all(void (*run)(racer* r, pmm_session* s)) {
  pid_t children[RACE_PROCESSES];
  int i;
  for (i = 0; i < RACE_PROCESSES; ++i) {
    children[i] = fork();
    CHECK(children[i] >= 0);
    if (children[i] != 0) continue;
    race_process(i, run);
    _exit(0);
  }
  for (i = 0; i < RACE_PROCESSES; ++i) {
    int status = 0;
    CHECK(waitpid(children[i], &status, 0) == children[i]);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  }
}

#endif
