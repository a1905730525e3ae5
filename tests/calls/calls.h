/*
 * One valid call of every exported function that can fail, repeatable in a small prepared world.
 * The tests put each of them into one hostile environment after the other: see main.c for the
 * statuses and ../fault/no_memory.cpp for failing allocations. A new function needs one entry in a
 * table of calls_*.c; until it has one the tests fail and say so.
 */
#ifndef PMMCRM_TESTS_CALLS_H
#define PMMCRM_TESTS_CALLS_H

#include <pmmcrm/pmmcrm.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The rows that the calls refer to. Nothing but ids: a test can make all of them point nowhere. */
typedef struct world_ids {
  pmm_id actor, grant, clerk, office, channel, other_channel, category, area, service, holiday;
  pmm_id subject, other_subject, identifier, address, relationship;
  pmm_id contact, task, case_id, other_case, segment, frozen, mandate;
  pmm_id delivery, campaign, digest;
  pmm_id notification, template_id, saved_filter, case_filter, message;
  pmm_id calendar, opening, closure, appointment, rule, reminder, feedback;
  pmm_id data_request, hold, purpose;
} world_ids;

/* So long that nothing runs into it unless a test makes it shorter. */
#define WORLD_BUSY_TIMEOUT_MS 600000

typedef struct world {
  const char* folder;
  char path[600];      /* of the store */
  char data_path[600]; /* of the file to import */
  pmm_db* db;
  pmm_session* session; /* who makes the calls: one of those below */
  pmm_session* admin;
  pmm_session* clerk;   /* operator of another office than that of the work */
  pmm_session* citizen; /* the subject */
  pmm_session* system;  /* what the library does by itself */
  pmm_session* nobody;  /* an actor without a grant */
  pmm_id nobody_actor;
  pmm_result* result;
  world_ids known; /* what is there */
  world_ids ids;   /* what the calls name */
  pmm_status want; /* what the next call is to give, for what no environment can bring about */
  int number;      /* another one for each call, for what must be unique */
  uint32_t busy_timeout_ms;
  int64_t now_us;               /* the clock of the store */
  void (*on_clock)(void* data); /* called when the store looks at its clock; NULL: nothing */
  void* on_clock_data;
  char text[128];
  int64_t token;      /* of a claim of ids.delivery */
  char reference[64]; /* of its provider */
} world;

/* A world with everything in it. Its files go when the program ends. */
void world_open(world* w);
/* Closes the store and opens it again with PMM_OPEN_*; the rows stay. */
void world_reopen(world* w, uint32_t flags);
/* The store as world_open() left it. */
void world_reset(world* w);
/* Frees sessions, store and result. */
void world_close(world* w);

/* Traits of an entry. */
#define CALLS_CITIZEN (1u << 0) /* the subject sees the row and may not do this */
#define CALLS_CLERK (1u << 1)   /* an operator may not do this */
#define CALLS_SYSTEM (1u << 2)  /* what acts for the library may not do this */
#define CALLS_ANYBODY (1u << 4) /* an actor without a grant may do this too */
#define CALLS_PACKS                                                                              \
  (1u << 5)                    /* what it writes goes by another library's hands: a full disk is \
                                  brought about in the unit tests */
#define CALLS_CHUNKS (1u << 3) /* stopped on the way, it keeps what it finished */

/* Makes the call and checks its out parameters: a value on success, nothing on failure. */
typedef pmm_status (*calls_fn)(world* w, const pmm_call* call, pmm_error** error);

typedef struct calls_entry {
  const char* name;
  calls_fn call;
  void (*prepare)(world* w); /* before each call, in a calm world; may be NULL */
  unsigned traits;
} calls_entry;

/* All tables, ended by NULL; each is ended by an entry without a name. */
extern const calls_entry* const calls_tables[];
/* The entry of a function, or NULL. */
const calls_entry* calls_find(const char* name);

/* --- For the calls and the tests ------------------------------------------------------------- */

#define REQUIRE(condition) calls_require((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
/* That a call of the preparation went well. */
#define PREPARED(call) calls_prepared((call), #call, __FILE__, __LINE__)
void calls_require(int holds, const char* condition, const char* file, int line);
/* What is being called, for the messages. */
extern const char* calls_doing;
void calls_prepared(pmm_status status, const char* call, const char* file, int line);
/* What stands where an out parameter goes, and must not be left there. */
#define POISON ((void*)(size_t)0xdead)

/* A text with the number of the call; one that is over every limit when PMM_E_LIMIT is wanted. */
pmm_str world_text(world* w);
/* The first page; one that is too large when PMM_E_LIMIT is wanted. */
const pmm_page* world_page(const world* w);
void world_new_case(world* w);
void world_new_notices(world* w);

/* That a call gave something exactly when it succeeded, by a pointer because the call itself stands
   before it; frees it. */
pmm_status calls_id(pmm_status status, const pmm_id* id);
pmm_status calls_version(pmm_status status, const int64_t* version);
pmm_status calls_result(pmm_status status, pmm_result* const* result);
pmm_status calls_text(pmm_status status, pmm_text* const* text);

extern const calls_entry calls_catalogue[], calls_people[], calls_work[], calls_case[],
    calls_store[], calls_segment[], calls_export[], calls_delivery[], calls_notice[],
    calls_booking[], calls_access[], calls_privacy[];

#ifdef __cplusplus
}
#endif

#endif
