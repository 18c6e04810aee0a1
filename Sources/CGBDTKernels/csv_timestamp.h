// Private: timestamps as text to microseconds, inlined into the column loops.
#ifndef CSV_TIMESTAMP_H
#define CSV_TIMESTAMP_H

#include <stdint.h>
#include <string.h>

#include "cgbdt_csv_value.h"
#include "cgbdt_variants.h"

/// Two digits as a number; 100 or more where one is not a digit.
CGBDT_INLINE uint32_t csv_two_digits(const uint8_t *text) {
  uint32_t tens = (uint32_t)text[0] - '0', ones = (uint32_t)text[1] - '0';
  return tens > 9 || ones > 9 ? 100 : tens * 10 + ones;
}

/// Whether a year of the Gregorian calendar has a 29th of February.
CGBDT_INLINE uint32_t csv_is_leap(uint32_t year) {
  return (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0));
}

/// Whether there is such a day. No branch on the month, which is different in every row.
CGBDT_INLINE int csv_is_day(uint32_t year, uint32_t month, uint32_t day) {
  static const uint8_t lengths[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1 || month > 12 || day < 1) return 0;
  return day <= lengths[month] + ((month == 2) & csv_is_leap(year));
}

/// Days from 1970-01-01 to an existing day of the Gregorian calendar.
CGBDT_INLINE int64_t csv_days_from_civil(uint32_t year, uint32_t month, uint32_t day) {
  static const uint16_t before_month[13] = {0,   0,   31,  59,  90,  120, 151,
                                            181, 212, 243, 273, 304, 334};
  uint32_t past = year - 1;
  uint32_t days = past * 365 + past / 4 - past / 100 + past / 400 + before_month[month] +
                  ((month > 2) & csv_is_leap(year)) + day;
  return (int64_t)days - 719163;  // 1970-01-01 is that day, 0001-01-01 the first
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

/// The form that most files have: date, time with seconds, no fraction, any zone. Reads it as
/// `csv_timestamp` does, without a branch on what the digits are; returns 0 for any other form and for
/// what is not valid.
CGBDT_INLINE int csv_full_timestamp(const uint8_t *text, const uint8_t *end, int64_t *value) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  if (end - text < 19 || (text[10] != ' ' && text[10] != 'T')) return 0;
  uint64_t date, time;
  uint32_t day_part;
  memcpy(&date, text, sizeof date);
  memcpy(&day_part, text + 7, sizeof day_part);
  memcpy(&time, text + 11, sizeof time);
  // Now a digit's byte is its value, and that of a separator 0.
  date ^= UINT64_C(0x2D30302D30303030);      // 0000-00-
  day_part ^= UINT32_C(0x0030302D);          // -00 and either separator
  time ^= UINT64_C(0x30303A30303A3030);      // 00:00:00
  day_part &= 0x00FFFFFF;
  // What is added takes a digit above 9, and a separator above 0, to 128 or more.
  uint64_t broken = (date + UINT64_C(0x7F76767F76767676)) | date |
                    (time + UINT64_C(0x76767F76767F7676)) | time |
                    ((uint64_t)day_part + UINT64_C(0x0076767F)) | day_part;
  if ((broken & UINT64_C(0x8080808080808080)) != 0) return 0;
  uint64_t date_pairs = date * 10 + (date >> 8);
  uint32_t day_pairs = day_part * 10 + (day_part >> 8);
  uint64_t time_pairs = time * 10 + (time >> 8);
  uint32_t year = (uint32_t)(date_pairs & 0xFF) * 100 + (uint32_t)(date_pairs >> 16 & 0xFF);
  uint32_t month = (uint32_t)(date_pairs >> 40 & 0xFF), day = day_pairs >> 8 & 0xFF;
  uint32_t hour = (uint32_t)(time_pairs & 0xFF), minute = (uint32_t)(time_pairs >> 24 & 0xFF);
  uint32_t second = (uint32_t)(time_pairs >> 48 & 0xFF);
  int64_t zone = 0;
  if (hour > 23 || minute > 59 || second > 59 || !csv_is_day(year, month, day)) return 0;
  if (!(end - text == 23 && memcmp(text + 19, " UTC", 4) == 0) &&
      csv_zone(text + 19, end, &zone) != CGBDT_CSV_VALID)
    return 0;
  int64_t minutes = (csv_days_from_civil(year, month, day) * 24 + hour) * 60 + minute - zone;
  *value = (minutes * 60 + second) * 1000000;
  return 1;
#else
  (void)text, (void)end, (void)value;
  return 0;
#endif
}

#endif
