#include "dispatch.h"
#include "kernels.h"
#include <string.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// PACKED outputs lie side by side, FOUR inputs of each.
enum { PACKED = CK_PACKED_OUTPUTS, FOUR = 4 };

static size_t filled(size_t outputs) { return (outputs + PACKED - 1) / PACKED * PACKED; }

#if defined(__x86_64__)
#define NAME vnni
#define TARGET "avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma"
#define LANES 16
#define ROWS 12
#define BLOCKS 2
#define DOT(sum, w, x) ((INTS)_mm512_dpbusd_epi32((__m512i)(sum), (__m512i)(w), (__m512i)(x)))
#include "tile_begin.h"
#include "quantized_tile.h"
#include "tile_end.h"
#undef DOT
#undef BLOCKS

// Numbers are widened to 16 bits first: vpmaddubsw would saturate.
__attribute__((target("avx2"), always_inline)) static inline __m256i dot_avx2(__m256i sum, __m256i w,
                                                                              __m256i x) {
  const __m256i even = _mm256_madd_epi16(_mm256_and_si256(w, _mm256_set1_epi16(0xFF)),
                                         _mm256_srai_epi16(_mm256_slli_epi16(x, 8), 8));
  const __m256i odd = _mm256_madd_epi16(_mm256_srli_epi16(w, 8), _mm256_srai_epi16(x, 8));
  return _mm256_add_epi32(sum, _mm256_add_epi32(even, odd));
}

#define NAME avx2
#define TARGET "avx2,fma"
#define LANES 8
#define ROWS 4
#define BLOCKS 2
#define DOT(sum, w, x) ((INTS)dot_avx2((__m256i)(sum), (__m256i)(w), (__m256i)(x)))
#include "tile_begin.h"
#include "quantized_tile.h"
#include "tile_end.h"
#undef DOT
#undef BLOCKS
#endif

typedef int32_t four_ints __attribute__((ext_vector_type(4)));
typedef uint8_t sixteen_weights __attribute__((ext_vector_type(16)));
typedef int8_t sixteen_inputs __attribute__((ext_vector_type(16)));

static inline four_ints dot_baseline(four_ints sum, four_ints w, four_ints x) {
  const sixteen_weights weights = (sixteen_weights)w;
  const sixteen_inputs inputs = (sixteen_inputs)x;
  for (int lane = 0; lane < 4; lane++)
    for (int i = 0; i < FOUR; i++)
      sum[lane] += (int32_t)weights[FOUR * lane + i] * (int32_t)inputs[FOUR * lane + i];
  return sum;
}

#define NAME baseline
#if defined(__x86_64__)
#define TARGET "sse2"
#else
#define TARGET ""
#endif
#define LANES 4
#define ROWS 4
#define BLOCKS 1
#define DOT(sum, w, x) dot_baseline(sum, w, x)
#include "tile_begin.h"
#include "quantized_tile.h"
#include "tile_end.h"
#undef DOT
#undef BLOCKS

void ck_quantized_rows(enum ck_instructions instructions, float *y, size_t y_stride,
                       const int8_t *x, const struct ck_quantized_row *row, size_t rows,
                       const struct ck_quantized *w) {
  switch (instructions) {
#if defined(__x86_64__)
    case CK_VNNI: quantized_rows_vnni(y, y_stride, x, row, rows, w); break;
    case CK_AVX512:
    case CK_AVX2: quantized_rows_avx2(y, y_stride, x, row, rows, w); break;
#endif
    default: quantized_rows_baseline(y, y_stride, x, row, rows, w);
  }
}

size_t ck_quantized_inputs(size_t inputs) { return (inputs + FOUR - 1) / FOUR * FOUR; }

size_t ck_quantized_outputs(size_t outputs) { return filled(outputs); }

typedef float sixteen __attribute__((ext_vector_type(16), aligned(4)));

// The least and the greatest of n values and zero.
CK_DISPATCHED static void bounds(float *low, float *high, const float *x, size_t n) {
  sixteen least = 0, most = 0;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    const sixteen values = *(const sixteen *)(x + i);
    least = __builtin_elementwise_min(least, values);
    most = __builtin_elementwise_max(most, values);
  }
  *low = __builtin_reduce_min(least);
  *high = __builtin_reduce_max(most);
  for (; i < n; i++) {
    *low = __builtin_fminf(*low, x[i]);
    *high = __builtin_fmaxf(*high, x[i]);
  }
}

CK_DISPATCHED static int32_t round_row(int8_t *q, const float *x, size_t n, float inverse,
                                       int32_t zero) {
  const float rounder = 12582912.0f;  // 1.5 · 2^23: adding it leaves the nearest integer in the low bits
  int32_t sum = 0;
  for (size_t i = 0; i < n; i++) {
    const float shifted = x[i] * inverse + rounder;
    int32_t bits;
    memcpy(&bits, &shifted, 4);
    int32_t value = bits - 0x4B400000 + zero;
    value = value < -128 ? -128 : value > 127 ? 127 : value;
    q[i] = (int8_t)value;
    sum += value;
  }
  return sum;
}

void ck_quantize_rows(int8_t *q, struct ck_quantized_row *row, const float *x, size_t x_stride,
                      size_t rows, size_t columns) {
  const size_t padded = ck_quantized_inputs(columns);
  for (size_t r = 0; r < rows; r++) {
    float low, high;
    bounds(&low, &high, x + r * x_stride, columns);
    const float scale = high > low ? (high - low) / 255 : 1, inverse = 1 / scale;
    const int32_t zero = -128 - (int32_t)__builtin_rintf(low * inverse);
    const int32_t sum = round_row(q + r * padded, x + r * x_stride, columns, inverse, zero);
    memset(q + r * padded + columns, 0, padded - columns);
    row[r] = (struct ck_quantized_row){scale, zero, 128 * sum};
  }
}

void ck_pack_quantized(uint8_t *packed, float *scale, int32_t *total, const float *weight,
                       size_t inputs, size_t outputs) {
  const size_t padded = ck_quantized_inputs(inputs);
  memset(packed, 128, filled(outputs) * padded);
  memset(scale, 0, filled(outputs) * sizeof *scale);
  memset(total, 0, filled(outputs) * sizeof *total);
  for (size_t o = 0; o < outputs; o++) {
    const float *row = weight + o * inputs;
    uint8_t *block = packed + o / PACKED * PACKED * padded + o % PACKED * FOUR;
    float most = 0;
    for (size_t k = 0; k < inputs; k++) most = __builtin_fmaxf(most, __builtin_fabsf(row[k]));
    scale[o] = most > 0 ? most / 127 : 1;
    for (size_t k = 0; k < inputs; k++) {
      const int32_t value = (int32_t)__builtin_rintf(row[k] / scale[o]);
      total[o] += value;
      block[k / FOUR * FOUR * PACKED + k % FOUR] = (uint8_t)(value + 128);
    }
  }
}
