// The standard library decomposes strings to compare them and shows it to Foundation alone. Used here so
// that a model can be loaded without Foundation; `SubwordTests` checks it against Hugging Face's results.
@_spi(_Unicode) private import Swift

extension Unicode.Scalar {
  /// Its full canonical decomposition (Unicode Standard Annex #15), without reordering.
  var canonicalDecomposition: [Unicode.Scalar] {
    value < 0xC0 ? [self] : Array(String(self)._nfd)
  }
}
