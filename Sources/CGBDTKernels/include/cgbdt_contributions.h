// Shapley values of rows in one tree over integer codes (cgbdt_predict.h).
//
// A leaf with value v gives feature i on its path the contribution
//
//     v (o_i - z_i) * integral over p in 0...1 of prod over j != i of (z_j (1 - p) + o_j p) dp
//
// where j runs over the features on the path: o_j is 1 if the row passes all tests of feature j there,
// else 0; z_j is the share of training rows that do. (Expanding the product gives the Shapley weights
// |S|! (n - |S| - 1)! / n! as beta integrals.) With n features the integrand has degree n - 1, so that
// Gauss-Legendre quadrature with n/2 points, rounded up, is exact. The whole product is kept while walking
// down, and its sum over the leaves below while walking up, so that each edge of the tree is visited once
// and divides by its own factor: O(nodes x points) a row. A second test of the same feature replaces the
// factor of the first one; what the first edge claims for leaves below is taken back there.
#ifndef CGBDT_CONTRIBUTIONS_H
#define CGBDT_CONTRIBUTIONS_H

#include <stdint.h>

/// A node in pre-order: the `then` branch follows at once.
typedef struct {
  /// -1 at a leaf.
  int32_t column;
  int32_t else_index;
  /// A range test as in cgbdt_predict.h, if set_offset is negative.
  uint32_t low;
  uint32_t limit;
  /// First word of a set test's bits in `sets`, or -1.
  int64_t set_offset;
  /// Shares of the node's training rows in its branches; their sum is 1, up to rounding.
  double then_share;
  double else_share;
  /// A leaf's value.
  double value;
} cgbdt_shared_node;

/// Points in 0...1 with their weights; `count` is a multiple of 8 (weights of padding are 0).
typedef struct {
  const double *points;
  const double *weights;
  int64_t count;
} cgbdt_quadrature;

/// One edge on the current path; working memory.
typedef struct {
  int32_t node;
  int32_t branch;
  int32_t earlier;
  int32_t takes_then;
  double share;
  double presence;
} cgbdt_path_edge;

/// Adds the Shapley values of rows in one tree to `contributions` (row_count rows at a stride of
/// `contribution_stride`, one number a column).
///
/// - codes: row_count x column_count, row-major; every code within the tests' sets.
/// - edges: depth + 1 elements; vectors: 3 x (depth + 1) x quadrature.count doubles; last_edges:
///   column_count elements, all 0, and 0 again afterwards. No path of the tree is longer than `depth`.
/// - No aliasing. Sums run in a fixed order: equal bits from all variants.
#define CGBDT_CONTRIBUTIONS_DECLARATION(NAME)                                                     \
  void NAME(                                                                                      \
      const cgbdt_shared_node *nodes, const uint32_t *sets, const cgbdt_quadrature *quadrature,   \
      const uint32_t *codes, int64_t row_count, int64_t column_count, int64_t depth,              \
      cgbdt_path_edge *edges, double *vectors, int32_t *last_edges, double *contributions,        \
      int64_t contribution_stride);

CGBDT_CONTRIBUTIONS_DECLARATION(cgbdt_add_contributions)
CGBDT_CONTRIBUTIONS_DECLARATION(cgbdt_add_contributions_scalar)
CGBDT_CONTRIBUTIONS_DECLARATION(cgbdt_add_contributions_avx2)
CGBDT_CONTRIBUTIONS_DECLARATION(cgbdt_add_contributions_avx512)

#endif
