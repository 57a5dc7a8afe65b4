// The terminal as Swift can use it: ncurses' macros, globals and variadic functions do not import, and a
// signal handler may call only async-signal-safe functions. Everything here belongs to the main thread,
// except ct_use_alternate_stack.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// ── Opening and closing ──────────────────────────────────────────────────────────────────────────────

enum ct_status {
  CT_OK = 0,
  CT_NO_TYPE = 1,      // terminfo does not know this TERM
  CT_NO_ADDRESSING = 2,  // the terminal cannot place its cursor ("dumb")
};

// Starts full-screen drawing on two file descriptors. `arm` installs the handlers that restore the terminal
// when the process dies, keeps standard error back until the end, and turns core dumps off; tests on a
// pseudo-terminal go without.
enum ct_status ct_open(const char *type, int output, int input, bool mouse, bool arm);

// Takes mouse events, or leaves them to the terminal.
void ct_set_mouse(bool is_on);

// Leaves full-screen drawing; what was written to standard error meanwhile appears now. Safe to call twice.
void ct_close(void);

// Stops the process as ^Z does; returns once it is continued, with the terminal taken again.
void ct_suspend(void);

// True once after the process was continued by someone else's signal: the caller must draw everything anew.
bool ct_take_resumed(void);

// Gives the calling thread a stack of its own for signal handlers, so that a stack overflow is caught too.
void ct_use_alternate_stack(void);

// ── The screen ───────────────────────────────────────────────────────────────────────────────────────

enum { CT_MAX_SCALARS = 5 };  // what one ncurses cell holds: a base and four combining marks

enum ct_attribute { CT_BOLD = 1, CT_DIM = 2, CT_ITALIC = 4, CT_UNDERLINE = 8, CT_REVERSE = 16 };

typedef struct {
  uint32_t scalars[CT_MAX_SCALARS];  // ends at the first 0
  int16_t foreground, background;    // number in the 256-colour table, -1 for the terminal's own
  uint8_t attributes;                // of ct_attribute
  uint8_t width;                     // 1 or 2 columns; 0 for the right half of the cell before
} ct_cell;

int ct_rows(void);
int ct_columns(void);
int ct_colors(void);  // how many colours the terminal shows; 0 for none

// Puts a row of cells. A glyph that the C library thinks of another width is drawn as '?'.
void ct_put_cells(int row, const ct_cell *cells, int count);
void ct_move_cursor(int row, int column, bool visible);
void ct_flush(void);
void ct_redraw(void);  // forgets what is on the screen; the next flush draws all of it

// What a row of the screen holds, for tests: as many cells as fit, right halves left out. Returns how many.
int ct_get_cells(int row, ct_cell *cells, int count);

// Columns that the C library gives a scalar: -1 where it cannot be drawn.
int ct_width(uint32_t scalar);

// For tests on a pseudo-terminal, where no signal tells of a new size.
void ct_resize(int rows, int columns);

// ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────

enum ct_input { CT_NOTHING, CT_SCALAR, CT_KEY };

enum ct_key {
  CT_KEY_UP = 1, CT_KEY_DOWN, CT_KEY_LEFT, CT_KEY_RIGHT, CT_KEY_HOME, CT_KEY_END, CT_KEY_PAGE_UP,
  CT_KEY_PAGE_DOWN, CT_KEY_INSERT, CT_KEY_DELETE, CT_KEY_BACKSPACE, CT_KEY_ENTER, CT_KEY_BACKTAB,
  CT_KEY_RESIZE, CT_KEY_SGR_MOUSE, CT_KEY_X10_MOUSE, CT_KEY_PASTE_START, CT_KEY_PASTE_END,
  CT_KEY_FUNCTION = 100,  // + n for F1…F12
  // Added to a cursor key.
  CT_KEY_SHIFT = 1000, CT_KEY_ALT = 2000, CT_KEY_CONTROL = 4000,
};

// The next input within a time: a Unicode scalar or a ct_key. A negative time waits for ever.
enum ct_input ct_read(int milliseconds, int32_t *value);
