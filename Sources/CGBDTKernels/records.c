#include "cgbdt_records.h"

#include <string.h>

typedef uint8_t bytes __attribute__((vector_size(16)));

#define INTERLEAVE_LOW(A, B) \
  __builtin_shufflevector(A, B, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define INTERLEAVE_HIGH(A, B) \
  __builtin_shufflevector(A, B, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

// Sixteen vectors of sixteen bytes. Interleaving vector i with vector i + 8 turns the number of a
// byte, four bits of its vector and four of its place, by one bit; after four times vectors and
// places have changed roles.
static inline void transpose(bytes vectors[16]) {
  bytes turned[16];
#pragma clang loop unroll(full)
  for (int turn = 0; turn < 4; turn++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
      turned[2 * i] = INTERLEAVE_LOW(vectors[i], vectors[i + 8]);
      turned[2 * i + 1] = INTERLEAVE_HIGH(vectors[i], vectors[i + 8]);
    }
    memcpy(vectors, turned, sizeof turned);
  }
}

void cgbdt_records_spread(
    const uint8_t *records, int64_t stride, const uint32_t *sources, int64_t count,
    int32_t slot_count, uint8_t *const *columns) {
  int64_t row = 0;
  if (stride == 16) {
    for (; row + 16 <= count; row += 16) {
      bytes block[16];
      for (int i = 0; i < 16; i++)
        memcpy(&block[i], records + 16 * (int64_t)sources[row + i], sizeof block[i]);
      transpose(block);
      for (int32_t slot = 0; slot < slot_count; slot++)
        memcpy(columns[slot] + row, &block[slot], sizeof block[slot]);
    }
  }
  for (; row < count; row++)
    for (int32_t slot = 0; slot < slot_count; slot++)
      columns[slot][row] = records[stride * (int64_t)sources[row] + slot];
}

void cgbdt_records_collect(
    const uint8_t *const *columns, int64_t count, int32_t slot_count, int64_t stride,
    uint8_t *records) {
  int64_t row = 0;
  if (stride == 16) {
    for (; row + 16 <= count; row += 16) {
      bytes block[16] = {0};
      for (int32_t slot = 0; slot < slot_count; slot++)
        memcpy(&block[slot], columns[slot] + row, sizeof block[slot]);
      transpose(block);
      memcpy(records + 16 * row, block, sizeof block);
    }
  }
  for (; row < count; row++)
    for (int32_t slot = 0; slot < stride; slot++)
      records[stride * row + slot] = slot < slot_count ? columns[slot][row] : 0;
}
