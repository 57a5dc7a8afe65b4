/// The last step of the tokenizer: runs of tokens that spell an exception become its tokens.
///
/// An exception with an affix in it may have been cut before it could be seen, as in `(p.o.)`. Its
/// *sequence* is what the rules make of it when exceptions are off.
struct SpecialSequences: Sendable {
  private struct Node {
    /// Whether a sequence ends here.
    var isEnd = false
    /// (element, node), few for any node.
    var children: [(element: Int, node: Int)] = []
  }

  private let exceptions: TokenizerExceptions
  /// The texts of all tokens in sequences.
  private var elements = ByteTable(capacity: 600)
  /// By first byte, a bit for each length of a sequence's first token.
  private var firstLengths = [UInt32](repeating: 0, count: 256)
  /// A trie; its root comes first.
  private var nodes = [Node()]

  init(exceptions: TokenizerExceptions, affixes: AffixRules, addresses: URLPattern) {
    self.exceptions = exceptions
    var splitter = ChunkSplitter(exceptions: exceptions, affixes: affixes, addresses: addresses)
    splitter.usesExceptions = false
    var pieces: [Tokenizer.Piece] = []
    for exception in 0..<exceptions.count {
      let chunk = exceptions.chunks.bytes(at: exception)
      let all = 0..<chunk.count
      guard
        affixes.prefixLength(chunk, all) > 0 || affixes.suffixLength(chunk, all) > 0
          || affixes.infix(chunk, all, from: 0) != nil
      else { continue }
      pieces.removeAll(keepingCapacity: true)
      splitter.split(chunk, all, into: &pieces)
      insert(pieces.map(\.range), of: chunk)
    }
  }

  private mutating func insert(_ sequence: [Range<Int>], of chunk: [UInt8]) {
    if let first = sequence.first, first.count < 32 {
      firstLengths[Int(chunk[first.lowerBound])] |= 1 << UInt32(first.count)
    }
    var node = 0
    for token in sequence {
      let element = elements.insert(chunk, token)
      if let child = child(of: node, element) {
        node = child
      } else {
        nodes.append(Node())
        nodes[node].children.append((element, nodes.count - 1))
        node = nodes.count - 1
      }
    }
    nodes[node].isEnd = true
  }

  private func child(of node: Int, _ element: Int) -> Int? {
    nodes[node].children.first { $0.element == element }?.node
  }

  /// Replaces the runs that spell an exception, the longest first and then the leftmost.
  func replace(in pieces: inout [Tokenizer.Piece], of text: [UInt8]) {
    let replaced = runs(in: pieces, of: text).compactMap {
      run -> (run: Range<Int>, exception: Int)? in
      let bytes = Int(pieces[run.lowerBound].start)..<Int(pieces[run.upperBound - 1].end)
      return exceptions.chunks.place(of: text, bytes).map { (run, $0) }
    }
    guard !replaced.isEmpty else { return }
    var result: [Tokenizer.Piece] = []
    result.reserveCapacity(pieces.count)
    var next = 0
    for (run, exception) in replaced {
      result.append(contentsOf: pieces[next..<run.lowerBound])
      var start = Int(pieces[run.lowerBound].start)
      for place in exceptions.pieces(of: exception) {
        let end = start + exceptions.pieces[place].length
        result.append(Tokenizer.Piece(start..<end, exception: place))
        start = end
      }
      result[result.count - 1].isFollowedBySpace = pieces[run.upperBound - 1].isFollowedBySpace
      next = run.upperBound
    }
    result.append(contentsOf: pieces[next...])
    pieces = result
  }

  /// Runs that match a sequence and do not overlap, in order.
  private func runs(in pieces: [Tokenizer.Piece], of text: [UInt8]) -> [Range<Int>] {
    var matches: [Range<Int>] = []
    for first in pieces.indices {
      let length = pieces[first].end - pieces[first].start
      let lead = text[Int(pieces[first].start)]
      guard length < 32, firstLengths[Int(lead)] & 1 << UInt32(length) != 0 else { continue }
      var node = 0
      var index = first
      while index < pieces.count, let element = elements.place(of: text, pieces[index].range),
        let child = child(of: node, element)
      {
        node = child
        index += 1
        if nodes[node].isEnd { matches.append(first..<index) }
      }
    }
    return Self.chosen(matches)
  }

  /// spaCy's choice among overlapping matches: a match that is passed over still bars later ones.
  private static func chosen(_ matches: [Range<Int>]) -> [Range<Int>] {
    if matches.count < 2 { return matches }
    var barred: Set<Int> = []
    var chosen: [Range<Int>] = []
    let order = matches.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.lowerBound < $1.lowerBound
    }
    for match in order {
      if !barred.contains(match.lowerBound), !barred.contains(match.upperBound - 1) {
        chosen.append(match)
      }
      barred.formUnion(match)
    }
    return chosen.sorted { $0.lowerBound < $1.lowerBound }
  }
}
