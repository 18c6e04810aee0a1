#include "cgbdt_histogram.h"

#include <string.h>

#include "cgbdt_rows.h"
#include "cgbdt_variants.h"

// Bins a feature has room for in packed sums: fixed, so that a feature's place is a constant.
enum { BIN_ROOM = 256 };
// How many rows ahead of their use records and gradients are asked for.
enum { PREFETCH_ROWS = 24 };
// Row positions made from words at a time: they stay in the L1 cache beside the packed sums.
enum { LISTED_ROWS = 1024 };

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

// Wrapping arithmetic, which signed integers have not in C.
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

// The inner loops. `features`, `indexed` and `weighted` are constants wherever these are inlined,
// so that a row becomes one or two 8-byte loads and a straight line of updates at constant offsets.

CGBDT_INLINE void update_row(
    const uint8_t *restrict records, const int32_t *restrict gradients, int64_t row, int features,
    int weighted, uint64_t *restrict packed) {
  const int64_t stride = features > 8 ? 16 : 8;
  uint64_t words[2];
  memcpy(words, records + row * stride, (size_t)stride);
  if (weighted) {
    const uint64_t gradient = (uint64_t)(int64_t)gradients[2 * row];
    const uint64_t rest = ((uint64_t)(uint32_t)gradients[2 * row + 1] << 17) + 1;
#pragma clang loop unroll(full)
    for (int k = 0; k < features; k++) {
      uint64_t *pair = packed + 2 * (k * BIN_ROOM + ((words[k >> 3] >> (8 * (k & 7))) & 255));
      pair[0] += gradient;
      pair[1] += rest;
    }
  } else {
    const uint64_t term = ((uint64_t)(int64_t)gradients[row] << 24) + 1;
#pragma clang loop unroll(full)
    for (int k = 0; k < features; k++)
      packed[k * BIN_ROOM + ((words[k >> 3] >> (8 * (k & 7))) & 255)] += term;
  }
}

CGBDT_INLINE void update_rows(
    const uint8_t *restrict records, const int32_t *restrict gradients,
    const uint32_t *restrict rows, int64_t count, int features, int weighted,
    uint64_t *restrict packed) {
  const int64_t stride = features > 8 ? 16 : 8;
  int64_t i = 0;
  for (; i + PREFETCH_ROWS < count; i++) {
    const int64_t ahead = rows[i + PREFETCH_ROWS];
    __builtin_prefetch(records + ahead * stride);
    __builtin_prefetch(gradients + (weighted ? 2 * ahead : ahead));
    update_row(records, gradients, rows[i], features, weighted, packed);
  }
  for (; i < count; i++) update_row(records, gradients, rows[i], features, weighted, packed);
}

typedef void (*update_function)(
    const uint8_t *records, const int32_t *gradients, const uint32_t *rows, int64_t count,
    uint64_t *packed);

#define DEFINE_UPDATE(FEATURES)                                                                 \
  static void update_constant_##FEATURES(                                                       \
      const uint8_t *records, const int32_t *gradients, const uint32_t *rows, int64_t count,    \
      uint64_t *packed) {                                                                       \
    update_rows(records, gradients, rows, count, FEATURES, 0, packed);                          \
  }                                                                                             \
  static void update_weighted_##FEATURES(                                                       \
      const uint8_t *records, const int32_t *gradients, const uint32_t *rows, int64_t count,    \
      uint64_t *packed) {                                                                       \
    update_rows(records, gradients, rows, count, FEATURES, 1, packed);                          \
  }

#define FOR_EACH_FEATURE_COUNT(DO) \
  DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14) DO(15) DO(16)

FOR_EACH_FEATURE_COUNT(DEFINE_UPDATE)

#define CONSTANT_ENTRY(FEATURES) update_constant_##FEATURES,
#define WEIGHTED_ENTRY(FEATURES) update_weighted_##FEATURES,
static const update_function constant_updates[] = {FOR_EACH_FEATURE_COUNT(CONSTANT_ENTRY)};
static const update_function weighted_updates[] = {FOR_EACH_FEATURE_COUNT(WEIGHTED_ENTRY)};

