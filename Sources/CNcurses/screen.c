// Drawing and reading through ncursesw.
#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1
#include "include/cncurses.h"
#include "internal.h"
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

static struct {
  SCREEN *screen;
  FILE *out, *in;
  int output;
  bool has_mouse, is_armed, has_direct_color;
} now;

// ── Opening and closing ──────────────────────────────────────────────────────────────────────────────

// The user's locale where it is a UTF-8 one; in any other, every character beyond ASCII would be lost.
static void use_utf8(void) {
  static bool is_done;
  if (is_done) return;
  is_done = true;
  setlocale(LC_CTYPE, "");
  if (wcwidth(0x6F22) != 2) setlocale(LC_CTYPE, "C.UTF-8");
}

static const char mouse_on[] = "\033[?1002h\033[?1006h";  // drags too; columns past 223
static const char mouse_off[] = "\033[?1006l\033[?1002l\033[?1000l";
static const char paste_on[] = "\033[?2004h";
static const char paste_off[] = "\033[?2004l";

// Appends a terminfo string, without its padding marks.
static void append(char *target, size_t capacity, const char *name) {
  const char *value = tigetstr((char *)name);
  if (!value || value == (char *)-1) return;
  size_t length = strlen(target);
  while (*value && length + 1 < capacity) {
    if (value[0] == '$' && value[1] == '<') {
      const char *end = strchr(value, '>');
      if (end) {
        value = end + 1;
        continue;
      }
    }
    target[length++] = *value++;
  }
  target[length] = 0;
}

static void remember_strings(void) {
  char leave[512] = "", enter[512] = "";
  if (now.has_mouse) strcat(leave, mouse_off);
  strcat(leave, paste_off);
  append(leave, sizeof leave, "rmkx");
  append(leave, sizeof leave, "sgr0");
  append(leave, sizeof leave, "cnorm");
  append(leave, sizeof leave, "rmcup");
  append(enter, sizeof enter, "smcup");
  append(enter, sizeof enter, "smkx");
  append(enter, sizeof enter, "civis");
  strcat(enter, paste_on);
  if (now.has_mouse) strcat(enter, mouse_on);
  ct_restore_set_strings(leave, enter);
}

// Cursor keys come in two forms, depending on a mode that a shell or a stop may change; ncurses knows one.
static void define_keys(void) {
  static const struct { const char *sequence; int code; } keys[] = {
    {"\033[A", KEY_UP}, {"\033OA", KEY_UP}, {"\033[B", KEY_DOWN}, {"\033OB", KEY_DOWN},
    {"\033[C", KEY_RIGHT}, {"\033OC", KEY_RIGHT}, {"\033[D", KEY_LEFT}, {"\033OD", KEY_LEFT},
    {"\033[H", KEY_HOME}, {"\033OH", KEY_HOME}, {"\033[1~", KEY_HOME}, {"\033[7~", KEY_HOME},
    {"\033[F", KEY_END}, {"\033OF", KEY_END}, {"\033[4~", KEY_END}, {"\033[8~", KEY_END},
    {"\033[5~", KEY_PPAGE}, {"\033[6~", KEY_NPAGE}, {"\033[2~", KEY_IC}, {"\033[3~", KEY_DC},
    {"\033[Z", KEY_BTAB}, {"\033OM", KEY_ENTER}, {"\177", KEY_BACKSPACE},
  };
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) define_key(keys[i].sequence, keys[i].code);
  static const char *const functions[] = {
    "\033OP", "\033OQ", "\033OR", "\033OS", "\033[15~", "\033[17~", "\033[18~", "\033[19~",
    "\033[20~", "\033[21~", "\033[23~", "\033[24~",
  };
  static const char *const older[] = {"\033[11~", "\033[12~", "\033[13~", "\033[14~"};
  for (int i = 0; i < 12; i++) define_key(functions[i], KEY_F(i + 1));
  for (int i = 0; i < 4; i++) define_key(older[i], KEY_F(i + 1));
  // xterm's modified cursor keys: ESC [ 1 ; m X, where m - 1 is shift 1, alt 2, control 4.
  static const struct { char letter; int key; } cursor[] = {
    {'A', CT_KEY_UP}, {'B', CT_KEY_DOWN}, {'C', CT_KEY_RIGHT},
    {'D', CT_KEY_LEFT}, {'H', CT_KEY_HOME}, {'F', CT_KEY_END},
  };
  for (int modifiers = 1; modifiers < 8; modifiers++) {
    for (size_t i = 0; i < sizeof cursor / sizeof *cursor; i++) {
      char sequence[16];
      snprintf(sequence, sizeof sequence, "\033[1;%d%c", modifiers + 1, cursor[i].letter);
      define_key(sequence, KEY_MAX + cursor[i].key + CT_KEY_SHIFT * modifiers);
    }
  }
  define_key("\033[<", KEY_MAX + CT_KEY_SGR_MOUSE);
  define_key("\033[M", KEY_MAX + CT_KEY_X10_MOUSE);
  define_key("\033[200~", KEY_MAX + CT_KEY_PASTE_START);
  define_key("\033[201~", KEY_MAX + CT_KEY_PASTE_END);
}

