#define _GNU_SOURCE
#include "CSystemMemory.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int32_t csystem_memory_file(void) {
  const int descriptor = memfd_create("messages", MFD_CLOEXEC);
  return descriptor >= 0 ? descriptor : -errno;
}

static const int SIZE_SEALS = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

int32_t csystem_shared_file(int64_t byte_count) {
  const int file = memfd_create("exchange", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (file < 0) return -errno;
  // Without the seals another process could cut the file short under a mapping: SIGBUS.
  if (ftruncate(file, byte_count) != 0 || fcntl(file, F_ADD_SEALS, SIZE_SEALS) != 0) {
    const int error = errno;
    close(file);
    return -error;
  }
  return file;
}

int64_t csystem_shared_file_size(int32_t file) {
  const int seals = fcntl(file, F_GET_SEALS);
  if (seals < 0) return -errno;
  if ((seals & SIZE_SEALS) != SIZE_SEALS) return -EINVAL;
  struct stat status;
  return fstat(file, &status) == 0 ? status.st_size : -errno;
}

void *csystem_map_shared(int32_t file, int64_t byte_count) {
  void *memory =
      mmap(NULL, (size_t)byte_count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

// Sequentially consistent, as is the count of sleepers: either the setter sees the sleeper, or the
// sleeper the value.
void csystem_shared_word_set(csystem_shared_word *word, uint32_t value) {
  __atomic_store_n(&word->value, value, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&word->sleeper_count, __ATOMIC_SEQ_CST) != 0)
    syscall(SYS_futex, &word->value, FUTEX_WAKE, INT32_MAX, NULL, NULL, 0);
}

static int has_reached(uint32_t present, uint32_t value) {
  return (int32_t)(present - value) >= 0;
}

static int64_t nanoseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int32_t csystem_shared_word_wait(
    csystem_shared_word *word, uint32_t value, int64_t spin_nanoseconds,
    int64_t sleep_nanoseconds) {
  if (has_reached(__atomic_load_n(&word->value, __ATOMIC_ACQUIRE), value)) return 1;
  const int64_t end = spin_nanoseconds > 0 ? nanoseconds_now() + spin_nanoseconds : 0;
  while (end != 0) {
    for (int i = 0; i < 64; i++) {
      if (has_reached(__atomic_load_n(&word->value, __ATOMIC_ACQUIRE), value)) return 1;
#if defined(__x86_64__)
      __builtin_ia32_pause();
#endif
    }
    if (nanoseconds_now() >= end) break;
  }
  __atomic_add_fetch(&word->sleeper_count, 1, __ATOMIC_SEQ_CST);
  const uint32_t present = __atomic_load_n(&word->value, __ATOMIC_SEQ_CST);
  if (!has_reached(present, value)) {
    const struct timespec limit = {
        .tv_sec = sleep_nanoseconds / 1000000000, .tv_nsec = sleep_nanoseconds % 1000000000};
    syscall(SYS_futex, &word->value, FUTEX_WAIT, present, &limit, NULL, 0);
  }
  __atomic_sub_fetch(&word->sleeper_count, 1, __ATOMIC_SEQ_CST);
  return has_reached(__atomic_load_n(&word->value, __ATOMIC_ACQUIRE), value);
}
