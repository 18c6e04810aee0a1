// First and second derivatives of losses whose raw scores go through exp, and the links of such
// objectives. The loss is stated with each; with weights its derivatives are multiplied by the row's
// weight in the end.
//
// All arrays are of doubles, and those that are written overlap no other. `weights` may be NULL (no
// multiplication). Scores are finite and may be of any magnitude, labels lie within 1e100 of 0 and
// weights in 0...1e30: nothing is NaN or infinite then. Every operation rounds once, exp is that of
// cgbdt_math.h, so all variants give equal bits.
#ifndef CGBDT_OBJECTIVES_H
#define CGBDT_OBJECTIVES_H

#include <stdint.h>

#include "cgbdt_declare.h"

/// Cross entropy of the label and p = 1 / (1 + e^-score): -label log p - (1 - label) log(1 - p), times
/// `positive_factor` for labels above 1/2, else `negative_factor`. Labels lie in 0...1. The gradient is
/// p - label, without loss of digits at both ends; the hessian is p (1 - p).
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_gradient_logistic,
    (const double *scores, const double *labels, const double *weights, int64_t count,
     double positive_factor, double negative_factor, double *gradients, double *hessians));

/// As cgbdt_gradient_logistic, of the label 1 for rows whose label is `positive`, else 0.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_gradient_one_vs_all,
    (const double *scores, const double *labels, const double *weights, int64_t count,
     double positive, double positive_factor, double negative_factor, double *gradients,
     double *hessians));

/// Poisson: e^s - label s, with s the score drawn to -350...350. The gradient is e^s - label, the
/// hessian e^s times `hessian_factor`, in 1...1e30.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_gradient_poisson,
    (const double *scores, const double *labels, const double *weights, int64_t count,
     double hessian_factor, double *gradients, double *hessians));

/// Gamma: s + label e^-s, s as for Poisson. The gradient is 1 - label e^-s, the hessian label e^-s.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_gradient_gamma,
    (const double *scores, const double *labels, const double *weights, int64_t count,
     double *gradients, double *hessians));

/// Tweedie of variance power r, in 1...2: e^((2-r)s) / (2-r) - label e^((1-r)s) / (1-r), s as for
/// Poisson. The gradient is e^((2-r)s) - label e^((1-r)s), the hessian
/// (2-r) e^((2-r)s) + label (r-1) e^((1-r)s).
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_gradient_tweedie,
    (const double *scores, const double *labels, const double *weights, int64_t count, double power,
     double *gradients, double *hessians));

/// Softmax: -log p[label] with p[k] = e^scores[k] / sum of e^scores. Labels are whole numbers in
/// 0..<class_count. The gradient is p[k] - [k = label], the hessian p[k] (1 - p[k]) times
/// `hessian_factor`. Scores of class k lie at k * score_stride, gradients and hessians at k * count.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_gradient_softmax,
    (const double *scores, int64_t score_stride, int64_t class_count, const double *labels,
     const double *weights, int64_t count, double hessian_factor, double *gradients,
     double *hessians));

/// values[i] = e^values[i], the exponent drawn to -700...700: finite and above 0.
CGBDT_DECLARE_VARIANTS(void, cgbdt_link_exp, (double *values, int64_t count));

/// values[i] = 1 / (1 + e^-values[i]).
CGBDT_DECLARE_VARIANTS(void, cgbdt_link_logistic, (double *values, int64_t count));

/// Scores of `class_count` classes, those of class k at k * count, become their softmax.
CGBDT_DECLARE_VARIANTS(
    void, cgbdt_link_softmax, (double *values, int64_t class_count, int64_t count));

#endif
