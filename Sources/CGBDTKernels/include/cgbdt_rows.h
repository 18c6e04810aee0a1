// Sets of rows as words: 64 neighbouring row positions to a word, one bit a row.
//
// A set is `count` pairs: words[i] says which word (rows 64 * words[i] ... 64 * words[i] + 63), and
// masks[i] which of its rows, the lowest bit first. Words ascend. Columns that a set is used with
// can be read up to the end of their last word. Where neighbouring rows belong together a word
// stands for dozens of rows, and a test of all of them is one comparison; in the worst case it
// stands for one row and costs what an entry in a list of rows would.
#ifndef CGBDT_ROWS_H
#define CGBDT_ROWS_H

#include <stdint.h>

#include "cgbdt_declare.h"

/// Writes the positions of the rows of as many leading words as are sure to fit, ascending.
///
/// - room: entries of `rows`, at least 64.
/// - row_count: receives the number of positions written.
/// - returns the number of words used: all of them, or as many as leave room for fewer than 64 rows.
CGBDT_DECLARE_VARIANTS(
    int64_t, cgbdt_rows_expand,
    (const uint32_t *words, const uint64_t *masks, int64_t count, int64_t room, uint32_t *rows,
     int64_t *row_count));

#endif
