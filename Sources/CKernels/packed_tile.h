// One instruction set's copy of the products over packed weights; packed.c includes this file once for each.

#include "product_tile.h"

// One block of a maxout: LANES outputs of `rows` rows.
INLINE void JOIN(maxout_tile, NAME)(float *y, size_t y_stride, const float *x, size_t x_stride,
                                    size_t inputs, const float *packed, const float *bias,
                                    const int rows, const int pieces) {
  FLOATS sums[ROWS][3];
  UNROLLED for (int r = 0; r < rows; r++)
    UNROLLED for (int p = 0; p < pieces; p++) sums[r][p] = *(const LOOSE *)(bias + p * PACKED);
  JOIN(product, NAME)(sums, x, x_stride, inputs, packed, pieces * PACKED, PACKED, rows, pieces);
  UNROLLED for (int r = 0; r < rows; r++) {
    FLOATS best = sums[r][0];
    UNROLLED for (int p = 1; p < pieces; p++) best = sums[r][p] > best ? sums[r][p] : best;
    *(LOOSE *)(y + r * y_stride) = best;
  }
}

// Several blocks of an affine map at once: there are no pieces to share the inputs' loads.
INLINE void JOIN(affine_tile, NAME)(float *y, size_t y_stride, const float *x, size_t x_stride,
                                    size_t inputs, const float *packed, const float *bias,
                                    const int rows, const int blocks) {
  FLOATS sums[ROWS][3];
  UNROLLED for (int r = 0; r < rows; r++)
    UNROLLED for (int b = 0; b < blocks; b++) sums[r][b] = *(const LOOSE *)(bias + b * PACKED);
  JOIN(product, NAME)(sums, x, x_stride, inputs, packed, PACKED, inputs * PACKED, rows, blocks);
  UNROLLED for (int r = 0; r < rows; r++)
    UNROLLED for (int b = 0; b < blocks; b++) *(LOOSE *)(y + r * y_stride + b * PACKED) = sums[r][b];
}

// `done` blocks of outputs, for all rows: their weights stay in the nearest cache meanwhile.
INLINE void JOIN(maxout_panel, NAME)(float *y, size_t y_stride, const float *x, size_t x_stride,
                                     size_t rows, size_t inputs, const float *packed,
                                     const float *bias, const int pieces, const int blocks) {
  size_t row = 0;
#define TILES(n)                                                                                  \
  for (; row + (n) <= rows; row += (n)) {                                                         \
    float *out = y + row * y_stride;                                                              \
    const float *in = x + row * x_stride;                                                         \
    if (pieces > 1)                                                                               \
      JOIN(maxout_tile, NAME)(out, y_stride, in, x_stride, inputs, packed, bias, n, pieces);      \
    else                                                                                          \
      JOIN(affine_tile, NAME)(out, y_stride, in, x_stride, inputs, packed, bias, n, blocks);      \
  }
  TILES(ROWS)
  if (ROWS > 4) { TILES(4) }
  TILES(2)
  TILES(1)
#undef TILES
}

ENTRY void JOIN(maxout_rows, NAME)(float *y, size_t y_stride, const float *x, size_t x_stride,
                                   size_t rows, size_t inputs, const float *packed,
                                   const float *bias, size_t blocks, size_t pieces) {
  // So many rows that their inputs stay in the second cache while the weights pass by.
  enum { CHUNK = 128 };
  for (size_t first = 0; first < rows; first += CHUNK) {
    const size_t count = rows - first < CHUNK ? rows - first : CHUNK;
    const float *in = x + first * x_stride;
    for (size_t lane = 0; lane < PACKED; lane += LANES)
      for (size_t block = 0; block < blocks;) {
        const float *weights = packed + block * inputs * pieces * PACKED + lane;
        const float *biases = bias + block * pieces * PACKED + lane;
        float *out = y + first * y_stride + block * PACKED + lane;
        const size_t left = blocks - block;
#define PANEL(pieces, blocks)                                                                    \
  JOIN(maxout_panel, NAME)                                                                       \
  (out, y_stride, in, x_stride, count, inputs, weights, biases, pieces, blocks)
        if (pieces == 3) PANEL(3, 1);
        else if (pieces == 2) PANEL(2, 1);
        else if (left >= 3) PANEL(1, 3);
        else if (left == 2) PANEL(1, 2);
        else PANEL(1, 1);
#undef PANEL
        block += pieces > 1 ? 1 : left < 3 ? left : 3;
      }
  }
}

// y = layer norm of y, plus the residual; one row.
INLINE void JOIN(finish_row, NAME)(float *y, const float *residual, const struct ck_norm *norm,
                                   size_t columns) {
  FLOATS total = 0, squares = 0;
  for (size_t c = 0; c < columns; c += LANES) total += *(const LOOSE *)(y + c);
  float mean = 0, variance = 0;
  UNROLLED for (int i = 0; i < LANES; i++) mean += total[i];
  mean /= (float)columns;
  for (size_t c = 0; c < columns; c += LANES) {
    const FLOATS centred = *(const LOOSE *)(y + c) - mean;
    squares += centred * centred;
  }
  UNROLLED for (int i = 0; i < LANES; i++) variance += squares[i];
  variance /= (float)columns;
  const float scale = 1 / __builtin_elementwise_sqrt(variance + norm->epsilon);
  for (size_t c = 0; c < columns; c += LANES) {
    const FLOATS gain = *(const LOOSE *)(norm->gain + c), bias = *(const LOOSE *)(norm->bias + c);
    const FLOATS normalized = (*(const LOOSE *)(y + c) - mean) * scale;
    *(LOOSE *)(y + c) = normalized * gain + bias + *(const LOOSE *)(residual + c);
  }
}

