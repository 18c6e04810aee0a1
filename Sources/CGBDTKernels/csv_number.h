// Private: decimal text to integers and doubles, inlined into the column loops.
#ifndef CSV_NUMBER_H
#define CSV_NUMBER_H

#include <stdint.h>
#include <string.h>

#include "cgbdt_csv_value.h"
#include "cgbdt_variants.h"

/// Largest power of five that fits 64 bits.
enum { CSV_LARGEST_POWER_OF_FIVE = 27 };

CGBDT_INLINE uint64_t csv_power_of_five(int32_t exponent) {
  static const uint64_t powers[CSV_LARGEST_POWER_OF_FIVE + 1] = {
      UINT64_C(1),
      UINT64_C(5),
      UINT64_C(25),
      UINT64_C(125),
      UINT64_C(625),
      UINT64_C(3125),
      UINT64_C(15625),
      UINT64_C(78125),
      UINT64_C(390625),
      UINT64_C(1953125),
      UINT64_C(9765625),
      UINT64_C(48828125),
      UINT64_C(244140625),
      UINT64_C(1220703125),
      UINT64_C(6103515625),
      UINT64_C(30517578125),
      UINT64_C(152587890625),
      UINT64_C(762939453125),
      UINT64_C(3814697265625),
      UINT64_C(19073486328125),
      UINT64_C(95367431640625),
      UINT64_C(476837158203125),
      UINT64_C(2384185791015625),
      UINT64_C(11920928955078125),
      UINT64_C(59604644775390625),
      UINT64_C(298023223876953125),
      UINT64_C(1490116119384765625),
      UINT64_C(7450580596923828125),
  };
  return powers[exponent];
}

