import Text

/// A hash embedding and a window encoder made ready for inference: what `MultiHashEmbed` and
/// `MaxoutWindowEncoder` compute, without what only training needs.
///
/// A word is mixed once and remembered, together with what it adds to the sums of the first block as a
/// left, middle and right neighbour: there the block's product becomes three additions of rows. Every
/// other block is one pass over pairs of rows. See `docs/decisions/0004-inference-in-one-pass.md`.
struct WindowPlan: Sendable {
  private let instructions: Kernels.Instructions
  private let embedding: MultiHashEmbed
  /// The projection of the embedding's static vectors.
  private let projection: PackedMaxout?
  private let mixer: PackedMaxout
  /// A word's part in the first block's sums, for each place it may have in a window. (3·P·C, C)
  private let parts: PackedMaxout
  private let firstBias: [Float]
  private let firstPieces: Int
  private let firstNorm: PackedNorm
  private let blocks: [PackedBlock]
  /// C.
  private let width: Int
  /// Rows of padding on either side of a document that the blocks treat as tokens.
  private let padding: Int

  /// Floats that are remembered of a word: its parts, then its vector.
  private var wordStride: Int { parts.outputs + width }

  /// Nil where the kernels do not fit: another reach than 1, a width that is no multiple of a register,
  /// more pieces than they know.
  init?(
    _ embedding: MultiHashEmbed, _ encoder: MaxoutWindowEncoder,
    instructions: Kernels.Instructions = .best
  ) {
    guard let first = encoder.blocks.first?.inner, encoder.reach == 1,
      embedding.width.isMultiple(of: Kernels.packedOutputs),
      embedding.mixer.pieces <= PackedMaxout.mostPieces,
      encoder.blocks.allSatisfy({ $0.inner.first.maxout.pieces <= PackedMaxout.mostPieces })
    else { return nil }
    self.instructions = instructions
    self.embedding = embedding
    projection = embedding.vectors.map {
      PackedMaxout(
        weight: $0.weight.value, bias: [Float](repeating: 0, count: embedding.width), pieces: 1,
        instructions: instructions)
    }
    let width = embedding.width
    self.width = width
    padding = encoder.edges == .padded ? encoder.blocks.count : 0
    mixer = PackedMaxout(
      weight: embedding.mixer.weight.value, bias: embedding.mixer.bias.value.storage,
      pieces: embedding.mixer.pieces, instructions: instructions)
    let window = first.first.maxout
    let places = (0..<3).flatMap { place in
      window.weight.value.columns(place * width..<(place + 1) * width).storage
    }
    let partCount = 3 * window.weight.value.rows
    parts = PackedMaxout(
      weight: Matrix(rows: partCount, columns: width, places),
      bias: [Float](repeating: 0, count: partCount), pieces: 1,
      instructions: instructions)
    firstBias = window.bias.value.storage
    firstPieces = window.pieces
    firstNorm = PackedNorm(first.second.inner.first)
    blocks = encoder.blocks.dropFirst().map {
      PackedBlock(
        $0.inner.first.maxout, $0.inner.second.inner.first, instructions: instructions)
    }
  }

  /// What one worker remembers from batch to batch, and its memory to work in.
  final class Workspace {
    /// The words remembered. Word w has row w + 1 of `rows`; row 0 is no word, all zeros.
    fileprivate var words: LexicalTypes
    fileprivate let noWords: LexicalTypes
    fileprivate let rows = AlignedBuffer<Float>()
    /// By row of the batch, the row of its word.
    fileprivate var index: [Int32] = []
    fileprivate var current = AlignedBuffer<Float>()
    fileprivate var next = AlignedBuffer<Float>()
    fileprivate let scratch = AlignedBuffer<Float>()
    /// Memory for the words, in bytes. When it is full, all are forgotten.
    fileprivate let wordBytes: Int

    /// - Parameter norms: Normal forms that take the place of the general rule's; see `LexicalTypes`.
    init(norms: [UInt64: UInt64] = [:], wordBytes: Int = 16 << 20) {
      noWords = LexicalTypes(norms: norms)
      words = noWords
      self.wordBytes = wordBytes
    }
  }

  /// Token vectors of documents, the same to the last bit in any company. (N, C)
  func features(_ documents: [Document], _ workspace: Workspace) -> Ragged {
    let layout = PairLayout(lengths: documents.map(\.tokens.count), padding: padding)
    lookUp(documents, layout, workspace)
    workspace.current.reserve(layout.rowCount * width)
    workspace.next.reserve(layout.rowCount * width)
    workspace.scratch.reserve(PackedBlock.scratch(channels: width))
    Kernels.wordWindows(
      instructions, workspace.current.pointer + width, words: workspace.rows.pointer,
      workspace.index,
      rows: 2 * layout.pairs, channels: width, bias: firstBias, pieces: firstPieces, firstNorm)
    layout.clearGaps(workspace.current.pointer, columns: width)
    for block in blocks {
      block(
        workspace.current.pointer, pairs: layout.pairs, into: workspace.next.pointer + width,
        scratch: workspace.scratch.pointer)
      layout.clearGaps(workspace.next.pointer, columns: width)
      swap(&workspace.current, &workspace.next)
    }
    return layout.closing(workspace.current.pointer, columns: width)
  }

