// Sending binned rows down a tree under training, for rows that took no part in growing it.
#ifndef CGBDT_TRAVERSAL_H
#define CGBDT_TRAVERSAL_H

#include <stdint.h>

/// A node whose test is on bins. Bin 0 is the missing value.
typedef struct {
  /// Index into `columns`; -1 for a leaf.
  int32_t feature;
  /// Positions of the children in the array of nodes.
  int32_t left;
  int32_t right;
  /// Where the feature's flags begin in `is_left` (one byte a bin, 0 or 1); -1 for a range test.
  int32_t set;
  /// The range test: a row goes left if (bin - low) mod 2^32 <= span.
  uint32_t low;
  uint32_t span;
  /// A leaf's value.
  double value;
} cgbdt_binned_node;

/// scores[row] += the value of the leaf that row reaches, for each row of a set.
///
/// - nodes: the tree, root first; every path ends in a leaf.
/// - columns: one column a feature; is_wide[f] says whether its bins have two bytes.
/// - words, masks: `word_count` words of rows (cgbdt_rows.h).
void cgbdt_traverse_add(
    const cgbdt_binned_node *nodes, const uint8_t *is_left, const void *const *columns,
    const uint8_t *is_wide, const uint32_t *words, const uint64_t *masks, int64_t word_count,
    double *scores);

#endif