/// The double nearest to (`top` + a fraction) * 2^exponent, ties to even, where the fraction is in [0, 1)
/// and `sticky` says whether it is above 0. `top` is at least 2^62 or else `sticky` is 0; the result is a normal number.
CGBDT_INLINE double csv_round(uint64_t top, int sticky, int32_t exponent) {
  int32_t shift = __builtin_clzll(top);
  top <<= shift;
  exponent -= shift;
  uint64_t mantissa = top >> 11;
  uint64_t rest = top & 0x7FF;
  // No branch: which way a number is rounded cannot be predicted.
  mantissa += (rest > 0x400) | ((rest == 0x400) & ((sticky != 0) | (mantissa & 1)));
  // A mantissa of 2^53 carries into the exponent, as it should.
  uint64_t bits = ((uint64_t)(exponent + 11 + 1075) << 52) + (mantissa - (UINT64_C(1) << 52));
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// digits / 10^places, correctly rounded, for digits above 0 and places up to CSV_LARGEST_POWER_OF_FIVE.
CGBDT_INLINE double csv_divide_by_power_of_ten(uint64_t digits, int32_t places) {
  // A quotient of 63 or 64 bits and whether a remainder is left say everything about rounding.
  int32_t shift = __builtin_clzll(digits);
  uint64_t power = csv_power_of_five(places);
  int32_t power_shift = __builtin_clzll(power);
  uint64_t divisor = power << power_shift;
  unsigned __int128 dividend = (unsigned __int128)(digits << shift) << 63;
#if defined(__x86_64__)
  // The dividend's upper half is below 2^63 and the divisor is not: the quotient fits.
  uint64_t quotient, remainder;
  __asm__("divq %4"
          : "=a"(quotient), "=d"(remainder)
          : "a"((uint64_t)dividend), "d"((uint64_t)(dividend >> 64)), "r"(divisor)
          : "cc");
#else
  uint64_t quotient = (uint64_t)(dividend / divisor);
  uint64_t remainder = (uint64_t)(dividend % divisor);
#endif
  return csv_round(quotient, remainder != 0, power_shift - shift - 63 - places);
}

/// digits * 10^exponent, correctly rounded; returns CGBDT_CSV_UNPROVEN where this cannot be had from
/// 128-bit integers.
CGBDT_INLINE int32_t csv_decimal_to_double(uint64_t digits, int64_t exponent, double *value) {
  static const double powers_of_ten[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                           1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                           1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  if (digits == 0) {
    *value = 0;
    return CGBDT_CSV_VALID;
  }
  // Both operands are exact doubles, so the one operation rounds correctly (Clinger 1990).
  if (digits <= UINT64_C(1) << 53 && exponent >= -22 && exponent <= 22) {
    *value = exponent < 0 ? (double)digits / powers_of_ten[-exponent]
                          : (double)digits * powers_of_ten[exponent];
    return CGBDT_CSV_VALID;
  }
  if (exponent < -CSV_LARGEST_POWER_OF_FIVE || exponent > CSV_LARGEST_POWER_OF_FIVE)
    return CGBDT_CSV_UNPROVEN;
  if (exponent >= 0) {
    int32_t shift = __builtin_clzll(digits);
    // digits * 5^exponent is exact in 128 bits.
    unsigned __int128 product =
        (unsigned __int128)(digits << shift) * csv_power_of_five((int32_t)exponent);
    uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;
    int32_t binary = (int32_t)exponent - shift;
    if (high == 0) {
      *value = csv_round(low, 0, binary);
    } else {
      int32_t gap = __builtin_clzll(high);
      uint64_t top = (uint64_t)(product << gap >> 64);
      *value = csv_round(top, (low << gap) != 0, binary + 64 - gap);
    }
    return CGBDT_CSV_VALID;
  }
  *value = csv_divide_by_power_of_ten(digits, (int32_t)-exponent);
  return CGBDT_CSV_VALID;
}

/// Whether eight bytes, the first lowest, are all digits: the upper halves are 3, before and after 6 is
/// added to the lower ones.
CGBDT_INLINE int csv_are_digits(uint64_t bytes) {
  const uint64_t upper = UINT64_C(0xF0F0F0F0F0F0F0F0), three = UINT64_C(0x3030303030303030);
  return (bytes & upper) == three &&
         ((bytes + UINT64_C(0x0606060606060606)) & upper) == three;
}

/// Eight digits, the first lowest, as a number: neighbours are joined in pairs, fours, and all.
CGBDT_INLINE uint64_t csv_eight_digits(uint64_t bytes) {
  bytes &= UINT64_C(0x0F0F0F0F0F0F0F0F);
  bytes = (bytes * 10 + (bytes >> 8)) & UINT64_C(0x00FF00FF00FF00FF);
  bytes = (bytes * 100 + (bytes >> 16)) & UINT64_C(0x0000FFFF0000FFFF);
  return (bytes * 10000 + (bytes >> 32)) & UINT64_C(0xFFFFFFFF);
}

/// Appends the digits from `text` on to `*digits`, modulo 2^64; returns where they end.
CGBDT_INLINE const uint8_t *csv_take_digits(const uint8_t *text, const uint8_t *end,
                                            uint64_t *digits) {
  uint64_t sum = *digits;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  while (end - text >= 8) {
    uint64_t bytes;
    memcpy(&bytes, text, sizeof bytes);
    if (!csv_are_digits(bytes)) break;
    sum = sum * 100000000 + csv_eight_digits(bytes);
    text += 8;
  }
#endif
  while (text < end) {
    uint8_t digit = (uint8_t)(*text - '0');
    if (digit > 9) break;
    sum = sum * 10 + digit;
    text++;
  }
  *digits = sum;
  return text;
}

CGBDT_INLINE int32_t csv_number(const uint8_t *text, const uint8_t *end, double *value) {
  int negative = 0;
  if (text < end && (*text == '-' || *text == '+')) negative = *text++ == '-';
  uint64_t digits = 0;
  const uint8_t *first = text;
  text = csv_take_digits(text, end, &digits);
  int64_t digit_count = text - first;
  int64_t exponent = 0;
  if (text < end && *text == '.') {
    const uint8_t *fraction = ++text;
    text = csv_take_digits(text, end, &digits);
    exponent = fraction - text;
    digit_count -= exponent;
  }
  if (digit_count == 0) return CGBDT_CSV_INVALID;
  const uint8_t *last = text;
  if (text < end && (*text | 0x20) == 'e') {
    text++;
    int negative_exponent = 0;
    if (text < end && (*text == '-' || *text == '+')) negative_exponent = *text++ == '-';
    const uint8_t *exponent_first = text;
    uint64_t written = 0;
    text = csv_take_digits(text, end, &written);
    if (text == exponent_first) return CGBDT_CSV_INVALID;
    // More digits would wrap; leading zeros aside the number is out of range then.
    if (text - exponent_first > 18) return text == end ? CGBDT_CSV_UNPROVEN : CGBDT_CSV_INVALID;
    exponent += negative_exponent ? -(int64_t)written : (int64_t)written;
  }
  if (text != end) return CGBDT_CSV_INVALID;
  if (digit_count > 19) {
    while (first < last && (*first == '0' || *first == '.')) digit_count -= *first++ == '0';
    if (digit_count > 19) return CGBDT_CSV_UNPROVEN;
  }
  int32_t status = csv_decimal_to_double(digits, exponent, value);
  if (negative) *value = -*value;
  return status;
}

CGBDT_INLINE int32_t csv_integer(const uint8_t *text, const uint8_t *end, int64_t *value) {
  int negative = 0;
  if (text < end && (*text == '-' || *text == '+')) negative = *text++ == '-';
  if (text == end) return CGBDT_CSV_INVALID;
  while (end - text > 19 && *text == '0') text++;
  // 19 digits cannot wrap 64 bits.
  if (end - text > 19) return CGBDT_CSV_INVALID;
  uint64_t digits = 0;
  if (csv_take_digits(text, end, &digits) != end || digits > INT64_MAX) return CGBDT_CSV_INVALID;
  *value = negative ? -(int64_t)digits : (int64_t)digits;
  return CGBDT_CSV_VALID;
}

#endif
