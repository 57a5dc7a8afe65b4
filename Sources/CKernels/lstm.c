#include "dispatch.h"
#include "exp1.h"
#include "kernels.h"

static inline __attribute__((always_inline)) float sigmoid(float x) { return 1 / (1 + exp1(-x)); }

static inline __attribute__((always_inline)) float hyperbolic_tangent(float x) {
  return 1 - 2 / (1 + exp1(2 * x));
}

CK_DISPATCHED void ck_lstm_cell(float *restrict gates, float *restrict cell, float *restrict h,
                                const float *restrict previous, size_t rows, size_t units) {
  for (size_t r = 0; r < rows; r++) {
    float *i = gates + r * 4 * units, *f = i + units, *g = f + units, *o = g + units;
    CK_EACH for (size_t u = 0; u < units; u++) {
      i[u] = sigmoid(i[u]);
      f[u] = sigmoid(f[u]);
      g[u] = hyperbolic_tangent(g[u]);
      o[u] = sigmoid(o[u]);
      float c = i[u] * g[u] + (previous ? f[u] * previous[r * units + u] : 0);
      cell[r * units + u] = c;
      h[r * units + u] = o[u] * hyperbolic_tangent(c);
    }
  }
}

CK_DISPATCHED void ck_lstm_cell_backward(float *restrict dgates, float *restrict dcell,
                                         const float *restrict dh, const float *restrict gates,
                                         const float *restrict cell,
                                         const float *restrict previous, size_t rows,
                                         size_t units) {
  for (size_t r = 0; r < rows; r++) {
    const float *i = gates + r * 4 * units, *f = i + units, *g = f + units, *o = g + units;
    float *di = dgates + r * 4 * units, *df = di + units, *dg = df + units, *d_o = dg + units;
    CK_EACH for (size_t u = 0; u < units; u++) {
      const size_t at = r * units + u;
      const float t = hyperbolic_tangent(cell[at]);
      const float dc = dcell[at] + dh[at] * o[u] * (1 - t * t);
      const float before = previous ? previous[at] : 0;
      d_o[u] = dh[at] * t * o[u] * (1 - o[u]);
      di[u] = dc * g[u] * i[u] * (1 - i[u]);
      df[u] = dc * before * f[u] * (1 - f[u]);
      dg[u] = dc * i[u] * (1 - g[u] * g[u]);
      dcell[at] = dc * f[u];
    }
  }
}
