#include "cgbdt_partition.h"

#include <string.h>

#include "cgbdt_variants.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Eight bytes of 0 or 1 to eight bits, the first byte lowest: the product puts byte i at bit 56 + i.
CGBDT_INLINE uint64_t pack_flags(const uint8_t *flags) {
  uint64_t word = 0;
  for (int group = 0; group < 8; group++) {
    uint64_t bytes;
    memcpy(&bytes, flags + 8 * group, 8);
    word |= ((bytes * 0x0102040810204080ull) >> 56) << (8 * group);
  }
  return word;
}

// One loop for every kind of column and test: FLAG gives 0 or 1 for the bin at `row`.
#define MARK_ROWS(FLAG)                                                       \
  int64_t marked = 0;                                                         \
  for (int64_t start = 0; start < count; start += 64) {                       \
    const int64_t size = count - start < 64 ? count - start : 64;             \
    uint8_t flags[64];                                                        \
    if (size < 64) memset(flags, 0, sizeof flags);                            \
    if (rows == NULL) {                                                       \
      for (int64_t i = 0; i < size; i++) {                                    \
        const int64_t row = first_row + start + i;                            \
        flags[i] = FLAG;                                                      \
      }                                                                       \
    } else {                                                                  \
      for (int64_t i = 0; i < size; i++) {                                    \
        const int64_t row = rows[start + i];                                  \
        flags[i] = FLAG;                                                      \
      }                                                                       \
    }                                                                         \
    const uint64_t word = pack_flags(flags);                                  \
    marks[start / 64] = word;                                                 \
    marked += __builtin_popcountll(word);                                     \
  }                                                                           \
  return marked

CGBDT_INLINE int64_t mark_range_u8_body(
    const uint8_t *restrict column, const uint32_t *restrict rows, int64_t first_row, int64_t count,
    uint32_t low, uint32_t span, uint64_t *restrict marks) {
  const uint8_t narrow_low = (uint8_t)low, narrow_span = (uint8_t)span;
  MARK_ROWS((uint8_t)(column[row] - narrow_low) <= narrow_span);
}

CGBDT_INLINE int64_t mark_range_u16_body(
    const uint16_t *restrict column, const uint32_t *restrict rows, int64_t first_row,
    int64_t count, uint32_t low, uint32_t span, uint64_t *restrict marks) {
  const uint16_t narrow_low = (uint16_t)low, narrow_span = (uint16_t)span;
  MARK_ROWS((uint16_t)(column[row] - narrow_low) <= narrow_span);
}

int64_t cgbdt_partition_mark_set_u8(
    const uint8_t *restrict column, const uint32_t *restrict rows, int64_t first_row, int64_t count,
    const uint8_t *restrict is_left, uint64_t *restrict marks) {
  MARK_ROWS(is_left[column[row]]);
}

int64_t cgbdt_partition_mark_set_u16(
    const uint16_t *restrict column, const uint32_t *restrict rows, int64_t first_row,
    int64_t count, const uint8_t *restrict is_left, uint64_t *restrict marks) {
  MARK_ROWS(is_left[column[row]]);
}

// Branch-free: both sides are written and one of the two positions moves on. The write to the side
// that does not move is made good by that side's next row; past its end it would touch what belongs to
// others, so there a row is written only where it goes.
CGBDT_INLINE void scatter_body(
    const uint32_t *restrict rows, int64_t first_row, int64_t count, const uint64_t *restrict marks,
    uint32_t *restrict left, uint32_t *restrict right) {
  int64_t left_total = 0;
  for (int64_t word = 0; word < (count + 63) / 64; word++)
    left_total += __builtin_popcountll(marks[word]);
  const int64_t right_total = count - left_total;
  int64_t a = 0, b = 0, i = 0;
  for (; i < count && a < left_total && b < right_total; i++) {
    const uint32_t row = rows == NULL ? (uint32_t)(first_row + i) : rows[i];
    const int64_t mark = (int64_t)(marks[i >> 6] >> (i & 63)) & 1;
    left[a] = row;
    right[b] = row;
    a += mark;
    b += 1 - mark;
  }
  for (; i < count; i++) {
    const uint32_t row = rows == NULL ? (uint32_t)(first_row + i) : rows[i];
    if ((marks[i >> 6] >> (i & 63)) & 1)
      left[a++] = row;
    else
      right[b++] = row;
  }
}

