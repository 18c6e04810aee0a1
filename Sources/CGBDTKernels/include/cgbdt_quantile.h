// Steps of exact selection: the values of a set of rows are gathered, counted by buckets, and those
// of a few buckets kept, until few are left. No result depends on the order of values.
#ifndef CGBDT_QUANTILE_H
#define CGBDT_QUANTILE_H

#include <stdint.h>

#include "cgbdt_declare.h"

enum { CGBDT_QUANTILE_BUCKETS = 256 };

/// Which of 256 buckets a value is in: a function that never falls as the value rises.
///
/// - scale > 0: the integer part of (value - low) * scale, each operation rounded once, at most 255.
/// - scale = 0: (key(value) - key_low) >> shift, at most 255, where key(value) is the 64-bit integer
///   with the order of doubles. `low` is not used.
typedef struct {
  double low;
  double scale;
  uint64_t key_low;
  int32_t shift;
} cgbdt_quantile_buckets;

/// values[i] = labels[row] - scores[row] + 0.0 for the rows of a set of words (cgbdt_rows.h), ascending;
/// labels[row] + 0.0 where `scores` is NULL. The sum makes -0.0 of a difference 0.0.
///
/// - values: room for every row of the set, and for nothing else: no byte beyond is written.
/// - returns the number of rows.
CGBDT_DECLARE_VARIANTS(
    int64_t, cgbdt_quantile_gather,
    (const uint32_t *words, const uint64_t *masks, int64_t word_count, const double *labels,
     const double *scores, double *values));

/// row_weights[i] = weights[row] for the rows of a set, ascending: 1 where `weights` is NULL; divided
/// by max(1, |labels[row]|) where `labels` is not. Otherwise as `cgbdt_quantile_gather`.
CGBDT_DECLARE_VARIANTS(
    int64_t, cgbdt_quantile_gather_weights,
    (const uint32_t *words, const uint64_t *masks, int64_t word_count, const double *weights,
     const double *labels, double *row_weights));

/// Raises bounds[0] to the largest of the values and bounds[1] to the largest of the negated ones.
/// No value is NaN.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_quantile_bounds, (const double *values, int64_t count, double *bounds));

/// counts[b] += the number of values in bucket b; and, where `weights` is not NULL,
/// sums[b] += weights * weight_scale, each rounded to the nearest integer, ties to even.
///
/// Values are within the bounds that the buckets were made for. Weights times their scale are in
/// 0...2^31 - 1. Both arrays have 256 entries.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_quantile_count,
    (const double *values, const double *weights, double weight_scale, int64_t count,
     const cgbdt_quantile_buckets *buckets, int64_t *counts, int64_t *sums));

/// Moves the values in buckets first...last to the front, in their order, and their weights unless
/// those are NULL. Returns how many they are.
CGBDT_DECLARE_VARIANTS(
    int64_t, cgbdt_quantile_keep,
    (double *values, double *weights, int64_t count, const cgbdt_quantile_buckets *buckets,
     int32_t first, int32_t last));

#endif
