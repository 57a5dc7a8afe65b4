import Text

/// Tokens and tags in columns, a token a line, a blank line after each sentence, `-DOCSTART-` before
/// each document.
///
/// The first column is the token, the last the tag: BIO, BILUO (or BIOES) or IOB1, told apart by
/// nothing but what they say. What stood between tokens is not in the file: the text read has a space
/// between tokens and a line feed between sentences. Without `-DOCSTART-` each sentence is a document.
struct CoNLL {
  /// How tags are written.
  enum Scheme {
    case bio
    case biluo
    case iob1
  }

  private let file: String
  private let stem: String
  private var words: [(text: String, tag: Tag)] = []
  private var sentenceStarts: [Int] = []
  private var isInSentence = false
  private var hasMarks = false
  private var count = 0

  /// A reader of one file's lines.
  init(file: String, stem: String) {
    self.file = file
    self.stem = stem
  }

  /// Takes a line; gives the record that ends before it, where one does.
  mutating func take(
    _ line: UnsafeBufferPointer<UInt8>, number: Int, diagnostics: inout [Diagnostic]
  ) -> Record? {
    let fields = Self.fields(line)
    guard let word = fields.first else {
      isInSentence = false
      return hasMarks ? nil : finish()
    }
    if word == "-DOCSTART-" {
      let record = finish()
      hasMarks = true
      return record
    }
    if let invalid = DecodedText.firstInvalidByte(line) {
      diagnostics.append(Diagnostic(file: file, line: number, .invalidUTF8(byte: invalid)))
    }
    var tag = Tag.missing
    if fields.count > 1, let read = Tag(fields[fields.count - 1]) {
      tag = read
    } else {
      diagnostics.append(
        Diagnostic(
          file: file, line: number, .syntax(expected: "a token, and a tag as B-label or O")))
    }
    if !isInSentence { sentenceStarts.append(words.count) }
    isInSentence = true
    words.append((word, tag))
    return nil
  }

  /// Columns stand between tabs, or, on a line without, between spaces.
  private static func fields(_ line: UnsafeBufferPointer<UInt8>) -> [String] {
    let trimmed = line.last == 0x0D ? UnsafeBufferPointer(rebasing: line.dropLast()) : line
    let hasTab = trimmed.contains(0x09)
    return trimmed.split(whereSeparator: { $0 == 0x09 || !hasTab && $0 == 0x20 })
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// The record of the lines taken since the last one; nil where there were none.
  mutating func finish() -> Record? {
    defer {
      words.removeAll()
      sentenceStarts.removeAll()
      isInSentence = false
    }
    if words.isEmpty, !hasMarks { return nil }
    count += 1
    var text = ""
    var offset = 0
    var tokens: [Token] = []
    var starts = sentenceStarts.dropFirst().makeIterator()
    var nextStart = starts.next()
    for (index, word) in words.enumerated() {
      if index > 0 {
        let isStart = nextStart == index
        if isStart { nextStart = starts.next() }
        text += isStart ? "\n" : " "
        offset += 1
      }
      let length = word.text.unicodeScalars.count
      tokens.append(
        Token(range: offset..<offset + length, isFollowedBySpace: index < words.count - 1))
      text += word.text
      offset += length
    }
    let tags = words.map(\.tag)
    let document = Document(id: "\(stem)-\(count)", text: ScalarText(text), tokens: tokens)
    return Record(
      Example(
        document: document, spans: TagScheme.biluo.spans(for: tags, over: tokens),
        unannotated: tags.missingRanges(over: tokens), sentenceStarts: sentenceStarts))
  }

  /// A record's lines, with `-DOCSTART-` before them. White space tokens are left out.
  static func lines(
    of record: Record, scheme: Scheme, file: String, diagnostics: inout [Diagnostic]
  ) -> [UInt8] {
    let example = record.tokenized().example
    let document = example.document
    let tags = example.tags(over: document, file: file, diagnostics: &diagnostics)
    let starts = Set(example.sentenceStarts)
    var text = "-DOCSTART-\t-X-\tO\tO\n\n"
    var previous = Tag.outside
    var isFirst = true
    for (index, token) in document.tokens.enumerated() {
      let word = document.text(of: token)
      if starts.contains(index), !isFirst { text += "\n" }
      if word.unicodeScalars.allSatisfy(\.isPythonSpace) { continue }
      text += "\(word)\t\(written(tags[index], after: previous, in: scheme))\n"
      previous = tags[index]
      isFirst = false
    }
    return Array((isFirst ? text : text + "\n").utf8)
  }

  private static func written(_ tag: Tag, after previous: Tag, in scheme: Scheme) -> Tag {
    switch (scheme, tag) {
    case (.biluo, _): tag
    case (.bio, .unit(let label)): .begin(label)
    case (.bio, .last(let label)): .inside(label)
    // IOB1 marks a beginning only where the span before has the same label.
    case (.iob1, .begin(let label)), (.iob1, .unit(let label)):
      previous.label == label ? .begin(label) : .inside(label)
    case (.iob1, .last(let label)): .inside(label)
    default: tag
    }
  }
}
