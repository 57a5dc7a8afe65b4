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

/// dx = factor · y · (dy - Σ y · dy) for every row: the way back of a softmax of factor · x. dx may be dy.
void ck_softmax_backward(float *dx, const float *dy, const float *y, float factor, size_t rows,
                         size_t columns);

/// y = x · Φ(x), n values, Φ the standard normal distribution function within 1e-7; y may be x.
void ck_gelu(float *y, const float *x, size_t n);
/// dx = dy · (Φ(x) + x · φ(x)); dx may be dy.
void ck_gelu_backward(float *dx, const float *dy, const float *x, size_t n);

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

/// Weights for the functions below lie in blocks of this many outputs, the last one filled up with zeros.
#define CK_PACKED_OUTPUTS 16

/// The instruction sets that the functions below are compiled for; the last bit depends on which is used.
enum ck_instructions { CK_BASELINE, CK_AVX2, CK_AVX512, CK_VNNI };
/// The best one that this processor has.
enum ck_instructions ck_best_instructions(void);

/// A layer norm; gain and bias have one value a column.
struct ck_norm {
  const float *gain;
  const float *bias;
  float epsilon;
};

/// How many values ck_pack writes.
size_t ck_packed_count(size_t inputs, size_t outputs, size_t pieces);
/// Lays weights out for ck_maxout_rows. weight: (pieces · outputs) × inputs, piece after piece. A bias is
/// packed as weights of one input.
void ck_pack(float *packed, const float *weight, size_t inputs, size_t outputs, size_t pieces);
/// y[r] = max over pieces of weight · x[r] + bias, 1 to 3 pieces; with one, an affine map.
/// What a row comes out as does not depend, to the last bit, on the rows computed with it.
/// x: row r begins at x + r · x_stride. y: y_stride apart, room for `outputs` rounded up to
/// CK_PACKED_OUTPUTS.
void ck_maxout_rows(enum ck_instructions instructions, float *y, size_t y_stride, const float *x, size_t x_stride, size_t rows,
                    size_t inputs, const float *packed, const float *bias, size_t outputs,
                    size_t pieces);

/// Lays the weights of a window of three rows out for ck_window_pairs; writes
/// 4 · pieces · channels · channels values. weight: (pieces · channels) × (3 · channels).
void ck_pack_window(float *packed, const float *weight, size_t channels, size_t pieces);
/// One residual block, two rows at a time: y[r] = norm(max over pieces of weight · (x[r] x[r+1] x[r+2])
/// + bias) + x[r+1] for r in 0 ..< 2 · pairs. Two neighbouring windows share four products in place of
/// six (Winograd's F(2, 3); Lavin and Gray 2016).
/// channels: a multiple of CK_PACKED_OUTPUTS. x: 2 · pairs + 2 rows. bias: packed. y and x are apart.
/// scratch: room for 32 · channels values.
void ck_window_pairs(enum ck_instructions instructions, float *y, const float *x, size_t pairs, size_t channels, const float *packed,
                     const float *bias, size_t pieces, const struct ck_norm *norm, float *scratch);
/// The same block where all that a word adds to the sums is known: row w of `words` has word w's product
/// with the weights of a left, middle and right neighbour, pieces · channels values each, then its vector.
/// y[r] is of the words index[r], index[r+1], index[r+2]. bias: not packed.
void ck_word_windows(enum ck_instructions instructions, float *y, const float *words, const int32_t *index, size_t rows,
                     size_t channels, const float *bias, size_t pieces,
                     const struct ck_norm *norm);

/// What every head of attention makes of one sequence (Vaswani et al. 2017): softmax(q · k / √size) · v.
/// x: n rows of heads · size queries, as many keys, as many values; y: n rows of heads · size.
/// scratch: ck_attention_scratch values. A row comes out the same in any company.
void ck_attention(enum ck_instructions instructions, float *y, const float *x, size_t n,
                  size_t heads, size_t size, float *scratch);
/// How many values of scratch ck_attention wants.
size_t ck_attention_scratch(size_t n, size_t size);

