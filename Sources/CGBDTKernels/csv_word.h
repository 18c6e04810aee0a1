// Private: words with a meaning, inlined into the column loops.
#ifndef CSV_WORD_H
#define CSV_WORD_H

#include <stdint.h>
#include <string.h>

#include "cgbdt_csv_value.h"
#include "cgbdt_variants.h"

/// Whether the text is `word`, which is in small letters, but for capitals.
CGBDT_INLINE int csv_is_word(const uint8_t *text, const uint8_t *end, const char *word) {
  int64_t count = (int64_t)strlen(word);
  if (end - text != count) return 0;
  for (int64_t i = 0; i < count; i++)
    if ((text[i] | 0x20) != (uint8_t)word[i]) return 0;
  return 1;
}

CGBDT_INLINE int32_t csv_boolean(const uint8_t *text, const uint8_t *end, uint8_t *value) {
  *value = (uint8_t)csv_is_word(text, end, "true");
  return *value || csv_is_word(text, end, "false") ? CGBDT_CSV_VALID : CGBDT_CSV_INVALID;
}

CGBDT_INLINE int32_t csv_is_infinity(const uint8_t *text, const uint8_t *end) {
  if (text < end && (*text == '-' || *text == '+')) text++;
  return csv_is_word(text, end, "inf") || csv_is_word(text, end, "infinity");
}

#endif
