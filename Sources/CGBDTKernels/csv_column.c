#include "cgbdt_csv_column.h"

#include <math.h>
#include <string.h>

#include "csv_decimal.h"
#include "csv_long_decimal.h"
#include "csv_number.h"
#include "csv_timestamp.h"
#include "csv_word.h"

/// The field with what stands around its text. A carriage return at its end is left out if
/// `without_return`, or else still there.
CGBDT_INLINE csv_text field_bytes(const cgbdt_csv_rows *rows, int64_t row, int64_t column,
                                  int without_return) {
  int64_t field = rows->rows[row] + column;
  csv_text text = {rows->bytes + (uint32_t)(rows->borders[field] + 1),
                   rows->bytes + rows->borders[field + 1]};
  if (without_return && text.start < text.end && text.end[-1] == '\r') text.end--;
  return text;
}

/// Whether a carriage return ends the field: then it is likely to end the column's others too.
CGBDT_INLINE int ends_in_return(const cgbdt_csv_rows *rows, int64_t row, int64_t column) {
  csv_text text = field_bytes(rows, row, column, 0);
  return text.start < text.end && text.end[-1] == '\r';
}

CGBDT_INLINE csv_text field_text(const cgbdt_csv_rows *rows, int64_t row, int64_t column,
                                 int trims) {
  csv_text text = field_bytes(rows, row, column, 1);
  if (text.start == text.end) return text;
  if (*text.start == '"') {
    text.start++;
    text.end--;
  } else if (trims && (*text.start <= ' ' || text.end[-1] <= ' ')) {
    while (text.start < text.end && (*text.start == ' ' || *text.start == '\t')) text.start++;
    while (text.start < text.end && (text.end[-1] == ' ' || text.end[-1] == '\t')) text.end--;
  }
  return text;
}

/// Reads one row of a column; returns 1 for a misfit. Its value is the mark of a missing one, as that of
/// an empty text or one of the words.
#define CSV_PARSE_ROW(NAME, VALUE, PARSE, MISSING)                                            \
  CGBDT_INLINE int NAME(const cgbdt_csv_rows *rows, int64_t row, int64_t column,              \
                        const cgbdt_csv_words *missing, VALUE *value) {                       \
    csv_text text = field_text(rows, row, column, 1);                                         \
    *value = (MISSING);                                                                       \
    if (text.start == text.end || (missing->may_be_values && csv_is_among(text, missing)))    \
      return 0;                                                                               \
    VALUE parsed;                                                                             \
    if (PARSE(text.start, text.end, &parsed) == CGBDT_CSV_VALID)                              \
      *value = parsed;                                                                        \
    else                                                                                      \
      return !csv_is_among(text, missing);                                                    \
    return 0;                                                                                 \
  }

CSV_PARSE_ROW(parse_number, double, csv_number, (double)NAN)
CSV_PARSE_ROW(parse_integer, int64_t, csv_integer, INT64_MIN)
CSV_PARSE_ROW(parse_boolean, uint8_t, csv_boolean, 2)
CSV_PARSE_ROW(parse_timestamp, int64_t, csv_timestamp, INT64_MIN)

#define CSV_PARSE_COLUMN(NAME, VALUE, PARSE_ROW)                                               \
  int64_t NAME(const cgbdt_csv_rows *rows, int64_t column, const cgbdt_csv_words *missing,     \
               VALUE *restrict values, uint32_t *restrict misfits) {                           \
    int64_t misfit_count = 0;                                                                  \
    for (int64_t row = 0; row < rows->row_count; row++)                                        \
      if (PARSE_ROW(rows, row, column, missing, values + row))                                 \
        misfits[misfit_count++] = (uint32_t)row;                                               \
    return misfit_count;                                                                       \
  }

CSV_PARSE_COLUMN(cgbdt_csv_parse_integers, int64_t, parse_integer)
CSV_PARSE_COLUMN(cgbdt_csv_parse_booleans, uint8_t, parse_boolean)

