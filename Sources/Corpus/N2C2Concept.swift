/// One line of a `.con` file: `c="crohn 's disease" 1:12 1:14||t="problem"`.
struct N2C2Concept: Hashable {
  /// The text quoted, lower-cased by those who made the corpus.
  let text: String
  /// First line, from 1.
  let firstLine: Int
  /// First token on it, from 0; a token is what stands between single spaces.
  let firstToken: Int
  /// Last line.
  let lastLine: Int
  /// Last token on it, inclusive.
  let lastToken: Int
  /// The label.
  let label: String

  /// The form a line must have, for diagnostics.
  static let form = #"c="text" line:token line:token||t="label""#

  /// Reads a line; nil where it is not of the form. The text may hold anything, quotes too.
  init?(_ line: some StringProtocol) {
    let bytes = Array(line.utf8)
    let (opening, middle) = (Array(#"c=""#.utf8), Array(#"||t=""#.utf8))
    guard bytes.starts(with: opening), bytes.last == UInt8(ascii: "\""),
      let bar = bytes.lastIndex(of: middle), bar + middle.count < bytes.count - 1
    else { return nil }
    let label = bytes[(bar + middle.count)..<bytes.count - 1]
    let fields = bytes[..<bar].split(
      separator: 0x20, omittingEmptySubsequences: false)
    guard fields.count >= 3, !label.contains(UInt8(ascii: "\"")),
      let (firstLine, firstToken) = Self.place(fields[fields.count - 2]),
      let (lastLine, lastToken) = Self.place(fields[fields.count - 1])
    else { return nil }
    let closing = fields[fields.count - 3].endIndex - 1
    guard closing >= opening.count, bytes[closing] == UInt8(ascii: "\"") else { return nil }
    text = String(decoding: bytes[opening.count..<closing], as: UTF8.self)
    self.firstLine = firstLine
    self.firstToken = firstToken
    self.lastLine = lastLine
    self.lastToken = lastToken
    self.label = String(decoding: label, as: UTF8.self)
  }

  private static func place(_ field: ArraySlice<UInt8>) -> (line: Int, token: Int)? {
    let numbers = field.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    // `Int` would take a sign too.
    guard numbers.count == 2, numbers.joined().allSatisfy({ 0x30...0x39 ~= $0 }),
      let line = Int(String(decoding: numbers[0], as: UTF8.self)),
      let token = Int(String(decoding: numbers[1], as: UTF8.self))
    else { return nil }
    return (line, token)
  }
}

extension [UInt8] {
  /// Where some bytes stand last.
  fileprivate func lastIndex(of needle: [UInt8]) -> Int? {
    guard count >= needle.count else { return nil }
    return (0...count - needle.count).last { self[$0...].starts(with: needle) }
  }
}
