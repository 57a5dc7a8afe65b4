#pragma once
#include <stddef.h>
#include <stdint.h>

// Element-wise and row-wise loops, compiled once for each generation of processor and chosen at load
// time. All matrices are row-major and dense unless a stride is given. Shapes: rows × columns.

/// y += x, n values.
void ck_add(float *y, const float *x, size_t n);
/// y *= factor, n values.
void ck_scale(float *y, float factor, size_t n);
/// y = x · m, element by element, n values; y may be x.
void ck_multiply(float *y, const float *x, const float *m, size_t n);
/// y[r] = x[r] · m for every row; y may be x.
void ck_multiply_rows(float *y, const float *x, const float *m, size_t rows, size_t columns);
/// y[r] += x for every row.
void ck_add_to_rows(float *y, const float *x, size_t rows, size_t columns);
/// sum += Σ_r x[r].
void ck_sum_rows(float *sum, const float *x, size_t rows, size_t columns);
/// y[i] = x[index[i]], count rows.
void ck_gather_rows(float *y, const float *x, const int32_t *index, size_t count, size_t columns);
/// y[index[i]] += x[i], count rows.
void ck_scatter_rows(float *y, const float *x, const int32_t *index, size_t count, size_t columns);

/// y = max(x, 0), n values; y may be x.
void ck_relu(float *y, const float *x, size_t n);
/// dx = dy where y > 0, else 0.
void ck_relu_backward(float *dx, const float *dy, const float *y, size_t n);
/// y = exp(x), within 2 units in the last place; n values; y may be x.
void ck_exp(float *y, const float *x, size_t n);
/// Every row of y is the softmax of that row of x; y may be x.
void ck_softmax(float *y, const float *x, size_t rows, size_t columns);

/// mask[i] = 0 with probability `rate`, else 1 / (1 - rate); a function of seed and i alone.
void ck_dropout_mask(float *mask, size_t n, float rate, uint64_t seed);

/// y = max over pieces of x + bias, which = the first piece that has it.
/// x: rows × (pieces · outputs), piece after piece; bias: pieces · outputs; y, which: rows × outputs.
void ck_maxout(float *y, uint8_t *which, const float *x, const float *bias, size_t rows,
               size_t outputs, size_t pieces);
/// dx = dy at the piece that had the maximum, else 0. Shapes as in ck_maxout.
void ck_maxout_backward(float *dx, const float *dy, const uint8_t *which, size_t rows,
                        size_t outputs, size_t pieces);

/// normalized = (x - mean) · rstd, rstd = 1 / sqrt(variance + epsilon), y = normalized · gain + bias.
/// y may be x; normalized and rstd may be NULL.
void ck_layer_norm(float *y, float *normalized, float *rstd, const float *x, const float *gain,
                   const float *bias, size_t rows, size_t columns, float epsilon);
/// dx from dy; dgain and dbias are added to.
void ck_layer_norm_backward(float *dx, float *dgain, float *dbias, const float *dy,
                            const float *normalized, const float *rstd, const float *gain,
                            size_t rows, size_t columns);

/// One step of an LSTM over several sequences. gates: rows × (i, f, g, o), before their functions on
/// entry, after them on return; previous: the cells of the step before, or NULL for zeros.
void ck_lstm_cell(float *gates, float *cell, float *h, const float *previous, size_t rows,
                  size_t units);
/// The way back: dgates (before their functions) from dh and from dcell, which becomes the gradient of
/// the previous cells. gates as ck_lstm_cell left them.
void ck_lstm_cell_backward(float *dgates, float *dcell, const float *dh, const float *gates,
                           const float *cell, const float *previous, size_t rows, size_t units);

/// Lets freed memory serve the next matrix: by default glibc maps every large one anew, page by page.
void ck_keep_freed_memory(void);
