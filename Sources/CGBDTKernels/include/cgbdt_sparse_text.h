// LibSVM text: lines of `label [qid:number] index:value ...`, blanks or tabs between them.
//
// `#` begins a comment that ends with its line; lines without anything else are no rows. There are no
// quotes: every line feed ends a row, so text may be cut behind any of them.
#ifndef CGBDT_SPARSE_TEXT_H
#define CGBDT_SPARSE_TEXT_H

#include <stdint.h>

#include "cgbdt_csv_column.h"

/// Numbers of fields: label, query, then the entry of index i as CGBDT_SPARSE_FIRST_ENTRY + i.
enum { CGBDT_SPARSE_LABEL = 0, CGBDT_SPARSE_QUERY = 1, CGBDT_SPARSE_FIRST_ENTRY = 2 };

/// Indices are below this number, since tables are dense.
enum { CGBDT_SPARSE_INDEX_LIMIT = 1 << 20 };

/// What makes a row bad.
enum {
  /// It begins with something that has a colon: no label, or one with a weight.
  CGBDT_SPARSE_NO_LABEL = 1,
  /// Something that is not index:value (or `qid:` elsewhere than behind the label).
  CGBDT_SPARSE_NO_ENTRY = 2,
  /// An index that is not above the one before.
  CGBDT_SPARSE_NOT_ASCENDING = 3,
  /// An index of CGBDT_SPARSE_INDEX_LIMIT or more.
  CGBDT_SPARSE_INDEX_TOO_LARGE = 4,
};

/// A field of a row: its number as above, and its text, bytes[start ..< end], which is not blank.
typedef struct {
  uint32_t number, row, start, end;
} cgbdt_sparse_field;

/// The byte that shows what is wrong with a row, and one of the above.
typedef struct {
  uint32_t position, fault;
} cgbdt_sparse_problem;

typedef struct {
  int64_t row_count, field_count, problem_count;
  /// How many rows have a query.
  int64_t query_count;
  /// Of all entries; CGBDT_SPARSE_INDEX_LIMIT and -1 where there is none.
  int64_t lowest_index, highest_index;
} cgbdt_sparse_scan_result;

/// Finds the fields of the rows in `count` bytes (less than 2^32 - 1) that begin with a line: row by row, the
/// fields of a row by number. A bad row has no fields and no number; its first problem is told. Room for
/// count / 2 + 1 elements in `fields` and as many in `problems`. No two arguments alias.
void cgbdt_sparse_scan(const uint8_t *bytes, int64_t count, cgbdt_sparse_field *fields,
                       cgbdt_sparse_problem *problems, cgbdt_sparse_scan_result *result);

/// Sorts fields by number, rows still ascending: those with number f become sorted[ends[f - 1] ..< ends[f]],
/// the first from 0. `ends` has `number_limit` elements; all numbers are below that. No two arguments alias.
void cgbdt_sparse_sort(const cgbdt_sparse_field *fields, int64_t field_count, int64_t number_limit,
                       uint32_t *ends, cgbdt_sparse_field *sorted);

/// Each writes the value of each field to values[row], and the positions among `fields` of those that are
/// neither a value nor a missing word to `misfits` (room for `field_count`); returns how many those are. Rows
/// without a field are left as they are. Values, missing marks and misfits as in `cgbdt_csv_column.h`.
int64_t cgbdt_sparse_numbers(const uint8_t *bytes, const cgbdt_sparse_field *fields,
                             int64_t field_count, const cgbdt_csv_words *missing, double *values,
                             uint32_t *misfits);
int64_t cgbdt_sparse_integers(const uint8_t *bytes, const cgbdt_sparse_field *fields,
                              int64_t field_count, const cgbdt_csv_words *missing, int64_t *values,
                              uint32_t *misfits);

#endif
