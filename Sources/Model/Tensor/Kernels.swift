private import CKernels

/// The one place that calls the C kernels: element-wise and row-wise loops, dispatched by processor.
/// `kernels.h` says what each computes.
enum Kernels {
  static func keepFreedMemory() { ck_keep_freed_memory() }

  static func preferLargePages(_ memory: UnsafeMutableRawPointer, bytes: Int) {
    ck_prefer_large_pages(memory, bytes)
  }

  static func add(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
    ck_add(y, x, count)
  }

  static func scale(_ y: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
    ck_scale(y, factor, count)
  }

  static func multiply(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ m: UnsafePointer<Float>,
    count: Int
  ) {
    ck_multiply(y, x, m, count)
  }

  static func multiplyRows(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ m: UnsafePointer<Float>,
    rows: Int, columns: Int
  ) {
    ck_multiply_rows(y, x, m, rows, columns)
  }

  static func addToRows(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, rows: Int, columns: Int
  ) {
    ck_add_to_rows(y, x, rows, columns)
  }

  static func sumRows(
    _ sum: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, rows: Int, columns: Int
  ) {
    ck_sum_rows(sum, x, rows, columns)
  }

  static func gatherRows(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ index: UnsafePointer<Int32>,
    count: Int, columns: Int
  ) {
    ck_gather_rows(y, x, index, count, columns)
  }

  static func scatterRows(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, _ index: UnsafePointer<Int32>,
    count: Int, columns: Int
  ) {
    ck_scatter_rows(y, x, index, count, columns)
  }

  static func relu(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
    ck_relu(y, x, count)
  }

  static func reluBackward(
    _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    count: Int
  ) {
    ck_relu_backward(dx, dy, y, count)
  }

  static func exp(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
    ck_exp(y, x, count)
  }

  static func softmax(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, rows: Int, columns: Int
  ) {
    ck_softmax(y, x, rows, columns)
  }

  static func softmaxBackward(
    _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ y: UnsafePointer<Float>,
    factor: Float, rows: Int, columns: Int
  ) {
    ck_softmax_backward(dx, dy, y, factor, rows, columns)
  }

  static func gelu(_ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, count: Int) {
    ck_gelu(y, x, count)
  }

  static func geluBackward(
    _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
    count: Int
  ) {
    ck_gelu_backward(dx, dy, x, count)
  }

  static func dropoutMask(
    _ mask: UnsafeMutablePointer<Float>, count: Int, rate: Float, seed: UInt64
  ) {
    ck_dropout_mask(mask, count, rate, seed)
  }

  static func maxout(
    _ y: UnsafeMutablePointer<Float>, _ which: UnsafeMutablePointer<UInt8>,
    _ x: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, rows: Int, outputs: Int, pieces: Int
  ) {
    ck_maxout(y, which, x, bias, rows, outputs, pieces)
  }

  static func maxoutBackward(
    _ dx: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>, _ which: UnsafePointer<UInt8>,
    rows: Int, outputs: Int, pieces: Int
  ) {
    ck_maxout_backward(dx, dy, which, rows, outputs, pieces)
  }

  static func layerNorm(
    _ y: UnsafeMutablePointer<Float>, normalized: UnsafeMutablePointer<Float>?,
    rstd: UnsafeMutablePointer<Float>?, _ x: UnsafePointer<Float>, gain: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, rows: Int, columns: Int, epsilon: Float
  ) {
    ck_layer_norm(y, normalized, rstd, x, gain, bias, rows, columns, epsilon)
  }

  static func layerNormBackward(
    _ dx: UnsafeMutablePointer<Float>, dGain: UnsafeMutablePointer<Float>,
    dBias: UnsafeMutablePointer<Float>, _ dy: UnsafePointer<Float>,
    normalized: UnsafePointer<Float>, rstd: UnsafePointer<Float>, gain: UnsafePointer<Float>,
    rows: Int, columns: Int
  ) {
    ck_layer_norm_backward(dx, dGain, dBias, dy, normalized, rstd, gain, rows, columns)
  }

  /// `rows` of the packed matrices; `previous` is the first row of the step before, nil at the first.
  static func lstmCell(
    _ gates: inout Matrix, _ cells: inout Matrix, _ hidden: inout Matrix, rows: Range<Int>,
    previous: Int?
  ) {
    let units = cells.columns
    gates.storage.withUnsafeMutableBufferPointer { gates in
      cells.storage.withUnsafeMutableBufferPointer { cells in
        hidden.storage.withUnsafeMutableBufferPointer { hidden in
          guard let gates = gates.baseAddress, let cells = cells.baseAddress,
            let hidden = hidden.baseAddress
          else { return }
          ck_lstm_cell(
            gates + rows.lowerBound * 4 * units, cells + rows.lowerBound * units,
            hidden + rows.lowerBound * units, previous.map { cells + $0 * units }, rows.count,
            units)
        }
      }
    }
  }