  /// Fills `index` with the words of every row, and `rows` with those not met before.
  private func lookUp(_ documents: [Document], _ layout: PairLayout, _ workspace: Workspace) {
    let limit = workspace.wordBytes / (wordStride * MemoryLayout<Float>.stride)
    if workspace.words.ids.count >= limit { workspace.words = workspace.noWords }
    let known = workspace.words.ids.count
    workspace.index.removeAll(keepingCapacity: true)
    workspace.index.append(contentsOf: repeatElement(0, count: layout.rowCount))
    for (document, first) in zip(documents, layout.firstRows) {
      for (row, word) in workspace.words.indexes(of: document).enumerated() {
        workspace.index[first + row] = word + 1
      }
    }
    let count = workspace.words.ids.count
    workspace.rows.reserve(
      (max(count, limit) + 1) * wordStride, keeping: known == 0 ? 0 : (known + 1) * wordStride)
    if known == 0 { workspace.rows.pointer.update(repeating: 0, count: wordStride) }
    if count > known { remember(from: known, workspace) }
  }

  /// Fills the rows of the words from `first` on. (U, I) → (U, C) → (U, 3·P·C + C)
  private func remember(from first: Int, _ workspace: Workspace) {
    let inputs = self.inputs(workspace.words.kinds(from: first))
    let row = workspace.rows.pointer + (first + 1) * wordStride
    let vectors = row + parts.outputs
    mixer(
      inputs.storage, stride: inputs.columns, rows: inputs.rows, into: vectors, stride: wordStride)
    for word in 0..<inputs.rows {
      let vector = vectors + word * wordStride
      Kernels.layerNorm(
        vector, normalized: nil, rstd: nil, vector, gain: embedding.norm.gain.value.storage,
        bias: embedding.norm.bias.value.storage, rows: 1, columns: width,
        epsilon: embedding.norm.epsilon)
    }
    parts(vectors, stride: wordStride, rows: inputs.rows, into: row, stride: wordStride)
  }

  /// What is mixed of kinds of token: their vectors from every table, side by side. (U, I)
  private func inputs(_ kinds: LexicalTypes) -> Matrix {
    var pass = Pass.inference
    var parts = embedding.columns.map { $0.forward(kinds, &pass).output }
    if let vectors = embedding.vectors?.vectors.rows(of: kinds.ids.map(\.orth)), let projection {
      parts.append(
        Matrix(rows: vectors.rows, columns: width) {
          projection(vectors.storage, stride: vectors.columns, rows: vectors.rows, into: $0)
        })
    }
    return .concatenatingColumns(parts)
  }
}

/// Documents one after the other with zero rows before, between and after them, each from an odd row on,
/// so that a document's rows are paired alike wherever it stands.
struct PairLayout {
  let lengths: [Int]
  /// Rows before and after a document's own that are not cleared.
  let padding: Int
  /// By document, the row of its first token.
  let firstRows: [Int]
  /// Rows that are computed, from row 1 on, by two.
  let pairs: Int

  /// All rows: those computed, one before and one after.
  var rowCount: Int { 2 * pairs + 2 }

  init(lengths: [Int], padding: Int) {
    self.lengths = lengths
    self.padding = padding
    var row = 1
    firstRows = lengths.map { length in
      let start = row
      let kept = length + 2 * padding
      row += kept + 2 - kept % 2
      return start + padding
    }
    pairs = row / 2
  }

  /// Sets every row to zero that is no document's.
  func clearGaps(_ rows: UnsafeMutablePointer<Float>, columns: Int) {
    var end = 0
    for (first, length) in zip(firstRows, lengths) {
      let start = first - padding
      (rows + end * columns).update(repeating: 0, count: (start - end) * columns)
      end = first + length + padding
    }
    (rows + end * columns).update(repeating: 0, count: (rowCount - end) * columns)
  }

  /// The documents' rows alone. (rowCount, C) → (N, C)
  func closing(_ rows: UnsafePointer<Float>, columns: Int) -> Ragged {
    let closed = Matrix(rows: lengths.reduce(0, +), columns: columns) { destination in
      var row = 0
      for (first, length) in zip(firstRows, lengths) {
        (destination + row * columns).update(from: rows + first * columns, count: length * columns)
        row += length
      }
    }
    return Ragged(closed, lengths: lengths)
  }
}
