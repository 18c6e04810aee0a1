#include "cgbdt_histogram.h"

#include <string.h>

#include "cgbdt_rows.h"
#include "cgbdt_variants.h"

// Codes a slot has room for in packed sums: fixed, so that a slot's place is a constant.
enum { CODE_ROOM = 256 };
// How many rows ahead of their use records and gradients are asked for.
enum { PREFETCH_ROWS = 24 };
// Row positions made from words at a time: they stay in the L1 cache beside the packed sums.
enum { LISTED_ROWS = 1024 };

// The inner loops. `slots` and `weighted` are constants wherever these are inlined: a row becomes
// one or two 8-byte loads and a straight line of updates at constant offsets.

// Two packed words side by side, added to as one.
typedef uint64_t word_pair __attribute__((vector_size(16), may_alias));

CGBDT_INLINE void update_row(
    const uint8_t *restrict records, const int32_t *restrict gradients, int64_t row, int slots,
    int weighted, uint64_t *restrict packed) {
  const int64_t stride = slots > 8 ? 16 : 8;
  uint64_t words[2];
  memcpy(words, records + row * stride, (size_t)stride);
  if (weighted) {
    const word_pair terms = {
        (uint64_t)(int64_t)gradients[2 * row],
        ((uint64_t)(uint32_t)gradients[2 * row + 1] << 17) + 1};
    word_pair *pairs = (word_pair *)packed;
#pragma clang loop unroll(full)
    for (int k = 0; k < slots; k++)
      pairs[k * CODE_ROOM + ((words[k >> 3] >> (8 * (k & 7))) & 255)] += terms;
  } else {
    const uint64_t term = ((uint64_t)(int64_t)gradients[row] << 24) + 1;
#pragma clang loop unroll(full)
    for (int k = 0; k < slots; k++)
      packed[k * CODE_ROOM + ((words[k >> 3] >> (8 * (k & 7))) & 255)] += term;
  }
}

CGBDT_INLINE void update_rows(
    const uint8_t *restrict records, const int32_t *restrict gradients,
    const uint32_t *restrict rows, int64_t count, int slots, int weighted,
    uint64_t *restrict packed) {
  const int64_t stride = slots > 8 ? 16 : 8;
  int64_t i = 0;
  for (; i + PREFETCH_ROWS < count; i++) {
    const int64_t ahead = rows[i + PREFETCH_ROWS];
    __builtin_prefetch(records + ahead * stride);
    __builtin_prefetch(gradients + (weighted ? 2 * ahead : ahead));
    update_row(records, gradients, rows[i], slots, weighted, packed);
  }
  for (; i < count; i++) update_row(records, gradients, rows[i], slots, weighted, packed);
}

typedef void (*update_function)(
    const uint8_t *records, const int32_t *gradients, const uint32_t *rows, int64_t count,
    uint64_t *packed);

#define DEFINE_UPDATE(SLOTS)                                                                    \
  static void update_constant_##SLOTS(                                                          \
      const uint8_t *records, const int32_t *gradients, const uint32_t *rows, int64_t count,    \
      uint64_t *packed) {                                                                       \
    update_rows(records, gradients, rows, count, SLOTS, 0, packed);                             \
  }                                                                                             \
  static void update_weighted_##SLOTS(                                                          \
      const uint8_t *records, const int32_t *gradients, const uint32_t *rows, int64_t count,    \
      uint64_t *packed) {                                                                       \
    update_rows(records, gradients, rows, count, SLOTS, 1, packed);                             \
  }

#define FOR_EACH_SLOT_COUNT(DO) \
  DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11) DO(12) DO(13) DO(14) DO(15) DO(16)

FOR_EACH_SLOT_COUNT(DEFINE_UPDATE)

#define CONSTANT_ENTRY(SLOTS) update_constant_##SLOTS,
#define WEIGHTED_ENTRY(SLOTS) update_weighted_##SLOTS,
static const update_function constant_updates[] = {FOR_EACH_SLOT_COUNT(CONSTANT_ENTRY)};
static const update_function weighted_updates[] = {FOR_EACH_SLOT_COUNT(WEIGHTED_ENTRY)};

// Adds rows from words[*done] on to cleared packed sums, as many as these can hold.
static void pack_rows(
    const update_function *updates, const cgbdt_record_group *group, const int32_t *gradients,
    const uint32_t *words, const uint64_t *masks, int64_t word_count, int64_t *done,
    uint64_t *packed) {
  for (int64_t packed_rows = 0, listed;
       *done < word_count && packed_rows <= CGBDT_PACKED_ROWS - LISTED_ROWS;
       packed_rows += listed) {
    uint32_t rows[LISTED_ROWS];
    *done += cgbdt_rows_expand(
        words + *done, masks + *done, word_count - *done, LISTED_ROWS, rows, &listed);
    updates[group->slot_count - 1](group->records, gradients, rows, listed, packed);
  }
}

