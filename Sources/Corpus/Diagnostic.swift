public import Notation

/// Something wrong in a corpus that did not stop its reading: facts only, never note text.
public struct Diagnostic: Hashable, Sendable {
  /// The file, or archive and entry.
  public var file: String
  /// The line in it, from 1.
  public var line: Int?
  /// What is wrong.
  public var problem: Problem

  /// A diagnostic.
  public init(file: String, line: Int? = nil, _ problem: Problem) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  /// What is wrong. Ranges are Unicode-scalar offsets of the document, half-open.
  public enum Problem: Hashable, Sendable {
    /// A line or element that is not written as the format has it.
    case syntax(expected: String)
    /// A line that is not JSON.
    case json(JSONError)
    /// Bytes that are not UTF-8, at this byte of the file or line; U+FFFD stands in their place.
    case invalidUTF8(byte: Int)
    /// A key that must be there is not, or holds something else.
    case value(key: String, expected: String)
    /// A file whose partner is missing.
    case unpaired(expected: String)
    /// Two documents, or two files for one document, under one name; the first is kept.
    case duplicate(id: String)
    /// A line that the document does not have.
    case lineOutOfRange(line: Int, count: Int)
    /// A token that the line does not have, or a last token before the first.
    case tokenOutOfRange(line: Int, first: Int, last: Int, count: Int)
    /// The text at the place given is another than the one quoted.
    case otherText(line: Int, first: Int, last: Int)
    /// A span from one line into another.
    case crossesLines(first: Int, last: Int)
    /// Offsets outside the text, or an end before the start.
    case spanOutOfRange(start: Int, end: Int, count: Int)
    /// A span of no text.
    case emptySpan(at: Int)
    /// A span that begins or ends with white space, where the format takes none.
    case outerWhiteSpace(Range<Int>)
    /// A span that shares text with another; the longer one is the gold span.
    case overlap(Range<Int>, kept: Range<Int>)
    /// A span given twice with one label.
    case repeated(Range<Int>)
    /// Bounds inside a token: the span was widened to the tokens it touches.
    case misaligned(Range<Int>, widened: Range<Int>)
    /// A span in several pieces; the whole from the first to the last was taken.
    case discontinuous(pieces: Int)
    /// Something that the format written to cannot hold.
    case notWritten(String)
  }
}

extension Diagnostic: CustomStringConvertible {
  /// `file:line: what is wrong; what was done`.
  public var description: String {
    let place = line.map { "\(file):\($0)" } ?? file
    return "\(place): \(problem)"
  }
}

extension Diagnostic.Problem: CustomStringConvertible {
  /// Whether what it is about was left out of the gold spans, rather than kept in another form.
  public var isLoss: Bool {
    switch self {
    case .invalidUTF8, .unpaired, .misaligned, .discontinuous, .repeated: false
    default: true
    }
  }

  /// What is wrong and what was done about it.
  public var description: String {
    switch self {
    case .syntax(let expected): "expected \(expected); left out"
    case .json(let error): "\(error); the line is left out"
    case .invalidUTF8(let byte):
      "byte \(byte) is not UTF-8; read as U+FFFD: convert the file to UTF-8 to keep what stood there"
    case .value(let key, let expected): "\"\(key)\": expected \(expected); left out"
    case .unpaired(let expected): "no partner: expected \(expected)"
    case .duplicate(let id):
      "document \(id) is there already, with other content; the first is kept"
    case .lineOutOfRange(let line, let count):
      "line \(line) of a document of \(count) lines; the span is left out"
    case .tokenOutOfRange(let line, let first, let last, let count):
      "tokens \(first) to \(last) of line \(line), which has \(count); the span is left out"
    case .otherText(let line, let first, let last):
      "tokens \(first) to \(last) of line \(line) are not the text quoted; the span is left out"
    case .crossesLines(let first, let last):
      "a span from line \(first) to line \(last): spans end on their line; left out"
    case .spanOutOfRange(let start, let end, let count):
      "span \(start)..<\(end) in a text of \(count) characters; left out"
    case .emptySpan(let offset): "an empty span at \(offset); left out"
    case .outerWhiteSpace(let range):
      "span \(range.lowerBound)..<\(range.upperBound) has white space at its edge; left out"
    case .overlap(let range, let kept):
      "span \(range.lowerBound)..<\(range.upperBound) overlaps "
        + "\(kept.lowerBound)..<\(kept.upperBound), which is kept; it is set aside"
    case .repeated(let range):
      "span \(range.lowerBound)..<\(range.upperBound) is there twice; one is kept"
    case .misaligned(let range, let widened):
      "span \(range.lowerBound)..<\(range.upperBound) cuts a token; widened to "
        + "\(widened.lowerBound)..<\(widened.upperBound)"
    case .discontinuous(let pieces): "a span in \(pieces) pieces; taken as one from first to last"
    case .notWritten(let what): "\(what); not written"
    }
  }
}
