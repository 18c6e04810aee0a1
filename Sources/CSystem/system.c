#define _GNU_SOURCE
#include "CSystem.h"

#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

int32_t csystem_affinity_count(void) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) {
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online < 1 ? 1 : (int32_t)online;
  }
  int count = CPU_COUNT(&set);
  return count < 1 ? 1 : count;
}

int32_t csystem_terminal_columns(int32_t fd) {
  struct winsize size;
  if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col == 0 ? 80 : size.ws_col;
}
