// Included by predict.c with WORD and WIDTH defined: the traversal for one width of code.

#define NAMED(name) JOIN(name, WIDTH)
#define LEAF_SHIFT (8 * sizeof(WORD) - 1)
#define SET_SHIFT (8 * sizeof(WORD) - 2)
#define COLUMN_MASK (((WORD)1 << SET_SHIFT) - 1)

/// Runs each lane from start[lane] until every lane has passed `tree_count` leaves, and notes their node
/// numbers. Lanes that are done sooner walk on into later trees and end at the stop: `leaves` has room
/// for a whole group.
CGBDT_INLINE void NAMED(walk)(
    const WORD *restrict nodes, const uint32_t *restrict sets, bool has_sets, uint32_t tree_count,
    const WORD *const row[LANES], const uint32_t start[LANES],
    WORD leaves[LANES][CGBDT_GROUP_TREES + 1]) {
  uint32_t id[LANES], passed[LANES];
  for (int lane = 0; lane < LANES; lane++) {
    id[lane] = start[lane];
    passed[lane] = 0;
  }
  for (;;) {
    // Several steps between two looks at the end: overshooting is harmless.
    for (int step = 0; step < 8; step++) {
#pragma clang loop unroll(full)
      for (int lane = 0; lane < LANES; lane++) {
        const WORD *node = nodes + 4 * (size_t)id[lane];
        const WORD kind = node[0], low = node[1], limit = node[2];
        const WORD code = row[lane][kind & COLUMN_MASK];
        uint32_t is_false = (WORD)(code - low) > limit;
        // Measured: a branch is cheaper than doing both kinds of test and choosing one.
        if (has_sets && __builtin_expect((kind >> SET_SHIFT) & 1, 0))
          is_false = ~(sets[(uint32_t)limit + (code >> 5)] >> (code & 31)) & 1;
        leaves[lane][passed[lane]] = (WORD)id[lane];
        passed[lane] += kind >> LEAF_SHIFT;
        id[lane] = node[3] + is_false;
      }
    }
    uint32_t least = passed[0];
    for (int lane = 1; lane < LANES; lane++) least = passed[lane] < least ? passed[lane] : least;
    if (least >= tree_count) return;
  }
}

/// Leaves of `lane_count` consecutive rows; the other lanes repeat the last row.
CGBDT_INLINE void NAMED(walk_rows)(
    const cgbdt_tree_group *restrict group, const WORD *restrict codes, int64_t lane_count,
    int64_t stride, WORD leaves[LANES][CGBDT_GROUP_TREES + 1]) {
  const WORD *row[LANES];
  uint32_t start[LANES];
  for (int lane = 0; lane < LANES; lane++) {
    row[lane] = codes + (lane < lane_count ? lane : lane_count - 1) * stride;
    start[lane] = group->roots[0];
  }
  const uint32_t count = (uint32_t)group->tree_count;
  if (group->sets != NULL)
    NAMED(walk)(group->nodes, group->sets, true, count, row, start, leaves);
  else
    NAMED(walk)(group->nodes, NULL, false, count, row, start, leaves);
}

/// Leaves of a single row, in `leaves[0]`: each lane takes a stretch of the trees. The last stretches are
/// moved back to end with the last tree, so some trees are visited twice.
CGBDT_INLINE void NAMED(walk_one_row)(
    const cgbdt_tree_group *restrict group, const WORD *restrict codes,
    WORD leaves[LANES][CGBDT_GROUP_TREES + 1]) {
  const int32_t count = group->tree_count;
  const int32_t stretch = (count + LANES - 1) / LANES;
  const WORD *row[LANES];
  uint32_t start[LANES];
  int32_t first[LANES];
  for (int lane = 0; lane < LANES; lane++) {
    first[lane] = lane * stretch < count - stretch ? lane * stretch : count - stretch;
    row[lane] = codes;
    start[lane] = group->roots[first[lane]];
  }
  if (group->sets != NULL)
    NAMED(walk)(group->nodes, group->sets, true, (uint32_t)stretch, row, start, leaves);
  else
    NAMED(walk)(group->nodes, NULL, false, (uint32_t)stretch, row, start, leaves);
  // Ascending lanes write ascending stretches, and a tree visited twice has the same leaf twice. Lane 0's
  // own stretch is in place already.
  for (int lane = 1; lane < LANES; lane++)
    for (int32_t tree = 0; tree < stretch; tree++)
      leaves[0][first[lane] + tree] = leaves[lane][tree];
}

