#include "exp1.h"
#include "kernels.h"
#include <string.h>

// As in packed.c: a row comes out the same, to the last bit, from every tile.
#pragma clang fp reassociate(off) contract(fast)

enum { PACKED = CK_PACKED_OUTPUTS, MOST_ROWS = 8 };

// One head's keys, (size, padded), and values, (n, columns), as the products want them, and room for the
// scores and outputs of a tile of rows.
struct head {
  float *keys, *values, *scores, *out;
  size_t padded, columns;
  float scale;
};

static size_t filled(size_t count) { return (count + PACKED - 1) / PACKED * PACKED; }

static struct head lay_out(float *scratch, size_t n, size_t size) {
  struct head head = {.padded = filled(n), .columns = filled(size)};
  head.keys = scratch;
  head.values = head.keys + size * head.padded;
  head.scores = head.values + n * head.columns;
  head.out = head.scores + MOST_ROWS * head.padded;
  head.scale = 1 / __builtin_sqrtf((float)size);
  memset(scratch, 0, (size * head.padded + n * head.columns) * sizeof(float));
  return head;
}

#define TILE "attention_tile.h"
#include "each_set.h"

size_t ck_attention_scratch(size_t n, size_t size) {
  return size * filled(n) + n * filled(size) + MOST_ROWS * (filled(n) + filled(size));
}

void ck_attention(enum ck_instructions instructions, float *y, const float *x, size_t n,
                  size_t heads, size_t size, float *scratch) {
  DISPATCH(attention, y, x, n, heads, size, scratch)
}
