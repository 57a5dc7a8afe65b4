// The names of one instruction set's copy: NAME is what it is called, TARGET its instruction set, LANES
// the values in one register. tile_end.h takes them back.
#define JOIN_(a, b) a##_##b
#define JOIN(a, b) JOIN_(a, b)
#define FLOATS JOIN(floats, NAME)
#define INTS JOIN(ints, NAME)
#define LOOSE JOIN(loose, NAME)
#define INLINE __attribute__((target(TARGET), always_inline)) static inline
#define ENTRY __attribute__((target(TARGET))) static
#define UNROLLED _Pragma("clang loop unroll(full)")

typedef float FLOATS __attribute__((ext_vector_type(LANES)));
typedef int32_t INTS __attribute__((ext_vector_type(LANES)));
typedef float LOOSE __attribute__((ext_vector_type(LANES), aligned(4)));
