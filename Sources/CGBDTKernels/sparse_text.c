#include "cgbdt_sparse_text.h"

#include <math.h>
#include <string.h>

#include "csv_number.h"
#include "csv_word.h"

/// Where the text of a line stands.
typedef struct {
  const uint8_t *bytes, *at, *end;
} sparse_cursor;

CGBDT_INLINE int is_blank(uint8_t byte) { return byte == ' ' || byte == '\t' || byte == '\r'; }

/// Moves to the next text of the line; returns 0 where a comment or the line's end comes first.
CGBDT_INLINE int next_text(sparse_cursor *cursor) {
  while (cursor->at < cursor->end && is_blank(*cursor->at)) cursor->at++;
  return cursor->at < cursor->end && *cursor->at != '\n' && *cursor->at != '#';
}

/// The end of the text that begins at `at`: texts have no blanks, control characters or comments.
CGBDT_INLINE const uint8_t *text_end(const uint8_t *at, const uint8_t *end) {
  while (at < end && *at > ' ' && *at != '#') at++;
  return at;
}

/// Whether a text that ends here is followed by what may follow it.
CGBDT_INLINE int ends_well(const uint8_t *at, const uint8_t *end) {
  return at == end || is_blank(*at) || *at == '\n' || *at == '#';
}

CGBDT_INLINE void put(const sparse_cursor *cursor, cgbdt_sparse_field *found, uint32_t number,
                      int64_t row, const uint8_t *start, const uint8_t *end) {
  found->number = number;
  found->row = (uint32_t)row;
  found->start = (uint32_t)(start - cursor->bytes);
  found->end = (uint32_t)(end - cursor->bytes);
}

/// Reads the label; returns 0 or what is wrong.
CGBDT_INLINE uint32_t scan_label(sparse_cursor *cursor, cgbdt_sparse_field *found, int64_t row) {
  const uint8_t *end = text_end(cursor->at, cursor->end);
  if (end == cursor->at || !ends_well(end, cursor->end)) return CGBDT_SPARSE_NO_ENTRY;
  if (memchr(cursor->at, ':', (size_t)(end - cursor->at))) return CGBDT_SPARSE_NO_LABEL;
  put(cursor, found, CGBDT_SPARSE_LABEL, row, cursor->at, end);
  cursor->at = end;
  return 0;
}

/// Reads `qid:number` if that is what comes next; returns whether it is.
CGBDT_INLINE int scan_query(sparse_cursor *cursor, cgbdt_sparse_field *found, int64_t row) {
  if (cursor->end - cursor->at < 5 || memcmp(cursor->at, "qid:", 4) != 0) return 0;
  const uint8_t *start = cursor->at + 4, *end = text_end(start, cursor->end);
  if (end == start || !ends_well(end, cursor->end)) return 0;
  put(cursor, found, CGBDT_SPARSE_QUERY, row, start, end);
  cursor->at = end;
  return 1;
}

/// Reads index:value, where `*index` is the index before; returns 0 or what is wrong.
CGBDT_INLINE uint32_t scan_entry(sparse_cursor *cursor, cgbdt_sparse_field *found, int64_t row,
                                 int64_t *index) {
  const uint8_t *at = cursor->at;
  int64_t number = 0;
  for (; at < cursor->end && (uint8_t)(*at - '0') < 10; at++)
    // Stays above the limit once it is, without wrapping.
    if (number < CGBDT_SPARSE_INDEX_LIMIT) number = 10 * number + (*at - '0');
  if (at == cursor->at || at == cursor->end || *at != ':') return CGBDT_SPARSE_NO_ENTRY;
  const uint8_t *start = at + 1, *end = text_end(start, cursor->end);
  if (end == start || !ends_well(end, cursor->end)) return CGBDT_SPARSE_NO_ENTRY;
  if (number >= CGBDT_SPARSE_INDEX_LIMIT) return CGBDT_SPARSE_INDEX_TOO_LARGE;
  if (number <= *index) return CGBDT_SPARSE_NOT_ASCENDING;
  put(cursor, found, (uint32_t)(CGBDT_SPARSE_FIRST_ENTRY + number), row, start, end);
  *index = number;
  cursor->at = end;
  return 0;
}

