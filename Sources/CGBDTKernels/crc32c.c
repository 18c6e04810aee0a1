#include "cgbdt_crc32c.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#define TARGET_CRC __attribute__((target("sse4.2,pclmul")))

int32_t cgbdt_crc32c_is_supported(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("sse4.2") != 0 && __builtin_cpu_supports("pclmul") != 0;
}

// Words of each of the three streams of a block. The instruction takes three cycles but one can start
// in each, so that three independent streams keep the unit busy.
enum { STREAM_WORDS = 128 };

// What lengthens a remainder by the two streams behind it, and by one: x^(8 n - 33) modulo the
// polynomial for n = 2,048 and 1,024 bytes, bits reversed. The 33 make up for the positions that the
// product of two reversed words and the closing crc32 instruction add.
static const uint32_t BEYOND_TWO_STREAMS = 0xA51B6135, BEYOND_ONE_STREAM = 0x170076FA;

static inline uint64_t word_at(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

TARGET_CRC static inline __m128i product(uint32_t a, uint32_t b) {
  return _mm_clmulepi64_si128(_mm_cvtsi32_si128((int)a), _mm_cvtsi32_si128((int)b), 0);
}

TARGET_CRC uint32_t cgbdt_crc32c_extend(uint32_t crc, const uint8_t *bytes, int64_t count) {
  uint64_t first = crc ^ 0xFFFFFFFFu;
  for (; count >= 24 * STREAM_WORDS; count -= 24 * STREAM_WORDS, bytes += 24 * STREAM_WORDS) {
    uint64_t second = 0, third = 0;
    for (int i = 0; i < 8 * STREAM_WORDS; i += 8) {
      first = _mm_crc32_u64(first, word_at(bytes + i));
      second = _mm_crc32_u64(second, word_at(bytes + 8 * STREAM_WORDS + i));
      third = _mm_crc32_u64(third, word_at(bytes + 16 * STREAM_WORDS + i));
    }
    const __m128i joined = _mm_xor_si128(
        product((uint32_t)first, BEYOND_TWO_STREAMS), product((uint32_t)second, BEYOND_ONE_STREAM));
    first = third ^ (uint32_t)_mm_crc32_u64(0, (uint64_t)_mm_cvtsi128_si64(joined));
  }
  for (; count >= 8; count -= 8, bytes += 8) first = _mm_crc32_u64(first, word_at(bytes));
  for (; count > 0; count--, bytes++) first = _mm_crc32_u8((uint32_t)first, *bytes);
  return (uint32_t)first ^ 0xFFFFFFFFu;
}
#else
int32_t cgbdt_crc32c_is_supported(void) { return 0; }

uint32_t cgbdt_crc32c_extend(uint32_t crc, const uint8_t *bytes, int64_t count) {
  (void)bytes;
  (void)count;
  return crc;
}
#endif
