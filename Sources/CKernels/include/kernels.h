#pragma once
#include <stddef.h>

/// y[i] = exp(x[i]) for n values; x and y may be the same.
void ck_exp(float *y, const float *x, size_t n);
