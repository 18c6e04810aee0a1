#include "cgbdt_csv_value.h"

#include "csv_number.h"
#include "csv_timestamp.h"
#include "csv_word.h"

int32_t cgbdt_csv_number(const uint8_t *text, int64_t count, double *value) {
  return csv_number(text, text + count, value);
}

int32_t cgbdt_csv_integer(const uint8_t *text, int64_t count, int64_t *value) {
  return csv_integer(text, text + count, value);
}

int32_t cgbdt_csv_boolean(const uint8_t *text, int64_t count, uint8_t *value) {
  return csv_boolean(text, text + count, value);
}

int32_t cgbdt_csv_timestamp(const uint8_t *text, int64_t count, int64_t *value) {
  return csv_timestamp(text, text + count, value);
}

int32_t cgbdt_csv_is_infinity(const uint8_t *text, int64_t count) {
  return csv_is_infinity(text, text + count);
}
