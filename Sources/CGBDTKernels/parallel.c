#include "cgbdt_parallel.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

// Of Debian's libomp, whose header is not on the compiler's path.
extern void kmp_set_blocktime(int milliseconds);
extern int omp_get_max_threads(void);

void cgbdt_parallel_start_unregistered(void) {
  char name[64];
  snprintf(name, sizeof name, "/__KMP_REGISTERED_LIB_%d_%d", (int)getpid(), (int)getuid());
  // Of an earlier process that had this number: half written, it would make OpenMP give up.
  (void)shm_unlink(name);
  (void)omp_get_max_threads();
  (void)shm_unlink(name);
}

void cgbdt_parallel_set_spin_time(int32_t milliseconds) { kmp_set_blocktime(milliseconds); }

void cgbdt_parallel_blocks(
    int64_t count, int32_t threads, void (*function)(void *context, int64_t block), void *context) {
  if (threads > count) threads = (int32_t)count;
  if (threads <= 1) {
    for (int64_t block = 0; block < count; block++) function(context, block);
    return;
  }
  _Atomic int64_t next = 0;
#pragma omp parallel num_threads(threads)
  {
    for (;;) {
      int64_t block = atomic_fetch_add_explicit(&next, 1, memory_order_relaxed);
      if (block >= count) break;
      function(context, block);
    }
  }
}

// Progress through the phases. The ticket says what to do next: the phase in the upper bits, the next
// block in the lower ones. Whoever completes a phase begins the next one: nobody waits for a thread
// that has no block, which may not even be running where processors are scarce.
typedef struct {
  int32_t phase_count;
  int64_t (*begin)(void *context, int32_t phase);
  void (*function)(void *context, int32_t phase, int64_t block);
  void *context;
  int64_t *counts;  // Blocks of each phase, written before the ticket first names it.
  _Atomic uint64_t ticket;
  _Atomic int64_t done;  // Blocks of the present phase.
} phase_run;

enum { PHASE_SHIFT = 40 };
static const uint64_t BLOCK_MASK = ((uint64_t)1 << PHASE_SHIFT) - 1;

// Moves on to the first phase from `phase` that has blocks, or to the end.
static void begin_phase(phase_run *run, int32_t phase) {
  for (; phase < run->phase_count; phase++) {
    run->counts[phase] = run->begin(run->context, phase);
    if (run->counts[phase] > 0) break;
  }
  atomic_store_explicit(&run->done, 0, memory_order_relaxed);
  atomic_store_explicit(&run->ticket, (uint64_t)phase << PHASE_SHIFT, memory_order_release);
}

static int32_t current_phase(const phase_run *run) {
  return (int32_t)(atomic_load_explicit(&run->ticket, memory_order_acquire) >> PHASE_SHIFT);
}

// Phases take microseconds: spinning is worth it, but not for as long as a lost time slice.
static void wait_for_end_of(const phase_run *run, int32_t phase) {
  for (int spins = 0; current_phase(run) == phase; spins++) {
    if (spins > 1000) {
      sched_yield();
    } else {
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
  }
}

static void work_on_phases(phase_run *run) {
  for (;;) {
    const uint64_t ticket = atomic_fetch_add_explicit(&run->ticket, 1, memory_order_acq_rel);
    const int32_t phase = (int32_t)(ticket >> PHASE_SHIFT);
    const int64_t block = (int64_t)(ticket & BLOCK_MASK);
    if (phase >= run->phase_count) return;
    if (block >= run->counts[phase]) {
      wait_for_end_of(run, phase);
      continue;
    }
    run->function(run->context, phase, block);
    const int64_t done = 1 + atomic_fetch_add_explicit(&run->done, 1, memory_order_acq_rel);
    if (done == run->counts[phase]) begin_phase(run, phase + 1);
  }
}

void cgbdt_parallel_phases(
    int32_t phase_count, int32_t threads, int64_t (*begin)(void *context, int32_t phase),
    void (*function)(void *context, int32_t phase, int64_t block), void *context) {
  if (phase_count <= 0) return;
  if (threads <= 1) {
    for (int32_t phase = 0; phase < phase_count; phase++) {
      const int64_t count = begin(context, phase);
      for (int64_t block = 0; block < count; block++) function(context, phase, block);
    }
    return;
  }
  int64_t counts[phase_count];
  phase_run run = {
      .phase_count = phase_count,
      .begin = begin,
      .function = function,
      .context = context,
      .counts = counts};
  begin_phase(&run, 0);
#pragma omp parallel num_threads(threads)
  work_on_phases(&run);
}
