// Exact integer histograms of fixed-point gradients.
//
// A histogram is two or three lanes of 64-bit sums over the rows of a node: gradients, hessians
// (only where they vary from row to row) and row counts, each lane with one entry a bin. All sums
// are integers, so any order of rows, any split into stretches and any thread gives equal bits.
//
// Bounds. Constant hessian: |gradient| <= 2^23 - 1. A word {gradient: 40 signed, count: 24}
// collects at most 2^16 rows before it is moved to the lanes: |sum| <= 2^16 (2^23 - 1) < 2^39,
// count <= 2^16 < 2^24. Weighted: |gradient| <= 2^31 - 1 and 0 <= hessian <= 2^31 - 1. A word
// {hessian: 47, count: 17} collects at most 2^16 rows: (2^31 - 1) 2^16 2^17 + 2^16 < 2^64. The
// lanes hold fewer than 2^32 rows in all: |sum| < 2^31 2^32 = 2^63.
#ifndef CGBDT_HISTOGRAM_H
#define CGBDT_HISTOGRAM_H

#include <stdint.h>

#include "cgbdt_declare.h"

/// Most slots in one group: 16 of them have 32 KiB of packed sums, which stay in the L1 cache.
enum { CGBDT_GROUP_SLOTS = 16 };

/// Rows that packed words collect before they are moved to the 64-bit lanes.
enum { CGBDT_PACKED_ROWS = 1 << 16 };

/// Byte-binned features in records: one record a row, a byte a slot.
///
/// A slot holds the bin of one feature, or those of several features of few bins as one code: the
/// sum over its features of bin times the product of the later features' bin counts. A row then
/// costs one update for all of them; sums over the other features' bins give each one's histogram.
typedef struct {
  /// Of 8 bytes a row for at most 8 slots and else of 16.
  const uint8_t *records;
  /// 1 to CGBDT_GROUP_SLOTS.
  int32_t slot_count;
  /// Features of each slot, at least 1; the product of their bin counts is at most 256.
  const int32_t *slot_features;
  /// Feature by feature in the order of slots: its bin b < bin_counts[k] <= 256 is entry
  /// bin_offsets[k] + b of every lane.
  const int32_t *bin_offsets;
  const int32_t *bin_counts;
} cgbdt_record_group;

/// The histograms of a group's features with constant hessian over a set of rows.
///
/// - gradients: one fixed-point gradient a row.
/// - words, masks: `word_count` words of rows (cgbdt_rows.h).
/// - gradient_sums, counts: the lanes; the entries of the group's features are overwritten. They
///   overlap nothing else.
void cgbdt_histogram_group_constant(
    const cgbdt_record_group *group, const int32_t *gradients, const uint32_t *words,
    const uint64_t *masks, int64_t word_count, int64_t *gradient_sums, int64_t *counts);

/// As cgbdt_histogram_group_constant, with `pairs` of {gradient, hessian} a row and three lanes.
void cgbdt_histogram_group_weighted(
    const cgbdt_record_group *group, const int32_t *pairs, const uint32_t *words,
    const uint64_t *masks, int64_t word_count, int64_t *gradient_sums, int64_t *hessian_sums,
    int64_t *counts);

/// The histogram of one feature of two-byte bins over a set of rows: lanes of `bin_count` entries,
/// overwritten.
void cgbdt_histogram_wide_constant(
    const uint16_t *column, const int32_t *gradients, const uint32_t *words,
    const uint64_t *masks, int64_t word_count, int32_t bin_count, int64_t *gradient_sums,
    int64_t *counts);

/// As cgbdt_histogram_wide_constant, with `pairs` of {gradient, hessian} a row and three lanes.
void cgbdt_histogram_wide_weighted(
    const uint16_t *column, const int32_t *pairs, const uint32_t *words,
    const uint64_t *masks, int64_t word_count, int32_t bin_count, int64_t *gradient_sums,
    int64_t *hessian_sums, int64_t *counts);

/// Moves packed words {gradient: 40 signed, count: 24} to the lanes of `count` bins.
///
/// - keeps: -1: they are added to the lanes; 0: the lanes are overwritten.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_histogram_unpack_constant,
    (const uint64_t *packed, int64_t count, int64_t keeps, int64_t *gradient_sums,
     int64_t *counts));

/// As above, for pairs of words, {gradient} and {hessian: 47, count: 17}.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_histogram_unpack_weighted,
    (const uint64_t *packed, int64_t count, int64_t keeps, int64_t *gradient_sums,
     int64_t *hessian_sums, int64_t *counts));

/// sums[i] += terms[i] for i in 0 ..< count, wrapping. No overlap.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_int64_add, (const int64_t *terms, int64_t count, int64_t *sums));

/// sums[i] -= terms[i] for i in 0 ..< count, wrapping: parent minus one child is the other child.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_int64_subtract, (const int64_t *terms, int64_t count, int64_t *sums));

#endif
