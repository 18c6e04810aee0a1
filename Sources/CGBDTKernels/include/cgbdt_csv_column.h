// One column of delimited text, over many rows, as typed values.
//
// The text of a field is what is between its quotes, or else the field without a carriage return at
// its end; unless noted, blanks and tabs around an unquoted text do not count.
#ifndef CGBDT_CSV_COLUMN_H
#define CGBDT_CSV_COLUMN_H

#include <stdint.h>

/// Rows of scanned text. `bytes` and `borders` as of `cgbdt_csv_scan`; rows[r] is the number of row r's
/// first field.
typedef struct {
  const uint8_t *bytes;
  const uint32_t *borders;
  const uint32_t *rows;
  int64_t row_count;
} cgbdt_csv_rows;

/// Words that stand for a missing value: word i is bytes[ends[i - 1] ..< ends[i]], the first from 0. Where
/// `may_be_values` is not 0, a word may have the form of the column's type (-999) and is looked for first.
typedef struct {
  const uint8_t *bytes;
  const uint32_t *ends;
  int32_t count;
  int32_t may_be_values;
} cgbdt_csv_words;

/// Each writes one value a row (`row_count` of them) and the rows whose text is neither a value nor
/// missing to `misfits` (room for `row_count`, ascending); returns how many those are. An empty text or one of
/// the words is a missing value, marked as `GBDTData.ColumnType` says; a misfit's value is the same mark. The
/// rules of each type are those of `cgbdt_csv_value.h`; a number that is not provable is a misfit.
/// Outputs alias nothing.
int64_t cgbdt_csv_parse_numbers(const cgbdt_csv_rows *rows, int64_t column,
                                const cgbdt_csv_words *missing, double *values, uint32_t *misfits);
int64_t cgbdt_csv_parse_numbers_scalar(const cgbdt_csv_rows *rows, int64_t column,
                                       const cgbdt_csv_words *missing, double *values,
                                       uint32_t *misfits);
int64_t cgbdt_csv_parse_numbers_avx2(const cgbdt_csv_rows *rows, int64_t column,
                                     const cgbdt_csv_words *missing, double *values,
                                     uint32_t *misfits);
int64_t cgbdt_csv_parse_numbers_avx512(const cgbdt_csv_rows *rows, int64_t column,
                                       const cgbdt_csv_words *missing, double *values,
                                       uint32_t *misfits);
int64_t cgbdt_csv_parse_integers(const cgbdt_csv_rows *rows, int64_t column,
                                 const cgbdt_csv_words *missing, int64_t *values,
                                 uint32_t *misfits);
int64_t cgbdt_csv_parse_booleans(const cgbdt_csv_rows *rows, int64_t column,
                                 const cgbdt_csv_words *missing, uint8_t *values,
                                 uint32_t *misfits);
int64_t cgbdt_csv_parse_timestamps(const cgbdt_csv_rows *rows, int64_t column,
                                   const cgbdt_csv_words *missing, int64_t *values,
                                   uint32_t *misfits);

/// Numbers the distinct texts of a column in order of first appearance; returns how many there are.
/// Texts are compared as they stand: blanks count, and doubled quotes are still doubled. codes[r] becomes the
/// number of row r's text; text i is copied to texts[ends[i - 1] ..< ends[i]], the first to the beginning.
/// `slots` is scratch of `slot_count` elements, a power of two of at least 2 * row_count; `hashes` (scratch)
/// and `ends` have room for row_count, `texts` for the texts of all rows. At most 2^31 - 1 rows.
int64_t cgbdt_csv_number_texts(const cgbdt_csv_rows *rows, int64_t column, int32_t *slots,
                               int64_t slot_count, uint32_t *hashes, uint8_t *texts, int64_t *ends,
                               int32_t *codes);

/// What the texts of a column look like: how many are missing, booleans, integers, other numbers,
/// infinite words, timestamps, timestamps that name no time, anything else. `first_other` is the first row of
/// the last kind, or -1.
typedef struct {
  int64_t missing, booleans, integers, numbers, infinities, timestamps, impossible_times, others;
  int64_t first_other;
} cgbdt_csv_kinds;

/// Counts the kinds of texts; only the rows of one call, not adding to what `kinds` held.
void cgbdt_csv_classify(const cgbdt_csv_rows *rows, int64_t column, const cgbdt_csv_words *missing,
                        cgbdt_csv_kinds *kinds);

#endif
