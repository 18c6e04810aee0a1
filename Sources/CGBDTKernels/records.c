#include "cgbdt_records.h"

#include <string.h>

typedef uint8_t bytes __attribute__((vector_size(16)));

#define INTERLEAVE_LOW(A, B) \
  __builtin_shufflevector(A, B, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define INTERLEAVE_HIGH(A, B) \
  __builtin_shufflevector(A, B, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

// Sixteen records of sixteen bytes. Interleaving vector i with vector i + 8 turns the number of a
// byte, four bits of its vector and four of its place, by one bit; after four times vectors and
// places have changed roles.
static void transpose_16(const uint8_t *records, int64_t first, int32_t slot_count, uint8_t *const *columns) {
  bytes rows[16], turned[16];
  memcpy(rows, records, sizeof rows);
#pragma clang loop unroll(full)
  for (int turn = 0; turn < 4; turn++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      turned[2 * i] = INTERLEAVE_LOW(rows[i], rows[i + 8]);
      turned[2 * i + 1] = INTERLEAVE_HIGH(rows[i], rows[i + 8]);
    }
    memcpy(rows, turned, sizeof rows);
  }
  for (int32_t slot = 0; slot < slot_count; slot++)
    memcpy(columns[slot] + first, &rows[slot], sizeof rows[slot]);
}

void cgbdt_records_transpose(
    const uint8_t *records, int64_t stride, int64_t count, int32_t slot_count,
    uint8_t *const *columns) {
  int64_t row = 0;
  if (stride == 16)
    for (; row + 16 <= count; row += 16)
      transpose_16(records + 16 * row, row, slot_count, columns);
  for (int32_t slot = 0; slot < slot_count; slot++)
    for (int64_t i = row; i < count; i++) columns[slot][i] = records[stride * i + slot];
}
