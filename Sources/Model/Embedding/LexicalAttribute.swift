import Text

/// One of a token's lexical attributes: spaCy's four under its names, and more of a word's letters.
public enum LexicalAttribute: String, CaseIterable, Hashable, Sendable {
  case norm = "NORM"
  /// The first scalar.
  case prefix = "PREFIX"
  /// The last three scalars.
  case suffix = "SUFFIX"
  case shape = "SHAPE"
  /// The first two scalars in lower case (of ASCII letters; others stay as they are).
  case prefix2 = "PREFIX2"
  case prefix3 = "PREFIX3"
  case prefix4 = "PREFIX4"
  case suffix2 = "SUFFIX2"
  case suffix4 = "SUFFIX4"
  case suffix5 = "SUFFIX5"
  /// Every run of three and of four bytes of the lower-cased word between `<` and `>`; their vectors
  /// are averaged (Bojanowski et al. 2017).
  case ngrams = "NGRAMS"

  /// Whether a token has several ids of this attribute.
  var isBag: Bool { self == .ngrams }

  /// The attribute's id for every kind of token; of a bag, the id of the whole form.
  func ids(of kinds: LexicalTypes) -> [UInt64] {
    switch self {
    case .norm: kinds.ids.map(\.norm)
    case .prefix: kinds.ids.map(\.prefix)
    case .suffix: kinds.ids.map(\.suffix)
    case .shape: kinds.ids.map(\.shape)
    case .prefix2: Self.forms(kinds) { $0.prefix(scalars: 2) }
    case .prefix3: Self.forms(kinds) { $0.prefix(scalars: 3) }
    case .prefix4: Self.forms(kinds) { $0.prefix(scalars: 4) }
    case .suffix2: Self.forms(kinds) { $0.suffix(scalars: 2) }
    case .suffix4: Self.forms(kinds) { $0.suffix(scalars: 4) }
    case .suffix5: Self.forms(kinds) { $0.suffix(scalars: 5) }
    case .ngrams: Self.forms(kinds) { $0[...] }
    }
  }

  /// The ids of every kind's n-grams.
  static func ngrams(of kinds: LexicalTypes, lengths: ClosedRange<Int> = 3...4) -> [[UInt64]] {
    kinds.ids.indices.map { kind in
      let word = [UInt8(ascii: "<")] + kinds.lowercaseForm(of: kind) + [UInt8(ascii: ">")]
      return lengths.flatMap { length in
        (0..<max(word.count - length + 1, 0)).map { StringID.of(word[$0..<$0 + length]) }
      }
    }
  }

  private static func forms(
    _ kinds: LexicalTypes, _ part: ([UInt8]) -> ArraySlice<UInt8>
  ) -> [UInt64] {
    kinds.ids.indices.map { StringID.of(part(kinds.lowercaseForm(of: $0))) }
  }
}

extension LexicalTypes {
  /// The text of a kind, its ASCII letters in lower case.
  func lowercaseForm(of kind: Int) -> [UInt8] {
    form(of: kind).map { $0 &- 0x41 < 26 ? $0 | 0x20 : $0 }
  }
}

extension [UInt8] {
  /// The first scalars of UTF-8; all where there are fewer.
  func prefix(scalars count: Int) -> ArraySlice<UInt8> {
    var end = 0
    for _ in 0..<count where end < self.count {
      end += 1
      while end < self.count, self[end] & 0xC0 == 0x80 { end += 1 }
    }
    return self[..<end]
  }

  /// The last scalars of UTF-8; all where there are fewer.
  func suffix(scalars count: Int) -> ArraySlice<UInt8> {
    var start = self.count
    for _ in 0..<count where start > 0 {
      start -= 1
      while start > 0, self[start] & 0xC0 == 0x80 { start -= 1 }
    }
    return self[start...]
  }
}