// Takes the first feature out of sums over the codes of a slot: its bins' sums go to `bins`, the
// sums over the codes of the other features take the place of `sums`. Packed sums may be added as
// they are: all rows together are no more than one of them can hold.
CGBDT_INLINE void split_first_feature(
    uint64_t *restrict sums, int64_t bin_count, int64_t rest, uint64_t *restrict bins) {
  for (int64_t bin = 0; bin < bin_count; bin++) {
    const uint64_t *row = sums + bin * rest;
    uint64_t total = 0;
    for (int64_t i = 0; i < rest; i++) total += row[i];
    bins[bin] = total;
  }
  for (int64_t bin = 1; bin < bin_count; bin++)
    for (int64_t i = 0; i < rest; i++) sums[i] += sums[bin * rest + i];
}

// As split_first_feature, for pairs of words.
CGBDT_INLINE void split_first_feature_of_pairs(
    uint64_t *restrict sums, int64_t bin_count, int64_t rest, uint64_t *restrict bins) {
  for (int64_t bin = 0; bin < bin_count; bin++) {
    const uint64_t *row = sums + 2 * bin * rest;
    uint64_t first = 0, second = 0;
    for (int64_t i = 0; i < rest; i++) {
      first += row[2 * i];
      second += row[2 * i + 1];
    }
    bins[2 * bin] = first;
    bins[2 * bin + 1] = second;
  }
  for (int64_t bin = 1; bin < bin_count; bin++)
    for (int64_t i = 0; i < 2 * rest; i++) sums[i] += sums[2 * bin * rest + i];
}

// The combinations of the bins of features `feature` + 1 ... `last`.
static int64_t combinations(const cgbdt_record_group *group, int32_t feature, int32_t last) {
  int64_t count = 1;
  while (feature < last) count *= group->bin_counts[++feature];
  return count;
}

void cgbdt_histogram_group_constant(
    const cgbdt_record_group *group, const int32_t *gradients, const uint32_t *words,
    const uint64_t *masks, int64_t word_count, int64_t *gradient_sums, int64_t *counts) {
  _Alignas(64) uint64_t packed[CGBDT_GROUP_SLOTS * CODE_ROOM], bins[CODE_ROOM];
  int64_t done = 0, keeps = 0;
  do {
    memset(packed, 0, sizeof(uint64_t) * CODE_ROOM * (size_t)group->slot_count);
    pack_rows(constant_updates, group, gradients, words, masks, word_count, &done, packed);
    for (int32_t slot = 0, feature = 0; slot < group->slot_count; slot++) {
      const int32_t last = feature + group->slot_features[slot] - 1;
      uint64_t *sums = packed + slot * CODE_ROOM;
      for (; feature <= last; feature++) {
        const int32_t count = group->bin_counts[feature], offset = group->bin_offsets[feature];
        if (feature < last) split_first_feature(sums, count, combinations(group, feature, last), bins);
        cgbdt_histogram_unpack_constant(
            feature < last ? bins : sums, count, keeps, gradient_sums + offset, counts + offset);
      }
    }
    keeps = -1;
  } while (done < word_count);
}

void cgbdt_histogram_group_weighted(
    const cgbdt_record_group *group, const int32_t *pairs, const uint32_t *words,
    const uint64_t *masks, int64_t word_count, int64_t *gradient_sums, int64_t *hessian_sums,
    int64_t *counts) {
  _Alignas(64) uint64_t packed[2 * CGBDT_GROUP_SLOTS * CODE_ROOM], bins[2 * CODE_ROOM];
  int64_t done = 0, keeps = 0;
  do {
    memset(packed, 0, 2 * sizeof(uint64_t) * CODE_ROOM * (size_t)group->slot_count);
    pack_rows(weighted_updates, group, pairs, words, masks, word_count, &done, packed);
    for (int32_t slot = 0, feature = 0; slot < group->slot_count; slot++) {
      const int32_t last = feature + group->slot_features[slot] - 1;
      uint64_t *sums = packed + 2 * slot * CODE_ROOM;
      for (; feature <= last; feature++) {
        const int32_t count = group->bin_counts[feature], offset = group->bin_offsets[feature];
        if (feature < last)
          split_first_feature_of_pairs(sums, count, combinations(group, feature, last), bins);
        cgbdt_histogram_unpack_weighted(
            feature < last ? bins : sums, count, keeps, gradient_sums + offset,
            hessian_sums + offset, counts + offset);
      }
    }
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
