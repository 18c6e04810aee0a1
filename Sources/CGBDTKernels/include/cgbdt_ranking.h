// Pairs of a query's rows, for ranking.
#ifndef CGBDT_RANKING_H
#define CGBDT_RANKING_H

#include <stdint.h>

#include "cgbdt_declare.h"

/// LambdaRank of a query whose rows are in descending order of their scores. For every pair of rows i < j
/// with i < `truncation` and different gains, the lambda
///
///   steepness * |gains[i] - gains[j]| * (discounts[i] - discounts[j]) * scale * p
///
/// with p = 1 / (1 + e^(steepness * d)), d being the score of the row of higher gain less that of the other,
/// is taken from the gradient of the row of higher gain and added to that of the other; their hessians grow by
/// lambda * steepness * (1 - p). If `by_distance` is not 0, lambdas are divided by 0.01 + |d|.
///
/// `gradients` and `hessians` are overwritten. All arrays have `count` entries, `scratch` 2 * count; none
/// overlaps another. Discounts do not ascend. Returns twice the sum of the lambdas. Sums go along eight
/// lanes in a fixed order: equal bits for all variants.
CGBDT_DECLARE_VARIANTS(
    double, cgbdt_rank_pairs,
    (const double *scores, const double *gains, const double *discounts, int64_t count,
     int64_t truncation, double steepness, double scale, int by_distance, double *gradients,
     double *hessians, double *scratch));

/// The sum of values[0..<count] along eight lanes, joined in order: equal bits for all variants.
CGBDT_DECLARE_VARIANTS(double, cgbdt_lane_sum, (const double *values, int64_t count));

#endif
