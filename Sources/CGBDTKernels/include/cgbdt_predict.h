// Traversal of a forest over integer codes.
//
// A row is coded once: a number as 1 + how many of its feature's thresholds lie below it, a category
// as 1 + its index, a missing value as 0. Each test of the forest is then a range or a set of codes,
// and the answer for a missing value is just another code. Comparing codes gives what comparing the
// doubles gives, so leaves are exact.
//
// Trees lie in groups that stay in the cache while a block of rows passes. Within a group each leaf
// is at once the root of the next tree, so that eight rows (or eight stretches of the group, for a
// single row) run side by side without waiting for each other at the end of every tree: a row takes
// as many steps as its own paths have tests, and one row's cache and branch latency hides behind the
// other seven.
//
// A node is four words {column and kind, low, limit, child}:
//   range  column          true when (word)(code - low) <= limit; wraps, so complements are ranges too
//   set    column | SET    true when bit `code` of sets[limit...] is set
//   leaf   LEAF            | the next tree's root, its test and child; or, where that tree is a leaf
//                          only, low 0 and limit all ones: always true, child being that leaf
// A true test goes to node `child`, a false one to node `child + 1`. LEAF is the highest bit of the
// first word and SET the one below. The group's last node is a stop: a range that is always true and
// leads to itself. `_u16` forests have 16-bit words and codes, `_u32` forests 32-bit ones.
#ifndef CGBDT_PREDICT_H
#define CGBDT_PREDICT_H

#include <stdint.h>

/// A group has at most this number of trees.
enum { CGBDT_GROUP_TREES = 64 };

/// One group of trees. All indices lie inside the arrays: whoever lays the forest out sees to that.
typedef struct {
  /// 4 words a node, of the forest's width.
  const void *nodes;
  /// Bits of the set tests; NULL when the group has none. At least 1 word otherwise.
  const uint32_t *sets;
  /// One number a node; used at leaves: the leaf's value, added to the row's score.
  const double *values;
  /// One root a tree, then the stop.
  const uint32_t *roots;
  /// Which score each tree adds to.
  const int32_t *outputs;
  /// Trees to visit, from the first one: 1...CGBDT_GROUP_TREES; the group may have more.
  int32_t tree_count;
} cgbdt_tree_group;

#define CGBDT_PREDICT_DECLARATIONS(WORD, NAME)                                                   \
  void cgbdt_add_leaf_values_##NAME(                                                             \
      const cgbdt_tree_group *group, const WORD *codes, int64_t row_count, int64_t stride,       \
      int64_t output_count, double *scores);                                                     \
  void cgbdt_find_leaves_##NAME(                                                                 \
      const cgbdt_tree_group *group, const WORD *codes, int64_t row_count, int64_t stride,       \
      uint32_t *leaves, int64_t leaf_stride);                                                    \
  void cgbdt_encode_numbers_##NAME(                                                              \
      const double *values, int64_t row_count, const double *thresholds, int64_t threshold_count, \
      WORD *codes, int64_t stride);                                                              \
  void cgbdt_encode_categories_##NAME(                                                           \
      const int32_t *values, int64_t row_count, const uint32_t *mapping, int64_t mapping_count,  \
      WORD *codes, int64_t stride);

// cgbdt_add_leaf_values: adds the values of the leaves that each row reaches, tree by tree in order, to
//   `scores` (row_count x output_count, row-major). `codes` is row_count x stride. One double addition
//   a tree and row: bits do not depend on grouping or blocking.
// cgbdt_find_leaves: node number of the leaf that each row reaches, per tree: leaves[row * leaf_stride
//   + tree] for the group's first tree_count trees.
// cgbdt_encode_numbers: codes[row * stride] of one column; thresholds ascend strictly; NaN gives 0.
// cgbdt_encode_categories: the same for a column of dictionary indices: mapping[value], the code of that
//   dictionary entry; 0 for a value outside of the mapping (a missing value is -1).
// No aliasing between any two arguments; natural alignment; nothing is written beyond these elements.
CGBDT_PREDICT_DECLARATIONS(uint16_t, u16)
CGBDT_PREDICT_DECLARATIONS(uint16_t, u16_scalar)
CGBDT_PREDICT_DECLARATIONS(uint16_t, u16_avx2)
CGBDT_PREDICT_DECLARATIONS(uint16_t, u16_avx512)
CGBDT_PREDICT_DECLARATIONS(uint32_t, u32)
CGBDT_PREDICT_DECLARATIONS(uint32_t, u32_scalar)
CGBDT_PREDICT_DECLARATIONS(uint32_t, u32_avx2)
CGBDT_PREDICT_DECLARATIONS(uint32_t, u32_avx512)

#endif
