import Text

/// The normal forms of words that no tokenizer exception changes.
struct NormalForms {
  private var known: [[UInt8]: String] = [:]

  /// The normal form of a token of this text, remembered.
  mutating func norm(of word: String) -> String {
    let key = Array(word.utf8)
    if let norm = known[key] { return norm }
    let norm = Self.norm(ofNew: word)
    known[key] = norm
    return norm
  }

  /// The id of the normal form of a token of this text.
  static func normID(of word: String) -> UInt64 {
    var lower: [UInt8] = []
    lower.reserveCapacity(16)
    for byte in word.utf8 {
      switch byte {
      case 0x30...0x39, 0x61...0x7A: lower.append(byte)
      case 0x41...0x5A: lower.append(byte | 0x20)
      // Only words of ASCII letters and digits are sure to have no entry in a table of normal forms.
      default: return StringID.of(norm(ofNew: word))
      }
    }
    return StringID.of(lower)
  }

  private static func norm(ofNew word: String) -> String {
    let text = ScalarText(word)
    let token = Token(range: 0..<text.count, isFollowedBySpace: false)
    return lexicalAttributes(
      of: token, in: Document(id: "", text: text, tokens: [token])
    ).norm
  }
}
