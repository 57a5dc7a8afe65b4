/// Anything that finds spans: a trained model, a pattern, a gazetteer.
public protocol Recognizer: Sendable {
  /// What it is called in reports and as the source of its annotations.
  var name: String { get }

  /// The annotations of one document, ordered by start.
  func recognize(_ document: Document) throws -> [Annotation]

  /// The annotations of several documents, one list for each.
  func recognize(_ documents: [Document]) throws -> [[Annotation]]
}

extension Recognizer {
  /// One document at a time.
  public func recognize(_ documents: [Document]) throws -> [[Annotation]] {
    try documents.map { try recognize($0) }
  }
}
