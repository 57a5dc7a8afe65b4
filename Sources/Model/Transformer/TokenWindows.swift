import Text

/// A document cut into overlapping windows of tokens for an encoder of limited length, and which pieces of
/// which window belong to each token (spacy-transformers' `strided_spans` and alignment).
struct TokenWindows {
  /// The pieces of each window.
  let windows: [[Int32]]
  /// The pieces of each token, of all windows, as rows of the stacked windows: those of token t are
  /// `pieces[starts[t]..<starts[t + 1]]`.
  let pieces: [Int32]
  let starts: [Int]

  /// Windows, and the rows of each token's pieces.
  private init(windows: [[Int32]], rows: [[Int32]]) {
    self.windows = windows
    pieces = rows.flatMap { $0 }
    starts = rows.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
  }

  /// Windows packed as asked for, or else as the settings say; none of more than `limit` pieces.
  init(
    _ document: Document, _ settings: ModelConfig.Transformer,
    packing: ModelConfig.Transformer.Packing? = nil, limit: Int, _ tokenizer: SubwordTokenizer
  ) {
    if packing == nil, settings.unit == .tokens {
      self.init(
        document, window: settings.window, stride: settings.stride, overlap: settings.overlap,
        pooling: settings.pooling, limit: limit, tokenizer)
      return
    }
    let encoding = tokenizer.encode(document.text)
    let count = encoding.count - 2
    let room = max(1, min(packing?.pieces ?? settings.window, limit) - 2)
    let windows =
      if let packing {
        packing.windows(of: count, room: room, cut: PieceCuts(document, encoding).cut)
      } else {
        Self.strided(count, window: room, stride: min(settings.stride, room))
      }
    self.init(document, encoding, windows, settings.pooling, tokenizer.marks)
  }

  /// Windows of `window` tokens, one every `stride`; each is cut to `limit` pieces.
  init(
    _ document: Document, window: Int, stride: Int,
    overlap: ModelConfig.Transformer.Overlap = .mean,
    pooling: ModelConfig.Transformer.Pooling = .mean, limit: Int, _ tokenizer: SubwordTokenizer
  ) {
    let scalars = Array(document.text.string.unicodeScalars)
    var windows: [[Int32]] = []
    var rows = [[Int32]](repeating: [], count: document.tokens.count)
    var first: Int32 = 0
    let spans = Self.spans(of: document.tokens.count, window: window, stride: stride)
    for (index, span) in spans.enumerated() {
      guard let start = document.tokens[span].first?.range.lowerBound,
        let end = document.tokens[span].last?.range.upperBound
      else { continue }
      var encoding = tokenizer.encode(Array(scalars[start..<end]))
      encoding.truncate(to: limit)
      let read = overlap == .mean ? span : Self.center(of: index, in: spans)
      var last = span.lowerBound - 1
      Self.align(encoding, document, span, start: start, pooling) { piece, token in
        guard pooling == .mean || token > last else { return }
        last = max(last, token)
        if read.contains(token) { rows[token].append(first + Int32(piece)) }
      }
      windows.append(encoding.ids)
      first += Int32(encoding.count)
    }
    self.init(windows: windows, rows: rows)
  }

  /// Windows of the pieces into which the whole text is cut; each piece is read in one of them, and none is
  /// left out however long a token is.
  private init(
    _ document: Document, _ encoding: SubwordEncoding, _ cut: [PieceWindow],
    _ pooling: ModelConfig.Transformer.Pooling, _ marks: SubwordTokenizer.Marks
  ) {
    var windows: [[Int32]] = []
    // The row of each piece, marks included, among the stacked windows.
    var place = [Int32](repeating: 0, count: encoding.count)
    var first = 1
    for window in cut {
      let seen = encoding.ids[window.seen.lowerBound + 1..<window.seen.upperBound + 1]
      windows.append([marks.first] + seen + [marks.last])
      for piece in window.read {
        place[piece + 1] = Int32(first + piece - window.seen.lowerBound)
      }
      first += seen.count + 2
    }
    var rows = [[Int32]](repeating: [], count: document.tokens.count)
    var last = -1
    Self.align(encoding, document, document.tokens.indices, start: 0, pooling) { piece, token in
      guard pooling == .mean || token > last else { return }
      last = max(last, token)
      rows[token].append(place[piece])
    }
    self.init(windows: windows, rows: rows)
  }

  /// Windows of `window` pieces, one every `stride`, each piece read where it is nearer to a window's middle.
  private static func strided(_ count: Int, window: Int, stride: Int) -> [PieceWindow] {
    let spans = spans(of: count, window: window, stride: stride)
    return spans.indices.map { PieceWindow(seen: spans[$0], read: center(of: $0, in: spans)) }
  }

  /// Half-open token ranges, as spacy-transformers cuts them.
  static func spans(of count: Int, window: Int, stride: Int) -> [Range<Int>] {
    var spans: [Range<Int>] = []
    var start = 0
    for _ in 0..<count / stride {
      spans.append(start..<min(start + window, count))
      if start + window >= count { return spans }
      start += stride
    }
    if start < count { spans.append(start..<count) }
    return spans
  }

  /// The tokens of a window that are nearer to its middle than to any other window's: up to half of what it
  /// shares with the window before, and from half of what it shares with the next.
  static func center(of index: Int, in spans: [Range<Int>]) -> Range<Int> {
    let start =
      index == 0 ? 0 : (spans[index].lowerBound + spans[index - 1].upperBound) / 2
    let end =
      index == spans.count - 1
      ? spans[index].upperBound : (spans[index + 1].lowerBound + spans[index].upperBound) / 2
    return start..<end
  }

  /// Calls `body` with each pair of a piece and a token of which it holds a scalar, or, where all pieces
  /// count, the one scalar after the token that is no token's; in the order of both.
  private static func align(
    _ encoding: SubwordEncoding, _ document: Document, _ span: Range<Int>, start: Int,
    _ pooling: ModelConfig.Transformer.Pooling, _ body: (_ piece: Int, _ token: Int) -> Void
  ) {
    var first = span.lowerBound
    for (piece, local) in encoding.ranges.enumerated() where !local.isEmpty {
      let range = start + local.lowerBound..<start + local.upperBound
      func reach(_ token: Int) -> Int {
        let end = document.tokens[token].range.upperBound
        if pooling == .first { return end }
        let next =
          token + 1 < document.tokens.count
          ? document.tokens[token + 1].range.lowerBound : document.text.count
        return min(end + 1, max(next, end))
      }
      while first < span.upperBound, reach(first) <= range.lowerBound { first += 1 }
      var token = first
      while token < span.upperBound,
        document.tokens[token].range.lowerBound < range.upperBound
      {
        if reach(token) > range.lowerBound { body(piece, token) }
        token += 1
      }
    }
  }
}
