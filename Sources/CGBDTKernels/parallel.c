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