#if defined(__x86_64__)
// Sixteen rows at a time: their bins are gathered as the low bits of 4-byte loads.
#define MARK_RANGE_GATHERED(SCALE, BIN_MASK)                                                      \
  const __m512i bin_mask = _mm512_set1_epi32(BIN_MASK);                                           \
  const __m512i lows = _mm512_set1_epi32((int)low), spans = _mm512_set1_epi32((int)span);         \
  int64_t marked = 0;                                                                             \
  for (int64_t start = 0; start < count; start += 64) {                                           \
    uint64_t word = 0;                                                                            \
    for (int64_t part = 0; part < 64 && start + part < count; part += 16) {                       \
      const int64_t left = count - start - part;                                                  \
      const __mmask16 lanes = left >= 16 ? 0xFFFF : (__mmask16)((1u << left) - 1);                \
      const __m512i places = _mm512_maskz_loadu_epi32(lanes, rows + start + part);                \
      /* Positions are unsigned 32-bit numbers: gathered through 64-bit indices. */               \
      const __m256i low_bins = _mm512_mask_i64gather_epi32(                                       \
          _mm256_setzero_si256(), (__mmask8)lanes,                                                \
          _mm512_cvtepu32_epi64(_mm512_castsi512_si256(places)), column, SCALE);                  \
      const __m256i high_bins = _mm512_mask_i64gather_epi32(                                      \
          _mm256_setzero_si256(), (__mmask8)(lanes >> 8),                                         \
          _mm512_cvtepu32_epi64(_mm512_extracti64x4_epi64(places, 1)), column, SCALE);            \
      const __m512i bins = _mm512_inserti64x4(_mm512_castsi256_si512(low_bins), high_bins, 1);    \
      const __m512i shifted = _mm512_and_si512(_mm512_sub_epi32(bins, lows), bin_mask);           \
      const __mmask16 hit = _mm512_mask_cmple_epu32_mask(lanes, shifted, spans);                  \
      word |= (uint64_t)hit << part;                                                              \
    }                                                                                             \
    marks[start / 64] = word;                                                                     \
    marked += __builtin_popcountll(word);                                                         \
  }                                                                                               \
  return marked

CGBDT_TARGET_AVX512 static int64_t mark_range_gathered_u8(
    const uint8_t *column, const uint32_t *rows, int64_t count, uint32_t low, uint32_t span,
    uint64_t *marks) {
  MARK_RANGE_GATHERED(1, 0xFF);
}

CGBDT_TARGET_AVX512 static int64_t mark_range_gathered_u16(
    const uint16_t *column, const uint32_t *rows, int64_t count, uint32_t low, uint32_t span,
    uint64_t *marks) {
  MARK_RANGE_GATHERED(2, 0xFFFF);
}

