// Splitting the rows of a node between its children: mark, then scatter. Rows are sets of words
// (cgbdt_rows.h); bin columns can be read up to the end of every word.
//
// Marking a stretch of words finds the rows that take the left (`then`) child and counts; once the
// counts of all stretches are known, each stretch scatters its words to where they belong. A word
// with rows on both sides goes to both.
#ifndef CGBDT_PARTITION_H
#define CGBDT_PARTITION_H

#include <stdint.h>

#include "cgbdt_declare.h"

/// What marking a stretch counts.
typedef struct {
  int64_t left_rows;
  int64_t right_rows;
  /// Words with at least one row on that side.
  int64_t left_words;
  int64_t right_words;
} cgbdt_partition_counts;

/// marks[i] = the rows of masks[i] whose bin b satisfies (b - low) mod 2^w <= span, where w is the
/// width of a bin.
CGBDT_DECLARE_VARIANTS(
    cgbdt_partition_counts, cgbdt_partition_mark_range_u8,
    (const uint8_t *column, const uint32_t *words, const uint64_t *masks, int64_t count,
     uint32_t low, uint32_t span, uint64_t *marks));
CGBDT_DECLARE_VARIANTS(
    cgbdt_partition_counts, cgbdt_partition_mark_range_u16,
    (const uint16_t *column, const uint32_t *words, const uint64_t *masks, int64_t count,
     uint32_t low, uint32_t span, uint64_t *marks));

/// marks[i] = the rows of masks[i] whose bin b has is_left[b] = 1; `is_left` has an entry (0 or 1)
/// for every bin.
cgbdt_partition_counts cgbdt_partition_mark_set_u8(
    const uint8_t *column, const uint32_t *words, const uint64_t *masks, int64_t count,
    const uint8_t *is_left, uint64_t *marks);
cgbdt_partition_counts cgbdt_partition_mark_set_u16(
    const uint16_t *column, const uint32_t *words, const uint64_t *masks, int64_t count,
    const uint8_t *is_left, uint64_t *marks);

/// Writes the words with marked rows to the left and those with other rows to the right, in order,
/// and not a byte beyond them. Inputs and outputs do not overlap.
///
/// - counts: what marking these words returned.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_partition_scatter,
    (const uint32_t *words, const uint64_t *masks, const uint64_t *marks, int64_t count,
     cgbdt_partition_counts counts, uint32_t *left_words, uint64_t *left_masks,
     uint32_t *right_words, uint64_t *right_masks));

#endif
