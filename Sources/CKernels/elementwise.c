#include "dispatch.h"
#include "kernels.h"

CK_DISPATCHED void ck_add(float *restrict y, const float *restrict x, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] += x[i];
}

CK_DISPATCHED void ck_scale(float *y, float factor, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] *= factor;
}

CK_DISPATCHED void ck_multiply(float *y, const float *x, const float *m, size_t n) {
  CK_EACH for (size_t i = 0; i < n; i++) y[i] = x[i] * m[i];
}

CK_DISPATCHED void ck_multiply_rows(float *y, const float *x, const float *m, size_t rows,
                                    size_t columns) {
  for (size_t r = 0; r < rows; r++)
    CK_EACH for (size_t c = 0; c < columns; c++) y[r * columns + c] = x[r * columns + c] * m[c];
}

CK_DISPATCHED void ck_add_to_rows(float *restrict y, const float *restrict x, size_t rows,
                                  size_t columns) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) y[r * columns + c] += x[c];
}

CK_DISPATCHED void ck_sum_rows(float *restrict sum, const float *restrict x, size_t rows,
                               size_t columns) {
  for (size_t r = 0; r < rows; r++)
    for (size_t c = 0; c < columns; c++) sum[c] += x[r * columns + c];
}

CK_DISPATCHED void ck_gather_rows(float *restrict y, const float *restrict x,
                                  const int32_t *restrict index, size_t count, size_t columns) {
  for (size_t i = 0; i < count; i++) {
    const float *row = x + (size_t)index[i] * columns;
    for (size_t c = 0; c < columns; c++) y[i * columns + c] = row[c];
  }
}

CK_DISPATCHED void ck_scatter_rows(float *restrict y, const float *restrict x,
                                   const int32_t *restrict index, size_t count, size_t columns) {
  for (size_t i = 0; i < count; i++) {
    float *row = y + (size_t)index[i] * columns;
    for (size_t c = 0; c < columns; c++) row[c] += x[i * columns + c];
  }
}

CK_DISPATCHED void ck_relu(float *y, const float *x, size_t n) {
  CK_EACH for (size_t i = 0; i < n; i++) y[i] = x[i] > 0 ? x[i] : 0;
}

CK_DISPATCHED void ck_relu_backward(float *dx, const float *dy, const float *y, size_t n) {
  CK_EACH for (size_t i = 0; i < n; i++) dx[i] = y[i] > 0 ? dy[i] : 0;
}
