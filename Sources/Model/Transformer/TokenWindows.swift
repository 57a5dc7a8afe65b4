import Text

/// A document cut into overlapping windows of tokens for an encoder of limited length, and which pieces of
/// which window belong to each token (spacy-transformers' `strided_spans` and alignment).
struct TokenWindows {
  /// The pieces of each window.
  private(set) var windows: [[Int32]] = []
  /// The pieces of each token, of all windows, as rows of the stacked windows: those of token t are
  /// `pieces[starts[t]..<starts[t + 1]]`.
  private(set) var pieces: [Int32] = []
  private(set) var starts: [Int] = [0]

  /// Windows as the settings say, none of more than `limit` pieces.
  init(
    _ document: Document, _ settings: ModelConfig.Transformer, limit: Int,
    _ tokenizer: SubwordTokenizer
  ) {
    switch settings.unit {
    case .tokens:
      self.init(
        document, window: settings.window, stride: settings.stride, overlap: settings.overlap,
        pooling: settings.pooling, limit: limit, tokenizer)
    case .pieces:
      self.init(
        document, pieces: min(settings.window, limit), stride: settings.stride,
        pooling: settings.pooling, tokenizer)
    }
  }

  /// Windows of `window` tokens, one every `stride`; each is cut to `limit` pieces.
  init(
    _ document: Document, window: Int, stride: Int,
    overlap: ModelConfig.Transformer.Overlap = .mean,
    pooling: ModelConfig.Transformer.Pooling = .mean, limit: Int, _ tokenizer: SubwordTokenizer
  ) {
    let scalars = Array(document.text.string.unicodeScalars)
    var ofToken = [[Int32]](repeating: [], count: document.tokens.count)
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
        if read.contains(token) { ofToken[token].append(first + Int32(piece)) }
      }
      windows.append(encoding.ids)
      first += Int32(encoding.count)
    }
    take(ofToken)
  }

  /// Windows of at most `size` of the pieces into which the whole text is cut, marks included, one every
  /// `stride`, each piece read in the window in which it is nearer to the middle.
  init(
    _ document: Document, pieces size: Int, stride: Int,
    pooling: ModelConfig.Transformer.Pooling, _ tokenizer: SubwordTokenizer
  ) {
    let encoding = tokenizer.encode(document.text)
    let inner = encoding.ids.dropFirst().dropLast()
    let width = max(1, size - 2)
    let spans = Self.spans(of: inner.count, window: width, stride: min(stride, width))
    // The row of each piece among the stacked windows.
    var rows = [Int32](repeating: 0, count: encoding.count)
    var first = 1
    for (index, span) in spans.enumerated() {
      let own = inner.startIndex + span.lowerBound..<inner.startIndex + span.upperBound
      windows.append([tokenizer.marks.first] + inner[own] + [tokenizer.marks.last])
      for piece in Self.center(of: index, in: spans) {
        rows[inner.startIndex + piece] = Int32(first + piece - span.lowerBound)
      }
      first += span.count + 2
    }
    var ofToken = [[Int32]](repeating: [], count: document.tokens.count)
    var last = -1
    Self.align(encoding, document, document.tokens.indices, start: 0, pooling) { piece, token in
      guard pooling == .mean || token > last else { return }
      last = max(last, token)
      ofToken[token].append(rows[piece])
    }
    take(ofToken)
  }

  private mutating func take(_ ofToken: [[Int32]]) {
    pieces.reserveCapacity(ofToken.count)
    for token in ofToken {
      pieces += token
      starts.append(pieces.count)
    }
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
