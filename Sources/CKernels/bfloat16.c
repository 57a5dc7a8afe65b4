#include "kernels.h"
#include <string.h>

// Columns lie in panels of so many, and so many rows are multiplied at once: WIDE / LANES · ROWS sums, the
// weights and one input fill the registers.
enum { WIDE = CK_BFLOAT16_PANEL, LANES = 16, ROWS = 8 };

size_t ck_bfloat16_panels(size_t depth, size_t columns) {
  return (columns + WIDE - 1) / WIDE * WIDE * ((depth + 1) / 2);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define BFLOAT16 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512bf16,avx2,fma")))
#define INLINE BFLOAT16 __attribute__((always_inline)) static inline
#define UNROLLED _Pragma("clang loop unroll(full)")

int ck_has_bfloat16(void) {
  return ck_best_instructions() >= CK_AVX512 && __builtin_cpu_supports("avx512bf16");
}

// The first `count` of sixteen, at most all.
INLINE __mmask16 first_of(size_t count) {
  return count < LANES ? (__mmask16)((1u << count) - 1) : (__mmask16)-1;
}

BFLOAT16 void ck_round_bfloat16(uint16_t *y, size_t y_stride, const float *x, size_t rows,
                                size_t columns) {
  for (size_t r = 0; r < rows; r++) {
    const float *in = x + r * columns;
    uint16_t *out = y + r * y_stride;
    size_t c = 0;
    for (; c + 2 * LANES <= columns; c += 2 * LANES)
      _mm512_storeu_si512(out + c, (__m512i)_mm512_cvtne2ps_pbh(_mm512_loadu_ps(in + c + LANES),
                                                                _mm512_loadu_ps(in + c)));
    for (; c < columns; c += LANES) {
      const __mmask16 mask = first_of(columns - c);
      _mm256_mask_storeu_epi16(
          out + c, mask, (__m256i)_mm512_cvtneps_pbh(_mm512_maskz_loadu_ps(mask, in + c)));
    }
    for (c = columns; c < y_stride; c++) out[c] = 0;
  }
}

BFLOAT16 void ck_pack_bfloat16(uint32_t *panels, const uint16_t *x, size_t x_stride, size_t depth,
                               size_t columns) {
  const size_t pairs = (depth + 1) / 2;
  for (size_t c = 0; c < (columns + WIDE - 1) / WIDE * WIDE; c += LANES) {
    uint32_t *out = panels + c / WIDE * WIDE * pairs + c % WIDE;
    const __mmask16 mask = c < columns ? first_of(columns - c) : 0;
    for (size_t k = 0; k < pairs; k++) {
      const uint16_t *row = x + 2 * k * x_stride + c;
      const __mmask16 next = 2 * k + 1 < depth ? mask : 0;
      const __m512i low = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(mask, row));
      const __m512i high = _mm512_cvtepu16_epi32(_mm256_maskz_loadu_epi16(next, row + x_stride));
      _mm512_storeu_si512(out + k * WIDE, _mm512_or_si512(low, _mm512_slli_epi32(high, 16)));
    }
  }
}

BFLOAT16 void ck_pack_bfloat16_turned(uint32_t *panels, const uint16_t *x, size_t x_stride,
                                      size_t depth, size_t columns) {
  const size_t pairs = (depth + 1) / 2;
  const __m512i every = _mm512_mullo_epi32(
      _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
      _mm512_set1_epi32(LANES));
  uint32_t square[LANES][LANES];
  for (size_t c = 0; c < (columns + WIDE - 1) / WIDE * WIDE; c += LANES)
    for (size_t k = 0; k < pairs; k += LANES) {
      const __mmask16 mask = first_of(pairs - k);
      for (size_t i = 0; i < LANES; i++)
        _mm512_storeu_si512(square[i],
                            c + i < columns
                                ? _mm512_maskz_loadu_epi32(mask, x + (c + i) * x_stride + 2 * k)
                                : _mm512_setzero_si512());
      uint32_t *out = panels + c / WIDE * WIDE * pairs + c % WIDE + k * WIDE;
      for (size_t i = 0; i < LANES && k + i < pairs; i++)
        _mm512_storeu_si512(out + i * WIDE, _mm512_i32gather_epi32(every, &square[0][i], 4));
    }
}

