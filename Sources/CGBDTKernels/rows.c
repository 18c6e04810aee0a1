#include "cgbdt_rows.h"

#include "cgbdt_variants.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

CGBDT_INLINE int64_t expand_body(
    const uint32_t *restrict words, const uint64_t *restrict masks, int64_t count, int64_t room,
    uint32_t *restrict rows, int64_t *restrict row_count) {
  int64_t written = 0, i = 0;
  for (; i < count && written + 64 <= room; i++) {
    const uint32_t first = words[i] * 64;
    for (uint64_t mask = masks[i]; mask != 0; mask &= mask - 1)
      rows[written++] = first + (uint32_t)__builtin_ctzll(mask);
  }
  *row_count = written;
  return i;
}

#if defined(__x86_64__)
// Sixteen positions at a time. They are compressed in a register: the memory form of the compress
// instruction is many times slower on some processors. The store reaches up to 16 entries past the
// last position, which stays within the 64 that must be free.
CGBDT_TARGET_AVX512 static int64_t expand_avx512(
    const uint32_t *words, const uint64_t *masks, int64_t count, int64_t room, uint32_t *rows,
    int64_t *row_count) {
  const __m512i steps = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  int64_t written = 0, i = 0;
  for (; i < count && written + 64 <= room; i++) {
    const uint64_t mask = masks[i];
    __m512i positions = _mm512_add_epi32(_mm512_set1_epi32((int)(words[i] * 64)), steps);
    for (int part = 0; part < 4; part++) {
      const __mmask16 lanes = (__mmask16)(mask >> (16 * part));
      _mm512_storeu_si512(rows + written, _mm512_maskz_compress_epi32(lanes, positions));
      written += __builtin_popcount(lanes);
      positions = _mm512_add_epi32(positions, _mm512_set1_epi32(16));
    }
  }
  *row_count = written;
  return i;
}
#endif

#define EXPAND_PARAMETERS                                                                       \
  (const uint32_t *words, const uint64_t *masks, int64_t count, int64_t room, uint32_t *rows, \
   int64_t *row_count)
#define EXPAND_ARGUMENTS (words, masks, count, room, rows, row_count)

#if defined(__x86_64__)
int64_t cgbdt_rows_expand_scalar EXPAND_PARAMETERS { return expand_body EXPAND_ARGUMENTS; }
CGBDT_TARGET_AVX2 int64_t cgbdt_rows_expand_avx2 EXPAND_PARAMETERS {
  return expand_body EXPAND_ARGUMENTS;
}
CGBDT_TARGET_AVX512 int64_t cgbdt_rows_expand_avx512 EXPAND_PARAMETERS {
  return expand_avx512 EXPAND_ARGUMENTS;
}
CGBDT_DISPATCH(int64_t, cgbdt_rows_expand, EXPAND_PARAMETERS, EXPAND_ARGUMENTS)
#else
CGBDT_VARIANTS(int64_t, cgbdt_rows_expand, EXPAND_PARAMETERS, EXPAND_ARGUMENTS, expand_body)
#endif
