#include "cgbdt_csv_scan.h"

#include <string.h>

#include "cgbdt_variants.h"

// Clang turns a comparison of these into the bit mask instruction of each instruction set.
typedef uint8_t byte_block __attribute__((ext_vector_type(64)));
typedef _Bool bit_block __attribute__((ext_vector_type(64)));

CGBDT_INLINE uint64_t equal_mask(const uint8_t *block, uint8_t byte) {
  byte_block bytes;
  memcpy(&bytes, block, sizeof bytes);
  bit_block equal = __builtin_convertvector(bytes == (byte_block)byte, bit_block);
  uint64_t mask;
  memcpy(&mask, &equal, sizeof mask);
  return mask;
}

CGBDT_INLINE int64_t count_byte_body(const uint8_t *bytes, int64_t count, uint8_t byte) {
  int64_t found = 0;
  int64_t i = 0;
  for (; i + 64 <= count; i += 64) found += __builtin_popcountll(equal_mask(bytes + i, byte));
  for (; i < count; i++) found += bytes[i] == byte;
  return found;
}

CGBDT_VARIANTS(int64_t, cgbdt_count_byte, (const uint8_t *bytes, int64_t count, uint8_t byte),
               (bytes, count, byte), count_byte_body)

CGBDT_INLINE int32_t is_plain_text_body(const uint8_t *bytes, int64_t count) {
  uint8_t found = 0;
  for (int64_t i = 0; i < count; i++) found |= (uint8_t)(bytes[i] == '"' ? 0x80 : bytes[i]);
  return found < 0x80;
}

CGBDT_VARIANTS(int32_t, cgbdt_is_plain_text, (const uint8_t *bytes, int64_t count), (bytes, count),
               is_plain_text_body)

/// Bit i becomes the parity of bits 0...i.
CGBDT_INLINE uint64_t prefix_parity(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

/// What a block must know of the byte before it: one bit each.
typedef struct {
  uint64_t inside;       // all ones inside quotes
  uint64_t ended_field;  // a delimiter or line feed, or the beginning
  uint64_t closed;       // a closing quote
  uint64_t returned;     // a carriage return outside quotes
} scan_state;

/// The block's delimiters and line feeds outside quotes (`ends`), the line feeds alone (`lines`), and
/// the bytes that break a rule, by rule.
typedef struct {
  uint64_t ends, lines, stray, after, lone;
} block_masks;

CGBDT_INLINE block_masks scan_block(const uint8_t *block, uint64_t valid, uint8_t delimiter,
                                    scan_state *state) {
  block_masks masks = {0};
  uint64_t quotes = equal_mask(block, '"') & valid;
  uint64_t returns = equal_mask(block, '\r') & valid;
  masks.lines = equal_mask(block, '\n') & valid;
  masks.ends = (equal_mask(block, delimiter) & valid) | masks.lines;
  if ((quotes | returns | state->inside | state->closed | state->returned) != 0) {
    uint64_t inside = prefix_parity(quotes) ^ state->inside;
    masks.ends &= ~inside;
    masks.lines &= ~inside;
    uint64_t opening = quotes & inside;
    uint64_t closing = quotes & ~inside;
    uint64_t outer_returns = returns & ~inside;
    uint64_t after_closing = (closing << 1) | state->closed;
    // A quote right after a closing one opens again: that pair is a quote inside the field.
    masks.stray = opening & ~((masks.ends << 1) | state->ended_field | after_closing);
    masks.after = after_closing & ~(masks.ends | quotes | returns) & valid;
    masks.lone = ((outer_returns << 1) | state->returned) & ~masks.lines & valid;
    state->inside = (uint64_t)((int64_t)inside >> 63);
    state->closed = closing >> 63;
    state->returned = outer_returns >> 63;
  }
  state->ended_field = masks.ends >> 63;
  return masks;
}

CGBDT_INLINE void scan_body(const uint8_t *restrict bytes, int64_t count, uint8_t delimiter,
                            uint32_t *restrict borders, uint32_t *restrict record_ends,
                            cgbdt_csv_scan_result *restrict result) {
  scan_state state = {0, 1, 0, 0};
  int64_t fields = 0, records = 0;
  int64_t record_start = 0;
  *result = (cgbdt_csv_scan_result){0};
  *borders++ = UINT32_MAX;
  for (int64_t base = 0; base < count; base += 64) {
    uint8_t padded[64] = {0};
    const uint8_t *block = bytes + base;
    uint64_t valid = ~(uint64_t)0;
    if (count - base < 64) {
      valid >>= 64 - (count - base);
      memcpy(padded, block, (size_t)(count - base));
      block = padded;
    }
    block_masks masks = scan_block(block, valid, delimiter, &state);
    uint64_t broken = masks.stray | masks.after | masks.lone;
    if (__builtin_expect(broken != 0, 0)) {
      uint64_t first = broken & -broken;
      int64_t position = base + __builtin_ctzll(broken);
      result->problem = masks.lone & first    ? CGBDT_CSV_LONE_RETURN
                        : masks.stray & first ? CGBDT_CSV_STRAY_QUOTE
                                              : CGBDT_CSV_TEXT_AFTER_QUOTE;
      result->problem_position = masks.lone & first ? position - 1 : position;
      masks.ends &= first - 1;
      masks.lines &= first - 1;
    }
    for (uint64_t lines = masks.lines; lines != 0; lines &= lines - 1) {
      uint64_t through = lines ^ (lines - 1);
      record_ends[records++] = (uint32_t)(fields + __builtin_popcountll(masks.ends & through));
      record_start = base + __builtin_ctzll(lines) + 1;
    }
    // Four at a time, whether or not there are as many: the next block overwrites what is too much.
    int64_t next = fields + __builtin_popcountll(masks.ends);
    for (uint64_t ends = masks.ends; ends != 0;) {
      for (int i = 0; i < 4; i++) {
        borders[fields + i] = (uint32_t)(base + (ends != 0 ? __builtin_ctzll(ends) : 0));
        ends &= ends - 1;
      }
      fields += 4;
    }
    fields = next;
    if (result->problem != CGBDT_CSV_WELL_FORMED) break;
  }
  if (result->problem == CGBDT_CSV_WELL_FORMED) {
    if (state.inside != 0) {
      result->problem = CGBDT_CSV_OPEN_QUOTE;
      result->problem_position = (uint32_t)(borders[fields - 1] + 1);
    } else if (count > 0 && bytes[count - 1] == '\r') {
      // Outside quotes, or the branch above had been taken; padding hides it from `lone`.
      result->problem = CGBDT_CSV_LONE_RETURN;
      result->problem_position = count - 1;
    } else if (record_start < count) {
      borders[fields++] = (uint32_t)count;
      record_ends[records++] = (uint32_t)fields;
    }
  }
  result->border_count = fields + 1;
  result->record_count = records;
}

CGBDT_VARIANTS(void, cgbdt_csv_scan,
               (const uint8_t *bytes, int64_t count, uint8_t delimiter, uint32_t *borders,
                uint32_t *record_ends, cgbdt_csv_scan_result *result),
               (bytes, count, delimiter, borders, record_ends, result), scan_body)
