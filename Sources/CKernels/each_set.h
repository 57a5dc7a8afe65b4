// Includes the file TILE once for each instruction set. The best is chosen at run time by DISPATCH, which
// wants `instructions` in scope.
#if defined(__x86_64__)
#define NAME avx512
#define TARGET "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"
#define LANES 16
#define ROWS 8
#include "tile_begin.h"
#include TILE
#include "tile_end.h"

#define NAME avx2
#define TARGET "avx2,fma"
#define LANES 8
#define ROWS 4
#include "tile_begin.h"
#include TILE
#include "tile_end.h"

#define NAME baseline
#define TARGET "sse2"
#define LANES 4
#define ROWS 4
#include "tile_begin.h"
#include TILE
#include "tile_end.h"

#define DISPATCH(function, ...)                                             \
  switch (instructions) {                                                   \
    case CK_VNNI:                                                           \
    case CK_AVX512: function##_avx512(__VA_ARGS__); break;                  \
    case CK_AVX2: function##_avx2(__VA_ARGS__); break;                      \
    case CK_BASELINE: function##_baseline(__VA_ARGS__); break;              \
  }
#else
#define NAME baseline
#define TARGET ""
#define LANES 4
#define ROWS 4
#include "tile_begin.h"
#include TILE
#include "tile_end.h"

#define DISPATCH(function, ...) \
  (void)instructions;           \
  function##_baseline(__VA_ARGS__)
#endif
