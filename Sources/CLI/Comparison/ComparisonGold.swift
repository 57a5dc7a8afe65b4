import Corpus
import Text

/// The documents that systems are compared on, found by their ids.
struct ComparisonGold {
  /// Where they come from.
  let path: String
  /// Those of which something is known, each with all its gold spans, overlapping ones included.
  let examples: [Example]
  /// The text of every document, by id.
  private let texts: [Document.ID: ScalarText]

  /// Reads gold in any format.
  ///
  /// - Throws: `CorpusError` where it cannot be read, `CommandFailure` where it holds no gold or two
  ///   documents under one id.
  init(reading path: String, on console: Console) throws {
    let contents = try Corpus.CorpusReader().read(path)
    // Overlapping spans are counted here, so setting them aside loses nothing.
    Diagnostics.tell(contents.diagnostics.filter { !$0.problem.isOverlap }, on: console)
    self.path = path
    var texts: [Document.ID: ScalarText] = [:]
    for (index, record) in contents.records.enumerated() {
      guard texts.updateValue(record.example.document.text, forKey: record.id) == nil else {
        throw CommandFailure(
          "\(path): document \(index + 1) has the id of one before it; ids must tell them apart")
      }
    }
    self.texts = texts
    examples = contents.records.filter { !$0.example.isUnannotated }.map { record in
      var example = record.example
      example.spans = record.allSpans
      return example
    }
    guard !examples.isEmpty else {
      throw CommandFailure("\(path): no document with gold spans to compare with")
    }
  }

  /// The length of a document's text.
  func length(of id: Document.ID) -> Int? { texts[id]?.count }

  /// Whether offsets into `text` point to the same places in the gold document: white space may differ
  /// in kind, as a line feed from a space, and at the end in number.
  func matches(_ text: ScalarText, id: Document.ID) -> Bool {
    guard let gold = texts[id] else { return false }
    if gold == text { return true }
    func blank(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
      scalar.properties.isWhitespace ? " " : scalar
    }
    func key(_ text: ScalarText) -> [Unicode.Scalar] {
      var key = text.scalars.map(blank)
      while key.last == " " { key.removeLast() }
      return key
    }
    return key(gold) == key(text)
  }
}

extension Diagnostic.Problem {
  fileprivate var isOverlap: Bool {
    if case .overlap = self { true } else { false }
  }
}
