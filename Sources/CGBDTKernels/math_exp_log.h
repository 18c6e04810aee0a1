// exp, log and pow of one number, to be inlined into loops that the compiler vectorises.
#ifndef CGBDT_MATH_EXP_LOG_H
#define CGBDT_MATH_EXP_LOG_H

#include "math_pairs.h"

// e^(high + low), where |low| is a rounding error of high. NaN for NaN.
//
// With k = round(high / ln 2) the rest r is at most ln 2 / 2, where thirteen terms of Taylor's series
// are good to 2^-57; then times 2^k in two steps, for results at both ends of the range.
CGBDT_INLINE double cgbdt_exp_pair(double high, double low) {
  static const double series[12] = {
      1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880,
      1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600, 1.0 / 6227020800};
  // Beyond these the result is infinity or zero all the same.
  low = high > 710 || high < -746 ? 0 : low;
  high = high > 710 ? 710 : high;
  high = high < -746 ? -746 : high;
  double shifted = high * 0x1.71547652b82fep+0 + CGBDT_ROUNDER;
  double k = shifted - CGBDT_ROUNDER;
  double rest = high - k * CGBDT_LN2_HIGH;
  double correction = low - k * CGBDT_LN2_LOW;
  double r = rest + correction;
  double r_low = (rest - r) + correction;
  double tail = r_low * (1 + r) + r * r * cgbdt_polynomial(series, 12, r);
  double power = 1 + (r + tail);
  // k + 2048, halved: k is in -1077...1025, so both exponents are in a normal double's range.
  uint64_t biased = cgbdt_bits(shifted) - cgbdt_bits(CGBDT_ROUNDER) + 2048;
  uint64_t half = biased >> 1;
  return power * cgbdt_power_of_two(half - 1024 + 1023)
      * cgbdt_power_of_two(biased - half - 1024 + 1023);
}

CGBDT_INLINE double cgbdt_exp_one(double x) {
  double result = cgbdt_exp_pair(x, 0);
  return x != x ? CGBDT_NAN : result;
}

// x = 2^k * m with m in [sqrt(1/2), sqrt(2)), for positive finite x.
typedef struct {
  double k, m;
} CGBDTScaled;

CGBDT_INLINE CGBDTScaled cgbdt_scaled(double x) {
  const uint64_t root_half = 0x3FE6A09E667F3BCD;  // bits of sqrt(1/2)
  int subnormal = x < 0x1p-1022;
  uint64_t bits = cgbdt_bits(subnormal ? x * 0x1p54 : x);
  bits += 0x3FF0000000000000 - root_half;
  // 2^52 + exponent, as a double's bits: converts the exponent without integer instructions that AVX2
  // lacks.
  double exponent = cgbdt_from_bits((bits >> 52) | 0x4330000000000000) - (0x1p52 + 1023);
  double m = cgbdt_from_bits((bits & 0xFFFFFFFFFFFFF) + root_half);
  return (CGBDTScaled){subnormal ? exponent - 54 : exponent, m};
}

// With f = m - 1 and s = f / (2 + f): log m = 2 s + s R(s^2), R(z) = 2 z/3 + 2 z^2/5 + ...; ten terms are
// good to 2^-60 as z < 0.0295. 2 s is written as f - f^2/2 + s f^2/2, whose first term is exact.
CGBDT_INLINE double cgbdt_log_one(double x) {
  static const double series[10] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11,
                                    2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21};
  CGBDTScaled scaled = cgbdt_scaled(x);
  double f = scaled.m - 1;
  double s = f / (2 + f);
  double z = s * s;
  double remainder = z * cgbdt_polynomial(series, 10, z);
  double half_square = 0.5 * f * f;
  double small = s * (half_square + remainder) + scaled.k * CGBDT_LN2_LOW;
  double result = scaled.k * CGBDT_LN2_HIGH - ((half_square - small) - f);
  result = x > 0 ? result : CGBDT_NAN;
  return x == CGBDT_INFINITY ? x : result;
}

// log x with a relative error below 2^-64, for positive finite x: the series of cgbdt_log_one, with
// the leading terms in pairs.
CGBDT_INLINE CGBDTPair cgbdt_log_pair(double x) {
  static const double series[10] = {1.0 / 5,  1.0 / 7,  1.0 / 9,  1.0 / 11, 1.0 / 13,
                                    1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23};
  CGBDTScaled scaled = cgbdt_scaled(x);
  double f = scaled.m - 1;
  CGBDTPair divisor = cgbdt_two_sum(1, scaled.m);
  double s = f / divisor.high;
  CGBDTPair back = cgbdt_two_product(s, divisor.high);
  double s_low = (((f - back.high) - back.low) - s * divisor.low) / divisor.high;
  CGBDTPair z = cgbdt_two_product(s, s);
  double z_low = z.low + 2 * s * s_low;
  // u = 1/3 + z/5 + z^2/7 + ...
  CGBDTPair u = cgbdt_two_sum(1.0 / 3, z.high * cgbdt_polynomial(series, 10, z.high));
  double u_low = u.low + 0x1.5555555555555p-56;  // 1/3 less the double 1.0 / 3
  CGBDTPair v = cgbdt_two_product(z.high, u.high);
  double v_low = v.low + (z.high * u_low + z_low * u.high);
  CGBDTPair w = cgbdt_two_product(s, v.high);
  double w_low = w.low + (s * v_low + s_low * v.high);
  // log x = k ln 2 + 2 s + 2 w, largest first.
  CGBDTPair first = cgbdt_two_sum(scaled.k * CGBDT_LN2_HIGH, 2 * s);
  CGBDTPair second = cgbdt_two_sum(first.high, 2 * w.high);
  double low = (first.low + second.low) + (scaled.k * CGBDT_LN2_LOW + 2 * (s_low + w_low));
  return cgbdt_two_sum(second.high, low);
}

// |x|^y = e^(y log |x|); the sign and the special cases come after.
CGBDT_INLINE double cgbdt_pow_one(double x, double y) {
  double magnitude = __builtin_fabs(x);
  // |log x| is at least 2^-53 unless x is 1: beyond 2^64 only the sign of y matters.
  double exponent = y > 0x1p64 ? 0x1p64 : y;
  exponent = exponent < -0x1p64 ? -0x1p64 : exponent;
  CGBDTPair logarithm = cgbdt_log_pair(magnitude);
  CGBDTPair product = cgbdt_two_product(exponent, logarithm.high);
  double result = cgbdt_exp_pair(product.high, product.low + exponent * logarithm.low);

  double at_zero = y > 0 ? 0 : CGBDT_INFINITY;
  double at_infinity = y > 0 ? CGBDT_INFINITY : 0;
  result = magnitude == 0 ? at_zero : result;
  result = magnitude == CGBDT_INFINITY ? at_infinity : result;
  result = y == 0 ? 1 : result;

  // Adding 2^52 rounds to an integer; doubles from 2^52 on are integers, from 2^53 on even ones.
  double size = __builtin_fabs(y);
  int integer = size >= 0x1p52 || (size + 0x1p52) - 0x1p52 == size;
  int even = size >= 0x1p53 || (size * 0.5 + 0x1p52) - 0x1p52 == size * 0.5;
  int odd = integer && !even;
  double negative = odd ? -result : result;
  negative = integer || magnitude == CGBDT_INFINITY ? negative : CGBDT_NAN;
  result = x < 0 ? negative : result;
  return x != x || y != y ? CGBDT_NAN : result;
}

#endif
