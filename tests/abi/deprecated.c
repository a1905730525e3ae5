/* Compiled by deprecated.cmake, never run. */
#include "deprecated.h"

pmm_status use(void);
pmm_status use(void) {
#ifdef USE_OLD
  return pmm_old();
#else
  return pmm_new();
#endif
}
