#include "dispatch.h"
#include "exp1.h"
#include "kernels.h"

CK_DISPATCHED void ck_exp(float *y, const float *x, size_t n) {
  CK_EACH for (size_t i = 0; i < n; i++) y[i] = exp1(x[i]);
}

CK_DISPATCHED void ck_softmax(float *y, const float *x, size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *in = x + r * columns;
    float *out = y + r * columns;
    float max = in[0], sum = 0;
    for (size_t c = 1; c < columns; c++) max = in[c] > max ? in[c] : max;
    CK_EACH for (size_t c = 0; c < columns; c++) {
      out[c] = exp1(in[c] - max);
      sum += out[c];
    }
    float scale = 1 / sum;
    for (size_t c = 0; c < columns; c++) out[c] *= scale;
  }
}

CK_DISPATCHED void ck_softmax_backward(float *dx, const float *dy, const float *y, float factor,
                                       size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *out = y + r * columns, *dout = dy + r * columns;
    float *din = dx + r * columns;
    float dot = 0;
    for (size_t c = 0; c < columns; c++) dot += out[c] * dout[c];
    CK_EACH for (size_t c = 0; c < columns; c++) din[c] = factor * out[c] * (dout[c] - dot);
  }
}
