// Umbrella of the C hot loops. One header per noun; each function states meaning, element counts,
// aliasing, alignment, overflow bounds and exactness. Primitives only: no allocation, no input or
// output. `GBDTKernels` is the one Swift module that may import this one.
#ifndef CGBDTKERNELS_H
#define CGBDTKERNELS_H

#include "cgbdt_bins.h"
#include "cgbdt_contributions.h"
#include "cgbdt_cpu.h"
#include "cgbdt_crc32c.h"
#include "cgbdt_csv_column.h"
#include "cgbdt_csv_scan.h"
#include "cgbdt_csv_value.h"
#include "cgbdt_cut_search.h"
#include "cgbdt_gradient.h"
#include "cgbdt_histogram.h"
#include "cgbdt_integers.h"
#include "cgbdt_math.h"
#include "cgbdt_objectives.h"
#include "cgbdt_parallel.h"
#include "cgbdt_partition.h"
#include "cgbdt_predict.h"
#include "cgbdt_quantile.h"
#include "cgbdt_ranking.h"
#include "cgbdt_records.h"
#include "cgbdt_row_sets.h"
#include "cgbdt_rows.h"
#include "cgbdt_sparse_text.h"
#include "cgbdt_sphere.h"

#endif
