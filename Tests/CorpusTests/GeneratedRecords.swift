import Text

@testable import Corpus

/// Records with what formats stumble over, the same ones for the same seed.
struct GeneratedRecords {
  private var random: PythonRandom
  private static let pieces = [
    "a", "pain", "é", "e\u{301}", "😀", "👩‍⚕️", " ", " ", "  ", "\n", "\n\n", "\r\n", "\t", "\"", "\\",
    "<b>", "&amp;", "]]>", "\u{2028}", "\u{A0}", "漢字", "-", ".", ",", "Dr.", "b.i.d.", "x/y", "T1",
    "#", "'", "\u{FEFF}", "İ", "{}",
  ]
  private static let labels: [Label] = ["problem", "test", "PER-SON", "Größe"]

  init(seed: UInt64) { random = PythonRandom(seed: seed) }

  mutating func next(_ upper: Int) -> Int { Int(random.next() % UInt64(upper)) }

  /// A text of random pieces, not beginning with a byte order mark, which reading takes off.
  mutating func text(maximumPieces: Int = 40) -> String {
    let count = next(maximumPieces)
    var text = ""
    for _ in 0..<count { text += Self.pieces[next(Self.pieces.count)] }
    return text.unicodeScalars.first == "\u{FEFF}" ? "x" + text : text
  }

  /// A tokenized record with gold spans on tokens, and sometimes parts that are not annotated.
  mutating func aligned(_ id: String, hasUnknown: Bool = true) -> Record {
    let document = Document(id: id, text: text())
    var example = Example(document: document, spans: [])
    var index = 0
    while index < document.tokens.count {
      let count = min(1 + next(3), document.tokens.count - index)
      let range = document.range(ofTokens: index..<index + count)
      switch next(6) {
      case 0, 1: example.spans.append(Span(range, Self.labels[next(Self.labels.count)]))
      case 2 where hasUnknown: example.unannotated.append(range)
      default: break
      }
      index += count + 1
    }
    example.sentenceStarts = document.tokens.isEmpty ? [] : [0]
    return Record(example)
  }

  /// A record without tokens whose spans may lie anywhere and overlap.
  mutating func free(_ id: String) -> Record {
    let text = ScalarText(text())
    var spans: Set<Span> = []
    if text.count > 0 {
      for _ in 0..<next(6) {
        let start = next(text.count)
        let end = start + 1 + next(min(8, text.count - start))
        spans.insert(Span(start..<min(end, text.count), Self.labels[next(Self.labels.count)]))
      }
    }
    let sorted = spans.sorted()
    let (kept, dropped) = SpanFilter.longestFirst(sorted.map(\.range))
    var record = Record(
      Example(document: Document(id: id, text: text, tokens: []), spans: kept.map { sorted[$0] }))
    record.aside = dropped.map { sorted[$0.index] }
    if text.count > 0, next(8) == 0, spans.isEmpty { record.example.unannotated = [0..<text.count] }
    return record
  }
}
