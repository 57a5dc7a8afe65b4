/// A transformer encoder made ready for inference: weights packed, nothing kept for a way back, and a few
/// sequences at a time, so that what is between two layers stays in cache.
struct EncoderPlan: Sendable {
  private let embedding: PieceEmbedding
  private let blocks: [Block]
  private let width: Int
  private let inner: Int
  private let heads: Int
  private let instructions: Kernels.Instructions

  /// Rows that go through all layers together, at least; a longer sequence goes alone.
  private static let rowsTogether = 128

  /// Nil where a width does not fill whole registers: then the layers do it.
  init?(
    _ encoder: TransformerEncoder, _ precision: Precision = .single,
    instructions: Kernels.Instructions = .best
  ) {
    let config = encoder.config
    guard config.width.isMultiple(of: Kernels.packedOutputs),
      config.inner.isMultiple(of: Kernels.packedOutputs)
    else { return nil }
    embedding = encoder.embedding
    blocks = encoder.blocks.map { Block($0, precision, instructions) }
    width = config.width
    inner = config.inner
    heads = config.heads
    self.instructions = instructions
  }

  /// Memory that one worker uses at a time.
  final class Workspace {
    fileprivate let attention = AlignedBuffer<Float>()
    fileprivate let wide = AlignedBuffer<Float>()
    fileprivate let added = AlignedBuffer<Float>()
    fileprivate let scratch = AlignedBuffer<Float>()
    fileprivate let quantized = QuantizedAffine.Workspace()
  }

  /// The vectors of windows' pieces, stacked. What shares a call changes nothing about a window's vectors.
  /// → (P, C)
  func vectors(of windows: [[Int32]], _ workspace: Workspace) -> Matrix {
    Matrix(rows: windows.reduce(0) { $0 + $1.count }, columns: width) { y in
      var (first, row) = (0, 0)
      while first < windows.count {
        var (last, rows) = (first + 1, windows[first].count)
        while last < windows.count, rows + windows[last].count <= Self.rowsTogether {
          rows += windows[last].count
          last += 1
        }
        let batch = PieceBatch(Array(windows[first..<last]))
        var pass = Pass.inference
        let embedded = embedding.forward(batch, &pass).output.rows
        let x = y + row * width
        x.update(from: embedded.storage, count: embedded.count)
        for block in blocks { apply(block, x, batch.lengths, rows, workspace) }
        first = last
        row += rows
      }
    }
  }

  /// One layer, in place.
  private func apply(
    _ block: Block, _ x: UnsafeMutablePointer<Float>, _ lengths: [Int], _ rows: Int,
    _ workspace: Workspace
  ) {
    workspace.wide.reserve(rows * max(3 * width, inner))
    workspace.attention.reserve(rows * width)
    workspace.added.reserve(rows * width)
    let (wide, added) = (workspace.wide.pointer, workspace.added.pointer)
    block.input(x, rows: rows, into: wide, workspace.quantized)
    var row = 0
    for length in lengths {
      let size = width / heads
      workspace.scratch.reserve(Kernels.attentionScratch(count: length, size: size))
      Kernels.attention(
        instructions, workspace.attention.pointer + row * width, wide + row * 3 * width,
        count: length, heads: heads, size: size, scratch: workspace.scratch.pointer)
      row += length
    }
    block.output(workspace.attention.pointer, rows: rows, into: added, workspace.quantized)
    Kernels.add(x, added, count: rows * width)
    block.attentionNorm.normalize(x, rows: rows)
    block.inner(x, rows: rows, into: wide, workspace.quantized)
    Kernels.gelu(wide, wide, count: rows * inner)
    block.outer(wide, rows: rows, into: added, workspace.quantized)
    Kernels.add(x, added, count: rows * width)
    block.outputNorm.normalize(x, rows: rows)
  }
}

extension EncoderPlan {
  /// One layer's maps and norms.
  private struct Block: Sendable {
    let input: Affine
    let output: Affine
    let attentionNorm: LayerNorm
    let inner: Affine
    let outer: Affine
    let outputNorm: LayerNorm

    init(_ block: TransformerBlock, _ precision: Precision, _ instructions: Kernels.Instructions) {
      let attention = block.attention.inner
      input = Affine(attention.first.first.inner, precision, instructions)
      output = Affine(attention.second.inner.first, precision, instructions)
      attentionNorm = block.attentionNorm.inner
      let feedForward = block.feedForward.inner.inner
      inner = Affine(feedForward.first.first, precision, instructions)
      outer = Affine(feedForward.second.first, precision, instructions)
      outputNorm = block.outputNorm.inner
    }
  }

  /// An affine map of either precision.
  private enum Affine: Sendable {
    case single(PackedMaxout)
    case int8(QuantizedAffine)

    init(_ linear: Linear, _ precision: Precision, _ instructions: Kernels.Instructions) {
      let (weight, bias) = (linear.weight.value, linear.bias.value.storage)
      switch precision {
      case .single:
        self = .single(
          PackedMaxout(weight: weight, bias: bias, pieces: 1, instructions: instructions))
      case .int8:
        self = .int8(QuantizedAffine(weight: weight, bias: bias, instructions: instructions))
      }
    }

    func callAsFunction(
      _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>,
      _ workspace: QuantizedAffine.Workspace
    ) {
      switch self {
      case .single(let map): map(x, stride: map.inputs, rows: rows, into: y)
      case .int8(let map): map(x, rows: rows, into: y, workspace)
      }
    }
  }
}

extension LayerNorm {
  /// Normalizes rows in place.
  fileprivate func normalize(_ x: UnsafeMutablePointer<Float>, rows: Int) {
    Kernels.layerNorm(
      x, normalized: nil, rstd: nil, x, gain: gain.value.storage, bias: bias.value.storage,
      rows: rows, columns: gain.value.columns, epsilon: epsilon)
  }
}