int64_t cgbdt_csv_parse_timestamps(const cgbdt_csv_rows *rows, int64_t column,
                                   const cgbdt_csv_words *missing, int64_t *restrict values,
                                   uint32_t *restrict misfits) {
  int64_t misfit_count = 0;
  int has_returns = rows->row_count > 0 && ends_in_return(rows, 0, column);
  for (int64_t row = 0; row < rows->row_count; row++) {
    csv_text text = field_bytes(rows, row, column, has_returns);
    if (!missing->may_be_values && csv_full_timestamp(text.start, text.end, values + row)) continue;
    if (parse_timestamp(rows, row, column, missing, values + row))
      misfits[misfit_count++] = (uint32_t)row;
  }
  return misfit_count;
}

/// Reads rows `row` to `row` + 3 as far as they are plain decimals; returns as `csv_four_decimals`.
CGBDT_INLINE uint64_t parse_four_numbers(const cgbdt_csv_rows *rows, int64_t row, int64_t column,
                                         int has_returns, double *restrict values) {
  const uint8_t *ends[CSV_DECIMALS];
  uint32_t lengths[CSV_DECIMALS];
  for (int i = 0; i < CSV_DECIMALS; i++) {
    csv_text text = field_bytes(rows, row + i, column, has_returns);
    ends[i] = text.end;
    lengths[i] = (uint32_t)(text.end - text.start);
  }
  // Where one text is too long, the next ones are likely to be.
  if (ends[0] - rows->bytes < CSV_DECIMAL_LENGTH || lengths[0] > CSV_DECIMAL_LENGTH)
    return ~UINT64_C(0);
  return csv_four_decimals(ends, lengths, values + row);
}

/// Reads a row whose text is a plain decimal too long to be one of four; returns 0 for others.
CGBDT_INLINE int parse_long_number(const cgbdt_csv_rows *rows, int64_t row, int64_t column,
                                   double *value) {
  csv_text text = field_bytes(rows, row, column, 1);
  int64_t length = text.end - text.start;
  return length > CSV_DECIMAL_LENGTH && length <= CSV_LONG_DECIMAL_LENGTH &&
         text.end - rows->bytes >= CSV_LONG_DECIMAL_REACH &&
         csv_long_decimal(text.start, text.end, value);
}

CGBDT_INLINE int64_t parse_numbers_body(const cgbdt_csv_rows *rows, int64_t column,
                                        const cgbdt_csv_words *missing, double *restrict values,
                                        uint32_t *restrict misfits) {
  int64_t misfit_count = 0, row = 0;
  int has_returns = rows->row_count > 0 && ends_in_return(rows, 0, column);
  for (; row + CSV_DECIMALS <= rows->row_count && !missing->may_be_values; row += CSV_DECIMALS) {
    uint64_t others = parse_four_numbers(rows, row, column, has_returns, values);
    while (others != 0) {
      int group = __builtin_ctzll(others) / 16;
      others &= ~(UINT64_C(0xFFFF) << 16 * group);
      if (parse_long_number(rows, row + group, column, values + row + group)) continue;
      if (parse_number(rows, row + group, column, missing, values + row + group))
        misfits[misfit_count++] = (uint32_t)(row + group);
    }
  }
  for (; row < rows->row_count; row++)
    if (parse_number(rows, row, column, missing, values + row))
      misfits[misfit_count++] = (uint32_t)row;
  return misfit_count;
}

CGBDT_VARIANTS(int64_t, cgbdt_csv_parse_numbers,
               (const cgbdt_csv_rows *rows, int64_t column, const cgbdt_csv_words *missing,
                double *restrict values, uint32_t *restrict misfits),
               (rows, column, missing, values, misfits), parse_numbers_body)

