// One instruction set's copy of attention; attention.c includes this file once for each.

#include "product_tile.h"

// y[r] = factor[r] · Σ_k x[r][k] · packed[k], `vectors` registers of columns.
INLINE void JOIN(scaled, NAME)(float *y, size_t y_stride, const float *x, size_t x_stride,
                               size_t inputs, const float *packed, size_t k_stride,
                               const float *factor, const int rows, const int vectors) {
  FLOATS sums[ROWS][3];
  UNROLLED for (int r = 0; r < rows; r++)
    UNROLLED for (int v = 0; v < vectors; v++) sums[r][v] = 0;
  JOIN(product, NAME)(sums, x, x_stride, inputs, packed, k_stride, LANES, rows, vectors);
  UNROLLED for (int r = 0; r < rows; r++)
    UNROLLED for (int v = 0; v < vectors; v++)
      *(LOOSE *)(y + r * y_stride + v * LANES) = sums[r][v] * factor[r];
}

// The same for any number of columns that fills whole registers.
INLINE void JOIN(stripe, NAME)(float *y, size_t y_stride, const float *x, size_t x_stride,
                               size_t inputs, const float *packed, size_t columns,
                               const float *factor, const int rows) {
  size_t c = 0;
  for (; c + 3 * LANES <= columns; c += 3 * LANES)
    JOIN(scaled, NAME)(y + c, y_stride, x, x_stride, inputs, packed + c, columns, factor, rows, 3);
  for (; c + 2 * LANES <= columns; c += 2 * LANES)
    JOIN(scaled, NAME)(y + c, y_stride, x, x_stride, inputs, packed + c, columns, factor, rows, 2);
  for (; c + LANES <= columns; c += LANES)
    JOIN(scaled, NAME)(y + c, y_stride, x, x_stride, inputs, packed + c, columns, factor, rows, 1);
}

// e to each of n scores less their largest, and zero up to `padded`; returns the sum.
INLINE float JOIN(exponentials, NAME)(float *scores, size_t n, size_t padded) {
  FLOATS most = -__builtin_inff(), sum = 0;
  for (size_t j = n; j < padded; j++) scores[j] = -__builtin_inff();
  for (size_t j = 0; j < padded; j += LANES)
    most = __builtin_elementwise_max(most, (FLOATS) * (const LOOSE *)(scores + j));
  const float top = __builtin_reduce_max(most);
  for (size_t j = 0; j < padded; j++) scores[j] = exp1(scores[j] - top);
  for (size_t j = n; j < padded; j++) scores[j] = 0;
  for (size_t j = 0; j < padded; j += LANES) sum += *(const LOOSE *)(scores + j);
  float total = 0;
  UNROLLED for (int i = 0; i < LANES; i++) total += sum[i];
  return total;
}

// What one head makes of `rows` queries.
INLINE void JOIN(attend, NAME)(float *y, size_t width, const float *queries, size_t stride,
                               size_t n, size_t size, const struct head *head, const int rows) {
  float factor[ROWS];
  for (int r = 0; r < rows; r++) factor[r] = head->scale;
  JOIN(stripe, NAME)(head->scores, head->padded, queries, stride, size, head->keys, head->padded,
                     factor, rows);
  for (int r = 0; r < rows; r++)
    factor[r] = 1 / JOIN(exponentials, NAME)(head->scores + r * head->padded, n, head->padded);
  JOIN(stripe, NAME)(head->out, head->columns, head->scores, head->padded, n, head->values,
                     head->columns, factor, rows);
  for (int r = 0; r < rows; r++)
    memcpy(y + r * width, head->out + r * head->columns, size * sizeof(float));
}

ENTRY void JOIN(attention, NAME)(float *y, const float *x, size_t n, size_t heads, size_t size,
                                 float *scratch) {
  const size_t width = heads * size, stride = 3 * width;
  const struct head head = lay_out(scratch, n, size);
  for (size_t h = 0; h < heads; h++) {
    const float *queries = x + h * size, *keys = queries + width, *values = keys + width;
    for (size_t j = 0; j < n; j++) {
      for (size_t d = 0; d < size; d++) head.keys[d * head.padded + j] = keys[j * stride + d];
      memcpy(head.values + j * head.columns, values + j * stride, size * sizeof(float));
    }
    size_t r = 0;
    for (; r + ROWS <= n; r += ROWS)
      JOIN(attend, NAME)(y + r * width + h * size, width, queries + r * stride, stride, n, size,
                         &head, ROWS);
    for (; r < n; r++)
      JOIN(attend, NAME)(y + r * width + h * size, width, queries + r * stride, stride, n, size,
                         &head, 1);
  }
}