// Compressed in a register and stored under a mask: the memory form of the compress instruction is
// many times slower on some processors.
CGBDT_TARGET_AVX512 static void scatter_avx512(
    const uint32_t *rows, int64_t first_row, int64_t count, const uint64_t *marks, uint32_t *left,
    uint32_t *right) {
  const __m512i steps = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (int64_t start = 0; start < count; start += 16) {
    const int64_t rest = count - start;
    const __mmask16 lanes = rest >= 16 ? 0xFFFF : (__mmask16)((1u << rest) - 1);
    const __m512i places =
        rows == NULL ? _mm512_add_epi32(_mm512_set1_epi32((int)(uint32_t)(first_row + start)), steps)
                     : _mm512_maskz_loadu_epi32(lanes, rows + start);
    const __mmask16 to_left = (__mmask16)(marks[start >> 6] >> (start & 63)) & lanes;
    const __mmask16 to_right = (__mmask16)~to_left & lanes;
    const int left_count = __builtin_popcount(to_left);
    const int right_count = __builtin_popcount(to_right);
    _mm512_mask_storeu_epi32(
        left, (__mmask16)((1u << left_count) - 1), _mm512_maskz_compress_epi32(to_left, places));
    _mm512_mask_storeu_epi32(
        right, (__mmask16)((1u << right_count) - 1), _mm512_maskz_compress_epi32(to_right, places));
    left += left_count;
    right += right_count;
  }
}
#endif

#define RANGE_PARAMETERS(BIN)                                                                     \
  (const BIN *column, const uint32_t *rows, int64_t first_row, int64_t count, uint32_t low,       \
   uint32_t span, uint64_t *marks)
#define RANGE_ARGUMENTS (column, rows, first_row, count, low, span, marks)

#define SCATTER_PARAMETERS                                                                        \
  (const uint32_t *rows, int64_t first_row, int64_t count, const uint64_t *marks, uint32_t *left, \
   uint32_t *right)
#define SCATTER_ARGUMENTS (rows, first_row, count, marks, left, right)

#if defined(__x86_64__)
#define DEFINE_MARK_RANGE(NAME, BIN, BODY, GATHERED)                                               \
  int64_t NAME##_scalar RANGE_PARAMETERS(BIN) { return BODY RANGE_ARGUMENTS; }                     \
  CGBDT_TARGET_AVX2 int64_t NAME##_avx2 RANGE_PARAMETERS(BIN) { return BODY RANGE_ARGUMENTS; }     \
  CGBDT_TARGET_AVX512 int64_t NAME##_avx512 RANGE_PARAMETERS(BIN) {                                \
    if (rows != NULL) return GATHERED(column, rows, count, low, span, marks);                      \
    return BODY RANGE_ARGUMENTS;                                                                   \
  }                                                                                                \
  CGBDT_DISPATCH(int64_t, NAME, RANGE_PARAMETERS(BIN), RANGE_ARGUMENTS)

DEFINE_MARK_RANGE(
    cgbdt_partition_mark_range_u8, uint8_t, mark_range_u8_body, mark_range_gathered_u8)
DEFINE_MARK_RANGE(
    cgbdt_partition_mark_range_u16, uint16_t, mark_range_u16_body, mark_range_gathered_u16)

void cgbdt_partition_scatter_scalar SCATTER_PARAMETERS { scatter_body SCATTER_ARGUMENTS; }
CGBDT_TARGET_AVX2 void cgbdt_partition_scatter_avx2 SCATTER_PARAMETERS {
  scatter_body SCATTER_ARGUMENTS;
}
CGBDT_TARGET_AVX512 void cgbdt_partition_scatter_avx512 SCATTER_PARAMETERS {
  scatter_avx512 SCATTER_ARGUMENTS;
}
CGBDT_DISPATCH(void, cgbdt_partition_scatter, SCATTER_PARAMETERS, SCATTER_ARGUMENTS)
#else
CGBDT_VARIANTS(
    int64_t, cgbdt_partition_mark_range_u8, RANGE_PARAMETERS(uint8_t), RANGE_ARGUMENTS,
    mark_range_u8_body)
CGBDT_VARIANTS(
    int64_t, cgbdt_partition_mark_range_u16, RANGE_PARAMETERS(uint16_t), RANGE_ARGUMENTS,
    mark_range_u16_body)
CGBDT_VARIANTS(
    void, cgbdt_partition_scatter, SCATTER_PARAMETERS, SCATTER_ARGUMENTS, scatter_body)
#endif