static void forget(void) {
  if (now.screen) delscreen(now.screen);
  if (now.out) fclose(now.out);
  if (now.in) fclose(now.in);
  memset(&now, 0, sizeof now);
}

enum ct_status ct_open(const char *type, int output, int input, bool mouse, bool arm) {
  // Both would freeze the size.
  unsetenv("LINES");
  unsetenv("COLUMNS");
  use_utf8();
  ct_restore_remember(output, input);
  now.out = fdopen(dup(output), "w");
  now.in = fdopen(dup(input), "r");
  now.screen = newterm((char *)type, now.out, now.in);
  if (!now.screen) {
    forget();
    return CT_NO_TYPE;
  }
  set_term(now.screen);
  const char *cup = tigetstr("cup");
  if (!cup || cup == (char *)-1) {
    endwin();
    forget();
    return CT_NO_ADDRESSING;
  }
  now.output = output;
  now.has_mouse = mouse;
  now.is_armed = arm;
  raw();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  set_escdelay(25);
  curs_set(0);
  if (has_colors()) {
    start_color();
    use_default_colors();
    now.has_direct_color = COLORS > 256;
  }
  define_keys();
  remember_strings();
  ct_restore_note_modes();
  if (arm) ct_restore_arm();
  refresh();
  ct_write(output, paste_on, sizeof paste_on - 1);
  if (mouse) ct_write(output, mouse_on, sizeof mouse_on - 1);
  return CT_OK;
}

void ct_set_mouse(bool is_on) {
  if (!now.screen || is_on == now.has_mouse) return;
  now.has_mouse = is_on;
  remember_strings();
  if (is_on) {
    ct_write(now.output, mouse_on, sizeof mouse_on - 1);
  } else {
    ct_write(now.output, mouse_off, sizeof mouse_off - 1);
  }
}

void ct_close(void) {
  if (!now.screen) return;
  if (now.has_mouse) ct_write(now.output, mouse_off, sizeof mouse_off - 1);
  ct_write(now.output, paste_off, sizeof paste_off - 1);
  curs_set(1);
  endwin();
  ct_restore_leave();
  if (now.is_armed) ct_restore_disarm();
  forget();
}

// ── The screen ───────────────────────────────────────────────────────────────────────────────────────

int ct_rows(void) { return LINES; }
int ct_columns(void) { return COLS; }
int ct_colors(void) { return now.screen && has_colors() ? COLORS : 0; }

int ct_width(uint32_t scalar) {
  use_utf8();
  return wcwidth((wchar_t)scalar);
}

void ct_resize(int rows, int columns) { resizeterm(rows, columns); }

void ct_redraw(void) {
  clearok(curscr, TRUE);
  curs_set(0);  // as it is after a stop, whatever ncurses remembers
}

void ct_flush(void) { refresh(); }

void ct_move_cursor(int row, int column, bool visible) {
  move(row, column);
  curs_set(visible ? 1 : 0);
}

// The number ncurses wants for an entry of the 256-colour table.
static int color_number(int color) {
  if (color < 8 || !now.has_direct_color) return color;
  if (color >= 232) return (8 + 10 * (color - 232)) * 0x010101;
  if (color < 16) return color;  // the bright eight: no fixed value
  static const int levels[] = {0, 95, 135, 175, 215, 255};
  int cube = color - 16;
  return levels[cube / 36] << 16 | levels[cube / 6 % 6] << 8 | levels[cube % 6];
}

static cchar_t character(const ct_cell *cell, int pair) {
  attr_t attributes = 0;
  if (cell->attributes & CT_BOLD) attributes |= A_BOLD;
  if (cell->attributes & CT_DIM) attributes |= A_DIM;
  if (cell->attributes & CT_ITALIC) attributes |= A_ITALIC;
  if (cell->attributes & CT_UNDERLINE) attributes |= A_UNDERLINE;
  if (cell->attributes & CT_REVERSE) attributes |= A_REVERSE;
  wchar_t text[CT_MAX_SCALARS + 1] = {0};
  int length = 0;
  for (int i = 0; i < CT_MAX_SCALARS && cell->scalars[i]; i++) {
    if (i == 0 || ct_width(cell->scalars[i]) == 0) text[length++] = (wchar_t)cell->scalars[i];
  }
  cchar_t result;
  setcchar(&result, text, attributes, 0, &pair);
  return result;
}

