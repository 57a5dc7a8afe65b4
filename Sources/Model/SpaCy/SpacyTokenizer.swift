import Notation
import Text

/// Whether a model's `tokenizer` file holds spaCy's English rules, which are the ones this program has.
enum SpacyTokenizer {
  /// What the English tokenizer of spaCy 3.8 is known by: the ids of its patterns and the sum of its
  /// exceptions'. Computed by `fingerprint` from files that spaCy 3.8.18 wrote.
  static let english = Fingerprint(
    patterns: 0xECCC_4587_C1CD_61F9, exceptions: 0x8808_3676_2966_B302, count: 1347)

  /// The rules as a `tokenizer` file.
  static func encoded() -> [UInt8] {
    let rules = EnglishPatterns.english
    let exceptions = rules.exceptions.map { exception in
      let pieces = exception.pieces.map { piece in
        MessagePack.map(
          [.init(.integer(65), .string(piece.text))]
            + (piece.norm.map { [.init(.integer(67), .string($0))] } ?? []))
      }
      return MessagePack.Pair(.string(exception.chunk), .array(pieces))
    }
    return MessagePack.map([
      .init(.string("prefix_search"), .string(rules.prefix)),
      .init(.string("suffix_search"), .string(rules.suffix)),
      .init(.string("infix_finditer"), .string(rules.infix)),
      .init(.string("token_match"), .null), .init(.string("url_match"), .string(rules.url)),
      .init(.string("exceptions"), .map(exceptions)),
      .init(.string("faster_heuristics"), .bool(true)),
    ]).encoded()
  }

  /// Whether a mark is of rules that cut as this program does: spaCy's own, or as we write them.
  static func isKnown(_ mark: Fingerprint) -> Bool {
    mark == english || mark == fingerprint(encoded())
  }

  /// A short mark of a tokenizer's rules.
  struct Fingerprint: Equatable {
    var patterns: UInt64
    var exceptions: UInt64
    var count: Int
  }

  /// The mark of a `tokenizer` file; nil when it is none.
  static func fingerprint(_ bytes: [UInt8]) -> Fingerprint? {
    guard let content = try? MessagePack.parse(bytes), let rules = content["exceptions"]?.map else {
      return nil
    }
    var mark = Fingerprint(patterns: 0, exceptions: 0, count: rules.count)
    for key in ["prefix_search", "suffix_search", "infix_finditer", "token_match", "url_match"] {
      let pattern = content[key]?.string ?? ""
      mark.patterns = mark.patterns &* 31 &+ StringID.of(pattern)
    }
    for rule in rules {
      guard let text = rule.key.string, let pieces = rule.value.array else { return nil }
      var description = text
      for piece in pieces {
        // 65 is ORTH, 67 NORM: the attributes an exception can have.
        for attribute in (piece.map ?? []).sorted(by: {
          ($0.key.integer ?? 0) < ($1.key.integer ?? 0)
        }) {
          description += "\u{1}\(attribute.key.integer ?? -1)\u{2}\(attribute.value.string ?? "")"
        }
      }
      mark.exceptions &+= StringID.of(description)  // in any order
    }
    return mark
  }
}
