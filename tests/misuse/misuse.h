/*
 * What the generated misuse tests stand on: one of each handle, values for arguments, and checks
 * that count failures instead of ending the program, so that one run shows all of them.
 */
#ifndef MISUSE_H
#define MISUSE_H

#include <pmmcrm/pmmcrm.h>
#include <stddef.h>
#include <stdint.h>

/* A valid handle of each type, the members named after the type. A test that frees one sets it to
   NULL. */
typedef struct fixture {
  pmm_db* db;
  pmm_session* session;
  pmm_result* result;
  pmm_error* error;
  pmm_text* text;
  pmm_cancel* cancel;
  pmm_writer* writer;
  pmm_my_page* my_page;
} fixture;

/* One way to call a function: argument number `index` is replaced by `pointer`. */
typedef struct variant {
  int index; /* -1: every argument as it should be */
  void* pointer;
  const char* name; /* of the argument */
} variant;

typedef pmm_status (*misuse_call)(fixture* fx, const variant* v, pmm_error** out_error);

void fixture_open(fixture* fx);
void fixture_close(fixture* fx);

/* A path that nothing stands at, another one each time; the view is valid for ever. */
pmm_str fresh_path(void);
/* Options that make a new store. */
void prepare_open_options(pmm_open_options* options);
/* To a file of CSV. */
void prepare_sink(pmm_sink* sink);

void check(int holds, const char* function, const char* argument, const char* what);
/* Whether all bytes after the first `from` are zero. */
int is_zero(const void* bytes, size_t from, size_t size);
/* Fills what a function must overwrite. */
void spoil(void* bytes, size_t from, size_t size);

/* The function must refuse argument `v` and name it. */
void expect_refused(misuse_call call, fixture* fx, const char* function, const variant* v,
                    pmm_status expected);
/* The argument is no reason to refuse, whatever else the call answers. */
void expect_accepted(misuse_call call, fixture* fx, const char* function, const variant* v,
                     pmm_status baseline);
/* Every size that a versioned struct may claim. `init` is a valid one of `size` bytes, of which
   the first release had `first`. */
void expect_sizes(misuse_call call, fixture* fx, const char* function, int index, const char* name,
                  const void* init, size_t first, size_t size, int is_output, pmm_status baseline);

/* Generated. */
void run_all(fixture* fx);

#endif
