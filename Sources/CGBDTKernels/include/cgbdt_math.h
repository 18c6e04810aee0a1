// Elementary functions over arrays of doubles: fixed sequences of IEEE operations, so that every
// variant, processor and operating system gives equal bits (a C library's do not).
//
// In all of them `in` (or `y`, `x`) and `out` have `count` elements and do not overlap; no alignment
// is needed. NaN in gives NaN out, always the one of bits 0x7FF8000000000000, and a zero result may
// lose its sign. Only + - * /, square root, comparisons and bit operations are used, rounding to
// nearest; nothing traps or sets errno.
//
// Errors are in units in the last place (ulp) of the exact result, checked against references of
// 200 bits on samples of the whole range. A value costs 6 to 30 ns in scalar code, 1 to 10 with
// AVX-512, pow and atan2 being the dearest.
#ifndef CGBDT_MATH_H
#define CGBDT_MATH_H

#include <stdint.h>

#include "cgbdt_declare.h"

/// out[i] = e^in[i], error below 1 ulp (subnormal results: below 1 of their spacing). Overflow gives
/// infinity.
CGBDT_DECLARE_VARIANTS(void, cgbdt_math_exp, (const double *in, int64_t count, double *out));

/// out[i] = natural logarithm of in[i], error below 1 ulp. Zero and negative numbers give NaN (unlike
/// C's log, which has log(0) = -infinity); infinity gives infinity.
CGBDT_DECLARE_VARIANTS(void, cgbdt_math_log, (const double *in, int64_t count, double *out));

/// out[i] = sine of in[i] radians, error below 1 ulp for |in[i]| <= 2^29; NaN beyond.
CGBDT_DECLARE_VARIANTS(void, cgbdt_math_sin, (const double *in, int64_t count, double *out));

/// out[i] = cosine of in[i] radians; as cgbdt_math_sin.
CGBDT_DECLARE_VARIANTS(void, cgbdt_math_cos, (const double *in, int64_t count, double *out));

/// out[i] = arc sine of in[i] in radians, error below 1 ulp; NaN outside of [-1, 1].
CGBDT_DECLARE_VARIANTS(void, cgbdt_math_asin, (const double *in, int64_t count, double *out));

/// out[i] = angle of the point (x[i], y[i]) in [-pi, pi], error below 2 ulp. Zeros and infinities as
/// in C (atan2(0, 0) is 0, atan2(0, -1) is pi).
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_math_atan2, (const double *y, const double *x, int64_t count, double *out));

/// out[i] = x[i] to the power y[i], error below 1 ulp. Negative x wants an integer y, else NaN.
/// pow(x, 0) is 1 for every number x; zeros and infinities as in C, but -0 counts as 0.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_math_pow, (const double *x, const double *y, int64_t count, double *out));

#endif
