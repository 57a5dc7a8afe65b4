#include "kernels.h"
#include <string.h>

// Products are fused with sums, and nothing else is changed: a row comes out the same, to the last bit,
// from every tile.
#pragma clang fp reassociate(off) contract(fast)

// Weights lie in blocks of this many outputs: block, then input, then piece, then output.
enum { PACKED = CK_PACKED_OUTPUTS };

#define TILE "packed_tile.h"
#include "each_set.h"

static size_t blocks_of(size_t outputs) { return (outputs + PACKED - 1) / PACKED; }

size_t ck_packed_count(size_t inputs, size_t outputs, size_t pieces) {
  return blocks_of(outputs) * PACKED * pieces * inputs;
}

void ck_pack(float *packed, const float *weight, size_t inputs, size_t outputs, size_t pieces) {
  memset(packed, 0, ck_packed_count(inputs, outputs, pieces) * sizeof(float));
  for (size_t p = 0; p < pieces; p++)
    for (size_t o = 0; o < outputs; o++) {
      float *column = packed + (o / PACKED * inputs * pieces + p) * PACKED + o % PACKED;
      const float *row = weight + (p * outputs + o) * inputs;
      for (size_t k = 0; k < inputs; k++) column[k * pieces * PACKED] = row[k];
    }
}

void ck_maxout_rows(enum ck_instructions instructions, float *y, size_t y_stride, const float *x, size_t x_stride, size_t rows,
                    size_t inputs, const float *packed, const float *bias, size_t outputs,
                    size_t pieces) {
  DISPATCH(maxout_rows, y, y_stride, x, x_stride, rows, inputs, packed, bias, blocks_of(outputs),
           pieces)
}

void ck_window_pairs(enum ck_instructions instructions, float *y, const float *x, size_t pairs, size_t channels, const float *packed,
                     const float *bias, size_t pieces, const struct ck_norm *norm, float *scratch) {
  DISPATCH(window_pairs, y, x, pairs, channels, packed, bias, pieces, norm, scratch)
}

void ck_word_windows(enum ck_instructions instructions, float *y, const float *words, const int32_t *index, size_t rows,
                     size_t channels, const float *bias, size_t pieces,
                     const struct ck_norm *norm) {
  DISPATCH(word_windows, y, words, index, rows, channels, bias, pieces, norm)
}

void ck_pack_window(float *packed, const float *weight, size_t channels, size_t pieces) {
  for (size_t p = 0; p < pieces; p++)
    for (size_t o = 0; o < channels; o++) {
      const float *left = weight + (p * channels + o) * 3 * channels;
      const float *middle = left + channels, *right = middle + channels;
      for (size_t k = 0; k < channels; k++) {
        const float sides = left[k] + right[k];
        const float turned[4] = {left[k], (sides + middle[k]) / 2, (sides - middle[k]) / 2, right[k]};
        for (size_t t = 0; t < 4; t++)
          packed[(((o / PACKED * 4 + t) * channels + k) * pieces + p) * PACKED + o % PACKED] =
              turned[t];
      }
    }
}
