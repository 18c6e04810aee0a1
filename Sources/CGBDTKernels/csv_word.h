// Private: words with a meaning, inlined into the column loops.
#ifndef CSV_WORD_H
#define CSV_WORD_H

#include <stdint.h>
#include <string.h>

#include "cgbdt_csv_column.h"
#include "cgbdt_csv_value.h"
#include "cgbdt_variants.h"

typedef struct {
  const uint8_t *start, *end;
} csv_text;

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

/// Whether the text is one of the words.
CGBDT_INLINE int csv_is_among(csv_text text, const cgbdt_csv_words *words) {
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

#endif
