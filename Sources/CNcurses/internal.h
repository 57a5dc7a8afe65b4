// Shared by the two halves of this target: drawing (screen.c) and dying well (restore.c).
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Remembers the terminal's modes and what to write to leave full-screen drawing and to take it up again.
// Call before the modes are changed; the strings may be set later.
void ct_restore_remember(int output, int input);
void ct_restore_set_strings(const char *leave, const char *enter);
// Handlers for signals that end or stop the process; standard error kept back; no core dumps.
void ct_restore_arm(void);
void ct_restore_disarm(void);
// Remembers the modes of full-screen drawing, to be set again after a stop.
void ct_restore_note_modes(void);
// Writes the leaving string and resets the modes, once. Async-signal-safe.
void ct_restore_leave(void);
// Takes the terminal again after a stop.
void ct_restore_enter(void);
// Writes all of a buffer, whatever interrupts. Async-signal-safe.
void ct_write(int file, const char *bytes, size_t count);