static bool is_same_color(const ct_cell *left, const ct_cell *right) {
  return left->foreground == right->foreground && left->background == right->background;
}

void ct_put_cells(int row, const ct_cell *cells, int count) {
  if (row < 0 || row >= LINES || count <= 0) return;
  cchar_t *line = malloc(sizeof *line * (size_t)count * 2);
  if (!line) return;
  int length = 0, pair = 0;
  bool has_colors_now = ct_colors() > 0;
  for (int i = 0; i < count; i++) {
    if (cells[i].width == 0) continue;
    if (has_colors_now && (i == 0 || !is_same_color(&cells[i], &cells[i - 1]))) {
      pair = alloc_pair(color_number(cells[i].foreground), color_number(cells[i].background));
    }
    ct_cell cell = cells[i];
    if (ct_width(cell.scalars[0]) != cell.width) {
      memset(cell.scalars, 0, sizeof cell.scalars);
      cell.scalars[0] = '?';
      if (cell.width == 2) line[length++] = character(&cell, pair);
    }
    line[length++] = character(&cell, pair);
  }
  mvadd_wchnstr(row, 0, line, length);
  free(line);
}

int ct_get_cells(int row, ct_cell *cells, int count) {
  int found = 0;
  for (int column = 0; column < COLS && found < count;) {
    cchar_t raw;
    wchar_t text[CCHARW_MAX + 1] = {0};
    attr_t attributes;
    short narrow;
    int pair = 0;
    if (mvin_wch(row, column, &raw) == ERR) break;
    getcchar(&raw, text, &attributes, &narrow, &pair);
    ct_cell cell = {.foreground = -1, .background = -1};
    for (int i = 0; i < CT_MAX_SCALARS && text[i]; i++) cell.scalars[i] = (uint32_t)text[i];
    int foreground, background;
    if (pair > 0 && extended_pair_content(pair, &foreground, &background) != ERR) {
      cell.foreground = (int16_t)foreground;
      cell.background = (int16_t)background;
    }
    if (attributes & A_BOLD) cell.attributes |= CT_BOLD;
    if (attributes & A_DIM) cell.attributes |= CT_DIM;
    if (attributes & A_ITALIC) cell.attributes |= CT_ITALIC;
    if (attributes & A_UNDERLINE) cell.attributes |= CT_UNDERLINE;
    if (attributes & A_REVERSE) cell.attributes |= CT_REVERSE;
    int width = wcwidth(text[0]);
    cell.width = width > 1 ? 2 : 1;
    cells[found++] = cell;
    column += cell.width;
  }
  return found;
}

// ── Keys ─────────────────────────────────────────────────────────────────────────────────────────────

static int32_t key_number(wint_t code) {
  if (code > KEY_MAX) return (int32_t)(code - KEY_MAX);
  if (code > KEY_F0 && code <= KEY_F(12)) return CT_KEY_FUNCTION + (int32_t)(code - KEY_F0);
  switch (code) {
  case KEY_UP: return CT_KEY_UP;
  case KEY_DOWN: return CT_KEY_DOWN;
  case KEY_LEFT: return CT_KEY_LEFT;
  case KEY_RIGHT: return CT_KEY_RIGHT;
  case KEY_HOME: return CT_KEY_HOME;
  case KEY_END: return CT_KEY_END;
  case KEY_PPAGE: return CT_KEY_PAGE_UP;
  case KEY_NPAGE: return CT_KEY_PAGE_DOWN;
  case KEY_IC: return CT_KEY_INSERT;
  case KEY_DC: return CT_KEY_DELETE;
  case KEY_BACKSPACE: return CT_KEY_BACKSPACE;
  case KEY_ENTER: return CT_KEY_ENTER;
  case KEY_BTAB: return CT_KEY_BACKTAB;
  case KEY_SR: return CT_KEY_UP + CT_KEY_SHIFT;
  case KEY_SF: return CT_KEY_DOWN + CT_KEY_SHIFT;
  case KEY_SLEFT: return CT_KEY_LEFT + CT_KEY_SHIFT;
  case KEY_SRIGHT: return CT_KEY_RIGHT + CT_KEY_SHIFT;
  case KEY_RESIZE: return CT_KEY_RESIZE;
  default: return 0;
  }
}

enum ct_input ct_read(int milliseconds, int32_t *value) {
  wint_t code = 0;
  timeout(milliseconds);
  int kind = get_wch(&code);
  if (kind == ERR) return CT_NOTHING;
  *value = kind == KEY_CODE_YES ? key_number(code) : (int32_t)code;
  return kind == KEY_CODE_YES ? CT_KEY : CT_SCALAR;
}
