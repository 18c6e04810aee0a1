#include "cgbdt_contributions.h"

#include <stdbool.h>
#include <stddef.h>

#include "cgbdt_variants.h"

enum { LANES = 8 };

/// What a walk works on. Vectors have one double a quadrature point for each depth: the edge's factor
/// z (1 - p) + o p inverted (1 at depth 0; kept for o = 1 only), the product of the last factor of every
/// column on the path, the sum over the leaves below of value x product.
typedef struct {
  const cgbdt_shared_node *nodes;
  const cgbdt_quadrature *quadrature;
  cgbdt_path_edge *edges;
  double *restrict inverses;
  double *restrict products;
  double *restrict sums;
} walk;

/// The edge from `depth` to `depth + 1`. `earlier` is the depth of the last edge of the same column.
CGBDT_INLINE void open_edge(const walk *w, int64_t count, int64_t depth, int64_t earlier) {
  const double *restrict p = w->quadrature->points;
  const double *restrict above = w->products + depth * count;
  double *restrict below = w->products + (depth + 1) * count;
  const double *restrict inverse_earlier = w->inverses + earlier * count;
  double *restrict inverse = w->inverses + (depth + 1) * count;
  const double share = w->edges[depth + 1].share;
  if (w->edges[depth + 1].presence == 1) {
    for (int64_t k = 0; k < count; k++) {
      const double factor = share * (1 - p[k]) + p[k];
      inverse[k] = 1 / factor;
      below[k] = above[k] * inverse_earlier[k] * factor;
    }
  } else if (w->edges[earlier].presence == 1) {
    for (int64_t k = 0; k < count; k++)
      below[k] = above[k] * inverse_earlier[k] * (share * (1 - p[k]));
  } else {
    // Both factors are a share times 1 - p.
    const double ratio = share / w->edges[earlier].share;
    for (int64_t k = 0; k < count; k++) below[k] = above[k] * ratio;
  }
}

/// Adds the sums below the edge to those above.
///
/// Returns what the edge's column gains: the integral of the sums times (o - z) / factor, less the same of
/// the earlier edge.
CGBDT_INLINE double close_edge(const walk *w, int64_t count, int64_t depth, int64_t earlier) {
  const double *restrict p = w->quadrature->points;
  const double *restrict weights = w->quadrature->weights;
  const double *restrict below = w->sums + (depth + 1) * count;
  double *restrict above = w->sums + depth * count;
  const double *restrict inverse = w->inverses + (depth + 1) * count;
  const double *restrict inverse_earlier = w->inverses + earlier * count;
  const double own = 1 - w->edges[depth + 1].share, before = 1 - w->edges[earlier].share;
  double gained[LANES] = {0};
  if (w->edges[depth + 1].presence == 1) {
    for (int64_t k = 0; k < count; k += LANES)
      for (int64_t lane = 0; lane < LANES; lane++) {
        const double claim = own * inverse[k + lane] - before * inverse_earlier[k + lane];
        gained[lane] += weights[k + lane] * below[k + lane] * claim;
        above[k + lane] += below[k + lane];
      }
  } else if (w->edges[earlier].presence == 1) {
    // (0 - z) / (z (1 - p)) is -1 / (1 - p).
    for (int64_t k = 0; k < count; k += LANES)
      for (int64_t lane = 0; lane < LANES; lane++) {
        const double claim = -1 / (1 - p[k + lane]) - before * inverse_earlier[k + lane];
        gained[lane] += weights[k + lane] * below[k + lane] * claim;
        above[k + lane] += below[k + lane];
      }
  } else {
    // Both edges claim the same: nothing is left for this one.
    for (int64_t k = 0; k < count; k++) above[k] += below[k];
    return 0;
  }
  return ((gained[0] + gained[1]) + (gained[2] + gained[3])) +
         ((gained[4] + gained[5]) + (gained[6] + gained[7]));
}

