// The vector variants are one body in Clang's vectors, compiled for four lanes and for eight.
#include "cgbdt_cut_search.h"

#include <float.h>
#include <stddef.h>
#include <string.h>

#include "cgbdt_variants.h"

CGBDT_INLINE cgbdt_node_sums sum(cgbdt_node_sums a, cgbdt_node_sums b) {
  return (cgbdt_node_sums){a.gradient + b.gradient, a.hessian + b.hessian, a.count + b.count};
}

CGBDT_INLINE cgbdt_node_sums difference(cgbdt_node_sums a, cgbdt_node_sums b) {
  return (cgbdt_node_sums){a.gradient - b.gradient, a.hessian - b.hessian, a.count - b.count};
}

CGBDT_INLINE double score(cgbdt_node_sums sums, const cgbdt_gain_rules *rules) {
  const double gradient = (double)sums.gradient * rules->gradient_quantum;
  double magnitude = __builtin_fabs(gradient) - rules->lambda_l1;
  magnitude = magnitude > 0 ? magnitude : 0;
  return magnitude * magnitude /
         ((double)sums.hessian * rules->hessian_quantum + rules->lambda_l2);
}

// With this much hessian a child is legal: min_hessian, but more than 0 if there is no lambda_l2 to
// divide by.
CGBDT_INLINE double least_hessian(const cgbdt_gain_rules *rules) {
  return rules->lambda_l2 > 0 || rules->min_hessian > 0 ? rules->min_hessian : DBL_TRUE_MIN;
}

CGBDT_INLINE int is_legal(cgbdt_node_sums sums, const cgbdt_gain_rules *rules) {
  return sums.count >= rules->min_count &&
         (double)sums.hessian * rules->hessian_quantum >= least_hessian(rules);
}

// Takes this cut if it is legal and better.
CGBDT_INLINE void consider(
    int64_t bin, int32_t missing_left, cgbdt_node_sums left, cgbdt_node_sums node,
    double node_score, const cgbdt_gain_rules *rules, cgbdt_cut *best) {
  const cgbdt_node_sums right = difference(node, left);
  if (!is_legal(left, rules) || !is_legal(right, rules)) return;
  const double gain = score(left, rules) + score(right, rules) - node_score;
  if (gain > best->gain && gain <= DBL_MAX)
    *best = (cgbdt_cut){gain, (int32_t)bin, missing_left, left};
}

CGBDT_INLINE cgbdt_cut search_bins(
    const int64_t *restrict gradients, const int64_t *restrict hessians,
    const int64_t *restrict counts, int64_t bin_count, const cgbdt_node_sums *restrict node_sums,
    const cgbdt_gain_rules *restrict gain_rules) {
  // Copies, which the compiler keeps in registers.
  const cgbdt_node_sums node = *node_sums;
  const cgbdt_gain_rules rules = *gain_rules;
  cgbdt_cut best = {.gain = rules.min_gain, .bin = 0};
  if (bin_count < 2) return best;
  if (hessians == NULL) hessians = counts;
  const double node_score = score(node, &rules);
  const cgbdt_node_sums missing = {gradients[0], hessians[0], counts[0]};
  cgbdt_node_sums below = {0, 0, 0};
  for (int64_t bin = 1; bin < bin_count; bin++) {
    below = sum(below, (cgbdt_node_sums){gradients[bin], hessians[bin], counts[bin]});
    if (hessians[bin] == 0) continue;
    // Later cuts leave even fewer rows on the right.
    if (node.count - below.count < rules.min_count) break;
    if (missing.hessian > 0) {
      consider(bin, 0, below, node, node_score, &rules, &best);
      consider(bin, 1, sum(below, missing), node, node_score, &rules, &best);
    } else {
      const int is_left = below.hessian >= node.hessian - below.hessian;
      consider(bin, 0, is_left ? sum(below, missing) : below, node, node_score, &rules, &best);
    }
  }
  return best;
}

// Whether every hessian is 1, no row is missing and there is no lambda_l1: what is usual. Sums of
// hessians then are counts, below 2^53, whose differences are exact in doubles; and whether a child
// is legal depends on its count only.
CGBDT_INLINE int is_plain(
    const int64_t *hessians, const int64_t *counts, const cgbdt_gain_rules *rules) {
  return hessians == NULL && counts[0] == 0 && rules->hessian_quantum == 1 &&
         rules->lambda_l1 == 0 && rules->min_hessian < 0x1p52;
}

// The fewest rows of a legal child.
CGBDT_INLINE int64_t least_count(const cgbdt_gain_rules *rules, int plain) {
  if (!plain) return rules->min_count;
  const int64_t truncated = (int64_t)rules->min_hessian;
  const int64_t least = truncated + ((double)truncated < rules->min_hessian);
  return least > rules->min_count ? least : rules->min_count;
}

// Expands its arguments, names made from the number of lanes among them.
#define JOIN_EXPANDED(a, b) a##_##b
#define JOIN(a, b) JOIN_EXPANDED(a, b)

#define LANES 4
#define TARGET CGBDT_TARGET_AVX2
#include "cut_search_body.h"
#undef LANES
#undef TARGET

#define LANES 8
#define TARGET CGBDT_TARGET_AVX512
#include "cut_search_body.h"

#define DEFINE_VARIANT(VARIANT, TARGET, SEARCH)                                                  \
  TARGET cgbdt_cut cgbdt_cut_search_##VARIANT(                                                   \
      const int64_t *gradients, const int64_t *hessians, const int64_t *counts,                  \
      int64_t bin_count, const cgbdt_node_sums *node, const cgbdt_gain_rules *rules) {           \
    return SEARCH(gradients, hessians, counts, bin_count, node, rules);                          \
  }

DEFINE_VARIANT(scalar, , search_bins)
DEFINE_VARIANT(avx2, CGBDT_TARGET_AVX2, search_vectors_4)
DEFINE_VARIANT(avx512, CGBDT_TARGET_AVX512, search_vectors_8)

CGBDT_DISPATCH(
    cgbdt_cut, cgbdt_cut_search,
    (const int64_t *gradients, const int64_t *hessians, const int64_t *counts, int64_t bin_count,
     const cgbdt_node_sums *node, const cgbdt_gain_rules *rules),
    (gradients, hessians, counts, bin_count, node, rules))
