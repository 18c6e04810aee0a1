// Whole numbers packed in as few bytes as the largest of a block needs: sums of histograms on their way
// to another process.
//
// Values come in blocks of CGBDT_INTEGER_BLOCK; the last may be shorter. A block of n values is a byte w,
// 0...8, then w bytes for each value: the low w bytes of its zigzag form (2 v, or -2 v - 1 below 0),
// where w is the least that holds them all. The bytes stand in planes, so that packing is narrowing:
// first the low 4 bytes of each value if w & 4, then the next 2 bytes of each if w & 2, then the next
// byte of each if w & 1; w = 8 is 8 bytes of each. Numbers have their low byte first.
#ifndef CGBDT_INTEGERS_H
#define CGBDT_INTEGERS_H

#include <stdint.h>

#include "cgbdt_declare.h"

enum { CGBDT_INTEGER_BLOCK = 64 };

/// Packs `count` values and returns the number of bytes. `bytes` has room for 8 `count` bytes and one
/// for each block begun; it does not overlap `values`.
CGBDT_DECLARE_VARIANTS(
    int64_t, cgbdt_integers_pack, (const int64_t *values, int64_t count, uint8_t *bytes));

/// Unpacks `count` values: into `values`, or onto them (sums wrap) if `adding`. Returns the number of
/// bytes read, at most `byte_count`; -1 if the bytes end too early or a width is above 8, and then
/// some of the values may have been changed. The arrays do not overlap.
CGBDT_DECLARE_VARIANTS(
    int64_t, cgbdt_integers_unpack,
    (const uint8_t *bytes, int64_t byte_count, int32_t adding, int64_t *values, int64_t count));

#endif
