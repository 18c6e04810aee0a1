// sin, cos, asin and atan2 of one number, to be inlined into loops that the compiler vectorises.
#ifndef CGBDT_MATH_ANGLES_H
#define CGBDT_MATH_ANGLES_H

#include "math_pairs.h"

// x - quadrant * pi/2, for |x| <= 2^29.
typedef struct {
  uint64_t quadrant;  // only the two low bits count
  CGBDTPair rest;     // in [-pi/4, pi/4] and a little more
} CGBDTReduced;

// Cody and Waite 1980: pi/2 in four parts of 24 bits and a rest. Their products with the quadrant, below
// 2^29, are exact, and so are the differences but for the errors that are kept.
CGBDT_INLINE CGBDTReduced cgbdt_reduce(double x) {
  double shifted = x * 0x1.45f306dc9c883p-1 + CGBDT_ROUNDER;
  double quadrant = shifted - CGBDT_ROUNDER;
  double first = x - quadrant * 0x1.921fb6p+0;
  CGBDTPair second = cgbdt_two_sum(first, quadrant * 0x1.777a5cp-25);
  CGBDTPair third = cgbdt_two_sum(second.high, quadrant * 0x1.ee59dap-50);
  CGBDTPair fourth = cgbdt_two_sum(third.high, quadrant * -0x1.98a2ep-77);
  double low = (second.low + third.low) + (fourth.low + quadrant * -0x1.b839a252049c1p-104);
  double high = fourth.high + low;
  return (CGBDTReduced){cgbdt_bits(shifted), {high, (fourth.high - high) + low}};
}

// Sine of the reduced argument moved on by `quarters` quarter turns, by Taylor's series: the terms left
// out are below 2^-57 of the result.
CGBDT_INLINE double cgbdt_sine_of(double x, uint64_t quarters) {
  static const double sine[8] = {-1.0 / 6,           1.0 / 120,           -1.0 / 5040,
                                 1.0 / 362880,       -1.0 / 39916800,     1.0 / 6227020800,
                                 -1.0 / 1307674368000, 1.0 / 355687428096000};
  static const double cosine[8] = {1.0 / 24,           -1.0 / 720,           1.0 / 40320,
                                   -1.0 / 3628800,     1.0 / 479001600,      -1.0 / 87178291200,
                                   1.0 / 20922789888000, -1.0 / 6402373705728000};
  CGBDTReduced reduced = cgbdt_reduce(x);
  double r = reduced.rest.high, r_low = reduced.rest.low;
  double z = r * r;
  double half = 0.5 * z;
  double by_sine = r + (r * z * cgbdt_polynomial(sine, 8, z) + (r_low - r_low * half));
  double one_less = 1 - half;
  double by_cosine =
      one_less + (((1 - one_less) - half) + (z * z * cgbdt_polynomial(cosine, 8, z) - r * r_low));
  uint64_t quadrant = reduced.quadrant + quarters;
  double result = quadrant & 1 ? by_cosine : by_sine;
  result = quadrant & 2 ? -result : result;
  return __builtin_fabs(x) <= 0x1p29 ? result : CGBDT_NAN;
}

CGBDT_INLINE double cgbdt_sin_one(double x) { return cgbdt_sine_of(x, 0); }

CGBDT_INLINE double cgbdt_cos_one(double x) { return cgbdt_sine_of(x, 1); }

// For |x| <= 1/2 a polynomial; beyond, asin x = pi/2 - 2 asin(sqrt((1 - x)/2)).
CGBDT_INLINE double cgbdt_asin_one(double x) {
  // (asin(s)/s - 1)/z with z = s^2 in [0, 1/4], interpolated at Chebyshev's points: good to 2^-57.
  static const double arc[13] = {
      0x1.5555555555556p-3, 0x1.3333333332ecap-4, 0x1.6db6db6e31f13p-5, 0x1.f1c71c1db0623p-6,
      0x1.6e8bb1c8209a2p-6, 0x1.1c4d35cf95421p-6, 0x1.c9cf07674736ap-7, 0x1.782651caa6547p-7,
      0x1.52420b04b37bep-7, 0x1.65a9c4dfcf8b2p-8, 0x1.1d189408314eep-6, -0x1.e6aaa8a0a04ccp-7,
      0x1.d72b2bc8155f8p-6};
  double magnitude = __builtin_fabs(x);
  int large = magnitude > 0.5;
  double z = large ? (1 - magnitude) * 0.5 : magnitude * magnitude;
  double s = large ? __builtin_sqrt(z) : magnitude;
  double bend = s * (z * cgbdt_polynomial(arc, 13, z));
  // s less its high half, from z: more exact than the rounded root.
  double s_high = cgbdt_high_half(s);
  double s_rest = (z - s_high * s_high) / (s + s_high);
  double small_result = s + bend;
  double large_result =
      (0x1.921fb54442d18p+0 - 2 * s_high) + (0x1.1a62633145c07p-54 - 2 * (bend + s_rest));
  // At x = 1 the quotient above is 0/0.
  large_result = magnitude == 1 ? 0x1.921fb54442d18p+0 : large_result;
  double result = large ? large_result : small_result;
  result = x < 0 ? -result : result;
  return magnitude <= 1 ? result : CGBDT_NAN;
}

// Both magnitudes sorted, their quotient is a tangent in [0, 1]; above 1/2 it is turned by pi/4:
// atan(a/b) = pi/4 + atan((a - b)/(a + b)). The octant then gives the multiple of pi/4 to add.
CGBDT_INLINE double cgbdt_atan2_one(double y, double x) {
  // (atan(t)/t - 1)/z with z = t^2 in [0, 1/4], interpolated at Chebyshev's points: good to 2^-59.
  static const double arc[13] = {
      -0x1.5555555555555p-2, 0x1.99999999998e1p-3, -0x1.2492492488296p-3, 0x1.c71c71c01b24cp-4,
      -0x1.745d16026efd7p-4, 0x1.3b138e6372dcap-4, -0x1.110ea50256abfp-4, 0x1.e1a7b2562efc5p-5,
      -0x1.ad44da04adea3p-5, 0x1.7b20b751c966ap-5, -0x1.37d750492dd9bp-5, 0x1.99b4e0c058248p-6,
      -0x1.2dfbaab9786efp-7};
  double y_size = __builtin_fabs(y), x_size = __builtin_fabs(x);
  int steep = y_size > x_size;
  double a = steep ? x_size : y_size;
  double b = steep ? y_size : x_size;
  double at_infinity = a == CGBDT_INFINITY ? 1 : 0;
  a = b == CGBDT_INFINITY ? at_infinity : a;
  b = b == CGBDT_INFINITY || b == 0 ? 1 : b;
  double scale = b > 0x1p1022 ? 0.5 : 1;
  a *= scale;
  b *= scale;
  int turned = a > 0.5 * b;
  double t = (turned ? a - b : a) / (turned ? a + b : b);
  double z = t * t;
  double bend = t * (z * cgbdt_polynomial(arc, 13, z));

  int left = (int)(cgbdt_bits(x) >> 63);
  double turns = turned ? 1 : 0;
  turns = steep ? 2 - turns : turns;
  turns = left ? 4 - turns : turns;
  double direction = steep ? -1 : 1;
  direction = left ? -direction : direction;
  // pi/4 in two parts, the first of 50 bits: its multiples are exact.
  double result = turns * 0x1.921fb54442d18p-1
      + (direction * t + (direction * bend + turns * 0x1.1a62633145c07p-55));
  result = cgbdt_bits(y) >> 63 ? -result : result;
  return x != x || y != y ? CGBDT_NAN : result;
}

#endif
