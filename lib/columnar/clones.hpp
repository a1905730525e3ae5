#pragma once

// PMM_CLONES before a function has it compiled for wider vectors too; the loader takes the one that
// the machine can run. Not under a sanitizer: the choice is made before its runtime is up.
#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && defined(__gnu_linux__) && \
    !defined(PMM_CHECKED)
#define PMM_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define PMM_CLONES
#endif
// A helper of such a function must become part of it.
#define PMM_INLINE __attribute__((always_inline))