  /// The way back of `lstmCell`; `dCell` has the rows of the first step, of which these are the first.
  static func lstmCellBackward(
    _ dGates: inout Matrix, _ dCell: inout Matrix, _ dHidden: Matrix, _ gates: Matrix,
    _ cells: Matrix, rows: Range<Int>, previous: Int?
  ) {
    let units = cells.columns
    dGates.storage.withUnsafeMutableBufferPointer { dGates in
      dCell.storage.withUnsafeMutableBufferPointer { dCell in
        dHidden.storage.withUnsafeBufferPointer { dHidden in
          gates.storage.withUnsafeBufferPointer { gates in
            cells.storage.withUnsafeBufferPointer { cells in
              guard let dGates = dGates.baseAddress, let dCell = dCell.baseAddress,
                let dHidden = dHidden.baseAddress, let gates = gates.baseAddress,
                let cells = cells.baseAddress
              else { return }
              let first = rows.lowerBound * units
              ck_lstm_cell_backward(
                dGates + 4 * first, dCell, dHidden + first, gates + 4 * first, cells + first,
                previous.map { cells + $0 * units }, rows.count, units)
            }
          }
        }
      }
    }
  }

  /// The instruction sets that the packed kernels come in, the best last.
  enum Instructions: CaseIterable, Comparable {
    case baseline, avx2, avx512, vnni

    /// The best one that this processor has.
    static let best: Instructions =
      switch ck_best_instructions() {
      case CK_VNNI: .vnni
      case CK_AVX512: .avx512
      case CK_AVX2: .avx2
      default: .baseline
      }

    fileprivate var value: ck_instructions {
      switch self {
      case .baseline: CK_BASELINE
      case .avx2: CK_AVX2
      case .avx512: CK_AVX512
      case .vnni: CK_VNNI
      }
    }
  }

  /// Outputs to which packed weights are filled up.
  static let packedOutputs = Int(CK_PACKED_OUTPUTS)

  static func packedCount(inputs: Int, outputs: Int, pieces: Int) -> Int {
    ck_packed_count(inputs, outputs, pieces)
  }

  static func pack(
    _ packed: UnsafeMutablePointer<Float>, _ weight: UnsafePointer<Float>, inputs: Int,
    outputs: Int, pieces: Int
  ) {
    ck_pack(packed, weight, inputs, outputs, pieces)
  }

  static func maxoutRows(
    _ instructions: Instructions, _ y: UnsafeMutablePointer<Float>, stride yStride: Int,
    _ x: UnsafePointer<Float>,
    stride xStride: Int, rows: Int, inputs: Int, weight: UnsafePointer<Float>,
    bias: UnsafePointer<Float>, outputs: Int, pieces: Int
  ) {
    ck_maxout_rows(
      instructions.value, y, yStride, x, xStride, rows, inputs, weight, bias, outputs, pieces)
  }

  static func packWindow(
    _ packed: UnsafeMutablePointer<Float>, _ weight: UnsafePointer<Float>, channels: Int,
    pieces: Int
  ) {
    ck_pack_window(packed, weight, channels, pieces)
  }

  static func windowPairs(
    _ instructions: Instructions, _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>,
    pairs: Int, channels: Int,
    weight: UnsafePointer<Float>, bias: UnsafePointer<Float>, pieces: Int, _ norm: PackedNorm,
    scratch: UnsafeMutablePointer<Float>
  ) {
    var norm = ck_norm(gain: norm.gain.pointer, bias: norm.bias.pointer, epsilon: norm.epsilon)
    ck_window_pairs(instructions.value, y, x, pairs, channels, weight, bias, pieces, &norm, scratch)
  }

  static func wordWindows(
    _ instructions: Instructions, _ y: UnsafeMutablePointer<Float>, words: UnsafePointer<Float>,
    _ index: UnsafePointer<Int32>,
    rows: Int, channels: Int, bias: UnsafePointer<Float>, pieces: Int, _ norm: PackedNorm
  ) {
    var norm = ck_norm(gain: norm.gain.pointer, bias: norm.bias.pointer, epsilon: norm.epsilon)
    ck_word_windows(instructions.value, y, words, index, rows, channels, bias, pieces, &norm)
  }