// 2 · `pairs` rows of a window block; see ck_window_pairs.
INLINE void JOIN(window_tile, NAME)(float *y, const float *x, size_t channels, const float *packed,
                                    const float *bias, size_t pieces, const struct ck_norm *norm,
                                    float *scratch, const int pairs) {
  for (int r = 0; r < pairs; r++) {
    const float *d = x + 2 * r * channels;
    float *t = scratch + r * channels;
    const size_t next = pairs * channels;
    for (size_t c = 0; c < channels; c += LANES) {
      const FLOATS d0 = *(const LOOSE *)(d + c), d1 = *(const LOOSE *)(d + channels + c);
      const FLOATS d2 = *(const LOOSE *)(d + 2 * channels + c);
      const FLOATS d3 = *(const LOOSE *)(d + 3 * channels + c);
      *(LOOSE *)(t + c) = d0 - d2;
      *(LOOSE *)(t + next + c) = d1 + d2;
      *(LOOSE *)(t + 2 * next + c) = d2 - d1;
      *(LOOSE *)(t + 3 * next + c) = d1 - d3;
    }
  }
  for (size_t block = 0; block < channels / PACKED; block++)
    for (size_t lane = 0; lane < PACKED; lane += LANES) {
      FLOATS products[4][ROWS][3];
      for (int t = 0; t < 4; t++) {
        const float *in = scratch + t * pairs * channels;
        const float *weights = packed + (block * 4 + t) * channels * pieces * PACKED + lane;
        FLOATS sums[ROWS][3];
        UNROLLED for (int r = 0; r < pairs; r++)
          UNROLLED for (int p = 0; p < 3; p++) sums[r][p] = 0;
        if (pieces == 3)
          JOIN(product, NAME)(sums, in, channels, channels, weights, 3 * PACKED, PACKED, pairs, 3);
        else if (pieces == 2)
          JOIN(product, NAME)(sums, in, channels, channels, weights, 2 * PACKED, PACKED, pairs, 2);
        else
          JOIN(product, NAME)(sums, in, channels, channels, weights, PACKED, PACKED, pairs, 1);
        UNROLLED for (int r = 0; r < pairs; r++)
          UNROLLED for (int p = 0; p < 3; p++) products[t][r][p] = sums[r][p];
      }
      const float *biases = bias + block * pieces * PACKED + lane;
      for (int r = 0; r < pairs; r++) {
        FLOATS first = -__builtin_inff(), second = -__builtin_inff();
        for (size_t p = 0; p < pieces; p++) {
          const FLOATS b = *(const LOOSE *)(biases + p * PACKED);
          const FLOATS shared = products[1][r][p], turned = products[2][r][p];
          const FLOATS left = products[0][r][p] + shared + turned + b;
          const FLOATS right = shared - turned - products[3][r][p] + b;
          first = left > first ? left : first;
          second = right > second ? right : second;
        }
        float *out = y + 2 * r * channels + block * PACKED + lane;
        *(LOOSE *)out = first;
        *(LOOSE *)(out + channels) = second;
      }
    }
  for (int r = 0; r < 2 * pairs; r++)
    JOIN(finish_row, NAME)(y + r * channels, x + (r + 1) * channels, norm, channels);
}

ENTRY void JOIN(window_pairs, NAME)(float *y, const float *x, size_t pairs, size_t channels,
                                    const float *packed, const float *bias, size_t pieces,
                                    const struct ck_norm *norm, float *scratch) {
  size_t pair = 0;
  for (; pair + ROWS <= pairs; pair += ROWS)
    JOIN(window_tile, NAME)(y + 2 * pair * channels, x + 2 * pair * channels, channels, packed, bias,
                            pieces, norm, scratch, ROWS);
  for (; pair < pairs; pair++)
    JOIN(window_tile, NAME)(y + 2 * pair * channels, x + 2 * pair * channels, channels, packed, bias,
                            pieces, norm, scratch, 1);
}

// See ck_word_windows.
ENTRY void JOIN(word_windows, NAME)(float *y, const float *words, const int32_t *index, size_t rows,
                                    size_t channels, const float *bias, size_t pieces,
                                    const struct ck_norm *norm) {
  const size_t width = pieces * channels, stride = 3 * width + channels;
  for (size_t r = 0; r < rows; r++) {
    const float *left = words + (size_t)index[r] * stride;
    const float *middle = words + (size_t)index[r + 1] * stride;
    const float *right = words + (size_t)index[r + 2] * stride;
    float *out = y + r * channels;
    for (size_t c = 0; c < channels; c += LANES) {
      FLOATS best = -__builtin_inff();
      for (size_t p = 0; p < pieces; p++) {
        const size_t at = p * channels + c;
        const FLOATS sum = *(const LOOSE *)(left + at) + *(const LOOSE *)(middle + width + at) +
                           *(const LOOSE *)(right + 2 * width + at) + *(const LOOSE *)(bias + at);
        best = sum > best ? sum : best;
      }
      *(LOOSE *)(out + c) = best;
    }
    JOIN(finish_row, NAME)(out, middle + 3 * width, norm, channels);
  }
}
