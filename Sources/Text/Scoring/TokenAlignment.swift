/// Which tokens belong together in two tokenizations of a text, as spaCy aligns them.
///
/// The texts may differ in white space and case. Tokens belong together when they share a scalar that is
/// no unmatched white space.
public struct TokenAlignment: Hashable, Sendable {
  /// For each token of the first document the tokens of the second, ascending.
  public let forward: [[Int]]
  /// For each token of the second document the tokens of the first, ascending.
  public let backward: [[Int]]

  /// Aligns two documents.
  ///
  /// - Throws: `AlignmentError` where the texts differ in more than white space and case.
  public init(_ first: Document, _ second: Document) throws(AlignmentError) {
    if first.tokens.map(\.range) == second.tokens.map(\.range), first.text == second.text {
      forward = first.tokens.indices.map { [$0] }
      backward = forward
      return
    }
    let (left, right) = (Self.letters(of: first), Self.letters(of: second))
    var forward = [[Int]](repeating: [], count: first.tokens.count)
    var backward = [[Int]](repeating: [], count: second.tokens.count)
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      if left[i].letter == right[j].letter {
        let (x, y) = (left[i].token, right[j].token)
        if forward[x].last != y { forward[x].append(y) }
        if backward[y].last != x { backward[y].append(x) }
        i += 1
        j += 1
      } else if left[i].letter.isSpace {
        i += 1
      } else if right[j].letter.isSpace {
        j += 1
      } else {
        throw AlignmentError(
          document: first.id, offsets: (first.tokens[left[i].token], second.tokens[right[j].token]))
      }
    }
    if let rest = left[i...].first(where: { !$0.letter.isSpace }) {
      throw AlignmentError(document: first.id, offsets: (first.tokens[rest.token], nil))
    }
    if let rest = right[j...].first(where: { !$0.letter.isSpace }) {
      throw AlignmentError(document: first.id, offsets: (nil, second.tokens[rest.token]))
    }
    self.forward = forward
    self.backward = backward
  }

  /// The scalars of all tokens in lower case, each with the index of its token.
  private static func letters(of document: Document) -> [(letter: Unicode.Scalar, token: Int)] {
    document.tokens.enumerated().flatMap { index, token in
      document.text(of: token).unicodeScalars.flatMap { scalar in
        scalar.properties.lowercaseMapping.unicodeScalars.map { ($0, index) }
      }
    }
  }
}

/// Two documents that should hold the same text do not.
public struct AlignmentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The id of the first document.
  public let document: String
  /// The scalar offset of the first token that differs in the first document; nil at its end.
  public let firstOffset: Int?
  /// The same in the second document.
  public let secondOffset: Int?

  init(document: String, offsets: (Token?, Token?)) {
    self.document = document
    firstOffset = offsets.0?.range.lowerBound
    secondOffset = offsets.1?.range.lowerBound
  }

  /// One sentence: which document, and where the texts part.
  public var description: String {
    func place(_ offset: Int?) -> String { offset.map { "offset \($0)" } ?? "the end" }
    return "\(document): the texts differ at \(place(firstOffset)) of one and "
      + "\(place(secondOffset)) of the other; give predictions for the same text"
  }
}

extension Example {
  /// The gold tags over a tokenization of the same text, as spaCy reads them for training.
  ///
  /// A gold span counts where whole tokens have its text. A token is `outside` where all gold tokens that
  /// it meets are, or where it is white space in no span; what remains is `missing`: unannotated tokens,
  /// and those that a span meets without being made of them. Where gold knows nothing, all are missing.
  ///
  /// - Throws: `AlignmentError` where the document has another text.
  public func tags(
    over document: Document, scheme: TagScheme = .biluo
  ) throws(AlignmentError) -> [Tag] {
    let alignment = try TokenAlignment(document, self.document)
    let gold = tokenTags
    if !gold.isEmpty, gold.allSatisfy({ $0 == .missing }) {
      return document.tokens.map { _ in .missing }
    }
    var tags: [Tag] = document.tokens.indices.map { index in
      let met = alignment.forward[index]
      let isOutside = !met.isEmpty && met.allSatisfy { gold[$0] == .outside }
      return isOutside || document.isSpace(document.tokens[index]) ? .outside : .missing
    }
    var isTaken = [Bool](repeating: false, count: document.tokens.count)
    for span in spans.sorted() {
      guard let covered = self.document.tokens.indexes(covering: span.range) else { continue }
      let met = alignment.backward[covered.lowerBound..<covered.upperBound].joined()
        .filter { !isTaken[$0] }
      guard let first = met.first, let last = met.last else { continue }
      let range =
        document.tokens[first].range.lowerBound..<document.tokens[last].range.upperBound
      guard Self.letters(document.text[range]) == Self.letters(self.document.text(of: span)) else {
        continue
      }
      for index in met { isTaken[index] = true }
      scheme.write(span.label, on: first..<last + 1, into: &tags)
    }
    return tags
  }

  /// The gold tokens: outside, missing, or (as `inside`) touched by a span.
  private var tokenTags: [Tag] {
    var tags = [Tag](repeating: .outside, count: document.tokens.count)
    for range in unannotated {
      for index in document.tokens.indexes(touching: range) { tags[index] = .missing }
    }
    for span in spans {
      for index in document.tokens.indexes(touching: span.range) {
        tags[index] = .inside(span.label)
      }
    }
    return tags
  }

  /// A text without outer white space, inner spaces and case.
  private static func letters(_ text: String) -> [Unicode.Scalar] {
    let scalars = text.unicodeScalars.flatMap { $0.properties.lowercaseMapping.unicodeScalars }
    let isSpace = { (scalar: Unicode.Scalar) in scalar.isSpace }
    return scalars.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
      .filter { $0 != " " }
  }
}