/// A row of 8-bit numbers q that stands for scale · (q - zero); shift = 128 · Σ q.
struct ck_quantized_row {
  float scale;
  int32_t zero;
  int32_t shift;
};
/// An affine map in 8 bits: scale · weight + bias an output, `total` the sum of an output's weights.
/// Inputs and outputs are rounded up by ck_quantized_inputs and ck_quantized_outputs.
struct ck_quantized {
  const uint8_t *weights;
  const float *scale;
  const int32_t *total;
  const float *bias;
  size_t inputs;
  size_t outputs;
};
/// `inputs` rounded up to the fours that are multiplied at once.
size_t ck_quantized_inputs(size_t inputs);
/// `outputs` rounded up to CK_PACKED_OUTPUTS.
size_t ck_quantized_outputs(size_t outputs);
/// Rounds each row to 256 even steps from its least value to its greatest, zero among them.
/// q: rows of ck_quantized_inputs(columns).
void ck_quantize_rows(int8_t *q, struct ck_quantized_row *row, const float *x, size_t x_stride,
                      size_t rows, size_t columns);
/// Rounds each output's weights to 255 even steps about zero, and lays them out for ck_quantized_rows.
/// weight: outputs × inputs.
void ck_pack_quantized(uint8_t *packed, float *scale, int32_t *total, const float *weight,
                       size_t inputs, size_t outputs);
/// y[r] = w · x[r] + bias. Sums are whole numbers: every instruction set gives the same, and a row comes
/// out the same in any company. y: y_stride apart, room for ck_quantized_outputs values.
void ck_quantized_rows(enum ck_instructions instructions, float *y, size_t y_stride,
                       const int8_t *x, const struct ck_quantized_row *row, size_t rows,
                       const struct ck_quantized *w);

/// Columns of a panel that the bfloat16 functions work on: of each two rows, the values of a column lie
/// side by side.
#define CK_BFLOAT16_PANEL 48
/// Whether this processor multiplies bfloat16s (AVX512_BF16). Without, none of these may be called.
int ck_has_bfloat16(void);
/// 32-bit words of the panels of depth × columns.
size_t ck_bfloat16_panels(size_t depth, size_t columns);
/// y = x rounded to the nearest bfloat16, ties to even; y_stride: even, what is left of it is zero.
void ck_round_bfloat16(uint16_t *y, size_t y_stride, const float *x, size_t rows, size_t columns);
/// Lays x out in panels. x: depth × columns, rows x_stride apart.
void ck_pack_bfloat16(uint32_t *panels, const uint16_t *x, size_t x_stride, size_t depth,
                      size_t columns);
/// The same of the transposed x. x: columns × depth, x_stride even and what is left of it zero.
void ck_pack_bfloat16_turned(uint32_t *panels, const uint16_t *x, size_t x_stride, size_t depth,
                             size_t columns);
/// y = x · panels + bias in 32-bit sums. x: rows × depth, rounded up to even; y: rows × columns.
void ck_bfloat16_rows(float *y, const uint16_t *x, size_t rows, const uint32_t *panels,
                      const float *bias, size_t depth, size_t columns);
/// y += leftᵀ · right. left: panels of depth × rows; right: panels of depth × columns; y: rows × columns.
void ck_bfloat16_outer(float *y, const uint32_t *left, size_t rows, const uint32_t *right,
                       size_t columns, size_t depth);

/// One Adam update. A clipped gradient is scaled whole, the l2 added to it included; rate is corrected for
/// the moments' bias; decay acts on the moved weights.
struct ck_adam_step {
  float scale, l2, beta1, beta2, epsilon, rate, decay;
};
/// Moves n weights w by their gradients g, and the moments m and v of g.
void ck_adam(float *w, const float *g, float *m, float *v, size_t n,
             const struct ck_adam_step *step);
/// y -= weight · (y - x), n values.
void ck_approach(float *y, const float *x, float weight, size_t n);
/// Σ (scale · g + l2 · w)², n values.
double ck_sum_of_squares(const float *g, const float *w, float scale, float l2, size_t n);

/// Lets freed memory serve the next matrix: by default glibc maps every large one anew, page by page.
void ck_keep_freed_memory(void);

/// Asks for pages of 2 MiB, which keep more of large weights within reach of the processor's address cache. A hint:
/// nothing else changes. memory: not yet written to, at a multiple of 2 MiB. Linux; elsewhere nothing.
void ck_prefer_large_pages(void *memory, size_t bytes);
