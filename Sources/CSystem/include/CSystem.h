// Shims for what Swift cannot see of the C library: macros and variadic functions.
#ifndef CSYSTEM_H
#define CSYSTEM_H

#include <stdint.h>

/// Number of processors that the scheduler lets this process use (its affinity mask), at least 1.
int32_t csystem_affinity_count(void);

/// Width in columns of the terminal behind file descriptor `fd`; 0 when it is not a terminal.
int32_t csystem_terminal_columns(int32_t fd);

#endif
