// Traversal of a forest by sets of rows, for codes that fit a byte (`cgbdt_predict.h` says what codes
// are).
//
// A block of 512 rows passes a tree at once, as bitmaps: a test compares 512 codes, 64 an instruction
// where there is AVX-512, and splits the set of rows that reached it in two. A branch that no row takes
// is skipped. Of trees whose rows mostly take the same few branches, as trees grown best-first are,
// this visits few nodes for many rows; walking each row (`cgbdt_predict.h`) takes over where rows are
// few.
#ifndef CGBDT_ROW_SETS_H
#define CGBDT_ROW_SETS_H

#include <stdint.h>

/// Rows in a block of codes.
enum { CGBDT_ROW_SET_ROWS = 512 };

/// The codes `low`...`low + limit`, in arithmetic that wraps after 255.
typedef struct {
  uint8_t low, limit;
} cgbdt_code_range;

/// A test or a leaf; a tree's lie in pre-order, the `then` branch of a test right behind it.
typedef struct {
  /// A test is true when the code of this column is in the range or in one of the further ones.
  uint8_t column;
  cgbdt_code_range range;
  /// 0 for a test, 1 for a leaf.
  uint8_t is_leaf;
  /// Test: position of the `else` branch in the tree. Leaf: its number among the tree's leaves.
  uint16_t next;
  /// Further ranges of the test: `range_count` of them from `first_range` of the tree's on.
  uint16_t first_range;
  uint16_t range_count;
} cgbdt_row_set_node;

/// One tree of at most 256 leaves. All indices lie inside the arrays: whoever lays the forest out sees to
/// that.
typedef struct {
  const cgbdt_row_set_node *nodes;
  /// NULL where no test has further ranges.
  const cgbdt_code_range *ranges;
  /// One number a leaf.
  const double *values;
  /// Which score the tree adds to.
  int32_t output;
} cgbdt_row_set_tree;

// cgbdt_row_sets_add_leaf_values: adds the values of the leaves that each row reaches, tree by tree in
//   order, to `scores` (row_count x output_count, row-major): the bits of cgbdt_add_leaf_values. `codes`
//   has, for each block of 512 rows, 512 codes of each of column_count columns; all of it is readable, also
//   behind the last row. No aliasing; nothing is written beyond the scores.
#define CGBDT_ROW_SETS_DECLARATION(NAME)                                                          \
  void cgbdt_row_sets_add_leaf_values##NAME(                                                      \
      const cgbdt_row_set_tree *trees, int64_t tree_count, const uint8_t *codes,                  \
      int64_t column_count, int64_t row_count, int64_t output_count, double *scores);
CGBDT_ROW_SETS_DECLARATION()
CGBDT_ROW_SETS_DECLARATION(_scalar)
CGBDT_ROW_SETS_DECLARATION(_avx2)
CGBDT_ROW_SETS_DECLARATION(_avx512)

#endif
