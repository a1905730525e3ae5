/* What docs/api.json says of the functions that can fail; made by generate.py. */
#ifndef PMMCRM_TESTS_API_H
#define PMMCRM_TESTS_API_H

#include <stddef.h>
#include <stdint.h>

#define API_SESSION (1u << 0)  /* of a session */
#define API_DB (1u << 1)       /* of a store */
#define API_CALL (1u << 2)     /* takes a pmm_call */
#define API_PROGRESS (1u << 3) /* tells the progress of the call */
#define API_VERSION (1u << 4)  /* refuses another version of the row */
#define API_KEY (1u << 5)      /* refuses another input under the same idempotency key */
#define API_NEWER (1u << 6)    /* takes a sized struct besides the call and the page */

typedef struct api_function {
  const char* name;
  unsigned traits;
  int32_t statuses[20]; /* documented ones, ended by 0 */
} api_function;

extern const api_function api_functions[];
extern const size_t api_count;

#endif
