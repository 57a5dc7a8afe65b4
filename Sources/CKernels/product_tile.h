// The product that all tiles of floats are made of. ROWS is the rows in one tile: ROWS · 3 sums and some
// weights must fit the registers. A sum's terms are added in the order of the inputs, whatever the tile,
// so that a row comes out the same in any company.

// sums[r][v] += Σ_k x[r][k] · packed[k][v], every sum in a register. Row k of the weights begins at
// k · k_stride, its vectors are v_stride apart.
INLINE void JOIN(product, NAME)(FLOATS sums[ROWS][3], const float *x, size_t x_stride,
                                size_t inputs, const float *packed, size_t k_stride,
                                size_t v_stride, const int rows, const int vectors) {
  for (size_t k = 0; k < inputs; k++) {
    FLOATS weights[3];
    UNROLLED for (int v = 0; v < vectors; v++)
      weights[v] = *(const LOOSE *)(packed + k * k_stride + v * v_stride);
    UNROLLED for (int r = 0; r < rows; r++) {
      const FLOATS input = (FLOATS)(x[r * x_stride + k]);
      UNROLLED for (int v = 0; v < vectors; v++) sums[r][v] += input * weights[v];
    }
  }
}
