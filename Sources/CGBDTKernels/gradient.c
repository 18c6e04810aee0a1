#include "cgbdt_gradient.h"

#include <stddef.h>

#include "cgbdt_variants.h"

CGBDT_INLINE void squared_error_body(
    const double *restrict scores, const double *restrict labels, const double *restrict weights,
    int64_t count, double *restrict gradients) {
  if (weights == NULL) {
    for (int64_t i = 0; i < count; i++) gradients[i] = scores[i] - labels[i];
  } else {
    for (int64_t i = 0; i < count; i++) gradients[i] = (scores[i] - labels[i]) * weights[i];
  }
}

CGBDT_VARIANTS(
    void, cgbdt_gradient_squared_error,
    (const double *scores, const double *labels, const double *weights, int64_t count,
     double *gradients),
    (scores, labels, weights, count, gradients), squared_error_body)

// Eight running maxima: the order in which a maximum is taken cannot change it.
CGBDT_INLINE double max_magnitude_body(const double *restrict values, int64_t count) {
  double largest[8] = {0};
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int lane = 0; lane < 8; lane++) {
      const double magnitude = __builtin_fabs(values[i + lane]);
      largest[lane] = magnitude > largest[lane] ? magnitude : largest[lane];
    }
  for (; i < count; i++) {
    const double magnitude = __builtin_fabs(values[i]);
    largest[0] = magnitude > largest[0] ? magnitude : largest[0];
  }
  for (int lane = 1; lane < 8; lane++)
    largest[0] = largest[lane] > largest[0] ? largest[lane] : largest[0];
  return largest[0];
}

CGBDT_VARIANTS(
    double, cgbdt_max_magnitude, (const double *values, int64_t count), (values, count),
    max_magnitude_body)

// Adding 1.5 * 2^52 leaves the nearest integer, ties to even, in the low bits of the significand.
CGBDT_INLINE int32_t nearest_integer(double number) {
  const double shifted = number + 0x1.8p52;
  uint64_t bits;
  __builtin_memcpy(&bits, &shifted, sizeof bits);
  return (int32_t)(uint32_t)bits;
}

CGBDT_INLINE void quantise_body(
    const double *restrict values, int64_t count, double scale, int64_t stride,
    int32_t *restrict quantised) {
  if (stride == 1) {
    for (int64_t i = 0; i < count; i++) quantised[i] = nearest_integer(values[i] * scale);
  } else {
    for (int64_t i = 0; i < count; i++) quantised[stride * i] = nearest_integer(values[i] * scale);
  }
}

CGBDT_VARIANTS(
    void, cgbdt_quantise,
    (const double *values, int64_t count, double scale, int64_t stride, int32_t *quantised),
    (values, count, scale, stride, quantised), quantise_body)

void cgbdt_scores_add(
    const uint32_t *restrict words, const uint64_t *restrict masks, int64_t word_count,
    double value, double *restrict scores) {
  for (int64_t i = 0; i < word_count; i++) {
    double *restrict word = scores + 64 * (int64_t)words[i];
    if (masks[i] == ~(uint64_t)0) {
      for (int row = 0; row < 64; row++) word[row] += value;
    } else {
      for (uint64_t mask = masks[i]; mask != 0; mask &= mask - 1)
        word[__builtin_ctzll(mask)] += value;
    }
  }
}