/// Multiply and fold, eight bytes a step; good enough for a table that is filled from one file.
CGBDT_INLINE uint32_t text_hash(csv_text text) {
  const uint64_t multiplier = UINT64_C(0x9E3779B97F4A7C15);
  uint64_t hash = (uint64_t)(text.end - text.start) * multiplier;
  const uint8_t *byte = text.start;
  for (; text.end - byte >= 8; byte += 8) {
    uint64_t word;
    memcpy(&word, byte, 8);
    unsigned __int128 product = (unsigned __int128)(hash ^ word) * multiplier;
    hash = (uint64_t)product ^ (uint64_t)(product >> 64);
  }
  uint64_t rest = 0;
  if (text.end - text.start >= 8)
    memcpy(&rest, text.end - 8, 8);  // perhaps some bytes twice
  else
    for (; byte < text.end; byte++) rest = rest << 8 | *byte;
  unsigned __int128 product = (unsigned __int128)(hash ^ rest) * multiplier;
  return (uint32_t)((uint64_t)product ^ (uint64_t)(product >> 64));
}

/// The usual lengths without a call.
CGBDT_INLINE void copy_text(uint8_t *restrict copy, csv_text text) {
  int64_t length = text.end - text.start;
  if (length >= 16 && length <= 32) {
    memcpy(copy, text.start, 16);
    memcpy(copy + length - 16, text.end - 16, 16);
  } else if (length >= 8 && length < 16) {
    memcpy(copy, text.start, 8);
    memcpy(copy + length - 8, text.end - 8, 8);
  } else {
    memcpy(copy, text.start, (size_t)length);
  }
}

int64_t cgbdt_csv_number_texts(const cgbdt_csv_rows *rows, int64_t column, int32_t *restrict slots,
                               int64_t slot_count, uint32_t *restrict hashes,
                               uint8_t *restrict texts, int64_t *restrict ends,
                               int32_t *restrict codes) {
  int32_t text_count = 0;
  int64_t end = 0;
  memset(slots, 0xFF, (size_t)slot_count * sizeof *slots);  // -1: free
  for (int64_t row = 0; row < rows->row_count; row++) {
    csv_text text = field_text(rows, row, column, 0);
    int64_t length = text.end - text.start;
    uint32_t hash = text_hash(text);
    int64_t slot = hash & (slot_count - 1);
    int32_t code;
    while ((code = slots[slot]) >= 0) {
      int64_t start = code == 0 ? 0 : ends[code - 1];
      if (hashes[code] == hash && ends[code] - start == length &&
          memcmp(texts + start, text.start, (size_t)length) == 0)
        break;
      slot = (slot + 1) & (slot_count - 1);
    }
    if (code < 0) {
      code = text_count++;
      slots[slot] = code;
      hashes[code] = hash;
      copy_text(texts + end, text);
      end += length;
      ends[code] = end;
    }
    codes[row] = code;
  }
  return text_count;
}

void cgbdt_csv_classify(const cgbdt_csv_rows *rows, int64_t column, const cgbdt_csv_words *missing,
                        cgbdt_csv_kinds *kinds) {
  *kinds = (cgbdt_csv_kinds){.first_other = -1};
  for (int64_t row = 0; row < rows->row_count; row++) {
    csv_text text = field_text(rows, row, column, 1);
    double number;
    int64_t integer;
    uint8_t boolean;
    int32_t time_status = CGBDT_CSV_INVALID;
    if (text.start == text.end || csv_is_among(text, missing)) {
      kinds->missing++;
    } else if (csv_integer(text.start, text.end, &integer) == CGBDT_CSV_VALID) {
      kinds->integers++;
    } else if (csv_number(text.start, text.end, &number) != CGBDT_CSV_INVALID) {
      kinds->numbers++;
    } else if ((time_status = csv_timestamp(text.start, text.end, &integer)) == CGBDT_CSV_VALID) {
      kinds->timestamps++;
    } else if (time_status == CGBDT_CSV_NO_SUCH_TIME) {
      kinds->impossible_times++;
    } else if (csv_boolean(text.start, text.end, &boolean) == CGBDT_CSV_VALID) {
      kinds->booleans++;
    } else if (csv_is_infinity(text.start, text.end)) {
      kinds->infinities++;
    } else {
      if (kinds->others++ == 0) kinds->first_other = row;
    }
  }
}
