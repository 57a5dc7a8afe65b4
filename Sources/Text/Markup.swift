/// Text with its spans written in place: `Seen by [Dr. Smith|NAME] on [3/4|DATE]`.
///
/// A backslash before `[`, `]`, `|` or `\` takes the sign as it is; a bar outside brackets needs none.
/// Spans may nest and may not cross.
public struct Markup: Hashable, Sendable {
  /// The text without the notation.
  public let text: ScalarText
  /// Its spans, ordered by start, the longer first.
  public let spans: [Span]

  /// A text and its spans.
  public init(text: ScalarText, spans: [Span]) {
    self.text = text
    self.spans = spans.sorted()
  }

  /// Reads the notation.
  ///
  /// - Throws: `MarkupError` at a bracket that has no partner or no label.
  public init(_ markup: String) throws(MarkupError) {
    var reader = MarkupReader(Array(markup.unicodeScalars))
    try reader.read()
    self.init(text: ScalarText(String(reader.text)), spans: reader.spans)
  }

  /// The notation.
  ///
  /// - Throws: `MarkupError` where two spans cross or a span lies outside the text.
  public func written() throws(MarkupError) -> String {
    var result = String.UnicodeScalarView()
    var open: [Span] = []
    var next = 0

    func copy(upTo end: Int) {
      for scalar in text[next..<end].unicodeScalars {
        if scalar == "[" || scalar == "]" || scalar == "\\" || scalar == "|" && !open.isEmpty {
          result.append("\\")
        }
        result.append(scalar)
      }
      next = end
    }

    func close(upTo offset: Int) {
      while let span = open.last, span.end <= offset {
        copy(upTo: span.end)
        result.append(contentsOf: "|\(Self.escaped(span.label))]".unicodeScalars)
        open.removeLast()
      }
    }

    for span in spans {
      guard span.start >= 0, span.end <= text.count else {
        throw MarkupError(offset: span.start, reason: .outsideTheText)
      }
      close(upTo: span.start)
      if let outer = open.last, span.end > outer.end {
        throw MarkupError(offset: span.start, reason: .crossing)
      }
      copy(upTo: span.start)
      result.append("[")
      open.append(span)
    }
    close(upTo: text.count)
    copy(upTo: text.count)
    return String(result)
  }

  private static func escaped(_ label: Label) -> String {
    var result = String.UnicodeScalarView()
    for scalar in label.rawValue.unicodeScalars {
      if scalar == "]" || scalar == "\\" { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }
}

/// Why a text is not in the notation, or spans cannot be written in it.
public struct MarkupError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// A `[` that nothing closes.
    case unclosed
    /// A `]` that nothing opens, or one before any `|`.
    case unexpectedClose
    /// A span without a label.
    case noLabel
    /// A backslash at the end.
    case unfinishedEscape
    /// Two spans overlap and neither holds the other.
    case crossing
    /// A span reaches outside the text.
    case outsideTheText
  }

  /// Where: scalars from the start of the notation, or of the text for spans that cannot be written.
  public let offset: Int
  /// What is wrong.
  public let reason: Reason

  /// An error.
  public init(offset: Int, reason: Reason) {
    self.offset = offset
    self.reason = reason
  }

  /// One sentence.
  public var description: String {
    switch reason {
    case .unclosed: "the bracket at \(offset) is never closed; write \"[text|LABEL]\""
    case .unexpectedClose:
      "the closing bracket at \(offset) ends no \"[text|LABEL]\"; write \"\\]\" for the sign itself"
    case .noLabel: "the span that ends at \(offset) has no label; write \"[text|LABEL]\""
    case .unfinishedEscape:
      "the backslash at \(offset) is the last sign; write \"\\\\\" for the sign itself"
    case .crossing: "the span at \(offset) crosses another, which the notation cannot show"
    case .outsideTheText: "the span at \(offset) reaches outside the text"
    }
  }
}

private struct MarkupReader {
  private let markup: [Unicode.Scalar]
  private var index = 0
  private(set) var text = String.UnicodeScalarView()
  private(set) var spans: [Span] = []
  private var length = 0

  init(_ markup: [Unicode.Scalar]) { self.markup = markup }

  mutating func read() throws(MarkupError) {
    var open: [(bracket: Int, start: Int)] = []
    while index < markup.count {
      switch markup[index] {
      case "[":
        open.append((index, length))
        index += 1
      case "|" where !open.isEmpty:
        let start = open.removeLast().start
        index += 1
        spans.append(Span(start..<length, try label()))
      case "]":
        throw MarkupError(offset: index, reason: .unexpectedClose)
      default:
        text.append(try scalar())
        length += 1
      }
    }
    if let last = open.last { throw MarkupError(offset: last.bracket, reason: .unclosed) }
  }

  private mutating func label() throws(MarkupError) -> Label {
    var name = String.UnicodeScalarView()
    while index < markup.count, markup[index] != "]" { name.append(try scalar()) }
    guard index < markup.count else { throw MarkupError(offset: index, reason: .unclosed) }
    guard !name.isEmpty else { throw MarkupError(offset: index, reason: .noLabel) }
    index += 1
    return Label(String(name))
  }

  /// The next scalar, or the one that a backslash stands before.
  private mutating func scalar() throws(MarkupError) -> Unicode.Scalar {
    if markup[index] == "\\" {
      index += 1
      guard index < markup.count else {
        throw MarkupError(offset: index - 1, reason: .unfinishedEscape)
      }
    }
    defer { index += 1 }
    return markup[index]
  }
}

extension Example {
  /// A document written with its gold spans in place, cut into tokens.
  ///
  /// - Throws: `MarkupError` where the notation is wrong.
  public init(markup: String, id: String = "note") throws(MarkupError) {
    let markup = try Markup(markup)
    self.init(document: Document(id: id, text: markup.text), spans: markup.spans)
  }
}
