#include "dispatch.h"
#include "kernels.h"

CK_DISPATCHED void ck_maxout(float *restrict y, uint8_t *restrict which, const float *restrict x,
                             const float *restrict bias, size_t rows, size_t outputs,
                             size_t pieces) {
  for (size_t r = 0; r < rows; r++) {
    const float *in = x + r * pieces * outputs;
    float *out = y + r * outputs;
    uint8_t *best = which + r * outputs;
    for (size_t o = 0; o < outputs; o++) {
      out[o] = in[o] + bias[o];
      best[o] = 0;
    }
    for (size_t p = 1; p < pieces; p++)
      for (size_t o = 0; o < outputs; o++) {
        float value = in[p * outputs + o] + bias[p * outputs + o];
        best[o] = value > out[o] ? (uint8_t)p : best[o];
        out[o] = value > out[o] ? value : out[o];
      }
  }
}

CK_DISPATCHED void ck_maxout_backward(float *restrict dx, const float *restrict dy,
                                      const uint8_t *restrict which, size_t rows, size_t outputs,
                                      size_t pieces) {
  for (size_t r = 0; r < rows; r++)
    for (size_t p = 0; p < pieces; p++)
      for (size_t o = 0; o < outputs; o++)
        dx[(r * pieces + p) * outputs + o] = which[r * outputs + o] == p ? dy[r * outputs + o] : 0;
}