CGBDT_INLINE void NAMED(add_leaf_values)(
    const cgbdt_tree_group *restrict group, const WORD *restrict codes, int64_t row_count,
    int64_t stride, int64_t output_count, double *restrict scores) {
  const double *restrict values = group->values;
  const int32_t tree_count = group->tree_count;
  WORD leaves[LANES][CGBDT_GROUP_TREES + 1];
  for (int64_t row = 0; row < row_count; row += LANES) {
    const int64_t lanes = row_count - row < LANES ? row_count - row : LANES;
    if (lanes == 1)
      NAMED(walk_one_row)(group, codes + row * stride, leaves);
    else
      NAMED(walk_rows)(group, codes + row * stride, lanes, stride, leaves);
    double *restrict out = scores + row * output_count;
    if (output_count == 1 && lanes == LANES) {
      // Eight independent sums hide the latency of the additions.
      double sum[LANES];
      for (int lane = 0; lane < LANES; lane++) sum[lane] = out[lane];
      for (int32_t tree = 0; tree < tree_count; tree++)
        for (int lane = 0; lane < LANES; lane++) sum[lane] += values[leaves[lane][tree]];
      for (int lane = 0; lane < LANES; lane++) out[lane] = sum[lane];
    } else if (output_count == 1) {
      // Each sum in a register: through memory an addition would wait for the one before to be stored.
      for (int64_t lane = 0; lane < lanes; lane++) {
        double sum = out[lane];
        for (int32_t tree = 0; tree < tree_count; tree++) sum += values[leaves[lane][tree]];
        out[lane] = sum;
      }
    } else {
      for (int32_t tree = 0; tree < tree_count; tree++)
        for (int64_t lane = 0; lane < lanes; lane++)
          out[lane * output_count + group->outputs[tree]] += values[leaves[lane][tree]];
    }
  }
}

CGBDT_INLINE void NAMED(find_leaves)(
    const cgbdt_tree_group *restrict group, const WORD *restrict codes, int64_t row_count,
    int64_t stride, uint32_t *restrict found, int64_t found_stride) {
  WORD leaves[LANES][CGBDT_GROUP_TREES + 1];
  for (int64_t row = 0; row < row_count; row += LANES) {
    const int64_t lanes = row_count - row < LANES ? row_count - row : LANES;
    NAMED(walk_rows)(group, codes + row * stride, lanes, stride, leaves);
    for (int64_t lane = 0; lane < lanes; lane++)
      for (int32_t tree = 0; tree < group->tree_count; tree++)
        found[(row + lane) * found_stride + tree] = leaves[lane][tree];
  }
}

CGBDT_INLINE void NAMED(encode_numbers)(
    const double *restrict values, int64_t row_count, const double *restrict thresholds,
    int64_t threshold_count, WORD *restrict codes, int64_t stride) {
  for (int64_t row = 0; row < row_count; row++) {
    const double value = values[row];
    // Without a branch that depends on data, so that the searches of neighbouring rows overlap.
    const double *base = thresholds;
    int64_t count = threshold_count;
    while (count > 1) {
      const int64_t half = count / 2;
      base += base[half - 1] < value ? half : 0;
      count -= half;
    }
    const int64_t below = (base - thresholds) + (count == 1 && *base < value);
    codes[row * stride] = value != value ? 0 : (WORD)(below + 1);
  }
}

CGBDT_INLINE void NAMED(encode_categories)(
    const int32_t *restrict values, int64_t row_count, const uint32_t *restrict mapping,
    int64_t mapping_count, WORD *restrict codes, int64_t stride) {
  for (int64_t row = 0; row < row_count; row++) {
    const int32_t value = values[row];
    codes[row * stride] = value >= 0 && value < mapping_count ? (WORD)mapping[value] : 0;
  }
}

VARIANTS(
    void, NAMED(cgbdt_add_leaf_values),
    (const cgbdt_tree_group *group, const WORD *codes, int64_t row_count, int64_t stride,
     int64_t output_count, double *scores),
    (group, codes, row_count, stride, output_count, scores), NAMED(add_leaf_values))

VARIANTS(
    void, NAMED(cgbdt_find_leaves),
    (const cgbdt_tree_group *group, const WORD *codes, int64_t row_count, int64_t stride,
     uint32_t *leaves, int64_t leaf_stride),
    (group, codes, row_count, stride, leaves, leaf_stride), NAMED(find_leaves))

VARIANTS(
    void, NAMED(cgbdt_encode_numbers),
    (const double *values, int64_t row_count, const double *thresholds, int64_t threshold_count,
     WORD *codes, int64_t stride),
    (values, row_count, thresholds, threshold_count, codes, stride), NAMED(encode_numbers))

VARIANTS(
    void, NAMED(cgbdt_encode_categories),
    (const int32_t *values, int64_t row_count, const uint32_t *mapping, int64_t mapping_count,
     WORD *codes, int64_t stride),
    (values, row_count, mapping, mapping_count, codes, stride), NAMED(encode_categories))

#undef NAMED
#undef LEAF_SHIFT
#undef SET_SHIFT
#undef COLUMN_MASK
