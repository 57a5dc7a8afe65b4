/// How many coreference chains of one type a corpus has, and of how many mentions.
public struct ChainCounts: Hashable, Sendable {
  /// Chains.
  public var chains = 0
  /// Mentions in them.
  public var mentions = 0
}

/// One line of a `.chains` file: `c="a man" 1:0 1:1||c="he" 3:0 3:0||t="coref person"`.
struct N2C2Chain: Hashable {
  /// The type, such as `coref person`.
  let type: String
  /// How many mentions it links.
  let mentionCount: Int

  /// The form a line must have, for diagnostics.
  static let form = #"c="text" line:token line:token||…||t="coref type""#

  /// Reads a line; nil where it is not of the form.
  init?(_ line: some StringProtocol) {
    // Each mention with the type behind it is a line of a `.con` file.
    let bytes = Array(line.utf8)
    let marks = bytes.indices.filter { bytes[$0...].starts(with: #"||c=""#.utf8) }
    let ending = #"||t=""#
    guard let last = bytes.indices.last(where: { bytes[$0...].starts(with: ending.utf8) }) else {
      return nil
    }
    let type = bytes[last...]
    var starts = [0] + marks.map { $0 + 2 }
    starts.removeAll { $0 >= last }
    let ends = marks + [last]
    for (start, end) in zip(starts, ends) {
      let mention = String(decoding: bytes[start..<end] + type, as: UTF8.self)
      guard N2C2Concept(mention) != nil else { return nil }
    }
    guard bytes.last == UInt8(ascii: "\""), type.count > ending.utf8.count + 1 else { return nil }
    self.type = String(decoding: type.dropFirst(ending.utf8.count).dropLast(), as: UTF8.self)
    mentionCount = starts.count
  }
}

extension N2C2 {
  /// Counts the chains of a file by their type.
  static func count(
    _ source: N2C2Files.Source, into counts: inout [String: ChainCounts],
    diagnostics: inout [Diagnostic]
  ) {
    let (text, invalid) = DecodedText.decode(source.bytes)
    if let invalid {
      diagnostics.append(Diagnostic(file: source.origin, .invalidUTF8(byte: invalid)))
    }
    for (index, line) in text.splitAtLineFeeds().enumerated()
    where !line.unicodeScalars.allSatisfy(\.isPythonSpace) {
      guard let chain = N2C2Chain(line) else {
        diagnostics.append(
          Diagnostic(file: source.origin, line: index + 1, .syntax(expected: N2C2Chain.form)))
        continue
      }
      counts[chain.type, default: ChainCounts()].chains += 1
      counts[chain.type, default: ChainCounts()].mentions += chain.mentionCount
    }
  }
}
