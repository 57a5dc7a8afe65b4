// One instruction set's copy of the products of 8-bit numbers; quantized.c includes this file once for
// each, with BLOCKS, the registers of outputs in a tile, and DOT, which adds to each lane of a sum the four
// products of its four weights and inputs. Sums are whole numbers, the same in every copy.

INLINE void JOIN(quantized_tile, NAME)(float *y, size_t y_stride, const int8_t *x,
                                       const struct ck_quantized_row *row,
                                       const struct ck_quantized *w, size_t output, const int rows,
                                       const int blocks) {
  INTS sums[ROWS][BLOCKS];
  const uint8_t *packed[BLOCKS];
  UNROLLED for (int b = 0; b < blocks; b++) {
    const size_t first = output + (size_t)b * LANES;
    packed[b] = w->weights + first / PACKED * PACKED * w->inputs + first % PACKED * FOUR;
    UNROLLED for (int r = 0; r < rows; r++) sums[r][b] = 0;
  }
  for (size_t k = 0; k < w->inputs; k += FOUR) {
    INTS weights[BLOCKS];
    UNROLLED for (int b = 0; b < blocks; b++) weights[b] = *(const INTS *)(packed[b] + k * PACKED);
    UNROLLED for (int r = 0; r < rows; r++) {
      int32_t four;
      memcpy(&four, x + r * w->inputs + k, FOUR);
      const INTS inputs = (INTS)(four);
      UNROLLED for (int b = 0; b < blocks; b++) sums[r][b] = DOT(sums[r][b], weights[b], inputs);
    }
  }
  UNROLLED for (int b = 0; b < blocks; b++) {
    const size_t first = output + (size_t)b * LANES;
    const FLOATS scale = *(const LOOSE *)(w->scale + first);
    const FLOATS bias = *(const LOOSE *)(w->bias + first);
    const INTS total = *(const INTS *)(w->total + first);
    UNROLLED for (int r = 0; r < rows; r++) {
      const INTS sum = sums[r][b] - row[r].shift - total * (INTS)(row[r].zero);
      *(LOOSE *)(y + r * y_stride + first) =
          __builtin_convertvector(sum, FLOATS) * (scale * row[r].scale) + bias;
    }
  }
}

INLINE void JOIN(quantized_panel, NAME)(float *y, size_t y_stride, const int8_t *x,
                                        const struct ck_quantized_row *row, size_t rows,
                                        const struct ck_quantized *w, size_t output,
                                        const int blocks) {
  size_t r = 0;
  for (; r + ROWS <= rows; r += ROWS)
    JOIN(quantized_tile, NAME)(y + r * y_stride, y_stride, x + r * w->inputs, row + r, w, output,
                               ROWS, blocks);
#define REST(n)                                                                                \
  for (; r + (n) <= rows; r += (n))                                                            \
    JOIN(quantized_tile, NAME)(y + r * y_stride, y_stride, x + r * w->inputs, row + r, w, output, \
                               n, blocks);
  if (ROWS > 4) { REST(4) }
  REST(2)
  REST(1)
#undef REST
}

ENTRY void JOIN(quantized_rows, NAME)(float *y, size_t y_stride, const int8_t *x,
                                      const struct ck_quantized_row *row, size_t rows,
                                      const struct ck_quantized *w) {
  const size_t outputs = filled(w->outputs);
  size_t output = 0;
  for (; output + BLOCKS * LANES <= outputs; output += BLOCKS * LANES)
    JOIN(quantized_panel, NAME)(y, y_stride, x, row, rows, w, output, BLOCKS);
  for (; output < outputs; output += LANES)
    JOIN(quantized_panel, NAME)(y, y_stride, x, row, rows, w, output, 1);
}
