// Finding fields and records in delimited text (RFC 4180), 64 bytes at a time.
//
// A quote opens a field right after a delimiter or a line feed and closes right before one (or before
// a carriage return with its line feed, or the end); inside, `""` is one quote. So a byte lies inside
// quotes exactly when the number of quotes up to it is odd, and text may be cut anywhere and its pieces
// be scanned on their own as soon as that parity is known.
#ifndef CGBDT_CSV_SCAN_H
#define CGBDT_CSV_SCAN_H

#include <stdint.h>

/// How many of the bytes equal `byte`.
int64_t cgbdt_count_byte(const uint8_t *bytes, int64_t count, uint8_t byte);
int64_t cgbdt_count_byte_scalar(const uint8_t *bytes, int64_t count, uint8_t byte);
int64_t cgbdt_count_byte_avx2(const uint8_t *bytes, int64_t count, uint8_t byte);
int64_t cgbdt_count_byte_avx512(const uint8_t *bytes, int64_t count, uint8_t byte);

/// Whether all bytes are ASCII and none is a quote.
int32_t cgbdt_is_plain_text(const uint8_t *bytes, int64_t count);
int32_t cgbdt_is_plain_text_scalar(const uint8_t *bytes, int64_t count);
int32_t cgbdt_is_plain_text_avx2(const uint8_t *bytes, int64_t count);
int32_t cgbdt_is_plain_text_avx512(const uint8_t *bytes, int64_t count);

/// What breaks the rules above.
enum {
  CGBDT_CSV_WELL_FORMED = 0,
  /// A quote inside a field that does not begin with one.
  CGBDT_CSV_STRAY_QUOTE = 1,
  /// Text between a closing quote and the end of the field.
  CGBDT_CSV_TEXT_AFTER_QUOTE = 2,
  /// A carriage return outside quotes without its line feed.
  CGBDT_CSV_LONE_RETURN = 3,
  /// Quotes that the end of the text leaves open.
  CGBDT_CSV_OPEN_QUOTE = 4,
};

typedef struct {
  /// Elements of `borders` in use, the first included.
  int64_t border_count;
  int64_t record_count;
  /// One of the above, and the byte that shows it: the quote, the first byte after the closing quote,
  /// the carriage return, or the quote that is left open.
  int32_t problem;
  int64_t problem_position;
} cgbdt_csv_scan_result;

/// Scans `count` bytes (less than 2^32 - 1) that begin at a record's first byte.
///
/// borders[0] becomes UINT32_MAX and borders[i + 1] the position after field i, so that field i is
/// bytes[(uint32_t)(borders[i] + 1) ..< borders[i + 1]]: a carriage return before the line feed still
/// belongs to the record's last field. A last record without a line feed ends at `count`.
/// record_ends[r] becomes the number of fields in records 0...r. Room for `count` + 66 elements in
/// `borders` and `count` + 1 in `record_ends`. Where there is a problem, scanning stops at it: whole records
/// before it are reported, and some of the fields after them. No two arguments alias.
void cgbdt_csv_scan(const uint8_t *bytes, int64_t count, uint8_t delimiter, uint32_t *borders,
                    uint32_t *record_ends, cgbdt_csv_scan_result *result);
void cgbdt_csv_scan_scalar(const uint8_t *bytes, int64_t count, uint8_t delimiter, uint32_t *borders,
                           uint32_t *record_ends, cgbdt_csv_scan_result *result);
void cgbdt_csv_scan_avx2(const uint8_t *bytes, int64_t count, uint8_t delimiter, uint32_t *borders,
                         uint32_t *record_ends, cgbdt_csv_scan_result *result);
void cgbdt_csv_scan_avx512(const uint8_t *bytes, int64_t count, uint8_t delimiter, uint32_t *borders,
                           uint32_t *record_ends, cgbdt_csv_scan_result *result);

#endif
