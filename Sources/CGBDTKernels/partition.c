#include "cgbdt_partition.h"

#include "cgbdt_variants.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// How many words ahead of their use bins are asked for.
enum { PREFETCH_WORDS = 16 };

// The loop of every marking kernel: `CHOSEN` gives the rows of `mask` that go left, from the 64
// `bins` of the word.
#define MARK_WORDS(BIN, CHOSEN)                                          \
  cgbdt_partition_counts counts = {0, 0, 0, 0};                          \
  for (int64_t i = 0; i < count; i++) {                                  \
    const int64_t ahead = i + PREFETCH_WORDS < count ? i + PREFETCH_WORDS : i; \
    __builtin_prefetch(column + 64 * (int64_t)words[ahead]);             \
    const BIN *bins = column + 64 * (int64_t)words[i];                   \
    const uint64_t mask = masks[i];                                      \
    const uint64_t left = CHOSEN, right = mask & ~left;                  \
    marks[i] = left;                                                     \
    counts.left_rows += __builtin_popcountll(left);                      \
    counts.right_rows += __builtin_popcountll(right);                    \
    counts.left_words += left != 0;                                      \
    counts.right_words += right != 0;                                    \
  }                                                                      \
  return counts

// Row by row: for instruction sets without byte comparisons, and for sets of bins.
#define CHOOSE_ROWS(NAME, BIN, PARAMETERS, TEST)                         \
  CGBDT_INLINE uint64_t NAME PARAMETERS {                                \
    uint64_t chosen = 0;                                                 \
    for (uint64_t rest = mask; rest != 0; rest &= rest - 1) {            \
      const int row = __builtin_ctzll(rest);                             \
      const BIN bin = bins[row];                                         \
      chosen |= (uint64_t)(TEST) << row;                                 \
    }                                                                    \
    return chosen;                                                       \
  }

CHOOSE_ROWS(
    range_u8, uint8_t, (const uint8_t *bins, uint64_t mask, uint8_t low, uint8_t span),
    (uint8_t)(bin - low) <= span)
CHOOSE_ROWS(
    range_u16, uint16_t, (const uint16_t *bins, uint64_t mask, uint16_t low, uint16_t span),
    (uint16_t)(bin - low) <= span)
CHOOSE_ROWS(
    set_u8, uint8_t, (const uint8_t *bins, uint64_t mask, const uint8_t *is_left), is_left[bin])
CHOOSE_ROWS(
    set_u16, uint16_t, (const uint16_t *bins, uint64_t mask, const uint8_t *is_left), is_left[bin])

#define RANGE_PARAMETERS(BIN)                                                                    \
  (const BIN *column, const uint32_t *words, const uint64_t *masks, int64_t count, uint32_t low, \
   uint32_t span, uint64_t *marks)
#define RANGE_ARGUMENTS (column, words, masks, count, low, span, marks)

CGBDT_INLINE cgbdt_partition_counts mark_range_u8_body RANGE_PARAMETERS(uint8_t) {
  MARK_WORDS(uint8_t, range_u8(bins, mask, (uint8_t)low, (uint8_t)span));
}

CGBDT_INLINE cgbdt_partition_counts mark_range_u16_body RANGE_PARAMETERS(uint16_t) {
  MARK_WORDS(uint16_t, range_u16(bins, mask, (uint16_t)low, (uint16_t)span));
}

#if defined(__x86_64__)
// There is no unsigned comparison before AVX-512: a <= b where the smaller of both is a.
CGBDT_TARGET_AVX2 CGBDT_INLINE uint32_t at_most_avx2(const uint8_t *bins, __m256i low, __m256i span) {
  const __m256i shifted = _mm256_sub_epi8(_mm256_loadu_si256((const __m256i *)bins), low);
  return (uint32_t)_mm256_movemask_epi8(
      _mm256_cmpeq_epi8(_mm256_min_epu8(shifted, span), shifted));
}

CGBDT_TARGET_AVX2 static cgbdt_partition_counts mark_range_u8_avx2 RANGE_PARAMETERS(uint8_t) {
  const __m256i lows = _mm256_set1_epi8((char)low), spans = _mm256_set1_epi8((char)span);
  MARK_WORDS(
      uint8_t, mask & (at_most_avx2(bins, lows, spans) |
                       (uint64_t)at_most_avx2(bins + 32, lows, spans) << 32));
}

CGBDT_TARGET_AVX512 static cgbdt_partition_counts mark_range_u8_avx512 RANGE_PARAMETERS(uint8_t) {
  const __m512i lows = _mm512_set1_epi8((char)low), spans = _mm512_set1_epi8((char)span);
  MARK_WORDS(
      uint8_t, _mm512_mask_cmple_epu8_mask(
                   mask, _mm512_sub_epi8(_mm512_loadu_si512(bins), lows), spans));
}

CGBDT_TARGET_AVX512 CGBDT_INLINE uint64_t at_most_avx512(
    const uint16_t *bins, __m512i low, __m512i span) {
  return _mm512_cmple_epu16_mask(_mm512_sub_epi16(_mm512_loadu_si512(bins), low), span);
}

CGBDT_TARGET_AVX512 static cgbdt_partition_counts mark_range_u16_avx512 RANGE_PARAMETERS(uint16_t) {
  const __m512i lows = _mm512_set1_epi16((short)low), spans = _mm512_set1_epi16((short)span);
  MARK_WORDS(
      uint16_t, mask & (at_most_avx512(bins, lows, spans) |
                        at_most_avx512(bins + 32, lows, spans) << 32));
}

