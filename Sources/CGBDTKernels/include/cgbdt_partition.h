// Splitting the rows of a node between its children: mark, then scatter.
//
// Marking a stretch of rows sets one bit a row that takes the left (`then`) child and counts them;
// once the counts of all stretches are known, each stretch scatters its rows to where they belong.
// The order of rows within a child is that of the parent: ascending row positions stay ascending.
#ifndef CGBDT_PARTITION_H
#define CGBDT_PARTITION_H

#include <stdint.h>

#include "cgbdt_declare.h"

/// Marks the rows whose bin b satisfies (b - low) mod 2^w <= span, where w is the width of a bin.
///
/// - rows: `count` row positions; or NULL for the positions first_row ..< first_row + count.
/// - marks: ceil(count / 64) words, written: bit i of word i / 64 is row i's; bits past `count` are
///   0.
/// - returns the number of marked rows.
CGBDT_DECLARE_VARIANTS(
    int64_t, cgbdt_partition_mark_range_u8,
    (const uint8_t *column, const uint32_t *rows, int64_t first_row, int64_t count, uint32_t low,
     uint32_t span, uint64_t *marks));
CGBDT_DECLARE_VARIANTS(
    int64_t, cgbdt_partition_mark_range_u16,
    (const uint16_t *column, const uint32_t *rows, int64_t first_row, int64_t count, uint32_t low,
     uint32_t span, uint64_t *marks));

/// Marks the rows whose bin b has is_left[b] = 1; `is_left` has an entry (0 or 1) for every bin.
int64_t cgbdt_partition_mark_set_u8(
    const uint8_t *column, const uint32_t *rows, int64_t first_row, int64_t count,
    const uint8_t *is_left, uint64_t *marks);
int64_t cgbdt_partition_mark_set_u16(
    const uint16_t *column, const uint32_t *rows, int64_t first_row, int64_t count,
    const uint8_t *is_left, uint64_t *marks);

/// Writes marked rows to `left` and the others to `right`, in order, and not a byte beyond them.
/// `rows` (or, if NULL, first_row onwards), `left` and `right` do not overlap.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_partition_scatter,
    (const uint32_t *rows, int64_t first_row, int64_t count, const uint64_t *marks, uint32_t *left,
     uint32_t *right));

#endif
