#include "cgbdt_csv_column.h"

#include <math.h>
#include <string.h>

#include "csv_number.h"
#include "csv_timestamp.h"
#include "csv_word.h"

typedef struct {
  const uint8_t *start, *end;
} csv_text;

CGBDT_INLINE csv_text field_text(const cgbdt_csv_rows *rows, int64_t row, int64_t column,
                                 int trims) {
  int64_t field = rows->rows[row] + column;
  csv_text text = {rows->bytes + (uint32_t)(rows->borders[field] + 1),
                   rows->bytes + rows->borders[field + 1]};
  if (text.start == text.end) return text;
  if (text.end[-1] == '\r') text.end--;
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

CGBDT_INLINE int is_among(csv_text text, const cgbdt_csv_words *words) {
  uint32_t start = 0;
  for (int32_t i = 0; i < words->count; i++) {
    uint32_t length = words->ends[i] - start;
    if (text.end - text.start == length &&
        memcmp(text.start, words->bytes + start, length) == 0)
      return 1;
    start = words->ends[i];
  }
  return 0;
}

#define CSV_PARSE_COLUMN(NAME, VALUE, PARSE, MISSING)                                            \
  int64_t NAME(const cgbdt_csv_rows *rows, int64_t column, const cgbdt_csv_words *missing,       \
               VALUE *restrict values, uint32_t *restrict misfits) {                             \
    int64_t misfit_count = 0;                                                                    \
    for (int64_t row = 0; row < rows->row_count; row++) {                                        \
      csv_text text = field_text(rows, row, column, 1);                                          \
      values[row] = (MISSING);                                                                   \
      if (text.start == text.end || (missing->may_be_values && is_among(text, missing))) continue; \
      VALUE value;                                                                               \
      if (PARSE(text.start, text.end, &value) == CGBDT_CSV_VALID)                                \
        values[row] = value;                                                                     \
      else if (!is_among(text, missing))                                                         \
        misfits[misfit_count++] = (uint32_t)row;                                                 \
    }                                                                                            \
    return misfit_count;                                                                         \
  }

CSV_PARSE_COLUMN(cgbdt_csv_parse_numbers, double, csv_number, (double)NAN)
CSV_PARSE_COLUMN(cgbdt_csv_parse_integers, int64_t, csv_integer, INT64_MIN)
CSV_PARSE_COLUMN(cgbdt_csv_parse_booleans, uint8_t, csv_boolean, 2)
CSV_PARSE_COLUMN(cgbdt_csv_parse_timestamps, int64_t, csv_timestamp, INT64_MIN)

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
  for (; byte < text.end; byte++) rest = rest << 8 | *byte;
  unsigned __int128 product = (unsigned __int128)(hash ^ rest) * multiplier;
  return (uint32_t)((uint64_t)product ^ (uint64_t)(product >> 64));
}

int64_t cgbdt_csv_number_texts(const cgbdt_csv_rows *rows, int64_t column, int32_t *restrict slots,
                               int64_t slot_count, uint32_t *restrict starts,
                               uint32_t *restrict lengths, uint32_t *restrict hashes,
                               int32_t *restrict codes) {
  int32_t text_count = 0;
  memset(slots, 0xFF, (size_t)slot_count * sizeof *slots);  // -1: free
  for (int64_t row = 0; row < rows->row_count; row++) {
    csv_text text = field_text(rows, row, column, 0);
    uint32_t length = (uint32_t)(text.end - text.start);
    uint32_t hash = text_hash(text);
    int64_t slot = hash & (slot_count - 1);
    int32_t code;
    while ((code = slots[slot]) >= 0 &&
           !(hashes[code] == hash && lengths[code] == length &&
             memcmp(rows->bytes + starts[code], text.start, length) == 0))
      slot = (slot + 1) & (slot_count - 1);
    if (code < 0) {
      code = text_count++;
      slots[slot] = code;
      starts[code] = (uint32_t)(text.start - rows->bytes);
      lengths[code] = length;
      hashes[code] = hash;
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
    if (text.start == text.end || is_among(text, missing)) {
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
