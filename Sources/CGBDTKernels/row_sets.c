#include "cgbdt_row_sets.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "cgbdt_variants.h"

enum { ROWS = CGBDT_ROW_SET_ROWS, WORDS = ROWS / 64, MAX_DEPTH = 256 };

// Vectors of the compiler's, so that one body becomes masked instructions where the processor has
// them and others elsewhere.
typedef uint8_t bytes64 __attribute__((vector_size(64)));
typedef int8_t signs64 __attribute__((vector_size(64)));
typedef bool bits64 __attribute__((ext_vector_type(64)));

/// A set of rows of a block.
typedef struct {
  uint64_t words[WORDS];
} row_set;

/// A branch that is still to be taken, and the rows that take it.
typedef struct {
  row_set rows;
  uint32_t node;
} pending_branch;

/// Which of 64 codes are in the range.
CGBDT_INLINE uint64_t in_range(const uint8_t *codes, cgbdt_code_range range) {
  bytes64 values;
  memcpy(&values, codes, sizeof values);
  const bits64 flags = __builtin_convertvector(values - range.low <= range.limit, bits64);
  uint64_t word;
  memcpy(&word, &flags, sizeof word);
  return word;
}

/// Writes `leaf` to the elements of 64 that are in the set.
CGBDT_INLINE void note_leaf(uint8_t *leaves, uint64_t rows, uint8_t leaf) {
  bits64 flags;
  memcpy(&flags, &rows, sizeof flags);
  const bytes64 mask = (bytes64)(-__builtin_convertvector(flags, signs64));
  bytes64 values;
  memcpy(&values, leaves, sizeof values);
  values = (values & ~mask) | (mask & leaf);
  memcpy(leaves, &values, sizeof values);
}

/// The leaf that each row of `rows` reaches in one tree, for a block of codes. `rows` is used up.
CGBDT_INLINE void find_leaves(
    const cgbdt_row_set_tree *restrict tree, const uint8_t *restrict codes, row_set rows,
    uint8_t *restrict leaves) {
  pending_branch pending[MAX_DEPTH];
  int pending_count = 0;
  const cgbdt_row_set_node *restrict nodes = tree->nodes;
  uint32_t index = 0;
  for (;;) {
    const cgbdt_row_set_node node = nodes[index];
    if (node.is_leaf) {
      for (int w = 0; w < WORDS; w++) note_leaf(leaves + 64 * w, rows.words[w], (uint8_t)node.next);
      if (pending_count == 0) return;
      pending_count--;
      rows = pending[pending_count].rows;
      index = pending[pending_count].node;
      continue;
    }
    const uint8_t *restrict column = codes + (size_t)node.column * ROWS;
    row_set then;
    for (int w = 0; w < WORDS; w++) then.words[w] = in_range(column + 64 * w, node.range);
    for (int range = 0; range < node.range_count; range++)
      for (int w = 0; w < WORDS; w++)
        then.words[w] |= in_range(column + 64 * w, tree->ranges[node.first_range + range]);
    uint64_t any_then = 0, any_else = 0;
    row_set otherwise;
    for (int w = 0; w < WORDS; w++) {
      otherwise.words[w] = rows.words[w] & ~then.words[w];
      then.words[w] &= rows.words[w];
      any_then |= then.words[w];
      any_else |= otherwise.words[w];
    }
    if (any_then == 0) {
      index = node.next;
    } else {
      if (any_else != 0) {
        pending[pending_count].rows = otherwise;
        pending[pending_count].node = node.next;
        pending_count++;
        rows = then;
      }
      index++;
    }
  }
}

CGBDT_INLINE void add_leaf_values(
    const cgbdt_row_set_tree *restrict trees, int64_t tree_count, const uint8_t *restrict codes,
    int64_t column_count, int64_t row_count, int64_t output_count, double *restrict scores) {
  // Tree by tree, so that a tree stays in the cache while all blocks pass.
  for (int64_t t = 0; t < tree_count; t++) {
    const double *restrict values = trees[t].values;
    for (int64_t first = 0; first < row_count; first += ROWS) {
      const int64_t count = row_count - first < ROWS ? row_count - first : ROWS;
      row_set rows;
      for (int w = 0; w < WORDS; w++) {
        const int64_t size = count - 64 * w;
        rows.words[w] = size >= 64 ? ~0ull : size <= 0 ? 0 : (1ull << size) - 1;
      }
      _Alignas(64) uint8_t leaves[ROWS];
      memset(leaves, 0, sizeof leaves);
      find_leaves(trees + t, codes + first * column_count, rows, leaves);
      double *restrict out = scores + first * output_count + trees[t].output;
      if (output_count == 1)
        for (int64_t row = 0; row < count; row++) out[row] += values[leaves[row]];
      else
        for (int64_t row = 0; row < count; row++) out[row * output_count] += values[leaves[row]];
    }
  }
}

CGBDT_VARIANTS(
    void, cgbdt_row_sets_add_leaf_values,
    (const cgbdt_row_set_tree *trees, int64_t tree_count, const uint8_t *codes,
     int64_t column_count, int64_t row_count, int64_t output_count, double *scores),
    (trees, tree_count, codes, column_count, row_count, output_count, scores), add_leaf_values)
