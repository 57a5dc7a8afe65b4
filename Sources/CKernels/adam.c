#include "dispatch.h"
#include "kernels.h"

CK_DISPATCHED void ck_adam(float *restrict w, const float *restrict g, float *restrict m,
                           float *restrict v, size_t n, const struct ck_adam_step *step) {
  const struct ck_adam_step s = *step;
  for (size_t i = 0; i < n; i++) {
    const float gradient = (g[i] + s.l2 * w[i]) * s.scale;
    m[i] = s.beta1 * m[i] + (1 - s.beta1) * gradient;
    v[i] = s.beta2 * v[i] + (1 - s.beta2) * gradient * gradient;
    const float moved = w[i] - s.rate * (m[i] / (__builtin_elementwise_sqrt(v[i]) + s.epsilon));
    w[i] = moved - s.decay * moved;
  }
}

CK_DISPATCHED void ck_approach(float *restrict y, const float *restrict x, float weight, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] -= weight * (y[i] - x[i]);
}

CK_DISPATCHED double ck_sum_of_squares(const float *restrict g, const float *restrict w, float scale,
                                       float l2, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) {
    const double value = g[i] * scale + l2 * w[i];
    sum += value * value;
  }
  return sum;
}
