// The terminal is given back however the process ends. Stock ncurses does so for SIGINT and SIGTERM only:
// a crash, a hang-up or an abort leaves the alternate screen and mouse reporting on.
#define _GNU_SOURCE
#include "include/cncurses.h"
#include "internal.h"
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGABRT, SIGFPE,
                                    SIGSYS, SIGTERM, SIGHUP, SIGQUIT, SIGINT};
enum { fatal_count = sizeof fatal_signals / sizeof *fatal_signals };

static struct {
  int output, input;
  bool has_modes;
  struct termios before, during;
  char leave[512], enter[512];
  size_t leave_length, enter_length;
  struct sigaction previous[fatal_count], previous_stop;
  bool is_armed;
  int held_errors, real_errors;  // standard error while it is kept back: a file in memory, and the real one
} saved = {.output = -1, .input = -1, .held_errors = -1, .real_errors = -1};

static volatile sig_atomic_t is_taken;  // the terminal is ours
static volatile sig_atomic_t was_resumed;

void ct_write(int file, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(file, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

void ct_restore_remember(int output, int input) {
  saved.output = output;
  saved.input = input;
  saved.has_modes = tcgetattr(input, &saved.before) == 0;
}

static size_t copy(char *target, const char *source) {
  size_t length = strnlen(source, 511);
  memcpy(target, source, length);
  return length;
}

void ct_restore_set_strings(const char *leave, const char *enter) {
  saved.leave_length = copy(saved.leave, leave);
  saved.enter_length = copy(saved.enter, enter);
}

void ct_restore_note_modes(void) {
  if (saved.has_modes) tcgetattr(saved.input, &saved.during);
  is_taken = 1;
}

// A process in the background that sets modes would be stopped by SIGTTOU.
static void set_modes(const struct termios *modes) {
  if (!saved.has_modes) return;
  sigset_t block, before;
  sigemptyset(&block);
  sigaddset(&block, SIGTTOU);
  sigprocmask(SIG_BLOCK, &block, &before);
  tcsetattr(saved.input, TCSADRAIN, modes);
  sigprocmask(SIG_SETMASK, &before, NULL);
}

void ct_restore_leave(void) {
  if (!is_taken) return;
  is_taken = 0;
  ct_write(saved.output, saved.leave, saved.leave_length);
  set_modes(&saved.before);
}

void ct_restore_enter(void) {
  if (is_taken) return;
  set_modes(&saved.during);
  ct_write(saved.output, saved.enter, saved.enter_length);
  is_taken = 1;
}

// ── Standard error ───────────────────────────────────────────────────────────────────────────────────

static void hold_errors(void) {
  if (saved.held_errors >= 0 || !isatty(STDERR_FILENO)) return;
  saved.held_errors = memfd_create("errors", MFD_CLOEXEC);
  if (saved.held_errors < 0) return;
  saved.real_errors = dup(STDERR_FILENO);
  if (saved.real_errors < 0 || dup2(saved.held_errors, STDERR_FILENO) < 0) {
    close(saved.held_errors);
    saved.held_errors = -1;
  }
}

static void release_errors(void) {
  if (saved.held_errors < 0) return;
  dup2(saved.real_errors, STDERR_FILENO);
  lseek(saved.held_errors, 0, SEEK_SET);
  char buffer[1024];
  for (;;) {
    ssize_t count = read(saved.held_errors, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    ct_write(STDERR_FILENO, buffer, (size_t)count);
  }
  close(saved.held_errors);
  close(saved.real_errors);
  saved.held_errors = saved.real_errors = -1;
}

// ── Signals ──────────────────────────────────────────────────────────────────────────────────────────

static void raise_by_default(int number) {
  struct sigaction action = {.sa_handler = SIG_DFL};
  sigaction(number, &action, NULL);
  sigset_t only;
  sigemptyset(&only);
  sigaddset(&only, number);
  raise(number);  // pending until unblocked
  pthread_sigmask(SIG_UNBLOCK, &only, NULL);
}

static void on_fatal(int number) {
  ct_restore_leave();
  release_errors();
  raise_by_default(number);
}

static void on_stop(int number) {
  int error = errno;
  bool was_taken = is_taken;
  ct_restore_leave();
  raise_by_default(number);  // returns when the process is continued
  struct sigaction action = {.sa_handler = on_stop, .sa_flags = SA_RESTART | SA_ONSTACK};
  sigaction(number, &action, NULL);
  if (was_taken) was_resumed = 1;
  errno = error;
}

void ct_use_alternate_stack(void) {
  enum { size = 64 * 1024 };
  static _Thread_local char *stack;
  if (stack) return;
  stack = malloc(size);
  if (!stack) return;
  stack_t alternate = {.ss_sp = stack, .ss_size = size};
  sigaltstack(&alternate, NULL);
}

void ct_restore_arm(void) {
  static bool is_registered;
  if (!is_registered) is_registered = atexit(ct_restore_leave) == 0;
  if (saved.is_armed) return;
  saved.is_armed = true;
  // A core file would hold the notes. The limit alone does not bind a collector behind a pipe.
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
  ct_use_alternate_stack();
  hold_errors();
  for (int i = 0; i < fatal_count; i++) {
    struct sigaction action = {.sa_handler = on_fatal, .sa_flags = SA_ONSTACK};
    sigfillset(&action.sa_mask);
    sigaction(fatal_signals[i], NULL, &saved.previous[i]);
    // What the parent ignores (nohup) stays ignored.
    if (saved.previous[i].sa_handler != SIG_IGN) sigaction(fatal_signals[i], &action, NULL);
  }
  struct sigaction stop = {.sa_handler = on_stop, .sa_flags = SA_RESTART | SA_ONSTACK};
  sigaction(SIGTSTP, &stop, &saved.previous_stop);
}

void ct_restore_disarm(void) {
  if (!saved.is_armed) return;
  saved.is_armed = false;
  for (int i = 0; i < fatal_count; i++) sigaction(fatal_signals[i], &saved.previous[i], NULL);
  sigaction(SIGTSTP, &saved.previous_stop, NULL);
  release_errors();
}

bool ct_take_resumed(void) {
  bool resumed = was_resumed;
  was_resumed = 0;
  if (resumed) ct_restore_enter();
  return resumed;
}

void ct_suspend(void) {
  raise(SIGTSTP);
  if (was_resumed) {
    was_resumed = 0;
    ct_restore_enter();
  }
}
