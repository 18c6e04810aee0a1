// Included by cut_search.c with LANES and TARGET defined: the search, LANES bins at a time.
//
// Sums up to each bin are prefix sums within a vector plus the sums of all vectors before. Each
// lane keeps its own best cut; the best of these is chosen at the end. Vectors of empty bins are
// skipped. Divisions are not what takes the time: avoiding them was no faster.

#define NAMED(name) JOIN(name, LANES)
#define VECTOR TARGET CGBDT_INLINE
#define INTS NAMED(ints)
#define DOUBLES NAMED(doubles)
#define SUMS NAMED(sums)
#define MEASURE NAMED(measure)
#define CUTS NAMED(cuts)

typedef int64_t INTS __attribute__((ext_vector_type(LANES)));
typedef double DOUBLES __attribute__((ext_vector_type(LANES)));

typedef struct {
  INTS gradient, hessian, count;
} SUMS;

// What every bin is measured against.
typedef struct {
  INTS gradient, hessian, min_count, max_count;
  DOUBLES gradient_quantum, hessian_quantum, hessian_sum, lambda_l1, lambda_l2, min_hessian, score;
} MEASURE;

// Each lane's best cut. A key is twice the bin plus missing_left, less twice the lane; 0: none.
typedef struct {
  DOUBLES gain;
  INTS key, gradient, hessian, count;
} CUTS;

// `count` values, at most LANES of them, and 0 in the other lanes.
VECTOR INTS NAMED(load)(const int64_t *values, int64_t count) {
  INTS x = 0;
  if (count >= LANES) {
    memcpy(&x, values, sizeof(x));
  } else {
    for (int64_t lane = 0; lane < count; lane++) x[lane] = values[lane];
  }
  return x;
}

VECTOR int NAMED(any)(INTS lanes) { return __builtin_reduce_or(lanes) != 0; }

VECTOR INTS NAMED(last_lane)(INTS x) { return x[LANES - 1]; }

#if LANES == 4
// In each lane the sum of the lanes up to it.
VECTOR INTS NAMED(prefix_sums)(INTS x) {
  const INTS zero = 0;
  x += __builtin_shufflevector(x, zero, 4, 0, 4, 2);
  return x + __builtin_shufflevector(x, zero, 4, 4, 1, 1);
}

// AVX2 has no such conversion. The halves are put in the significands of 2^52 and of 2^84 + 2^63:
// what is subtracted then is exact, and the sum is the only rounding.
VECTOR DOUBLES NAMED(to_doubles)(INTS x) {
  const INTS low = (x & 0xFFFFFFFF) | 0x4330000000000000;
  const INTS high = ((x >> 32) & 0xFFFFFFFF) ^ 0x4530000080000000;
  return ((DOUBLES)high - (0x1p84 + 0x1p63 + 0x1p52)) + (DOUBLES)low;
}
#else
VECTOR INTS NAMED(prefix_sums)(INTS x) {
  const INTS zero = 0;
  x += __builtin_shufflevector(x, zero, 8, 0, 1, 2, 3, 4, 5, 6);
  x += __builtin_shufflevector(x, zero, 8, 8, 0, 1, 2, 3, 4, 5);
  return x + __builtin_shufflevector(x, zero, 8, 8, 8, 8, 0, 1, 2, 3);
}

VECTOR DOUBLES NAMED(to_doubles)(INTS x) { return __builtin_convertvector(x, DOUBLES); }
#endif

// |T(G)|.
VECTOR DOUBLES NAMED(thresholded)(DOUBLES gradient, DOUBLES lambda_l1) {
  const DOUBLES magnitude = __builtin_elementwise_abs(gradient) - lambda_l1;
  return magnitude > 0 ? magnitude : 0;
}

// Those of `lanes` whose cut leaves enough rows on either side.
VECTOR INTS NAMED(with_rows)(INTS lanes, INTS left_count, const MEASURE *node) {
  return lanes & (left_count >= node->min_count) & (left_count <= node->max_count);
}

// Takes the cuts in `lanes` that are better. Infinite gains are left to the caller.
VECTOR void NAMED(consider)(
    SUMS left, INTS lanes, int64_t key, const MEASURE *node, int plain, CUTS *best) {
  DOUBLES left_gradient = NAMED(to_doubles)(left.gradient) * node->gradient_quantum;
  DOUBLES right_gradient =
      NAMED(to_doubles)(node->gradient - left.gradient) * node->gradient_quantum;
  DOUBLES left_hessian = NAMED(to_doubles)(left.hessian), right_hessian;
  if (plain) {
    right_hessian = node->hessian_sum - left_hessian;
  } else {
    left_hessian *= node->hessian_quantum;
    right_hessian = NAMED(to_doubles)(node->hessian - left.hessian) * node->hessian_quantum;
    lanes &= (left_hessian >= node->min_hessian) & (right_hessian >= node->min_hessian);
    left_gradient = NAMED(thresholded)(left_gradient, node->lambda_l1);
    right_gradient = NAMED(thresholded)(right_gradient, node->lambda_l1);
  }
  const DOUBLES left_score = left_gradient * left_gradient / (left_hessian + node->lambda_l2);
  const DOUBLES right_score = right_gradient * right_gradient / (right_hessian + node->lambda_l2);
  const DOUBLES gain = left_score + right_score - node->score;
  lanes &= gain > best->gain;
  best->gain = lanes ? gain : best->gain;
  best->key = lanes ? (INTS)key : best->key;
  best->gradient = lanes ? left.gradient : best->gradient;
  best->hessian = lanes ? left.hessian : best->hessian;
  best->count = lanes ? left.count : best->count;
}

