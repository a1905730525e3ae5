/*
 * Four processes of sixteen threads each book the same slots: each slot ends with exactly as many
 * appointments as it has places, and whoever got none was told so.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include "booking.h"

#define PROCESSES 4
#define THREADS 16
#define SLOTS 4
#define PLACES 5

static char path[64] = "/dev/shm/pmmcrm-booking-XXXXXX";
static char store[80];

static pmm_db* open_store(uint32_t flags) {
  pmm_open_options options = PMM_OPEN_OPTIONS_INIT;
  pmm_db* db = NULL;
  options.flags = flags;
  options.clock = check_clock;
  options.clock_data = &check_now_us;
  options.busy_timeout_ms = 600000;
  CHECK_OK(pmm_open(pmm_string(store), &options, &db, &check_error));
  return db;
}

typedef struct worker {
  pmm_db* db;
  int number, booked, refused;
} worker;

/* Slot after slot, each thread from another one on; by turns booked, and held and confirmed. */
static void* book_slots(void* data) {
  worker* w = data;
  pmm_session* session = NULL;
  int i;
  if (pmm_session_open(w->db, PMM_ACTOR_ADMINISTRATOR, &session, NULL) != PMM_OK) exit(2);
  for (i = 0; i < SLOTS; ++i) {
    const int slot = (i + w->number) % SLOTS;
    const pmm_appointment_input in = booking(1, CHECK_FRIDAY + slot * 30 * CHECK_MINUTE, 0);
    const int hold = (i + w->number / SLOTS) % 2;
    pmm_id id = 0;
    const pmm_status status = hold ? pmm_appointment_hold(session, &in, NULL, &id, NULL)
                                   : pmm_appointment_book(session, &in, NULL, &id, NULL);
    if (status != PMM_OK && status != PMM_E_CONFLICT) exit(3);
    if (status == PMM_E_CONFLICT) ++w->refused;
    if (status != PMM_OK) continue;
    ++w->booked;
    if (hold &&
        pmm_appointment_advance(session, id, pmm_string("confirm"), NULL, NULL, NULL) != PMM_OK)
      exit(4);
  }
  pmm_session_free(session);
  return NULL;
}

/* The number of places that this process got, as its exit status. */
static void run_process(int number) {
  pthread_t threads[THREADS];
  worker workers[THREADS];
  pmm_db* db = open_store(0);
  int i, booked = 0, refused = 0;
  for (i = 0; i < THREADS; ++i) {
    const worker w = {db, number * THREADS + i, 0, 0};
    workers[i] = w;
    CHECK(pthread_create(&threads[i], NULL, book_slots, &workers[i]) == 0);
  }
  for (i = 0; i < THREADS; ++i) {
    CHECK(pthread_join(threads[i], NULL) == 0);
    booked += workers[i].booked;
    refused += workers[i].refused;
  }
  CHECK(booked + refused == THREADS * SLOTS);
  pmm_db_free(db);
  exit(100 + booked);
}

static void make_store(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_store(PMM_OPEN_CREATE);
  pmm_calendar_input in;
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  in = calendar_input(make_office(session, "registry"), "desk");
  in.set_fields |= PMM_CALENDAR_CAPACITY;
  in.capacity = PLACES;
  CHECK(new_calendar(session, in) == 1);
  close_memory(db, session);
}

static void check_store(void) {
  pmm_session* session = NULL;
  pmm_db* db = open_store(0);
  int slot;
  pmm_result* rows = NULL;
  CHECK_OK(pmm_session_open(db, PMM_ACTOR_ADMINISTRATOR, &session, &check_error));
  for (slot = 0; slot < SLOTS; ++slot) {
    pmm_appointment_filter filter = PMM_APPOINTMENT_FILTER_INIT;
    filter.set_fields = PMM_APPOINTMENT_FILTER_FROM_US | PMM_APPOINTMENT_FILTER_TO_US |
                        PMM_APPOINTMENT_FILTER_STATE;
    filter.from_us = CHECK_FRIDAY + slot * 30 * CHECK_MINUTE;
    filter.to_us = filter.from_us + 1;
    filter.state = pmm_string("confirmed");
    CHECK_OK(pmm_appointment_list(session, &filter, NULL, NULL, &rows, &check_error));
    CHECK(pmm_result_rows(rows) == PLACES);
    pmm_result_free(rows);
  }
  CHECK_OK(pmm_appointment_list(session, NULL, NULL, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == SLOTS * PLACES);
  pmm_result_free(rows);
  CHECK_OK(pmm_calendar_conflicts(session, 1, NULL, &rows, &check_error));
  CHECK(pmm_result_rows(rows) == 0);
  pmm_result_free(rows);
  close_memory(db, session);
}

static void remove_store(void) {
  static const char* const endings[] = {"", "-wal", "-shm", ".gate", ".turn", ".columns"};
  size_t i;
  for (i = 0; i < sizeof endings / sizeof endings[0]; ++i) {
    char file[100];
    snprintf(file, sizeof file, "%s%s", store, endings[i]);
    unlink(file);
  }
  rmdir(path);
}

int main(void) {
  pid_t children[PROCESSES];
  int i, booked = 0;
  if (mkdtemp(path) == NULL) {
    snprintf(path, sizeof path, "/tmp/pmmcrm-booking-XXXXXX");
    CHECK(mkdtemp(path) != NULL);
  }
  snprintf(store, sizeof store, "%s/city.crm", path);
  make_store();
  for (i = 0; i < PROCESSES; ++i) {
    children[i] = fork();
    CHECK(children[i] >= 0);
    if (children[i] == 0) run_process(i);
  }
  for (i = 0; i < PROCESSES; ++i) {
    int status = 0;
    CHECK(waitpid(children[i], &status, 0) == children[i]);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) >= 100);
    booked += WEXITSTATUS(status) - 100;
  }
  CHECK(booked == SLOTS * PLACES);
  check_store();
  remove_store();
  return 0;
}
