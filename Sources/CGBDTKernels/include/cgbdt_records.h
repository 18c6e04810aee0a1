// Records, one a row with a byte a slot, turned into columns and back.
#ifndef CGBDT_RECORDS_H
#define CGBDT_RECORDS_H

#include <stdint.h>

/// columns[k][i] = records[stride * sources[i] + k] for i in 0 ..< count and k in 0 ..< slot_count.
///
/// - stride: 8 or 16, at least slot_count.
/// - sources: positions of records.
/// - columns: each has room for `count` bytes, and none overlaps another or the records.
void cgbdt_records_spread(
    const uint8_t *records, int64_t stride, const uint32_t *sources, int64_t count,
    int32_t slot_count, uint8_t *const *columns);

/// records[stride * i + k] = columns[k][i] for i in 0 ..< count and k in 0 ..< slot_count; the other
/// bytes of the records become 0.
void cgbdt_records_collect(
    const uint8_t *const *columns, int64_t count, int32_t slot_count, int64_t stride,
    uint8_t *records);

#endif