// The best of the lanes' cuts; of equal gains the one of the smallest key.
VECTOR cgbdt_cut NAMED(best_of)(CUTS lanes, double min_gain) {
  cgbdt_cut best = {.gain = min_gain, .bin = 0};
  int64_t best_key = INT64_MAX;
  for (int lane = 0; lane < LANES; lane++) {
    const double gain = lanes.gain[lane];
    const int64_t key = lanes.key[lane] + 2 * lane;
    if (lanes.key[lane] == 0 || gain < best.gain || (gain == best.gain && key > best_key)) continue;
    best_key = key;
    best = (cgbdt_cut){
        gain, (int32_t)(key >> 1), (int32_t)(key & 1),
        {lanes.gradient[lane], lanes.hessian[lane], lanes.count[lane]}};
  }
  return best;
}

// With `plain` as a constant: see is_plain.
VECTOR cgbdt_cut NAMED(search_lanes)(
    const int64_t *gradients, const int64_t *hessians, const int64_t *counts, int64_t bin_count,
    const cgbdt_node_sums *node, const cgbdt_gain_rules *rules, int plain) {
  const int64_t min_count = least_count(rules, plain), max_count = node->count - min_count;
  const MEASURE all = {
      node->gradient, node->hessian, min_count, max_count, rules->gradient_quantum,
      rules->hessian_quantum, (double)node->hessian, rules->lambda_l1, rules->lambda_l2,
      least_hessian(rules), score(*node, rules)};
  CUTS best = {rules->min_gain, 0, 0, 0, 0};
  SUMS before = {0, 0, 0};
  for (int64_t bin = 1; bin < bin_count; bin += LANES) {
    const INTS bin_counts = NAMED(load)(counts + bin, bin_count - bin);
    INTS lanes = bin_counts != 0;
    if (!NAMED(any)(lanes)) continue;
    const INTS gradient = NAMED(prefix_sums)(NAMED(load)(gradients + bin, bin_count - bin));
    const INTS count = NAMED(prefix_sums)(bin_counts);
    SUMS left = {before.gradient + gradient, before.count + count, before.count + count};
    before.gradient += NAMED(last_lane)(gradient);
    before.count += NAMED(last_lane)(count);
    if (plain) {
      lanes = NAMED(with_rows)(lanes, left.count, &all);
      if (NAMED(any)(lanes)) NAMED(consider)(left, lanes, 2 * bin, &all, plain, &best);
      else if (before.count[0] > max_count) break;
      continue;
    }
    const INTS bin_hessians = NAMED(load)(hessians + bin, bin_count - bin);
    lanes = bin_hessians != 0;
    const INTS hessian = NAMED(prefix_sums)(bin_hessians);
    left.hessian = before.hessian + hessian;
    before.hessian += NAMED(last_lane)(hessian);
    if (hessians[0] == 0) {
      const INTS is_left = left.hessian >= all.hessian - left.hessian;
      left.gradient += is_left & gradients[0];
      left.count += is_left & counts[0];
    }
    NAMED(consider)(
        left, NAMED(with_rows)(lanes, left.count, &all), 2 * bin, &all, plain, &best);
    if (hessians[0] > 0) {
      left = (SUMS){
          left.gradient + gradients[0], left.hessian + hessians[0], left.count + counts[0]};
      NAMED(consider)(
          left, NAMED(with_rows)(lanes, left.count, &all), 2 * bin + 1, &all, plain, &best);
    }
  }
  return NAMED(best_of)(best, rules->min_gain);
}

VECTOR cgbdt_cut NAMED(search_vectors)(
    const int64_t *gradients, const int64_t *hessians, const int64_t *counts, int64_t bin_count,
    const cgbdt_node_sums *node, const cgbdt_gain_rules *rules) {
  if (bin_count < 2) return (cgbdt_cut){.bin = 0};
  const cgbdt_cut best =
      is_plain(hessians, counts, rules)
          ? NAMED(search_lanes)(gradients, counts, counts, bin_count, node, rules, 1)
          : NAMED(search_lanes)(
                gradients, hessians == NULL ? counts : hessians, counts, bin_count, node, rules, 0);
  // Gains that overflow are none, but may have hidden others: labels near the largest double.
  if (best.gain <= DBL_MAX) return best;
  return search_bins(gradients, hessians, counts, bin_count, node, rules);
}

#undef NAMED
#undef VECTOR
#undef INTS
#undef DOUBLES
#undef SUMS
#undef MEASURE
#undef CUTS
