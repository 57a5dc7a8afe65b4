#include "dispatch.h"
#include "exp1.h"
#include "kernels.h"

// The standard normal distribution function, within 1e-7 (Abramowitz and Stegun 1964, 7.1.26).
// *density gets the density.
static inline __attribute__((always_inline)) float normal(float x, float *density) {
  float z = (x < 0 ? -x : x) * 0.70710678f;
  float t = 1 / (1 + 0.3275911f * z);
  float p = 1.061405429f;
  p = p * t - 1.453152027f;
  p = p * t + 1.421413741f;
  p = p * t - 0.284496736f;
  p = p * t + 0.254829592f;
  float e = exp1(-z * z);
  float half = 0.5f * p * t * e;  // the tail beyond |x|
  *density = 0.39894228f * e;
  return x < 0 ? half : 1 - half;
}

CK_DISPATCHED void ck_gelu(float *y, const float *x, size_t n) {
  float density;
  CK_EACH for (size_t i = 0; i < n; i++) y[i] = x[i] * normal(x[i], &density);
}

CK_DISPATCHED void ck_gelu_backward(float *dx, const float *dy, const float *x, size_t n) {
  CK_EACH for (size_t i = 0; i < n; i++) {
    float density;
    float below = normal(x[i], &density);
    dx[i] = dy[i] * (below + x[i] * density);
  }
}
