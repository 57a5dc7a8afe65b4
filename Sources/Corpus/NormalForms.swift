import Text

/// The normal forms of words that no tokenizer exception changes, remembered.
struct NormalForms {
  private var known: [[UInt8]: String] = [:]

  /// The normal form of a token of this text.
  mutating func norm(of word: String) -> String {
    let key = Array(word.utf8)
    if let norm = known[key] { return norm }
    let text = ScalarText(word)
    let token = Token(range: 0..<text.count, isFollowedBySpace: false)
    let norm = lexicalAttributes(
      of: token, in: Document(id: "", text: text, tokens: [token])
    ).norm
    known[key] = norm
    return norm
  }
}
