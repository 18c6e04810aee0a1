#include "cgbdt_objectives.h"

#include <stddef.h>

#include "logistic.h"
#include "math_exp_log.h"

// Beyond these, derivatives of rates would overflow once multiplied by labels and weights. A gradient
// of e^350, 1e152, is refused by training anyway.
#define RATE_LIMIT 350.0
#define LINK_LIMIT 700.0

CGBDT_INLINE double drawn_to(double value, double limit) {
  value = value > limit ? limit : value;
  return value < -limit ? -limit : value;
}

CGBDT_INLINE void multiply(
    const double *restrict weights, int64_t count, double *restrict values) {
  for (int64_t i = 0; i < count; i++) values[i] *= weights[i];
}

CGBDT_INLINE void weigh(
    const double *restrict weights, int64_t count, double *restrict gradients,
    double *restrict hessians) {
  if (weights == NULL) return;
  multiply(weights, count, gradients);
  multiply(weights, count, hessians);
}

CGBDT_INLINE void logistic_row(
    double score, double label, double positive_factor, double negative_factor, double *gradient,
    double *hessian) {
  const CGBDTChance chance = cgbdt_chance(score);
  const double factor = label > 0.5 ? positive_factor : negative_factor;
  *gradient = ((1 - label) * chance.p - label * chance.rest) * factor;
  *hessian = chance.p * chance.rest * factor;
}

CGBDT_INLINE void logistic_body(
    const double *restrict scores, const double *restrict labels, const double *restrict weights,
    int64_t count, double positive_factor, double negative_factor, double *restrict gradients,
    double *restrict hessians) {
  for (int64_t i = 0; i < count; i++)
    logistic_row(
        scores[i], labels[i], positive_factor, negative_factor, gradients + i, hessians + i);
  weigh(weights, count, gradients, hessians);
}

CGBDT_VARIANTS(
    void, cgbdt_gradient_logistic,
    (const double *scores, const double *labels, const double *weights, int64_t count,
     double positive_factor, double negative_factor, double *gradients, double *hessians),
    (scores, labels, weights, count, positive_factor, negative_factor, gradients, hessians),
    logistic_body)

CGBDT_INLINE void one_vs_all_body(
    const double *restrict scores, const double *restrict labels, const double *restrict weights,
    int64_t count, double positive, double positive_factor, double negative_factor,
    double *restrict gradients, double *restrict hessians) {
  for (int64_t i = 0; i < count; i++)
    logistic_row(
        scores[i], labels[i] == positive ? 1 : 0, positive_factor, negative_factor, gradients + i,
        hessians + i);
  weigh(weights, count, gradients, hessians);
}

CGBDT_VARIANTS(
    void, cgbdt_gradient_one_vs_all,
    (const double *scores, const double *labels, const double *weights, int64_t count,
     double positive, double positive_factor, double negative_factor, double *gradients,
     double *hessians),
    (scores, labels, weights, count, positive, positive_factor, negative_factor, gradients,
     hessians),
    one_vs_all_body)

CGBDT_INLINE void poisson_body(
    const double *restrict scores, const double *restrict labels, const double *restrict weights,
    int64_t count, double hessian_factor, double *restrict gradients, double *restrict hessians) {
  for (int64_t i = 0; i < count; i++) {
    const double rate = cgbdt_exp_one(drawn_to(scores[i], RATE_LIMIT));
    gradients[i] = rate - labels[i];
    hessians[i] = rate * hessian_factor;
  }
  weigh(weights, count, gradients, hessians);
}

CGBDT_VARIANTS(
    void, cgbdt_gradient_poisson,
    (const double *scores, const double *labels, const double *weights, int64_t count,
     double hessian_factor, double *gradients, double *hessians),
    (scores, labels, weights, count, hessian_factor, gradients, hessians), poisson_body)

CGBDT_INLINE void gamma_body(
    const double *restrict scores, const double *restrict labels, const double *restrict weights,
    int64_t count, double *restrict gradients, double *restrict hessians) {
  for (int64_t i = 0; i < count; i++) {
    const double ratio = labels[i] * cgbdt_exp_one(-drawn_to(scores[i], RATE_LIMIT));
    gradients[i] = 1 - ratio;
    hessians[i] = ratio;
  }
  weigh(weights, count, gradients, hessians);
}

CGBDT_VARIANTS(
    void, cgbdt_gradient_gamma,
    (const double *scores, const double *labels, const double *weights, int64_t count,
     double *gradients, double *hessians),
    (scores, labels, weights, count, gradients, hessians), gamma_body)

