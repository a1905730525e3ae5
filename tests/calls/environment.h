/* What the driver of the calls and the environments share. */
#ifndef PMMCRM_TESTS_ENVIRONMENT_H
#define PMMCRM_TESTS_ENVIRONMENT_H

#include "api.h"
#include "calls.h"

typedef struct function {
  const api_function* api;
  const calls_entry* entry;
} function;

typedef struct trial {
  world* w;
  function f;
  pmm_call call;
  pmm_cancel* cancel;
  int gate;  /* descriptor, or -1 */
  int asked; /* how often progress was told */
} trial;

typedef struct environment {
  const char* name;
  pmm_status gives;
  int (*applies)(function f);
  void (*arm)(trial* t);
  void (*disarm)(trial* t);    /* NULL: nothing */
  int fresh;                   /* begins, and goes on, with the store opened anew */
  int (*concerns)(function f); /* whom the status befalls of those that document it; NULL: all */
} environment;

extern const environment environments[];
extern const size_t environment_count;

int is(function f, unsigned traits);
int documents(function f, pmm_status status);
/* Ends a transaction that the preparation opened: such a call takes no options. */
int ends_transaction(function f);
int writes(function f);
int with_misuse(function f);

void arm_nobody(trial* t);
void arm_progress(trial* t);
void arm_closed(trial* t);
void arm_io(trial* t);
void drop_write_error(trial* t);

#endif
