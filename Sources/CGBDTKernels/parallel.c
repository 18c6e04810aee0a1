#include "cgbdt_parallel.h"

#include <stdatomic.h>

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

void cgbdt_parallel_phases(
    int32_t phase_count, int32_t threads, int64_t (*begin)(void *context, int32_t phase),
    void (*function)(void *context, int32_t phase, int64_t block), void *context) {
  if (threads <= 1) {
    for (int32_t phase = 0; phase < phase_count; phase++) {
      const int64_t count = begin(context, phase);
      for (int64_t block = 0; block < count; block++) function(context, phase, block);
    }
    return;
  }
  _Atomic int64_t next = 0;
  int64_t count = 0;
#pragma omp parallel num_threads(threads)
  for (int32_t phase = 0; phase < phase_count; phase++) {
    // Nobody takes blocks of this phase before the barrier, nor is still in the phase before.
#pragma omp master
    {
      count = begin(context, phase);
      atomic_store_explicit(&next, 0, memory_order_relaxed);
    }
#pragma omp barrier
    for (;;) {
      const int64_t block = atomic_fetch_add_explicit(&next, 1, memory_order_relaxed);
      if (block >= count) break;
      function(context, phase, block);
    }
#pragma omp barrier
  }
}