CGBDT_INLINE void tweedie_body(
    const double *restrict scores, const double *restrict labels, const double *restrict weights,
    int64_t count, double power, double *restrict gradients, double *restrict hessians) {
  const double above = power - 1, below = 2 - power;
  for (int64_t i = 0; i < count; i++) {
    const double score = drawn_to(scores[i], RATE_LIMIT);
    const double growing = cgbdt_exp_one(below * score);
    const double falling = labels[i] * cgbdt_exp_one(-above * score);
    gradients[i] = growing - falling;
    hessians[i] = below * growing + above * falling;
  }
  weigh(weights, count, gradients, hessians);
}

CGBDT_VARIANTS(
    void, cgbdt_gradient_tweedie,
    (const double *scores, const double *labels, const double *weights, int64_t count, double power,
     double *gradients, double *hessians),
    (scores, labels, weights, count, power, gradients, hessians), tweedie_body)

// Rows of which maximum and sum are kept at a time, class after class.
#define SOFTMAX_ROWS 64

// The softmax of at most SOFTMAX_ROWS rows. The sum goes from the first class to the last.
CGBDT_INLINE void softmax_rows(
    const double *scores, int64_t score_stride, int64_t class_count, int64_t rows, double *chances,
    int64_t chance_stride) {
  double largest[SOFTMAX_ROWS], sums[SOFTMAX_ROWS] = {0};
  for (int64_t i = 0; i < rows; i++) largest[i] = scores[i];
  for (int64_t k = 1; k < class_count; k++)
    for (int64_t i = 0; i < rows; i++) {
      const double score = scores[k * score_stride + i];
      largest[i] = score > largest[i] ? score : largest[i];
    }
  for (int64_t k = 0; k < class_count; k++)
    for (int64_t i = 0; i < rows; i++) {
      const double e = cgbdt_exp_one(scores[k * score_stride + i] - largest[i]);
      chances[k * chance_stride + i] = e;
      sums[i] += e;
    }
  for (int64_t i = 0; i < rows; i++) sums[i] = 1 / sums[i];
  for (int64_t k = 0; k < class_count; k++)
    for (int64_t i = 0; i < rows; i++) chances[k * chance_stride + i] *= sums[i];
}

CGBDT_INLINE void softmax_gradient_body(
    const double *restrict scores, int64_t score_stride, int64_t class_count,
    const double *restrict labels, const double *restrict weights, int64_t count,
    double hessian_factor, double *restrict gradients, double *restrict hessians) {
  for (int64_t first = 0; first < count; first += SOFTMAX_ROWS) {
    const int64_t rows = count - first < SOFTMAX_ROWS ? count - first : SOFTMAX_ROWS;
    softmax_rows(scores + first, score_stride, class_count, rows, gradients + first, count);
    for (int64_t k = 0; k < class_count; k++) {
      double *restrict gradient = gradients + k * count + first;
      double *restrict hessian = hessians + k * count + first;
      for (int64_t i = 0; i < rows; i++) {
        const double p = gradient[i];
        hessian[i] = p * (1 - p) * hessian_factor;
        gradient[i] = labels[first + i] == (double)k ? p - 1 : p;
      }
      if (weights != NULL) weigh(weights + first, rows, gradient, hessian);
    }
  }
}

CGBDT_VARIANTS(
    void, cgbdt_gradient_softmax,
    (const double *scores, int64_t score_stride, int64_t class_count, const double *labels,
     const double *weights, int64_t count, double hessian_factor, double *gradients,
     double *hessians),
    (scores, score_stride, class_count, labels, weights, count, hessian_factor, gradients,
     hessians),
    softmax_gradient_body)

CGBDT_INLINE void link_exp_body(double *restrict values, int64_t count) {
  for (int64_t i = 0; i < count; i++) values[i] = cgbdt_exp_one(drawn_to(values[i], LINK_LIMIT));
}

CGBDT_VARIANTS(
    void, cgbdt_link_exp, (double *values, int64_t count), (values, count), link_exp_body)

CGBDT_INLINE void link_logistic_body(double *restrict values, int64_t count) {
  for (int64_t i = 0; i < count; i++) values[i] = cgbdt_chance(values[i]).p;
}

CGBDT_VARIANTS(
    void, cgbdt_link_logistic, (double *values, int64_t count), (values, count),
    link_logistic_body)

CGBDT_INLINE void link_softmax_body(double *values, int64_t class_count, int64_t count) {
  for (int64_t first = 0; first < count; first += SOFTMAX_ROWS) {
    const int64_t rows = count - first < SOFTMAX_ROWS ? count - first : SOFTMAX_ROWS;
    softmax_rows(values + first, count, class_count, rows, values + first, count);
  }
}

CGBDT_VARIANTS(
    void, cgbdt_link_softmax, (double *values, int64_t class_count, int64_t count),
    (values, class_count, count), link_softmax_body)
