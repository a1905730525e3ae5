#pragma once

#include <cstdio>
#include <cstdlib>

// PMM_ASSERT is for what only a bug in this library can break; what a user can cause is a Status.
// On in debug and sanitizer builds, compiled away in release builds.
#ifdef PMM_CHECKED
#define PMM_ASSERT(condition)                                                                \
  do {                                                                                       \
    if (!(condition)) {                                                                      \
      std::fprintf(stderr, "%s:%d: assertion broken: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
#else
#define PMM_ASSERT(condition) \
  do {                        \
  } while (false && (condition))
#endif
