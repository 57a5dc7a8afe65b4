/// An affine map in 8 bits: weights rounded once, an output at a time; inputs a row at a time, as they come
/// (what onnxruntime calls dynamic quantization).
///
/// Sums are of whole numbers, so that every processor gives the same, and a row comes out the same in any
/// company.
struct QuantizedAffine: Sendable {
  let inputs: Int
  let outputs: Int
  private let instructions: Kernels.Instructions
  private let weights: AlignedBuffer<UInt8>
  private let scale: AlignedBuffer<Float>
  private let total: AlignedBuffer<Int32>
  private let bias: AlignedBuffer<Float>

  /// Rows of 8-bit inputs, and what they stand for; of one worker.
  final class Workspace {
    fileprivate let values = AlignedBuffer<Int8>()
    fileprivate let rows = AlignedBuffer<UInt8>()
  }

  /// From (O, I) and O values.
  init(weight: Matrix, bias: [Float], instructions: Kernels.Instructions = .best) {
    precondition(
      bias.count == weight.rows, "QuantizedAffine: \(weight.shape) and \(bias.count) biases")
    inputs = weight.columns
    outputs = weight.rows
    self.instructions = instructions
    let filled = Kernels.quantizedOutputs(outputs)
    weights = AlignedBuffer(count: filled * Kernels.quantizedInputs(inputs))
    scale = AlignedBuffer(count: filled)
    total = AlignedBuffer(count: filled)
    self.bias = AlignedBuffer(count: filled)
    Kernels.packQuantized(
      weights.pointer, scale: scale.pointer, total: total.pointer, weight.storage, inputs: inputs,
      outputs: outputs)
    self.bias.pointer.update(repeating: 0, count: filled)
    self.bias.pointer.update(from: bias, count: outputs)
  }

  /// Distance of rows of outputs: O rounded up to whole registers.
  var stride: Int { Kernels.quantizedOutputs(outputs) }

  /// (N, I) → (N, O); rows of x are I apart, rows of y `stride`.
  func callAsFunction(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>,
    _ workspace: Workspace
  ) {
    workspace.values.reserve(rows * Kernels.quantizedInputs(inputs))
    workspace.rows.reserve(rows * Kernels.quantizedRowSize)
    Kernels.quantizeRows(
      workspace.values.pointer, workspace.rows.pointer, x, stride: inputs, rows: rows,
      columns: inputs)
    Kernels.quantizedRows(
      instructions, y, stride: stride, workspace.values.pointer, workspace.rows.pointer, rows: rows,
      weights: weights.pointer, scale: scale.pointer, total: total.pointer, bias: bias.pointer,
      inputs: inputs, outputs: outputs)
  }
}