// `rows` by `vectors` sums: y = start + Σ_k x[r][k] · panel[k]. Pair k of row r is at
// r · row_step + k · pair_step. The last vector may be a part of one.
INLINE void tile(float *y, size_t y_stride, const uint32_t *x, size_t row_step, size_t pair_step,
                 const uint32_t *panel, size_t pairs, const float *bias, __mmask16 last,
                 const int rows, const int vectors) {
  __m512 sums[ROWS][WIDE / LANES];
  UNROLLED for (int v = 0; v < vectors; v++) {
    const __mmask16 mask = v + 1 < vectors ? (__mmask16)-1 : last;
    UNROLLED for (int r = 0; r < rows; r++)
      sums[r][v] = _mm512_maskz_loadu_ps(mask, (bias ? bias : y + r * y_stride) + v * LANES);
  }
  for (size_t k = 0; k < pairs; k++) {
    __m512bh weights[WIDE / LANES];
    UNROLLED for (int v = 0; v < vectors; v++)
      weights[v] = (__m512bh)_mm512_loadu_si512(panel + k * WIDE + v * LANES);
    UNROLLED for (int r = 0; r < rows; r++) {
      const __m512bh input = (__m512bh)_mm512_set1_epi32((int)x[r * row_step + k * pair_step]);
      UNROLLED for (int v = 0; v < vectors; v++)
        sums[r][v] = _mm512_dpbf16_ps(sums[r][v], input, weights[v]);
    }
  }
  UNROLLED for (int v = 0; v < vectors; v++) {
    const __mmask16 mask = v + 1 < vectors ? (__mmask16)-1 : last;
    UNROLLED for (int r = 0; r < rows; r++)
      _mm512_mask_storeu_ps(y + r * y_stride + v * LANES, mask, sums[r][v]);
  }
}

// All rows of a panel of `columns` columns.
INLINE void panel_of(float *y, size_t y_stride, const uint32_t *x, size_t row_step,
                     size_t pair_step, size_t rows, const uint32_t *panel, size_t pairs,
                     const float *bias, size_t columns, const int vectors) {
  const __mmask16 last = first_of(columns - (size_t)(vectors - 1) * LANES);
  size_t r = 0;
  for (; r + ROWS <= rows; r += ROWS)
    tile(y + r * y_stride, y_stride, x + r * row_step, row_step, pair_step, panel, pairs, bias,
         last, ROWS, vectors);
  for (; r < rows; r++)
    tile(y + r * y_stride, y_stride, x + r * row_step, row_step, pair_step, panel, pairs, bias,
         last, 1, vectors);
}

INLINE void panel_by_width(float *y, size_t y_stride, const uint32_t *x, size_t row_step,
                           size_t pair_step, size_t rows, const uint32_t *panel, size_t pairs,
                           const float *bias, size_t columns) {
#define PANEL(vectors)                                                                       \
  panel_of(y, y_stride, x, row_step, pair_step, rows, panel, pairs, bias, columns, vectors)
  if (columns > 2 * LANES) PANEL(3);
  else if (columns > LANES) PANEL(2);
  else PANEL(1);
#undef PANEL
}

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

BFLOAT16 void ck_bfloat16_rows(float *y, const uint16_t *x, size_t rows, const uint32_t *panels,
                               const float *bias, size_t depth, size_t columns) {
  // So many rows that they stay in the second cache while the panels pass by.
  enum { CHUNK = 128 };
  const size_t pairs = (depth + 1) / 2;
  for (size_t first = 0; first < rows; first += CHUNK)
    for (size_t c = 0; c < columns; c += WIDE)
      panel_by_width(y + first * columns + c, columns, (const uint32_t *)(x + first * 2 * pairs),
                     pairs, 1, smaller(CHUNK, rows - first), panels + c * pairs, pairs, bias + c,
                     smaller(WIDE, columns - c));
}

BFLOAT16 void ck_bfloat16_outer(float *y, const uint32_t *left, size_t rows, const uint32_t *right,
                                size_t columns, size_t depth) {
  // A stretch of the depth: two panels of the left and one of the right stay in the second cache.
  enum { STRETCH = 1024 };
  const size_t pairs = (depth + 1) / 2;
  for (size_t k = 0; k < pairs; k += STRETCH)
    for (size_t first = 0; first < rows; first += 2 * WIDE)
      for (size_t c = 0; c < columns; c += WIDE)
        for (size_t r = first; r < smaller(rows, first + 2 * WIDE); r += WIDE)
          panel_by_width(y + r * columns + c, columns, left + r * pairs + k * WIDE, 1, WIDE,
                         smaller(WIDE, rows - r), right + c * pairs + k * WIDE,
                         smaller(STRETCH, pairs - k), NULL, smaller(WIDE, columns - c));
}

#else

int ck_has_bfloat16(void) { return 0; }

// Never called: nothing else has the instructions.
void ck_round_bfloat16(uint16_t *y, size_t y_stride, const float *x, size_t rows, size_t columns) {}
void ck_pack_bfloat16(uint32_t *panels, const uint16_t *x, size_t x_stride, size_t depth,
                      size_t columns) {}
void ck_pack_bfloat16_turned(uint32_t *panels, const uint16_t *x, size_t x_stride, size_t depth,
                             size_t columns) {}
void ck_bfloat16_rows(float *y, const uint16_t *x, size_t rows, const uint32_t *panels,
                      const float *bias, size_t depth, size_t columns) {}
void ck_bfloat16_outer(float *y, const uint32_t *left, size_t rows, const uint32_t *right,
                       size_t columns, size_t depth) {}
#endif
