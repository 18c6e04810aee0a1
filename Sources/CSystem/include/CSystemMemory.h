// Memory that several processes of one machine map, and words in it by which they wait for each other.
#ifndef CSYSTEM_MEMORY_H
#define CSYSTEM_MEMORY_H

#include <stdint.h>

/// An empty file in memory without a name, closed by `exec`. Returns its descriptor, or a negated
/// `errno` value.
int32_t csystem_memory_file(void);

/// A file of `byte_count` zero bytes in memory, without a name, closed by `exec`; its size never changes
/// again, so that who maps it can rely on it. Memory is taken as bytes are first written. Returns its
/// descriptor, or a negated `errno` value.
int32_t csystem_shared_file(int64_t byte_count);

/// The size of a file made by `csystem_shared_file`; below 0 for any other: a negated `errno` value.
int64_t csystem_shared_file_size(int32_t file);

/// Maps all of such a file, for reading and writing. NULL if that cannot be had.
void *csystem_map_shared(int32_t file, int64_t byte_count);

/// A word that one thread of one process writes and any of any process waits for, and how many do.
/// Both start at 0, side by side in a cache line of their own.
typedef struct {
  uint32_t value;
  uint32_t sleeper_count;
} csystem_shared_word;

/// Gives the word a value, after everything that this thread has written before, and wakes who waits.
void csystem_shared_word_set(csystem_shared_word *word, uint32_t value);

/// Waits until the word has reached `value` (wrapping: it is no more than 2^31 behind): busily for at
/// most `spin_nanoseconds`, then asleep for at most `sleep_nanoseconds`, which may end early. Returns
/// whether it has; what its setter wrote before can then be read.
int32_t csystem_shared_word_wait(
    csystem_shared_word *word, uint32_t value, int64_t spin_nanoseconds, int64_t sleep_nanoseconds);

#endif
