// Parallel work that is not worth a kernel of its own.
#ifndef CGBDT_PARALLEL_H
#define CGBDT_PARALLEL_H

#include <stdint.h>

/// Calls `function(context, block)` once for every block in 0..<count, on at most `threads` threads.
/// Threads take blocks from a shared counter, so which thread runs a block is not fixed: the work
/// must not depend on it. Returns when all are done. `function` must not call this again.
void cgbdt_parallel_blocks(
    int64_t count, int32_t threads, void (*function)(void *context, int64_t block), void *context);

#endif
