// Records, one a row with a byte a slot, turned into columns.
#ifndef CGBDT_RECORDS_H
#define CGBDT_RECORDS_H

#include <stdint.h>

/// columns[k][i] = records[stride * i + k] for i in 0 ..< count and k in 0 ..< slot_count.
///
/// - stride: 8 or 16, at least slot_count.
/// - columns: each has room for `count` bytes, and none overlaps another or the records.
void cgbdt_records_transpose(
    const uint8_t *records, int64_t stride, int64_t count, int32_t slot_count,
    uint8_t *const *columns);

#endif
