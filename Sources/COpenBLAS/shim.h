#pragma once
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

char *openblas_get_config(void);
char *openblas_get_corename(void);

// Exported by builds with run-time kernel choice (DYNAMIC_ARCH) only.
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));

/// Chooses the widest kernels this processor has, and returns their name.
///
/// OpenBLAS chooses kernels in its load-time constructor by the processor's model number; a release
/// that is older than the processor falls back to SSE3 kernels, four to five times slower. Call once,
/// before any other BLAS call. A value of OPENBLAS_CORETYPE set by the user is respected.
static inline const char *blas_select_kernels(void) {
  const char *now = openblas_get_corename();
#if defined(__x86_64__)
  const char *want =
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") ? "SkylakeX"
      : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")        ? "Haswell"
                                                                               : NULL;
  if (want && !getenv("OPENBLAS_CORETYPE") && gotoblas_dynamic_init && gotoblas_dynamic_quit &&
      (!strcmp(now, "Prescott") || !strcmp(now, "Core2") || !strcmp(now, "Nehalem"))) {
    setenv("OPENBLAS_CORETYPE", want, 1);
    gotoblas_dynamic_quit();
    gotoblas_dynamic_init();
    unsetenv("OPENBLAS_CORETYPE");
    now = openblas_get_corename();
  }
#endif
  return now;
}