  static func attention(
    _ instructions: Instructions, _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>,
    count: Int, heads: Int, size: Int, scratch: UnsafeMutablePointer<Float>
  ) {
    ck_attention(instructions.value, y, x, count, heads, size, scratch)
  }

  static func attentionScratch(count: Int, size: Int) -> Int { ck_attention_scratch(count, size) }

  /// Bytes that tell what a row of 8-bit numbers stands for.
  static let quantizedRowSize = MemoryLayout<ck_quantized_row>.stride

  static func quantizedInputs(_ inputs: Int) -> Int { ck_quantized_inputs(inputs) }

  static func quantizedOutputs(_ outputs: Int) -> Int { ck_quantized_outputs(outputs) }

  static func quantizeRows(
    _ q: UnsafeMutablePointer<Int8>, _ row: UnsafeMutableRawPointer, _ x: UnsafePointer<Float>,
    stride: Int, rows: Int, columns: Int
  ) {
    ck_quantize_rows(
      q, row.bindMemory(to: ck_quantized_row.self, capacity: rows), x, stride, rows, columns)
  }

  static func packQuantized(
    _ packed: UnsafeMutablePointer<UInt8>, scale: UnsafeMutablePointer<Float>,
    total: UnsafeMutablePointer<Int32>, _ weight: UnsafePointer<Float>, inputs: Int, outputs: Int
  ) {
    ck_pack_quantized(packed, scale, total, weight, inputs, outputs)
  }

  static func quantizedRows(
    _ instructions: Instructions, _ y: UnsafeMutablePointer<Float>, stride: Int,
    _ x: UnsafePointer<Int8>, _ row: UnsafeRawPointer, rows: Int,
    weights: UnsafePointer<UInt8>, scale: UnsafePointer<Float>, total: UnsafePointer<Int32>,
    bias: UnsafePointer<Float>, inputs: Int, outputs: Int
  ) {
    var map = ck_quantized(
      weights: weights, scale: scale, total: total, bias: bias, inputs: quantizedInputs(inputs),
      outputs: outputs)
    ck_quantized_rows(
      instructions.value, y, stride, x, row.assumingMemoryBound(to: ck_quantized_row.self), rows,
      &map)
  }

  /// Whether this processor multiplies bfloat16s.
  static let hasBfloat16 = ck_has_bfloat16() != 0

  static func bfloat16Panels(depth: Int, columns: Int) -> Int {
    ck_bfloat16_panels(depth, columns)
  }

  static func roundBfloat16(
    _ y: UnsafeMutablePointer<UInt16>, stride: Int, _ x: UnsafePointer<Float>, rows: Int,
    columns: Int
  ) {
    ck_round_bfloat16(y, stride, x, rows, columns)
  }

  static func packBfloat16(
    _ panels: UnsafeMutablePointer<UInt32>, _ x: UnsafePointer<UInt16>, stride: Int, depth: Int,
    columns: Int, transposed: Bool
  ) {
    if transposed {
      ck_pack_bfloat16_turned(panels, x, stride, depth, columns)
    } else {
      ck_pack_bfloat16(panels, x, stride, depth, columns)
    }
  }

  static func bfloat16Rows(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<UInt16>, rows: Int,
    _ panels: UnsafePointer<UInt32>, bias: UnsafePointer<Float>, depth: Int, columns: Int
  ) {
    ck_bfloat16_rows(y, x, rows, panels, bias, depth, columns)
  }

  static func bfloat16Outer(
    _ y: UnsafeMutablePointer<Float>, _ left: UnsafePointer<UInt32>, rows: Int,
    _ right: UnsafePointer<UInt32>, columns: Int, depth: Int
  ) {
    ck_bfloat16_outer(y, left, rows, right, columns, depth)
  }

  static func adam(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafePointer<Float>,
    mean: UnsafeMutablePointer<Float>, square: UnsafeMutablePointer<Float>, count: Int,
    _ step: AdamStep
  ) {
    var step = ck_adam_step(
      scale: step.scale, l2: step.l2, beta1: step.beta1, beta2: step.beta2,
      epsilon: step.epsilon, rate: step.rate, decay: step.decay)
    ck_adam(w, g, mean, square, count, &step)
  }

  static func approach(
    _ y: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, weight: Float, count: Int
  ) {
    ck_approach(y, x, weight, count)
  }

  static func sumOfSquares(
    _ g: UnsafePointer<Float>, _ w: UnsafePointer<Float>, scale: Float, l2: Float, count: Int
  ) -> Double {
    ck_sum_of_squares(g, w, scale, l2, count)
  }
}
