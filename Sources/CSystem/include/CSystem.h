// Shims for what Swift cannot see of the C library: macros and variadic functions.
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <stdint.h>

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

#endif
