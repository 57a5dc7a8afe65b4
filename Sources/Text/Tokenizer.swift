/// Cuts text into tokens.
public struct Tokenizer: Sendable {
  /// The tokenizer of spaCy's English pipelines.
  public static let english = Tokenizer()

  /// The tokens of a text, in order; white space longer than one space is a token of its own.
  public func tokens(in text: ScalarText) -> [Token] {
    var tokens: [Token] = []
    var start: Int?
    for (offset, scalar) in text.scalars.enumerated() {
      if scalar.properties.isWhitespace {
        if let first = start {
          tokens.append(Token(range: first..<offset, isFollowedBySpace: scalar == " "))
        }
        start = nil
      } else if start == nil {
        start = offset
      }
    }
    if let first = start {
      tokens.append(Token(range: first..<text.count, isFollowedBySpace: false))
    }
    return tokens
  }
}

extension Document {
  /// A document cut into tokens.
  public init(id: String, text: ScalarText, tokenizer: Tokenizer = .english) {
    self.init(id: id, text: text, tokens: tokenizer.tokens(in: text))
  }

  /// A document cut into tokens.
  public init(id: String, text: String, tokenizer: Tokenizer = .english) {
    self.init(id: id, text: ScalarText(text), tokenizer: tokenizer)
  }
}
