// Private: plain decimals (-73.973925) to doubles, four texts at a time and without a branch on what they
// hold: the texts of a column differ in length, and mispredicted branches were most of the cost.
#ifndef CSV_DECIMAL_H
#define CSV_DECIMAL_H

#include <stdint.h>
#include <string.h>

#include "cgbdt_variants.h"

enum {
  /// Texts read at once.
  CSV_DECIMALS = 4,
  /// Longest text, sign and point included: its digits are at most 16, and 15 with a point.
  CSV_DECIMAL_LENGTH = 16,
};

// The texts stand side by side, 16 byte lanes each, their ends at the ends of their groups of lanes. The
// compiler turns operations on vectors into the instructions of each instruction set.
typedef uint8_t csv_text_u8 __attribute__((ext_vector_type(16)));
typedef uint8_t csv_pair_u8 __attribute__((ext_vector_type(32)));
typedef uint8_t csv_lanes_u8 __attribute__((ext_vector_type(64)));
typedef uint16_t csv_lanes_u16 __attribute__((ext_vector_type(32)));
typedef uint32_t csv_lanes_u32 __attribute__((ext_vector_type(16)));
typedef uint64_t csv_lanes_u64 __attribute__((ext_vector_type(8)));
typedef _Bool csv_lanes_bit __attribute__((ext_vector_type(64)));
typedef int32_t csv_four_i32 __attribute__((ext_vector_type(4)));
typedef uint64_t csv_four_u64 __attribute__((ext_vector_type(4)));
typedef double csv_four_double __attribute__((ext_vector_type(4)));

/// 16 lane numbers from `N` on.
#define CSV_LANES_16(N)                                                                          \
  N, N + 1, N + 2, N + 3, N + 4, N + 5, N + 6, N + 7, N + 8, N + 9, N + 10, N + 11, N + 12, N + 13, \
      N + 14, N + 15

#pragma clang diagnostic push
// Vectors as arguments: always inlined, so that no calling convention matters.
#pragma clang diagnostic ignored "-Wpsabi"

/// Bit i: whether lane i is not 0.
CGBDT_INLINE uint64_t csv_mask_of_lanes(csv_lanes_u8 lanes) {
  csv_lanes_bit bits = __builtin_convertvector(lanes, csv_lanes_bit);
  uint64_t mask;
  memcpy(&mask, &bits, sizeof mask);
  return mask;
}

/// All ones in lane i where bit i is set, else 0.
CGBDT_INLINE csv_lanes_u8 csv_lanes_of_mask(uint64_t mask) {
  csv_lanes_bit bits;
  memcpy(&bits, &mask, sizeof bits);
  return (csv_lanes_u8) - __builtin_convertvector(bits, csv_lanes_u8);
}

/// The lowest bit of each group whose bits are all set from one on.
CGBDT_INLINE uint64_t csv_lowest_of_groups(uint64_t mask) {
  return mask & ~((mask & UINT64_C(0x7FFF7FFF7FFF7FFF)) << 1);
}

/// The digits of each group as one number, its upper and lower eight apart.
CGBDT_INLINE csv_lanes_u64 csv_join_digits(csv_lanes_u8 digits) {
  // Neighbours are joined in pairs, fours and eights; the first digit is in the lowest lane.
  csv_lanes_u16 pairs = (csv_lanes_u16)digits;
  pairs = pairs * (10 * 256 + 1) >> 8;  // ten times the lower byte plus the upper one
  csv_lanes_u32 fours = (csv_lanes_u32)pairs;
  fours = (fours & 0xFFFF) * 100 + (fours >> 16);
  csv_lanes_u64 eights = (csv_lanes_u64)fours;
  return (eights & 0xFFFFFFFF) * 10000 + (eights >> 32);
}