void cgbdt_histogram_group_constant(
    const uint8_t *records, const int32_t *gradients, const uint32_t *words, const uint64_t *masks,
    int64_t word_count, int32_t feature_count, const int32_t *bin_offsets,
    const int32_t *bin_counts, int64_t *gradient_sums, int64_t *counts) {
  _Alignas(64) uint64_t packed[CGBDT_GROUP_FEATURES * BIN_ROOM];
  int64_t done = 0, keeps = 0;
  do {
    memset(packed, 0, sizeof(uint64_t) * BIN_ROOM * (size_t)feature_count);
    for (int64_t packed_rows = 0, listed;
         done < word_count && packed_rows <= CGBDT_PACKED_ROWS - LISTED_ROWS;
         packed_rows += listed) {
      uint32_t rows[LISTED_ROWS];
      done += cgbdt_rows_expand(
          words + done, masks + done, word_count - done, LISTED_ROWS, rows, &listed);
      constant_updates[feature_count - 1](records, gradients, rows, listed, packed);
    }
    for (int32_t k = 0; k < feature_count; k++)
      cgbdt_histogram_unpack_constant(
          packed + k * BIN_ROOM, bin_counts[k], keeps, gradient_sums + bin_offsets[k],
          counts + bin_offsets[k]);
    keeps = -1;
  } while (done < word_count);
}

void cgbdt_histogram_group_weighted(
    const uint8_t *records, const int32_t *pairs, const uint32_t *words, const uint64_t *masks,
    int64_t word_count, int32_t feature_count, const int32_t *bin_offsets,
    const int32_t *bin_counts, int64_t *gradient_sums, int64_t *hessian_sums, int64_t *counts) {
  _Alignas(64) uint64_t packed[2 * CGBDT_GROUP_FEATURES * BIN_ROOM];
  int64_t done = 0, keeps = 0;
  do {
    memset(packed, 0, 2 * sizeof(uint64_t) * BIN_ROOM * (size_t)feature_count);
    for (int64_t packed_rows = 0, listed;
         done < word_count && packed_rows <= CGBDT_PACKED_ROWS - LISTED_ROWS;
         packed_rows += listed) {
      uint32_t rows[LISTED_ROWS];
      done += cgbdt_rows_expand(
          words + done, masks + done, word_count - done, LISTED_ROWS, rows, &listed);
      weighted_updates[feature_count - 1](records, pairs, rows, listed, packed);
    }
    for (int32_t k = 0; k < feature_count; k++)
      cgbdt_histogram_unpack_weighted(
          packed + 2 * k * BIN_ROOM, bin_counts[k], keeps, gradient_sums + bin_offsets[k],
          hessian_sums + bin_offsets[k], counts + bin_offsets[k]);
    keeps = -1;
  } while (done < word_count);
}

void cgbdt_histogram_wide_constant(
    const uint16_t *restrict column, const int32_t *restrict gradients,
    const uint32_t *restrict words, const uint64_t *restrict masks, int64_t word_count,
    int32_t bin_count, int64_t *restrict gradient_sums, int64_t *restrict counts) {
  uint32_t rows[LISTED_ROWS];
  memset(gradient_sums, 0, sizeof(int64_t) * (size_t)bin_count);
  memset(counts, 0, sizeof(int64_t) * (size_t)bin_count);
  for (int64_t done = 0, listed; done < word_count;) {
    done += cgbdt_rows_expand(
        words + done, masks + done, word_count - done, LISTED_ROWS, rows, &listed);
    for (int64_t i = 0; i < listed; i++) {
      gradient_sums[column[rows[i]]] += gradients[rows[i]];
      counts[column[rows[i]]] += 1;
    }
  }
}

void cgbdt_histogram_wide_weighted(
    const uint16_t *restrict column, const int32_t *restrict pairs, const uint32_t *restrict words,
    const uint64_t *restrict masks, int64_t word_count, int32_t bin_count,
    int64_t *restrict gradient_sums, int64_t *restrict hessian_sums, int64_t *restrict counts) {
  uint32_t rows[LISTED_ROWS];
  memset(gradient_sums, 0, sizeof(int64_t) * (size_t)bin_count);
  memset(hessian_sums, 0, sizeof(int64_t) * (size_t)bin_count);
  memset(counts, 0, sizeof(int64_t) * (size_t)bin_count);
  for (int64_t done = 0, listed; done < word_count;) {
    done += cgbdt_rows_expand(
        words + done, masks + done, word_count - done, LISTED_ROWS, rows, &listed);
    for (int64_t i = 0; i < listed; i++) {
      const int64_t row = rows[i];
      gradient_sums[column[row]] += pairs[2 * row];
      hessian_sums[column[row]] += pairs[2 * row + 1];
      counts[column[row]] += 1;
    }
  }
}
