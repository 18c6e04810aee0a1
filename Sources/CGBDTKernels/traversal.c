#include "cgbdt_traversal.h"

static int32_t next_node(
    const cgbdt_binned_node *node, const uint8_t *is_left, const void *const *columns,
    const uint8_t *is_wide, int64_t row) {
  const void *column = columns[node->feature];
  const uint32_t bin =
      is_wide[node->feature] ? ((const uint16_t *)column)[row] : ((const uint8_t *)column)[row];
  const int left = node->set >= 0 ? is_left[node->set + bin] : bin - node->low <= node->span;
  return left ? node->left : node->right;
}

void cgbdt_traverse_add(
    const cgbdt_binned_node *nodes, const uint8_t *is_left, const void *const *columns,
    const uint8_t *is_wide, const uint32_t *words, const uint64_t *masks, int64_t word_count,
    double *scores) {
  for (int64_t i = 0; i < word_count; i++) {
    for (uint64_t mask = masks[i]; mask != 0; mask &= mask - 1) {
      const int64_t row = 64 * (int64_t)words[i] + __builtin_ctzll(mask);
      const cgbdt_binned_node *node = nodes;
      while (node->feature >= 0)
        node = nodes + next_node(node, is_left, columns, is_wide, row);
      scores[row] += node->value;
    }
  }
}
