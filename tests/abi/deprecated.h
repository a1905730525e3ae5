/* A header with a function that will go, as docs/abi.md says that it is declared. */
#include "pmmcrm/base.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef PMM_NO_DEPRECATED
PMM_API PMM_DEPRECATED("use pmm_new()") pmm_status pmm_old(void) PMM_NOEXCEPT;
#endif
PMM_API pmm_status pmm_new(void) PMM_NOEXCEPT;

#ifdef __cplusplus
}
#endif
