// Arithmetic on the lanes of histograms; building them is in histogram.c.
#include "cgbdt_histogram.h"

#include "cgbdt_variants.h"

// `keeps` is 0 or all ones: what of the lanes remains.
CGBDT_INLINE void unpack_constant_body(
    const uint64_t *restrict packed, int64_t count, int64_t keeps, int64_t *restrict gradient_sums,
    int64_t *restrict counts) {
  for (int64_t bin = 0; bin < count; bin++) {
    gradient_sums[bin] = (gradient_sums[bin] & keeps) + ((int64_t)packed[bin] >> 24);
    counts[bin] = (counts[bin] & keeps) + (int64_t)(packed[bin] & 0xFFFFFF);
  }
}

CGBDT_VARIANTS(
    void, cgbdt_histogram_unpack_constant,
    (const uint64_t *packed, int64_t count, int64_t keeps, int64_t *gradient_sums,
     int64_t *counts),
    (packed, count, keeps, gradient_sums, counts), unpack_constant_body)

CGBDT_INLINE void unpack_weighted_body(
    const uint64_t *restrict packed, int64_t count, int64_t keeps, int64_t *restrict gradient_sums,
    int64_t *restrict hessian_sums, int64_t *restrict counts) {
  for (int64_t bin = 0; bin < count; bin++) {
    gradient_sums[bin] = (gradient_sums[bin] & keeps) + (int64_t)packed[2 * bin];
    hessian_sums[bin] = (hessian_sums[bin] & keeps) + (int64_t)(packed[2 * bin + 1] >> 17);
    counts[bin] = (counts[bin] & keeps) + (int64_t)(packed[2 * bin + 1] & 0x1FFFF);
  }
}

CGBDT_VARIANTS(
    void, cgbdt_histogram_unpack_weighted,
    (const uint64_t *packed, int64_t count, int64_t keeps, int64_t *gradient_sums,
     int64_t *hessian_sums, int64_t *counts),
    (packed, count, keeps, gradient_sums, hessian_sums, counts), unpack_weighted_body)

// Wrapping arithmetic, which C does not define for signed integers.
CGBDT_INLINE void add_body(const int64_t *restrict terms, int64_t count, int64_t *restrict sums) {
  for (int64_t i = 0; i < count; i++) sums[i] = (int64_t)((uint64_t)sums[i] + (uint64_t)terms[i]);
}

CGBDT_VARIANTS(
    void, cgbdt_int64_add, (const int64_t *terms, int64_t count, int64_t *sums),
    (terms, count, sums), add_body)

CGBDT_INLINE void subtract_body(
    const int64_t *restrict terms, int64_t count, int64_t *restrict sums) {
  for (int64_t i = 0; i < count; i++) sums[i] = (int64_t)((uint64_t)sums[i] - (uint64_t)terms[i]);
}

CGBDT_VARIANTS(
    void, cgbdt_int64_subtract, (const int64_t *terms, int64_t count, int64_t *sums),
    (terms, count, sums), subtract_body)
