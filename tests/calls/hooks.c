#define _GNU_SOURCE
#include "hooks.h"

#include <errno.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static struct {
  int64_t reading, later_s, readings;
  void (*then)(void* data);
  void* data;
  int armed;
} clock_hook;
static int write_error;

void hooks_clock(int64_t reading, int64_t later_s, void (*then)(void* data), void* data) {
  clock_hook.reading = reading;
  clock_hook.later_s = later_s;
  clock_hook.readings = 0;
  clock_hook.then = then;
  clock_hook.data = data;
  clock_hook.armed = 1;
}

int64_t hooks_clock_end(void) {
  clock_hook.armed = 0;
  return clock_hook.readings;
}

void hooks_write_error(int error) { write_error = error; }

int clock_gettime(clockid_t id, struct timespec* now) {
  const int failed = (int)syscall(SYS_clock_gettime, id, now);
  if (failed != 0 || !clock_hook.armed || id != CLOCK_MONOTONIC) return failed;
  if (++clock_hook.readings == clock_hook.reading && clock_hook.then != NULL)
    clock_hook.then(clock_hook.data);
  if (clock_hook.readings >= clock_hook.reading) now->tv_sec += clock_hook.later_s;
  return 0;
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t offset) {
  if (write_error == 0) return syscall(SYS_pwrite64, fd, bytes, size, offset);
  errno = write_error;
  return -1;
}