/// Reads one row, up to its comment or line feed, into `fields` and the counts of `result`; returns 0 or
/// what is wrong with it.
CGBDT_INLINE uint32_t scan_row(sparse_cursor *cursor, cgbdt_sparse_field *fields,
                               cgbdt_sparse_scan_result *result) {
  int64_t row = result->row_count, count = result->field_count, highest = -1;
  int64_t lowest = CGBDT_SPARSE_INDEX_LIMIT;
  uint32_t fault = scan_label(cursor, fields + count, row);
  if (fault) return fault;
  count++;
  int has_query = next_text(cursor) && scan_query(cursor, fields + count, row);
  count += has_query;
  while (next_text(cursor)) {
    fault = scan_entry(cursor, fields + count, row, &highest);
    if (fault) return fault;
    if (lowest > highest) lowest = highest;
    count++;
  }
  result->row_count++;
  result->field_count = count;
  result->query_count += has_query;
  if (lowest < result->lowest_index) result->lowest_index = lowest;
  if (highest > result->highest_index) result->highest_index = highest;
  return 0;
}

void cgbdt_sparse_scan(const uint8_t *restrict bytes, int64_t count,
                       cgbdt_sparse_field *restrict fields,
                       cgbdt_sparse_problem *restrict problems,
                       cgbdt_sparse_scan_result *restrict result) {
  sparse_cursor cursor = {bytes, bytes, bytes + count};
  *result = (cgbdt_sparse_scan_result){0, 0, 0, 0, CGBDT_SPARSE_INDEX_LIMIT, -1};
  while (cursor.at < cursor.end) {
    if (next_text(&cursor)) {
      uint32_t fault = scan_row(&cursor, fields, result);
      if (fault)
        problems[result->problem_count++] =
            (cgbdt_sparse_problem){(uint32_t)(cursor.at - bytes), fault};
    }
    // Behind the line feed, over a comment or the rest of a bad row.
    if (cursor.at == cursor.end) break;
    const uint8_t *feed = memchr(cursor.at, '\n', (size_t)(cursor.end - cursor.at));
    cursor.at = feed ? feed + 1 : cursor.end;
  }
}

void cgbdt_sparse_sort(const cgbdt_sparse_field *restrict fields, int64_t field_count,
                       int64_t number_limit, uint32_t *restrict ends,
                       cgbdt_sparse_field *restrict sorted) {
  memset(ends, 0, (size_t)number_limit * sizeof *ends);
  for (int64_t i = 0; i < field_count; i++) ends[fields[i].number]++;
  uint32_t start = 0;
  for (int64_t number = 0; number < number_limit; number++) {
    uint32_t count = ends[number];
    ends[number] = start;
    start += count;
  }
  // Each field's next place, which is its end when all its fields are in place.
  for (int64_t i = 0; i < field_count; i++) sorted[ends[fields[i].number]++] = fields[i];
}

#define SPARSE_VALUES(NAME, VALUE, PARSE, MISSING)                                             \
  int64_t NAME(const uint8_t *restrict bytes, const cgbdt_sparse_field *restrict fields,       \
               int64_t field_count, const cgbdt_csv_words *missing, VALUE *restrict values,    \
               uint32_t *restrict misfits) {                                                   \
    int64_t misfit_count = 0;                                                                  \
    for (int64_t i = 0; i < field_count; i++) {                                                \
      csv_text text = {bytes + fields[i].start, bytes + fields[i].end};                        \
      VALUE *value = values + fields[i].row;                                                   \
      *value = (MISSING);                                                                      \
      if (missing->may_be_values && csv_is_among(text, missing)) continue;                     \
      VALUE parsed;                                                                            \
      if (PARSE(text.start, text.end, &parsed) == CGBDT_CSV_VALID)                             \
        *value = parsed;                                                                       \
      else if (!csv_is_among(text, missing))                                                   \
        misfits[misfit_count++] = (uint32_t)i;                                                 \
    }                                                                                          \
    return misfit_count;                                                                       \
  }

SPARSE_VALUES(cgbdt_sparse_numbers, double, csv_number, (double)NAN)
SPARSE_VALUES(cgbdt_sparse_integers, int64_t, csv_integer, INT64_MIN)
