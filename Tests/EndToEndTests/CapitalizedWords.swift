import Text

/// A recognizer whose answers a test can work out: every token that starts with a capital is a NAME.
struct CapitalizedWords: Recognizer {
  let name = "capitals"

  func recognize(_ document: Document) throws -> [Annotation] {
    document.tokens.filter { document.text[$0.range.lowerBound].properties.isUppercase }.map {
      Annotation(
        span: Span($0.range, "NAME"), source: .model(name), confidence: 0.9)
    }
  }
}
