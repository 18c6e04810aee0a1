// Shims for what Swift cannot see of the C library: macros and variadic functions.
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <stdint.h>

#include "CSystemMemory.h"

/// Number of processors that the scheduler lets this process use (its affinity mask), at least 1.
int32_t csystem_affinity_count(void);

/// Gives memory that was freed back to the system, so that what this process has is what it uses.
void csystem_return_freed_memory(void);

/// Width in columns of the terminal behind file descriptor `fd`; 0 when it is not a terminal.
int32_t csystem_terminal_columns(int32_t fd);

/// From now on the first SIGINT or SIGTERM only makes `csystem_interrupt_requested` true and writes
/// `notice` (NULL: nothing) to standard error; a second one of the same kind ends the process, as does
/// the first after `csystem_release_interrupts`. Signals that are ignored stay ignored. `notice` must
/// live as long as the process.
void csystem_catch_interrupts(const char *notice);

/// Whether a signal has come since `csystem_catch_interrupts`.
int32_t csystem_interrupt_requested(void);

/// Gives SIGINT and SIGTERM their default actions back.
void csystem_release_interrupts(void);

/// From now on the kernel kills this process when the thread that started it ends; if that has happened
/// already, this process ends now.
void csystem_end_with_parent(void);

// Sockets. Results below 0 are negated `errno` values.

/// Most descriptors that one `csystem_send` may take (the system's own limit).
enum { CSYSTEM_DESCRIPTOR_LIMIT = 253 };

/// Connects two local stream sockets to each other, both closed by `exec`. Returns 0.
int32_t csystem_socket_pair(int32_t sockets[2]);

/// A descriptor that becomes readable when 8 bytes are written to it (a counter), closed by `exec`;
/// neither reading nor writing it ever waits.
int32_t csystem_event_descriptor(void);

/// Sends bytes of `first`, then of `second`, without waiting and without SIGPIPE; `descriptors` go
/// with the first byte. Returns how many bytes went.
int64_t csystem_send(
    int32_t socket, const void *first, int64_t first_count, const void *second,
    int64_t second_count, const int32_t *descriptors, int32_t descriptor_count);

/// Receives up to `count` bytes without waiting. Descriptors that came along, closed by `exec`, are
/// written to `descriptors`, which has room for CSYSTEM_DESCRIPTOR_LIMIT, and counted. Returns the
/// number of bytes, 0 at the end of the stream. -EMFILE: descriptors came that this process had no
/// room for; the others are closed.
int64_t csystem_receive(
    int32_t socket, void *bytes, int64_t count, int32_t *descriptors, int32_t *descriptor_count);

#endif