#define DEFINE_RANGE_VARIANTS(WIDTH, BIN, AVX2)                                                    \
  cgbdt_partition_counts cgbdt_partition_mark_range_##WIDTH##_scalar RANGE_PARAMETERS(BIN) {       \
    return mark_range_##WIDTH##_body RANGE_ARGUMENTS;                                              \
  }                                                                                                \
  CGBDT_TARGET_AVX2 cgbdt_partition_counts cgbdt_partition_mark_range_##WIDTH##_avx2               \
  RANGE_PARAMETERS(BIN) {                                                                          \
    return AVX2 RANGE_ARGUMENTS;                                                                   \
  }                                                                                                \
  CGBDT_TARGET_AVX512 cgbdt_partition_counts cgbdt_partition_mark_range_##WIDTH##_avx512           \
  RANGE_PARAMETERS(BIN) {                                                                          \
    return mark_range_##WIDTH##_avx512 RANGE_ARGUMENTS;                                            \
  }                                                                                                \
  CGBDT_DISPATCH(                                                                                  \
      cgbdt_partition_counts, cgbdt_partition_mark_range_##WIDTH, RANGE_PARAMETERS(BIN),           \
      RANGE_ARGUMENTS)

DEFINE_RANGE_VARIANTS(u8, uint8_t, mark_range_u8_avx2)
DEFINE_RANGE_VARIANTS(u16, uint16_t, mark_range_u16_body)
#else
CGBDT_VARIANTS(
    cgbdt_partition_counts, cgbdt_partition_mark_range_u8, RANGE_PARAMETERS(uint8_t),
    RANGE_ARGUMENTS, mark_range_u8_body)
CGBDT_VARIANTS(
    cgbdt_partition_counts, cgbdt_partition_mark_range_u16, RANGE_PARAMETERS(uint16_t),
    RANGE_ARGUMENTS, mark_range_u16_body)
#endif

cgbdt_partition_counts cgbdt_partition_mark_set_u8(
    const uint8_t *column, const uint32_t *words, const uint64_t *masks, int64_t count,
    const uint8_t *is_left, uint64_t *marks) {
  MARK_WORDS(uint8_t, set_u8(bins, mask, is_left));
}

cgbdt_partition_counts cgbdt_partition_mark_set_u16(
    const uint16_t *column, const uint32_t *words, const uint64_t *masks, int64_t count,
    const uint8_t *is_left, uint64_t *marks) {
  MARK_WORDS(uint16_t, set_u16(bins, mask, is_left));
}

#define SCATTER_PARAMETERS                                                                  \
  (const uint32_t *words, const uint64_t *masks, const uint64_t *marks, int64_t count,      \
   cgbdt_partition_counts counts, uint32_t *left_words, uint64_t *left_masks,               \
   uint32_t *right_words, uint64_t *right_masks)
#define SCATTER_ARGUMENTS \
  (words, masks, marks, count, counts, left_words, left_masks, right_words, right_masks)

// Branch-free: every word is written to both sides and the positions move on where it belongs. A
// write that was in vain is made good by that side's next word; past the side's end it would touch
// what belongs to others, so there words are written only where they go.
CGBDT_INLINE void scatter_body SCATTER_PARAMETERS {
  int64_t a = 0, b = 0, i = 0;
  for (; i < count && a < counts.left_words && b < counts.right_words; i++) {
    const uint64_t left = marks[i], right = masks[i] & ~left;
    left_words[a] = words[i];
    left_masks[a] = left;
    right_words[b] = words[i];
    right_masks[b] = right;
    a += left != 0;
    b += right != 0;
  }
  for (; i < count; i++) {
    const uint64_t left = marks[i], right = masks[i] & ~left;
    if (left != 0) {
      left_words[a] = words[i];
      left_masks[a++] = left;
    }
    if (right != 0) {
      right_words[b] = words[i];
      right_masks[b++] = right;
    }
  }
}

#if defined(__x86_64__)
// Writes those of eight words that have rows; returns how many.
CGBDT_TARGET_AVX512 CGBDT_INLINE int store_words(
    __m256i words, __m512i rows, uint32_t *to_words, uint64_t *to_masks) {
  const __mmask8 lanes = _mm512_test_epi64_mask(rows, rows);
  const int count = __builtin_popcount(lanes);
  const __mmask8 stored = (__mmask8)((1u << count) - 1);
  _mm256_mask_storeu_epi32(to_words, stored, _mm256_maskz_compress_epi32(lanes, words));
  _mm512_mask_storeu_epi64(to_masks, stored, _mm512_maskz_compress_epi64(lanes, rows));
  return count;
}

CGBDT_TARGET_AVX512 static void scatter_avx512 SCATTER_PARAMETERS {
  (void)counts;
  for (int64_t i = 0; i < count; i += 8) {
    const int64_t rest = count - i;
    const __mmask8 lanes = rest >= 8 ? 0xFF : (__mmask8)((1u << rest) - 1);
    const __m256i eight = _mm256_maskz_loadu_epi32(lanes, words + i);
    const __m512i left = _mm512_maskz_loadu_epi64(lanes, marks + i);
    const __m512i right = _mm512_andnot_si512(left, _mm512_maskz_loadu_epi64(lanes, masks + i));
    const int left_count = store_words(eight, left, left_words, left_masks);
    const int right_count = store_words(eight, right, right_words, right_masks);
    left_words += left_count;
    left_masks += left_count;
    right_words += right_count;
    right_masks += right_count;
  }
}

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
    void, cgbdt_partition_scatter, SCATTER_PARAMETERS, SCATTER_ARGUMENTS, scatter_body)
#endif
