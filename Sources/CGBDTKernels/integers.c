#include "cgbdt_integers.h"

#include <string.h>

#include "cgbdt_variants.h"

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "packed integers have their low byte first"
#endif

#define PLANE(TYPE)                                                                             \
  CGBDT_INLINE uint8_t *pack_##TYPE(                                                            \
      const uint64_t *restrict words, int64_t n, int shift, uint8_t *restrict bytes) {          \
    for (int64_t i = 0; i < n; i++) {                                                           \
      const TYPE part = (TYPE)(words[i] >> shift);                                              \
      memcpy(bytes + i * (int64_t)sizeof part, &part, sizeof part);                             \
    }                                                                                           \
    return bytes + n * (int64_t)sizeof(TYPE);                                                   \
  }                                                                                             \
  CGBDT_INLINE const uint8_t *unpack_##TYPE(                                                    \
      const uint8_t *restrict bytes, int64_t n, int shift, uint64_t *restrict words) {          \
    for (int64_t i = 0; i < n; i++) {                                                           \
      TYPE part;                                                                                \
      memcpy(&part, bytes + i * (int64_t)sizeof part, sizeof part);                             \
      words[i] |= (uint64_t)part << shift;                                                      \
    }                                                                                           \
    return bytes + n * (int64_t)sizeof(TYPE);                                                   \
  }

PLANE(uint8_t)
PLANE(uint16_t)
PLANE(uint32_t)
PLANE(uint64_t)

CGBDT_INLINE uint8_t *pack_block(
    const int64_t *restrict values, int64_t n, uint8_t *restrict bytes) {
  uint64_t words[CGBDT_INTEGER_BLOCK], used = 0;
  for (int64_t i = 0; i < n; i++) {
    words[i] = (uint64_t)values[i] << 1 ^ (uint64_t)(values[i] >> 63);
    used |= words[i];
  }
  const int width = used == 0 ? 0 : (71 - __builtin_clzll(used)) / 8;
  *bytes++ = (uint8_t)width;
  int shift = 0;
  if (width == 8) return pack_uint64_t(words, n, 0, bytes);
  if (width & 4) bytes = pack_uint32_t(words, n, shift, bytes), shift += 32;
  if (width & 2) bytes = pack_uint16_t(words, n, shift, bytes), shift += 16;
  if (width & 1) bytes = pack_uint8_t(words, n, shift, bytes);
  return bytes;
}

CGBDT_INLINE int64_t pack_body(
    const int64_t *restrict values, int64_t count, uint8_t *restrict bytes) {
  uint8_t *end = bytes;
  int64_t i = 0;
  for (; i + CGBDT_INTEGER_BLOCK <= count; i += CGBDT_INTEGER_BLOCK)
    end = pack_block(values + i, CGBDT_INTEGER_BLOCK, end);
  if (i < count) end = pack_block(values + i, count - i, end);
  return end - bytes;
}

// The bytes after the width, which has been checked against what is there.
CGBDT_INLINE void unpack_block(
    const uint8_t *restrict bytes, int width, int32_t adding, int64_t *restrict values,
    int64_t n) {
  uint64_t words[CGBDT_INTEGER_BLOCK];
  for (int64_t i = 0; i < n; i++) words[i] = 0;
  int shift = 0;
  if (width == 8) unpack_uint64_t(bytes, n, 0, words);
  if (width & 4) bytes = unpack_uint32_t(bytes, n, shift, words), shift += 32;
  if (width & 2) bytes = unpack_uint16_t(bytes, n, shift, words), shift += 16;
  if (width & 1) unpack_uint8_t(bytes, n, shift, words);
  // Unsigned, as sums may wrap.
  const uint64_t kept = adding ? ~(uint64_t)0 : 0;
  for (int64_t i = 0; i < n; i++)
    values[i] = (int64_t)(((uint64_t)values[i] & kept) + (words[i] >> 1 ^ -(words[i] & 1)));
}

CGBDT_INLINE int64_t unpack_body(
    const uint8_t *restrict bytes, int64_t byte_count, int32_t adding, int64_t *restrict values,
    int64_t count) {
  int64_t place = 0;
  for (int64_t i = 0; i < count; i += CGBDT_INTEGER_BLOCK) {
    const int64_t n = count - i < CGBDT_INTEGER_BLOCK ? count - i : CGBDT_INTEGER_BLOCK;
    if (place >= byte_count) return -1;
    const int width = bytes[place++];
    if (width > 8 || byte_count - place < width * n) return -1;
    if (n == CGBDT_INTEGER_BLOCK)
      unpack_block(bytes + place, width, adding, values + i, CGBDT_INTEGER_BLOCK);
    else
      unpack_block(bytes + place, width, adding, values + i, n);
    place += width * n;
  }
  return place;
}

CGBDT_VARIANTS(
    int64_t, cgbdt_integers_pack, (const int64_t *values, int64_t count, uint8_t *bytes),
    (values, count, bytes), pack_body)
CGBDT_VARIANTS(
    int64_t, cgbdt_integers_unpack,
    (const uint8_t *bytes, int64_t byte_count, int32_t adding, int64_t *values, int64_t count),
    (bytes, byte_count, adding, values, count), unpack_body)
