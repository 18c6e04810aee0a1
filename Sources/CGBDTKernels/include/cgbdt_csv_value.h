// The text of one field as a value. Locale-free, allocation-free, and exact.
#ifndef CGBDT_CSV_VALUE_H
#define CGBDT_CSV_VALUE_H

#include <stdint.h>

/// What became of a text.
enum {
  CGBDT_CSV_VALID = 0,
  /// Not of that type's form.
  CGBDT_CSV_INVALID = 1,
  /// A number of the right form that `cgbdt_csv_number` cannot round with certainty: the caller's turn.
  CGBDT_CSV_UNPROVEN = 2,
  /// A timestamp of the right form that names no day or time, like 2011-02-29 or 24:00.
  CGBDT_CSV_NO_SUCH_TIME = 3,
  /// A timestamp with digits other than 0 beyond the microsecond.
  CGBDT_CSV_TOO_FINE = 4,
};

/// A decimal number: sign, digits with or without a point (at least one digit), exponent. No blanks, no
/// hexadecimal, no `inf` or `nan`. `*value` becomes the nearest double, ties to even; it is always
/// provable for 19 significant digits or fewer with a decimal exponent of the last one from -27 to 27.
int32_t cgbdt_csv_number(const uint8_t *text, int64_t count, double *value);

/// Optional sign and digits, in the range of 64-bit integers but for the smallest, which marks missing
/// values.
int32_t cgbdt_csv_integer(const uint8_t *text, int64_t count, int64_t *value);

/// `true` or `false`, capital letters or not: 1 or 0.
int32_t cgbdt_csv_boolean(const uint8_t *text, int64_t count, uint8_t *value);

/// YYYY-MM-DD, then optionally a blank or `T` and HH:MM[:SS[.fraction]], then optionally a zone, with or
/// without a blank before it: `Z`, `UTC`, +HH, +HHMM or +HH:MM (or with a minus sign). Years 0001 to 9999 of
/// the Gregorian calendar. `*value` becomes microseconds since 1970-01-01T00:00Z; without a zone the text
/// is taken as UTC.
int32_t cgbdt_csv_timestamp(const uint8_t *text, int64_t count, int64_t *value);

/// Whether the text is `inf` or `infinity`, with or without sign, capital letters or not.
int32_t cgbdt_csv_is_infinity(const uint8_t *text, int64_t count);

#endif
