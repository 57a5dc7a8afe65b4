#pragma once

#include <stdint.h>
#include <string.h>

// exp(x) = 2^k · exp(r), k = round(x / ln 2), |r| <= ln 2 / 2; exp(r) by its series to r^7.
static inline __attribute__((always_inline)) float exp1(float x) {
  x = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
  const float rounder = 12582912.0f;  // 1.5 · 2^23: adding it leaves the nearest integer in the low bits
  float shifted = x * 1.44269504f + rounder;
  int32_t bits;
  memcpy(&bits, &shifted, 4);
  {
#pragma clang fp reassociate(off)
    float k = shifted - rounder;
    float r = x - k * 0.693359375f;  // ln 2 in two parts, the first exact in few bits
    r = r + k * 2.12194440e-4f;
    float p = 1.0f / 5040;
    p = p * r + 1.0f / 720;
    p = p * r + 1.0f / 120;
    p = p * r + 1.0f / 24;
    p = p * r + 1.0f / 6;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    int32_t exponent = (int32_t)((uint32_t)bits << 23) + 0x3F800000;
    float scale;
    memcpy(&scale, &exponent, 4);
    return p * scale;
  }
}
