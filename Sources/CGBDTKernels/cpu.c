#include "cgbdt_cpu.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

int32_t cgbdt_simd_level_supported(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("bmi2"))
    return CGBDT_SIMD_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2")) return CGBDT_SIMD_AVX2;
#endif
  return CGBDT_SIMD_SCALAR;
}

static int32_t level_from_environment(void) {
  int32_t level = cgbdt_simd_level_supported();
  const char *wish = getenv("GBDT_SIMD");
  if (wish == NULL) return level;
  int32_t limit = level;
  if (strcmp(wish, "scalar") == 0) limit = CGBDT_SIMD_SCALAR;
  if (strcmp(wish, "avx2") == 0) limit = CGBDT_SIMD_AVX2;
  return limit < level ? limit : level;
}

int32_t cgbdt_simd_level(void) {
  // Racing first calls compute the same value.
  static _Atomic int32_t cached = -1;
  int32_t level = atomic_load_explicit(&cached, memory_order_relaxed);
  if (level < 0) {
    level = level_from_environment();
    atomic_store_explicit(&cached, level, memory_order_relaxed);
  }
  return level;
}
