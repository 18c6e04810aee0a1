// What the elementary functions are made of: bits, polynomials, and sums and products whose rounding
// errors are kept (Dekker 1971, "A floating-point technique for extending the available precision").
// None of it uses a fused multiply-add, which not every processor has.
#ifndef CGBDT_MATH_PAIRS_H
#define CGBDT_MATH_PAIRS_H

#include <stdint.h>
#include <string.h>

#include "cgbdt_variants.h"

#define CGBDT_NAN __builtin_nan("")
#define CGBDT_INFINITY __builtin_inf()

// Adding and subtracting it rounds a double of magnitude below 2^51 to the nearest integer; between,
// the low bits of the sum are that integer.
#define CGBDT_ROUNDER 0x1.8p52

// ln 2 in two parts: k * CGBDT_LN2_HIGH is exact for |k| < 2^21.
#define CGBDT_LN2_HIGH 0x1.62e42ff000000p-1
#define CGBDT_LN2_LOW -0x1.718432a1b0e26p-35

// A number as the unevaluated sum of two doubles.
typedef struct {
  double high, low;
} CGBDTPair;

CGBDT_INLINE uint64_t cgbdt_bits(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

CGBDT_INLINE double cgbdt_from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// coefficients[0] + coefficients[1] z + ... by Horner's rule.
CGBDT_INLINE double cgbdt_polynomial(const double *coefficients, int count, double z) {
  double sum = coefficients[count - 1];
#pragma clang loop unroll(full)
  for (int i = count - 2; i >= 0; i--) sum = sum * z + coefficients[i];
  return sum;
}

// a + b without error (Knuth).
CGBDT_INLINE CGBDTPair cgbdt_two_sum(double a, double b) {
  double sum = a + b;
  double b_part = sum - a;
  return (CGBDTPair){sum, (a - (sum - b_part)) + (b - b_part)};
}

// The 26 high bits of the significand.
CGBDT_INLINE double cgbdt_high_half(double value) {
  return cgbdt_from_bits(cgbdt_bits(value) & ~(uint64_t)0x7FFFFFF);
}

// a * b with an error below 2^-104 of it.
CGBDT_INLINE CGBDTPair cgbdt_two_product(double a, double b) {
  double product = a * b;
  double a_high = cgbdt_high_half(a), b_high = cgbdt_high_half(b);
  double a_low = a - a_high, b_low = b - b_high;
  double error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low;
  return (CGBDTPair){product, error};
}

// 2^exponent for exponents in -1022..1023, given the exponent + 1023.
CGBDT_INLINE double cgbdt_power_of_two(uint64_t biased_exponent) {
  return cgbdt_from_bits(biased_exponent << 52);
}

#endif
