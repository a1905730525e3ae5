/* One call for each text and each id that a filter of a list takes; made by filters.py. */
#ifndef PMMCRM_TESTS_FILTERS_H
#define PMMCRM_TESTS_FILTERS_H

#include "calls.h"

typedef struct ask {
  pmm_session* session;
  pmm_str text;
  pmm_id id;
} ask;

typedef enum filter_kind { BY_NOTHING, BY_TEXT, BY_ID } filter_kind;

typedef struct filter_call {
  const char* function;
  const char* member;
  filter_kind kind;
  pmm_status (*list)(world* w, const ask* a, pmm_result** out, pmm_error** error);
} filter_call;

extern const filter_call filter_calls[];
extern const size_t filter_count;

#endif
