// Gradients of the objectives, and their fixed-point form.
#ifndef CGBDT_GRADIENT_H
#define CGBDT_GRADIENT_H

#include <stdint.h>

#include "cgbdt_declare.h"

/// Squared error: gradients[i] = (scores[i] - labels[i]) * weights[i], each operation rounded once.
/// `weights` may be NULL (no multiplication). All arrays have `count` entries and do not overlap.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_gradient_squared_error,
    (const double *scores, const double *labels, const double *weights, int64_t count,
     double *gradients));

/// The largest |values[i]|, 0 for none: exact. No value is NaN.
CGBDT_DECLARE_VARIANTS(
    double, cgbdt_max_magnitude, (const double *values, int64_t count));

/// quantised[stride * i] = values[i] * scale, rounded to the nearest integer, ties to even.
/// `scale` is a power of two; every |values[i] * scale| <= 2^31 - 1 after rounding.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_quantise,
    (const double *values, int64_t count, double scale, int64_t stride, int32_t *quantised));

/// scores[row] += value for each row of a set of words (cgbdt_rows.h).
void cgbdt_scores_add(
    const uint32_t *words, const uint64_t *masks, int64_t word_count, double value,
    double *scores);

#endif
