// The logistic function of one number, to be inlined into loops that the compiler vectorises.
#ifndef CGBDT_LOGISTIC_H
#define CGBDT_LOGISTIC_H

#include "math_exp_log.h"

// p = 1 / (1 + e^-score) and 1 - p, each to full precision: e^-|score| cannot overflow.
typedef struct {
  double p, rest;
} CGBDTChance;

CGBDT_INLINE CGBDTChance cgbdt_chance(double score) {
  const double e = cgbdt_exp_one(-__builtin_fabs(score));
  const double large = 1 / (1 + e);
  const double small = e * large;
  return score >= 0 ? (CGBDTChance){large, small} : (CGBDTChance){small, large};
}

#endif