/// Reads four texts [-]digits[.digits] of at most CSV_DECIMAL_LENGTH bytes as `csv_number` does. Where text
/// i has another form or length, its value is undefined, and some of the bits 16 i ..< 16 i + 16 of the
/// result are set. Reads CSV_DECIMAL_LENGTH bytes before each of `ends`.
CGBDT_INLINE uint64_t csv_four_decimals(const uint8_t *const *ends, const uint32_t *lengths,
                                        double *values) {
  // By how many digits are behind the point: indexed by the lanes up to it, 0 without one.
  static const double divisors[16] = {1e0, 1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9,
                                      1e8, 1e7,  1e6,  1e5,  1e4,  1e3,  1e2,  1e1};
  // The last lanes of a group, by their number; none for a text that is too long.
  static const uint16_t last_lanes[CSV_DECIMAL_LENGTH + 2] = {
      0x0000, 0x8000, 0xC000, 0xE000, 0xF000, 0xF800, 0xFC00, 0xFE00, 0xFF00,
      0xFF80, 0xFFC0, 0xFFE0, 0xFFF0, 0xFFF8, 0xFFFC, 0xFFFE, 0xFFFF, 0x0000};
  csv_text_u8 texts[CSV_DECIMALS];
  uint64_t text_mask = 0;
  for (int i = 0; i < CSV_DECIMALS; i++) {
    memcpy(texts + i, ends[i] - 16, 16);
    uint32_t length = lengths[i] <= CSV_DECIMAL_LENGTH ? lengths[i] : CSV_DECIMAL_LENGTH + 1;
    text_mask |= (uint64_t)last_lanes[length] << 16 * i;
  }
  csv_pair_u8 first = __builtin_shufflevector(texts[0], texts[1], CSV_LANES_16(0), CSV_LANES_16(16));
  csv_pair_u8 second = __builtin_shufflevector(texts[2], texts[3], CSV_LANES_16(0), CSV_LANES_16(16));
  csv_lanes_u8 bytes = __builtin_shufflevector(first, second, CSV_LANES_16(0), CSV_LANES_16(16),
                                               CSV_LANES_16(32), CSV_LANES_16(48));

  uint64_t minus = csv_mask_of_lanes((csv_lanes_u8)(bytes == '-')) & csv_lowest_of_groups(text_mask);
  uint64_t unsigned_mask = text_mask & ~minus;
  uint64_t points = csv_mask_of_lanes((csv_lanes_u8)(bytes == '.')) & unsigned_mask;
  // A point in the last lane stays, and fails as a digit; so does the latter one of two.
  points &= UINT64_C(0x7FFF7FFF7FFF7FFF);
  uint64_t has_point = (points + UINT64_C(0x7FFF7FFF7FFF7FFF)) >> 15 & UINT64_C(0x0001000100010001);
  uint64_t through_point = (points << 1) - has_point;
  uint64_t digit_mask = unsigned_mask & ~(csv_lowest_of_groups(unsigned_mask) & has_point * 0xFFFF);

  // The digits before the point move one lane towards those behind it.
  const csv_lanes_u8 zero = 0;
  csv_lanes_u8 moved = __builtin_shufflevector(
      zero, bytes, 0, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 0, 80, 81, 82, 83,
      84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 0, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105,
      106, 107, 108, 109, 110, 0, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124,
      125, 126);
  csv_lanes_u8 choice = csv_lanes_of_mask(through_point);
  csv_lanes_u8 digits = ((choice & moved) | (~choice & bytes)) - '0';
  digits &= csv_lanes_of_mask(digit_mask);
  uint64_t other = csv_mask_of_lanes((csv_lanes_u8)(digits > 9));

  // upper * 10^8 is exact, being less than 2^53 times 2^8; so the sum is rounded once. With a point it is
  // below 10^15, exact, and the quotient is rounded once (Clinger 1990).
  csv_lanes_u64 halves = csv_join_digits(digits);
  csv_four_i32 upper = __builtin_convertvector(
      __builtin_shufflevector(halves, halves, 0, 2, 4, 6), csv_four_i32);
  csv_four_i32 lower = __builtin_convertvector(
      __builtin_shufflevector(halves, halves, 1, 3, 5, 7), csv_four_i32);
  csv_four_double all = __builtin_convertvector(upper, csv_four_double) * 1e8 +
                        __builtin_convertvector(lower, csv_four_double);
  csv_four_double divisor;
  for (int i = 0; i < CSV_DECIMALS; i++)
    divisor[i] = divisors[__builtin_popcountll(through_point >> 16 * i & 0xFFFF)];
  csv_four_double quotient = all / divisor;
  const csv_four_u64 groups = {0xFFFF, UINT64_C(0xFFFF) << 16, UINT64_C(0xFFFF) << 32,
                               UINT64_C(0xFFFF) << 48};
  csv_four_u64 negative = (csv_four_u64)((groups & minus) != 0) << 63;
  csv_four_u64 result = (csv_four_u64)quotient | negative;
  memcpy(values, &result, sizeof result);
  // A text without digits has none in its last lane.
  return other | (~digit_mask & UINT64_C(0x8000800080008000));
}

#pragma clang diagnostic pop

#endif
