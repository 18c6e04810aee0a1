#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <malloc.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sysexits.h>
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

void csystem_return_freed_memory(void) { malloc_trim(0); }

int32_t csystem_terminal_columns(int32_t fd) {
  struct winsize size;
  if (!isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col == 0 ? 80 : size.ws_col;
}

static _Atomic int32_t interrupt_requested = 0;
static _Atomic(const char *) interrupt_notice = NULL;

// Only what POSIX lists as safe in a signal handler: lock-free atomics and write.
static void note_interrupt(int signal_number) {
  (void)signal_number;
  int saved_errno = errno;
  if (atomic_exchange(&interrupt_requested, 1) == 0) {
    const char *notice = atomic_load(&interrupt_notice);
    if (notice != NULL) {
      ssize_t written = write(STDERR_FILENO, notice, strlen(notice));
      (void)written;
    }
  }
  errno = saved_errno;
}

void csystem_catch_interrupts(const char *notice) {
  atomic_store(&interrupt_notice, notice);
  atomic_store(&interrupt_requested, 0);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = note_interrupt;
  sigemptyset(&action.sa_mask);
  // The default action is back after the first signal: a second one is obeyed at once.
  action.sa_flags = (int)SA_RESETHAND | SA_RESTART;
  const int signals[] = {SIGINT, SIGTERM};
  for (int i = 0; i < 2; i++) {
    // What the caller made this process ignore, as a shell does for background jobs, stays ignored.
    struct sigaction present;
    if (sigaction(signals[i], NULL, &present) == 0 && present.sa_handler == SIG_IGN) continue;
    sigaction(signals[i], &action, NULL);
  }
}

int32_t csystem_interrupt_requested(void) { return atomic_load(&interrupt_requested); }

void csystem_release_interrupts(void) {
  const int signals[] = {SIGINT, SIGTERM};
  for (int i = 0; i < 2; i++) {
    struct sigaction present;
    if (sigaction(signals[i], NULL, &present) != 0 || present.sa_handler != note_interrupt) continue;
    signal(signals[i], SIG_DFL);
  }
}

void csystem_end_with_parent(void) {
  pid_t parent = getppid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(EX_TEMPFAIL);
}
