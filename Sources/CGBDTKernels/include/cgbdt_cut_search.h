// The best cut of a node by one numeric feature, from the feature's histogram.
//
// Gains are computed in doubles from exact integer sums, always by the same operations in the same
// order, so that every variant finds the same cut and the same bits:
//
//   G = (double)gradient * gradient_quantum          H = (double)hessian * hessian_quantum
//   score = T(G) T(G) / (H + lambda_l2)              |T(G)| = max(|G| - lambda_l1, 0)
//   gain = (score(left) + score(right)) - score(node)
#ifndef CGBDT_CUT_SEARCH_H
#define CGBDT_CUT_SEARCH_H

#include <stdint.h>

#include "cgbdt_declare.h"

/// Exact sums over the rows of a node, or of a part of it.
typedef struct {
  int64_t gradient;
  /// The row count where every hessian is 1.
  int64_t hessian;
  int64_t count;
} cgbdt_node_sums;

/// What a legal split is, and what it gains. Nothing is NaN or negative; the quanta are not 0.
typedef struct {
  /// What an integer of the gradient and of the hessian lane is worth.
  double gradient_quantum;
  double hessian_quantum;
  double lambda_l1;
  double lambda_l2;
  /// Gains must exceed it.
  double min_gain;
  /// Of each child.
  double min_hessian;
  /// Of each child; at least 1.
  int64_t min_count;
} cgbdt_gain_rules;

/// Bins 1 ... bin go left, and bin 0, the missing values, if missing_left is 1.
typedef struct {
  double gain;
  /// 0: no cut is legal, or none gains enough; nothing else is defined then.
  int32_t bin;
  int32_t missing_left;
  /// Of the rows that go left.
  cgbdt_node_sums left;
} cgbdt_cut;

/// The cut of the largest finite gain; of equal gains the one at the lowest bin, and there the one
/// with missing rows on the right.
///
/// Bins without hessian make no cut of their own. Missing rows without hessian have no say: they go
/// to the side with the larger sum of hessians, to the left one of equals.
///
/// - gradients, hessians, counts: the lanes of the feature's histogram, `bin_count` entries from
///   bin 0. hessians NULL: the counts. Hessians and counts are not negative; a bin without rows has
///   gradient and hessian 0; every sum over bins fits 64 bits.
/// - node: the sums over all bins, bin 0 too.
CGBDT_DECLARE_VARIANTS(
    cgbdt_cut, cgbdt_cut_search,
    (const int64_t *gradients, const int64_t *hessians, const int64_t *counts, int64_t bin_count,
     const cgbdt_node_sums *node, const cgbdt_gain_rules *rules));

#endif
