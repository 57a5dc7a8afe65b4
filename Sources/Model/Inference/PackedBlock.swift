/// A block of a `MaxoutWindowEncoder` of reach 1 without its dropout: x + norm(maxout(window of x)), all in
/// one pass.
struct PackedBlock: Sendable {
  /// C.
  let channels: Int
  let pieces: Int
  private let instructions: Kernels.Instructions
  private let weight: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>
  private let norm: PackedNorm

  init(_ maxout: Maxout, _ norm: LayerNorm, instructions: Kernels.Instructions = .best) {
    precondition(
      maxout.inputs == 3 * maxout.outputs, "PackedBlock: \(maxout.inputs) to \(maxout.outputs)")
    channels = maxout.outputs
    pieces = maxout.pieces
    self.instructions = instructions
    weight = AlignedBuffer<Float>(count: 4 * pieces * channels * channels)
    Kernels.packWindow(
      weight.pointer, maxout.weight.value.storage, channels: channels, pieces: pieces)
    bias = PackedMaxout.packed(
      maxout.bias.value.storage, inputs: 1, outputs: channels, pieces: pieces)
    self.norm = PackedNorm(norm)
  }

  /// Floats that a call needs to work in.
  static func scratch(channels: Int) -> Int { 32 * channels }

  /// (2·S + 2, C) → (2·S, C): output row r is of the input rows r, r + 1, r + 2.
  func callAsFunction(
    _ x: UnsafePointer<Float>, pairs: Int, into y: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    Kernels.windowPairs(
      instructions, y, x, pairs: pairs, channels: channels, weight: weight.pointer,
      bias: bias.pointer,
      pieces: pieces, norm, scratch: scratch)
  }
}

/// A layer norm's weights at a place that does not move.
struct PackedNorm: Sendable {
  let gain: AlignedBuffer<Float>
  let bias: AlignedBuffer<Float>
  let epsilon: Float

  init(_ norm: LayerNorm) {
    gain = AlignedBuffer<Float>(count: norm.gain.value.count)
    gain.pointer.update(from: norm.gain.value.storage, count: norm.gain.value.count)
    bias = AlignedBuffer<Float>(count: norm.bias.value.count)
    bias.pointer.update(from: norm.bias.value.storage, count: norm.bias.value.count)
    epsilon = norm.epsilon
  }
}
