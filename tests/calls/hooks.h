/*
 * Two functions of the system that the test program puts itself in front of, for the library as
 * well: the clock of deadlines and the writing of files. So that time passes and disks fill at a
 * point that is counted, not waited for.
 */
#ifndef PMMCRM_TESTS_HOOKS_H
#define PMMCRM_TESTS_HOOKS_H

#include <stdint.h>

/* From the `reading`-th reading of the monotonic clock on (from 1), it is `later_s` seconds later;
   `then`, if not NULL, is called at that reading. */
void hooks_clock(int64_t reading, int64_t later_s, void (*then)(void* data), void* data);
/* Ends that; tells how often the clock was read meanwhile. */
int64_t hooks_clock_end(void);

/* From now on writing to a file at a position fails with this errno; 0: no longer. */
void hooks_write_error(int error);

#endif
