#include "dispatch.h"
#include "kernels.h"

CK_DISPATCHED void ck_layer_norm(float *y, float *normalized, float *rstd, const float *x,
                                 const float *gain, const float *bias, size_t rows, size_t columns,
                                 float epsilon) {
  for (size_t r = 0; r < rows; r++) {
    const float *in = x + r * columns;
    float *out = y + r * columns;
    float mean = 0, variance = 0;
    for (size_t c = 0; c < columns; c++) mean += in[c];
    mean /= (float)columns;
    for (size_t c = 0; c < columns; c++) variance += (in[c] - mean) * (in[c] - mean);
    variance /= (float)columns;
    const float scale = 1 / __builtin_elementwise_sqrt(variance + epsilon);
    if (normalized) {
      float *kept = normalized + r * columns;
      CK_EACH for (size_t c = 0; c < columns; c++) {
        kept[c] = (in[c] - mean) * scale;
        out[c] = kept[c] * gain[c] + bias[c];
      }
    } else {
      CK_EACH for (size_t c = 0; c < columns; c++)
        out[c] = (in[c] - mean) * scale * gain[c] + bias[c];
    }
    if (rstd) rstd[r] = scale;
  }
}

// With n = normalized, g = dy · gain, and means over columns:
// dx = rstd · (g - mean(g) - n · mean(g · n))
CK_DISPATCHED void ck_layer_norm_backward(float *restrict dx, float *restrict dgain,
                                          float *restrict dbias, const float *restrict dy,
                                          const float *restrict normalized,
                                          const float *restrict rstd, const float *restrict gain,
                                          size_t rows, size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *d = dy + r * columns, *n = normalized + r * columns;
    float *out = dx + r * columns;
    float mean = 0, projection = 0;
    for (size_t c = 0; c < columns; c++) {
      float g = d[c] * gain[c];
      mean += g;
      projection += g * n[c];
      dgain[c] += d[c] * n[c];
      dbias[c] += d[c];
    }
    mean /= (float)columns;
    projection /= (float)columns;
    for (size_t c = 0; c < columns; c++)
      out[c] = rstd[r] * (d[c] * gain[c] - mean - n[c] * projection);
  }
}
