#include "cgbdt_math.h"

#include "math_angles.h"
#include "math_exp_log.h"

// One loop over an array for each function of one number. The bodies have no branches, so that the
// compiler vectorises them.
#define UNARY(FUNCTION)                                                                        \
  CGBDT_INLINE void FUNCTION##_body(                                                           \
      const double *restrict in, int64_t count, double *restrict out) {                        \
    for (int64_t i = 0; i < count; i++) out[i] = cgbdt_##FUNCTION##_one(in[i]);                \
  }                                                                                            \
  CGBDT_VARIANTS(void, cgbdt_math_##FUNCTION, (const double *in, int64_t count, double *out), \
                 (in, count, out), FUNCTION##_body)

UNARY(exp)
UNARY(log)
UNARY(sin)
UNARY(cos)
UNARY(asin)

CGBDT_INLINE void atan2_body(
    const double *restrict y, const double *restrict x, int64_t count, double *restrict out) {
  for (int64_t i = 0; i < count; i++) out[i] = cgbdt_atan2_one(y[i], x[i]);
}

CGBDT_VARIANTS(void, cgbdt_math_atan2,
               (const double *y, const double *x, int64_t count, double *out),
               (y, x, count, out), atan2_body)

CGBDT_INLINE void pow_body(
    const double *restrict x, const double *restrict y, int64_t count, double *restrict out) {
  for (int64_t i = 0; i < count; i++) out[i] = cgbdt_pow_one(x[i], y[i]);
}

CGBDT_VARIANTS(void, cgbdt_math_pow,
               (const double *x, const double *y, int64_t count, double *out),
               (x, y, count, out), pow_body)
