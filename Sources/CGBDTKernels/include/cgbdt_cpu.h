// Which vector instructions the kernels use. Chosen once by what the processor has; the environment
// variable GBDT_SIMD (scalar | avx2 | avx512) may only lower it. Every level gives equal bits.
#ifndef CGBDT_CPU_H
#define CGBDT_CPU_H

#include <stdint.h>

enum { CGBDT_SIMD_SCALAR = 0, CGBDT_SIMD_AVX2 = 1, CGBDT_SIMD_AVX512 = 2 };

/// The highest level this processor and its operating system support.
int32_t cgbdt_simd_level_supported(void);

/// The level in use: `cgbdt_simd_level_supported`, lowered by GBDT_SIMD. Read once per process.
int32_t cgbdt_simd_level(void);

#endif
