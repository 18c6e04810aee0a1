// Parallel work that is not worth a kernel of its own.
#ifndef CGBDT_PARALLEL_H
#define CGBDT_PARALLEL_H

#include <stdint.h>

/// Calls `function(context, block)` once for every block in 0..<count, on at most `threads`
/// threads. Threads take blocks from a shared counter, so which thread runs a block is not fixed:
/// the work must not depend on it. Returns when all are done. `function` must not call this again.
void cgbdt_parallel_blocks(
    int64_t count, int32_t threads, void (*function)(void *context, int64_t block), void *context);

/// Runs phases 0 ..< phase_count one after the other in a single parallel region: starting a region
/// costs several times what a barrier does.
///
/// For each phase one thread, any, calls `begin(context, phase)`, alone, for the number of blocks
/// (below 2^40; it may depend on the phases before); then `function(context, phase, block)` is called
/// for each block as by cgbdt_parallel_blocks. A phase begins when the one before is done, even if
/// some threads have not come to the region yet. Eight bytes of stack a phase.
void cgbdt_parallel_phases(
    int32_t phase_count, int32_t threads, int64_t (*begin)(void *context, int32_t phase),
    void (*function)(void *context, int32_t phase, int64_t block), void *context);

/// How long OpenMP's threads spin for the next region that the calling thread starts before they
/// sleep; 0: not at all.
void cgbdt_parallel_set_spin_time(int32_t milliseconds);

/// Starts OpenMP and removes the file in shared memory by which it tells a second copy of itself that
/// it is there: it would stay for ever after a process that is killed. One that such a process of the
/// same number left is removed, too. For the start of a program that will load no other OpenMP
/// library.
void cgbdt_parallel_start_unregistered(void);

#endif
