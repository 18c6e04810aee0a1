#include "cgbdt_quantile.h"

#include <stddef.h>
#include <string.h>

#include "cgbdt_variants.h"

enum { CHUNK = 256 };

CGBDT_INLINE int64_t gather_body(
    const uint32_t *restrict words, const uint64_t *restrict masks, int64_t word_count,
    const double *restrict labels, const double *restrict scores, double *restrict values) {
  int64_t written = 0;
  for (int64_t i = 0; i < word_count; i++) {
    const int64_t first = 64 * (int64_t)words[i];
    const double *word_labels = labels + first;
    double *restrict out = values + written;
    if (masks[i] == ~(uint64_t)0) {
      if (scores != NULL)
        for (int row = 0; row < 64; row++) out[row] = word_labels[row] - scores[first + row] + 0.0;
      else
        for (int row = 0; row < 64; row++) out[row] = word_labels[row] + 0.0;
      written += 64;
      continue;
    }
    for (uint64_t mask = masks[i]; mask != 0; mask &= mask - 1) {
      const int row = __builtin_ctzll(mask);
      const double score = scores != NULL ? scores[first + row] : 0;
      values[written++] = word_labels[row] - score + 0.0;
    }
  }
  return written;
}

CGBDT_VARIANTS(
    int64_t, cgbdt_quantile_gather,
    (const uint32_t *words, const uint64_t *masks, int64_t word_count, const double *labels,
     const double *scores, double *values),
    (words, masks, word_count, labels, scores, values), gather_body)

CGBDT_INLINE double divisor(double label) {
  const double magnitude = __builtin_fabs(label);
  return magnitude > 1 ? magnitude : 1;
}

CGBDT_INLINE int64_t gather_weights_body(
    const uint32_t *restrict words, const uint64_t *restrict masks, int64_t word_count,
    const double *restrict weights, const double *restrict labels, double *restrict row_weights) {
  int64_t written = 0;
  for (int64_t i = 0; i < word_count; i++) {
    const int64_t first = 64 * (int64_t)words[i];
    for (uint64_t mask = masks[i]; mask != 0; mask &= mask - 1) {
      const int64_t row = first + __builtin_ctzll(mask);
      const double weight = weights != NULL ? weights[row] : 1;
      row_weights[written++] = labels != NULL ? weight / divisor(labels[row]) : weight;
    }
  }
  return written;
}

CGBDT_VARIANTS(
    int64_t, cgbdt_quantile_gather_weights,
    (const uint32_t *words, const uint64_t *masks, int64_t word_count, const double *weights,
     const double *labels, double *row_weights),
    (words, masks, word_count, weights, labels, row_weights), gather_weights_body)

// Eight running bounds: the order in which a maximum is taken cannot change it.
CGBDT_INLINE void bounds_body(
    const double *restrict values, int64_t count, double *restrict bounds) {
  double highest[8], lowest[8];
  for (int lane = 0; lane < 8; lane++) {
    highest[lane] = bounds[0];
    lowest[lane] = -bounds[1];
  }
  int64_t i = 0;
  for (; i + 8 <= count; i += 8)
    for (int lane = 0; lane < 8; lane++) {
      const double value = values[i + lane];
      highest[lane] = value > highest[lane] ? value : highest[lane];
      lowest[lane] = value < lowest[lane] ? value : lowest[lane];
    }
  for (; i < count; i++) {
    highest[0] = values[i] > highest[0] ? values[i] : highest[0];
    lowest[0] = values[i] < lowest[0] ? values[i] : lowest[0];
  }
  for (int lane = 1; lane < 8; lane++) {
    highest[0] = highest[lane] > highest[0] ? highest[lane] : highest[0];
    lowest[0] = lowest[lane] < lowest[0] ? lowest[lane] : lowest[0];
  }
  bounds[0] = highest[0];
  bounds[1] = -lowest[0];
}

CGBDT_VARIANTS(
    void, cgbdt_quantile_bounds, (const double *values, int64_t count, double *bounds),
    (values, count, bounds), bounds_body)

// All bits of a negative value are turned over, of others the sign.
CGBDT_INLINE uint64_t ordered_key(double value) {
  int64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return (uint64_t)bits ^ ((uint64_t)(bits >> 63) | (uint64_t)1 << 63);
}

/// The buckets of at most CHUNK values.
CGBDT_INLINE void find_buckets(
    const double *restrict values, int64_t count, cgbdt_quantile_buckets buckets,
    uint8_t *restrict found) {
  if (buckets.scale > 0) {
    for (int64_t i = 0; i < count; i++) {
      const double place = (values[i] - buckets.low) * buckets.scale;
      found[i] = (uint8_t)(int32_t)(place < 255 ? place : 255);
    }
  } else {
    for (int64_t i = 0; i < count; i++)
      found[i] = (uint8_t)((ordered_key(values[i]) - buckets.key_low) >> buckets.shift);
  }
}

CGBDT_INLINE void count_body(
    const double *restrict values, const double *restrict weights, double weight_scale,
    int64_t count, const cgbdt_quantile_buckets *restrict buckets, int64_t *restrict counts,
    int64_t *restrict sums) {
  uint8_t found[CHUNK];
  for (int64_t first = 0; first < count; first += CHUNK) {
    const int64_t size = count - first < CHUNK ? count - first : CHUNK;
    find_buckets(values + first, size, *buckets, found);
    for (int64_t i = 0; i < size; i++) counts[found[i]]++;
    if (weights == NULL) continue;
    // Adding 2^52 leaves the nearest integer, ties to even, in the low bits of the significand.
    for (int64_t i = 0; i < size; i++) {
      const double shifted = weights[first + i] * weight_scale + 0x1p52;
      int64_t bits;
      memcpy(&bits, &shifted, sizeof bits);
      sums[found[i]] += bits & (((int64_t)1 << 52) - 1);
    }
  }
}

CGBDT_VARIANTS(
    void, cgbdt_quantile_count,
    (const double *values, const double *weights, double weight_scale, int64_t count,
     const cgbdt_quantile_buckets *buckets, int64_t *counts, int64_t *sums),
    (values, weights, weight_scale, count, buckets, counts, sums), count_body)

CGBDT_INLINE int64_t keep_body(
    double *values, double *weights, int64_t count, const cgbdt_quantile_buckets *buckets,
    int32_t first_bucket, int32_t last_bucket) {
  const uint8_t width = (uint8_t)(last_bucket - first_bucket);
  uint8_t found[CHUNK];
  int64_t kept = 0;
  for (int64_t first = 0; first < count; first += CHUNK) {
    const int64_t size = count - first < CHUNK ? count - first : CHUNK;
    find_buckets(values + first, size, *buckets, found);
    // What is kept is written in front of what is still to be read.
    for (int64_t i = 0; i < size; i++) {
      const double value = values[first + i];
      const uint8_t place = (uint8_t)(found[i] - first_bucket);
      values[kept] = value;
      if (weights != NULL) weights[kept] = weights[first + i];
      kept += place <= width;
    }
  }
  return kept;
}

CGBDT_VARIANTS(
    int64_t, cgbdt_quantile_keep,
    (double *values, double *weights, int64_t count, const cgbdt_quantile_buckets *buckets,
     int32_t first, int32_t last),
    (values, weights, count, buckets, first, last), keep_body)
