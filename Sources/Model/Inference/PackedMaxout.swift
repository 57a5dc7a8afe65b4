/// The largest of P affine maps, its weights laid out for the kernel that does it in one pass; with one
/// piece, an affine map.
///
/// What a row comes out as does not depend, to the last bit, on the rows computed with it.
struct PackedMaxout: Sendable {
  let inputs: Int
  let outputs: Int
  let pieces: Int
  private let instructions: Kernels.Instructions
  private let weight: AlignedBuffer<Float>
  private let bias: AlignedBuffer<Float>

  /// P is 1 to `mostPieces`.
  static let mostPieces = 3

  /// From (P·O, I) and P·O values, piece after piece.
  init(weight: Matrix, bias: [Float], pieces: Int, instructions: Kernels.Instructions = .best) {
    precondition(
      (1...Self.mostPieces).contains(pieces) && weight.rows.isMultiple(of: pieces)
        && bias.count == weight.rows,
      "PackedMaxout: \(weight.shape) and \(bias.count) biases in \(pieces) pieces")
    inputs = weight.columns
    outputs = weight.rows / pieces
    self.pieces = pieces
    self.instructions = instructions
    self.weight = Self.packed(weight.storage, inputs: inputs, outputs: outputs, pieces: pieces)
    self.bias = Self.packed(bias, inputs: 1, outputs: outputs, pieces: pieces)
  }

  /// Distance of rows of outputs: O rounded up to whole registers.
  var stride: Int {
    let register = Kernels.packedOutputs
    return (outputs + register - 1) / register * register
  }

  /// (N, I) → (N, O); rows of y are `stride` apart unless told otherwise.
  func callAsFunction(
    _ x: UnsafePointer<Float>, stride xStride: Int, rows: Int,
    into y: UnsafeMutablePointer<Float>, stride yStride: Int? = nil
  ) {
    Kernels.maxoutRows(
      instructions, y, stride: yStride ?? stride, x, stride: xStride, rows: rows, inputs: inputs,
      weight: weight.pointer, bias: bias.pointer, outputs: outputs, pieces: pieces)
  }

  /// Weights or biases as the kernels read them.
  static func packed(_ values: [Float], inputs: Int, outputs: Int, pieces: Int) -> AlignedBuffer<
    Float
  > {
    let buffer = AlignedBuffer<Float>(
      weights: Kernels.packedCount(inputs: inputs, outputs: outputs, pieces: pieces))
    Kernels.pack(buffer.pointer, values, inputs: inputs, outputs: outputs, pieces: pieces)
    return buffer
  }
}
