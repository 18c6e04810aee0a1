#include "cgbdt_ranking.h"

#include "logistic.h"

// The order of a sum's terms decides its bits: these are added as written, whatever the vector width.
#define LANES 8

CGBDT_INLINE double lane_sum_body(const double *restrict values, int64_t count) {
  double sums[LANES] = {0};
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES)
    for (int lane = 0; lane < LANES; lane++) sums[lane] += values[i + lane];
  for (int lane = 0; i + lane < count; lane++) sums[lane] += values[i + lane];
  for (int lane = 1; lane < LANES; lane++) sums[0] += sums[lane];
  return sums[0];
}

CGBDT_VARIANTS(
    double, cgbdt_lane_sum, (const double *values, int64_t count), (values, count), lane_sum_body)

CGBDT_INLINE double rank_pairs_body(
    const double *restrict scores, const double *restrict gains, const double *restrict discounts,
    int64_t count, int64_t truncation, double steepness, double scale, int by_distance,
    double *restrict gradients, double *restrict hessians, double *restrict scratch) {
  double *restrict lambdas = scratch, *restrict seconds = scratch + count;
  for (int64_t i = 0; i < count; i++) gradients[i] = hessians[i] = 0;
  // Dividing by 1 + 0 * distance instead of not at all keeps one loop.
  const double offset = by_distance ? 0.01 : 1, slope = by_distance ? 1 : 0;
  double total = 0;
  for (int64_t i = 0; i < count && i < truncation; i++) {
    const double own_score = scores[i], own_gain = gains[i], own_discount = discounts[i];
    for (int64_t j = i + 1; j < count; j++) {
      const double gap = own_gain - gains[j];
      const double distance = own_score - scores[j];
      const double change = __builtin_fabs(gap) * (own_discount - discounts[j]) * scale
          / (offset + slope * distance);
      // The first row has the higher score: the pair is in order if it has the higher gain, too.
      const CGBDTChance chance = cgbdt_chance(steepness * (gap > 0 ? -distance : distance));
      const double lambda = steepness * change * chance.p;
      const double second = steepness * chance.rest * lambda;
      const double signed_lambda = gap > 0 ? lambda : -lambda;
      lambdas[j] = signed_lambda;
      seconds[j] = second;
      gradients[j] += signed_lambda;
      hessians[j] += second;
    }
    const int64_t rest = count - i - 1;
    gradients[i] -= lane_sum_body(lambdas + i + 1, rest);
    hessians[i] += lane_sum_body(seconds + i + 1, rest);
    for (int64_t j = i + 1; j < count; j++) lambdas[j] = __builtin_fabs(lambdas[j]);
    total += lane_sum_body(lambdas + i + 1, rest);
  }
  return 2 * total;
}

CGBDT_VARIANTS(
    double, cgbdt_rank_pairs,
    (const double *scores, const double *gains, const double *discounts, int64_t count,
     int64_t truncation, double steepness, double scale, int by_distance, double *gradients,
     double *hessians, double *scratch),
    (scores, gains, discounts, count, truncation, steepness, scale, by_distance, gradients,
     hessians, scratch),
    rank_pairs_body)
