// Private: plain decimals of up to 19 digits (-73.98273799999999) to doubles, all bytes of a text at once.
#ifndef CSV_LONG_DECIMAL_H
#define CSV_LONG_DECIMAL_H

#include <stdint.h>
#include <string.h>

#include "cgbdt_variants.h"
#include "csv_number.h"

enum {
  /// Longest text, sign and point included.
  CSV_LONG_DECIMAL_LENGTH = 32,
  /// Bytes before the end of a text that are read, whether or not they belong to it.
  CSV_LONG_DECIMAL_REACH = 33,
};

typedef uint8_t csv_long_u8 __attribute__((ext_vector_type(32)));
typedef uint16_t csv_long_u16 __attribute__((ext_vector_type(16)));
typedef uint32_t csv_long_u32 __attribute__((ext_vector_type(8)));
typedef uint64_t csv_long_u64 __attribute__((ext_vector_type(4)));
typedef _Bool csv_long_bit __attribute__((ext_vector_type(32)));

#pragma clang diagnostic push
// Vectors as arguments: always inlined, so that no calling convention matters.
#pragma clang diagnostic ignored "-Wpsabi"

/// Bit i: whether lane i is not 0.
CGBDT_INLINE uint32_t csv_mask_of_long(csv_long_u8 lanes) {
  csv_long_bit bits = __builtin_convertvector(lanes, csv_long_bit);
  uint32_t mask;
  memcpy(&mask, &bits, sizeof mask);
  return mask;
}

/// Reads [-]digits.digits of at most CSV_LONG_DECIMAL_LENGTH bytes as `csv_number` does; returns 0 for
/// any other form, for more than 19 digits without leading zeros, and for more than 27 behind the point.
/// Reads CSV_LONG_DECIMAL_REACH bytes before `end`.
CGBDT_INLINE int csv_long_decimal(const uint8_t *text, const uint8_t *end, double *value) {
  const csv_long_u8 lane = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
                            16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31};
  uint64_t negative = *text == '-';
  uint32_t length = (uint32_t)(end - text) - (uint32_t)negative;
  csv_long_u8 bytes, bytes_before;
  memcpy(&bytes, end - 32, sizeof bytes);
  memcpy(&bytes_before, end - 33, sizeof bytes_before);
  uint32_t points = csv_mask_of_long((csv_long_u8)(bytes == '.'));
  points &= (uint32_t)(UINT64_C(0xFFFFFFFF) << (32 - length));
  if (points == 0) return 0;
  // The digits before the point move one lane towards those behind it.
  uint32_t through_point = (uint32_t)__builtin_ctz(points) + 1;
  csv_long_u8 choice = (csv_long_u8)(lane < (uint8_t)through_point);
  csv_long_u8 digits = ((choice & bytes_before) | (~choice & bytes)) - '0';
  digits &= (csv_long_u8)(lane >= (uint8_t)(32 - (length - 1)));
  if (csv_mask_of_long((csv_long_u8)(digits > 9)) != 0 || length == 1) return 0;

  // Neighbours are joined in pairs, fours and eights; the first digit is in the lowest lane.
  csv_long_u16 pairs = (csv_long_u16)digits;
  pairs = pairs * (10 * 256 + 1) >> 8;
  csv_long_u32 fours = (csv_long_u32)pairs;
  fours = (fours & 0xFFFF) * 100 + (fours >> 16);
  csv_long_u64 eights = (csv_long_u64)fours;
  eights = (eights & 0xFFFFFFFF) * 10000 + (eights >> 32);
  uint64_t all = (eights[1] * 100000000 + eights[2]) * 100000000 + eights[3];
  uint32_t places = 32 - through_point;
  if (eights[0] != 0 || eights[1] > 999 || all == 0 || places > CSV_LARGEST_POWER_OF_FIVE) return 0;
  double magnitude = csv_divide_by_power_of_ten(all, (int32_t)places);
  uint64_t bits;
  memcpy(&bits, &magnitude, sizeof bits);
  bits |= negative << 63;
  memcpy(value, &bits, sizeof bits);
  return 1;
}

#pragma clang diagnostic pop

#endif
