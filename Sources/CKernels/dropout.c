#include "dispatch.h"
#include "kernels.h"

// A counter through an integer hash (C. Wellons' lowbias32), so that masks need no sequence and every
// processor draws the same.
CK_DISPATCHED void ck_dropout_mask(float *mask, size_t n, float rate, uint64_t seed) {
  const uint32_t low = (uint32_t)seed, high = (uint32_t)(seed >> 32);
  const uint32_t threshold = (uint32_t)(rate * 4294967296.0);
  const float kept = 1 / (1 - rate);
  for (size_t i = 0; i < n; i++) {
    uint32_t h = (uint32_t)i * 0x9E3779B9u + low;
    h ^= h >> 16;
    h *= 0x7FEB352Du;
    h ^= (h >> 15) ^ high;
    h *= 0x846CA68Bu;
    h ^= h >> 16;
    mask[i] = h < threshold ? 0 : kept;
  }
}
