#include "dispatch.h"
#include "kernels.h"

CK_DISPATCHED void ck_softmax_backward(float *dx, const float *dy, const float *y, float factor,
                                       size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *out = y + r * columns, *dout = dy + r * columns;
    float *din = dx + r * columns;
    float dot = 0;
    for (size_t c = 0; c < columns; c++) dot += out[c] * dout[c];
    for (size_t c = 0; c < columns; c++) din[c] = factor * out[c] * (dout[c] - dot);
  }
}
