// How a kernel gets its variants: its body is written once as an always-inline function and
// compiled once per instruction set, the compiler vectorising each for that set. A kernel that
// profits from intrinsics writes its own variant of the same signature instead.
//
//   CGBDT_INLINE void scale_body(const double *restrict in, int64_t count, double *restrict out)
//   { ... }
//   CGBDT_VARIANTS(void, cgbdt_scale, (const double *in, int64_t count, double *out),
//                  (in, count, out), scale_body)
//
// defines cgbdt_scale_scalar, _avx2 and _avx512, and cgbdt_scale, which calls the variant of
// cgbdt_simd_level(). On other architectures all of them are the scalar body. The header declares
// all four, so that tests can walk them.
#ifndef CGBDT_VARIANTS_H
#define CGBDT_VARIANTS_H

#include "cgbdt_cpu.h"

#define CGBDT_INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__)
#define CGBDT_TARGET_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt")))
#define CGBDT_TARGET_AVX512 \
  __attribute__((target("avx2,bmi,bmi2,popcnt,lzcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512cd")))
#else
#define CGBDT_TARGET_AVX2
#define CGBDT_TARGET_AVX512
#endif

#define CGBDT_DISPATCH(RESULT, NAME, PARAMETERS, ARGUMENTS)               \
  RESULT NAME PARAMETERS {                                                \
    switch (cgbdt_simd_level()) {                                         \
      case CGBDT_SIMD_AVX512: return NAME##_avx512 ARGUMENTS;             \
      case CGBDT_SIMD_AVX2: return NAME##_avx2 ARGUMENTS;                 \
      default: return NAME##_scalar ARGUMENTS;                            \
    }                                                                     \
  }

#define CGBDT_VARIANTS(RESULT, NAME, PARAMETERS, ARGUMENTS, BODY)         \
  RESULT NAME##_scalar PARAMETERS { return BODY ARGUMENTS; }              \
  CGBDT_TARGET_AVX2 RESULT NAME##_avx2 PARAMETERS { return BODY ARGUMENTS; } \
  CGBDT_TARGET_AVX512 RESULT NAME##_avx512 PARAMETERS { return BODY ARGUMENTS; } \
  CGBDT_DISPATCH(RESULT, NAME, PARAMETERS, ARGUMENTS)

#endif
