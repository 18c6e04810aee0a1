// Preloaded into a program (LD_PRELOAD), counts the bytes that it asks for, and writes them to the
// file that ALLOCATIONS_FILE names when it ends. For glibc.
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static _Atomic unsigned long long allocated;

static void add(size_t size) { atomic_fetch_add_explicit(&allocated, size, memory_order_relaxed); }

void *malloc(size_t size) {
  add(size);
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  add(count * size);
  return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
  add(size);
  return __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  add(size);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  add(size);
  *result = __libc_memalign(alignment, size);
  return *result == NULL ? 12 : 0;
}

__attribute__((destructor)) static void report(void) {
  const char *path = getenv("ALLOCATIONS_FILE");
  FILE *file = path == NULL ? NULL : fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%llu\n", atomic_load(&allocated));
  fclose(file);
}