CGBDT_INLINE bool is_true(
    const cgbdt_shared_node *node, const uint32_t *restrict sets, uint32_t code) {
  if (node->set_offset >= 0) return sets[node->set_offset + (code >> 5)] >> (code & 31) & 1;
  return code - node->low <= node->limit;
}

/// One row; `count` is the quadrature's, a constant where that is common.
CGBDT_INLINE void walk_row(
    const walk *w, int64_t count, const uint32_t *restrict sets, const uint32_t *restrict codes,
    int32_t *restrict last_edges, double *restrict contributions) {
  cgbdt_path_edge *edges = w->edges;
  int64_t depth = 0;
  edges[0].node = 0;
  edges[0].branch = 0;
  for (;;) {
    const cgbdt_shared_node *node = w->nodes + edges[depth].node;
    const bool is_leaf = node->column < 0;
    if (is_leaf || edges[depth].branch == 2) {
      if (is_leaf)
        for (int64_t k = depth * count; k < (depth + 1) * count; k++)
          w->sums[k] = node->value * w->products[k];
      if (depth == 0) return;
      depth--;
      const int32_t column = w->nodes[edges[depth].node].column;
      contributions[column] += close_edge(w, count, depth, edges[depth].earlier);
      last_edges[column] = edges[depth].earlier;
      continue;
    }
    if (edges[depth].branch == 0) {
      edges[depth].takes_then = is_true(node, sets, codes[node->column]);
      edges[depth].earlier = last_edges[node->column];
      for (int64_t k = depth * count; k < (depth + 1) * count; k++) w->sums[k] = 0;
    }
    const bool is_then = edges[depth].branch++ == 0;
    const int64_t earlier = edges[depth].earlier;
    const double share = edges[earlier].share * (is_then ? node->then_share : node->else_share);
    const double presence = is_then == edges[depth].takes_then ? edges[earlier].presence : 0;
    // Neither the row nor any training row comes here: every product below is 0.
    if (share == 0 && presence == 0) continue;
    cgbdt_path_edge *next = &edges[depth + 1];
    next->share = share;
    next->presence = presence;
    next->node = is_then ? edges[depth].node + 1 : node->else_index;
    next->branch = 0;
    open_edge(w, count, depth, earlier);
    last_edges[node->column] = (int32_t)++depth;
  }
}

CGBDT_INLINE void add_contributions(
    const cgbdt_shared_node *nodes, const uint32_t *sets, const cgbdt_quadrature *quadrature,
    const uint32_t *codes, int64_t row_count, int64_t column_count, int64_t depth,
    cgbdt_path_edge *edges, double *vectors, int32_t *last_edges, double *contributions,
    int64_t contribution_stride) {
  const int64_t count = quadrature->count, size = (depth + 1) * count;
  const walk w = {nodes, quadrature, edges, vectors, vectors + size, vectors + 2 * size};
  // Depth 0 stands for "no edge": factor 1, nothing claimed.
  edges[0].share = 1;
  edges[0].presence = 1;
  for (int64_t k = 0; k < count; k++) w.inverses[k] = w.products[k] = 1;
  for (int64_t row = 0; row < row_count; row++) {
    const uint32_t *row_codes = codes + row * column_count;
    double *row_contributions = contributions + row * contribution_stride;
    if (count == LANES)
      walk_row(&w, LANES, sets, row_codes, last_edges, row_contributions);
    else
      walk_row(&w, count, sets, row_codes, last_edges, row_contributions);
  }
}

CGBDT_VARIANTS(
    void, cgbdt_add_contributions,
    (const cgbdt_shared_node *nodes, const uint32_t *sets, const cgbdt_quadrature *quadrature,
     const uint32_t *codes, int64_t row_count, int64_t column_count, int64_t depth,
     cgbdt_path_edge *edges, double *vectors, int32_t *last_edges, double *contributions,
     int64_t contribution_stride),
    (nodes, sets, quadrature, codes, row_count, column_count, depth, edges, vectors, last_edges,
     contributions, contribution_stride),
    add_contributions)
