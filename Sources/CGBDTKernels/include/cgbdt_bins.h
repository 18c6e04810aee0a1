// Bins of feature values, and the range of a column.
#ifndef CGBDT_BINS_H
#define CGBDT_BINS_H

#include <stdint.h>

/// out[r] = 0 where values[r] is NaN, else 1 + the number of cut points below values[r].
///
/// `values` and `out` have `count` elements, `cuts` has `cut_count`, ascending and without NaN. The
/// arrays do not overlap; no alignment is needed. cut_count + 1 must fit the element of `out`: at
/// most 254 for _u8, 65,534 for _u16. Exact: comparisons only.
void cgbdt_bins_search_u8(
    const double *values, int64_t count, const double *cuts, int64_t cut_count, uint8_t *out);
void cgbdt_bins_search_u8_scalar(
    const double *values, int64_t count, const double *cuts, int64_t cut_count, uint8_t *out);
void cgbdt_bins_search_u8_avx2(
    const double *values, int64_t count, const double *cuts, int64_t cut_count, uint8_t *out);
void cgbdt_bins_search_u8_avx512(
    const double *values, int64_t count, const double *cuts, int64_t cut_count, uint8_t *out);

void cgbdt_bins_search_u16(
    const double *values, int64_t count, const double *cuts, int64_t cut_count, uint16_t *out);
void cgbdt_bins_search_u16_scalar(
    const double *values, int64_t count, const double *cuts, int64_t cut_count, uint16_t *out);
void cgbdt_bins_search_u16_avx2(
    const double *values, int64_t count, const double *cuts, int64_t cut_count, uint16_t *out);
void cgbdt_bins_search_u16_avx512(
    const double *values, int64_t count, const double *cuts, int64_t cut_count, uint16_t *out);

/// The smallest and largest of `count` values that are not NaN (+infinity and -infinity if there are
/// none; which zero is returned for a mix of zeros is not fixed), and how many are NaN.
///
/// The results do not overlap `values`. Exact: comparisons only.
void cgbdt_column_range(
    const double *values, int64_t count, double *minimum, double *maximum, int64_t *missing);
void cgbdt_column_range_scalar(
    const double *values, int64_t count, double *minimum, double *maximum, int64_t *missing);
void cgbdt_column_range_avx2(
    const double *values, int64_t count, double *minimum, double *maximum, int64_t *missing);
void cgbdt_column_range_avx512(
    const double *values, int64_t count, double *minimum, double *maximum, int64_t *missing);

#endif
