// Private: timestamps as text to microseconds, inlined into the column loops.
#ifndef CSV_TIMESTAMP_H
#define CSV_TIMESTAMP_H

#include <stdint.h>

#include "cgbdt_csv_value.h"
#include "cgbdt_variants.h"

/// Two digits as a number; 100 or more where one is not a digit.
CGBDT_INLINE uint32_t csv_two_digits(const uint8_t *text) {
  uint32_t tens = (uint32_t)text[0] - '0', ones = (uint32_t)text[1] - '0';
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/// Days from 1970-01-01 to a date of the Gregorian calendar: years begin in March, so that a leap day
/// comes last (Hinnant, "chrono-compatible low-level date algorithms").
CGBDT_INLINE int64_t csv_days_from_civil(int64_t year, int64_t month, int64_t day) {
  year -= month <= 2;
  int64_t era = year / 400;  // years are not negative here
  int64_t year_of_era = year - era * 400;
  int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

CGBDT_INLINE int csv_is_day(uint32_t year, uint32_t month, uint32_t day) {
  static const uint8_t lengths[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || month < 1 || month > 12 || day < 1) return 0;
  uint32_t leap = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= lengths[month] + leap;
}

/// A zone at the end of a timestamp as minutes east of UTC; an empty one is UTC.
CGBDT_INLINE int32_t csv_zone(const uint8_t *text, const uint8_t *end, int64_t *minutes) {
  *minutes = 0;
  if (text == end) return CGBDT_CSV_VALID;
  if (*text == ' ' && ++text == end) return CGBDT_CSV_INVALID;
  int64_t count = end - text;
  if (count == 1 && text[0] == 'Z') return CGBDT_CSV_VALID;
  if (count == 3 && text[0] == 'U' && text[1] == 'T' && text[2] == 'C') return CGBDT_CSV_VALID;
  if (*text != '+' && *text != '-') return CGBDT_CSV_INVALID;
  uint32_t hour, minute = 0;
  if (count == 3) {
    hour = csv_two_digits(text + 1);
  } else if (count == 5 || (count == 6 && text[3] == ':')) {
    hour = csv_two_digits(text + 1);
    minute = csv_two_digits(end - 2);
  } else {
    return CGBDT_CSV_INVALID;
  }
  if (hour > 99 || minute > 99) return CGBDT_CSV_INVALID;
  if (hour > 23 || minute > 59) return CGBDT_CSV_NO_SUCH_TIME;
  *minutes = (int64_t)hour * 60 + minute;
  if (*text == '-') *minutes = -*minutes;
  return CGBDT_CSV_VALID;
}

/// [.digits] as microseconds; moves `*text` behind it.
CGBDT_INLINE int32_t csv_fraction(const uint8_t **text, const uint8_t *end, int64_t *micros) {
  *micros = 0;
  if (*text == end || **text != '.') return CGBDT_CSV_VALID;
  const uint8_t *first = ++*text;
  int64_t unit = 100000;
  int32_t status = CGBDT_CSV_VALID;
  for (; *text < end; ++*text) {
    uint8_t digit = (uint8_t)(**text - '0');
    if (digit > 9) break;
    if (unit == 0 && digit != 0) status = CGBDT_CSV_TOO_FINE;
    *micros += unit * digit;
    unit /= 10;
  }
  return *text == first ? CGBDT_CSV_INVALID : status;
}

CGBDT_INLINE int32_t csv_timestamp(const uint8_t *text, const uint8_t *end, int64_t *value) {
  if (end - text < 10 || text[4] != '-' || text[7] != '-') return CGBDT_CSV_INVALID;
  uint32_t century = csv_two_digits(text), year = csv_two_digits(text + 2);
  uint32_t month = csv_two_digits(text + 5), day = csv_two_digits(text + 8);
  if (century > 99 || year > 99 || month > 99 || day > 99) return CGBDT_CSV_INVALID;
  year += century * 100;
  int is_time = csv_is_day(year, month, day);
  uint32_t hour = 0, minute = 0, second = 0;
  int64_t micros = 0, zone = 0;
  int32_t fraction_status = CGBDT_CSV_VALID;
  text += 10;
  if (text < end) {
    if ((*text != ' ' && *text != 'T') || end - text < 6 || text[3] != ':')
      return CGBDT_CSV_INVALID;
    hour = csv_two_digits(text + 1);
    minute = csv_two_digits(text + 4);
    text += 6;
    if (end - text >= 3 && *text == ':') {
      second = csv_two_digits(text + 1);
      text += 3;
      fraction_status = csv_fraction(&text, end, &micros);
      if (fraction_status == CGBDT_CSV_INVALID) return CGBDT_CSV_INVALID;
    }
    if (hour > 99 || minute > 99 || second > 99) return CGBDT_CSV_INVALID;
    is_time = is_time && hour < 24 && minute < 60 && second < 60;
    int32_t zone_status = csv_zone(text, end, &zone);
    if (zone_status == CGBDT_CSV_INVALID) return CGBDT_CSV_INVALID;
    is_time = is_time && zone_status == CGBDT_CSV_VALID;
  }
  if (!is_time) return CGBDT_CSV_NO_SUCH_TIME;
  if (fraction_status != CGBDT_CSV_VALID) return fraction_status;
  int64_t minutes = (csv_days_from_civil(year, month, day) * 24 + hour) * 60 + minute - zone;
  *value = (minutes * 60 + second) * 1000000 + micros;
  return CGBDT_CSV_VALID;
}

#endif
