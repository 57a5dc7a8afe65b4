/// The chunks that have a tokenization of their own: `don't`, `Dr.`, `:-)`.
struct TokenizerExceptions: Sendable {
  /// Those of spaCy's English pipelines, decoded on first use.
  static let english = TokenizerExceptions(EnglishTables.exceptions)

  /// One token of an exception.
  struct Piece: Sendable {
    /// In bytes.
    let length: Int
    /// The normal form that it is given; nil where the general rule holds.
    let norm: String?
  }

  /// The chunks, each with the number of its exception.
  let chunks: ByteTable
  /// Where the pieces of each exception start, and the end of the last.
  private var starts: [Int32] = [0]
  private(set) var pieces: [Piece] = []

  private init(_ table: StaticString) {
    var chunks: [[UInt8]] = []
    for line in table.parts(separatedBy: "\n") {
      let orths = Self.read(line, into: &pieces)
      chunks.append(orths)
      starts.append(Int32(pieces.count))
    }
    self.chunks = ByteTable(chunks)
  }

  /// How many there are.
  var count: Int { starts.count - 1 }

  /// The places of an exception's tokens in `pieces`.
  func pieces(of exception: Int) -> Range<Int> {
    Int(starts[exception])..<Int(starts[exception + 1])
  }

  /// Adds the tokens of one line of the table, and returns the chunk that they make up.
  private static func read(_ line: [UInt8], into pieces: inout [Piece]) -> [UInt8] {
    var chunk: [UInt8] = []
    for word in line.split(separator: UInt8(ascii: " ")) {
      let word = unescape(word)
      let arrow = word.indices.dropLast(2).first { word[$0...].starts(with: "→".utf8) }
      let orth = word[..<(arrow ?? word.endIndex)]
      let norm = arrow.map { String(decoding: word[($0 + 3)...], as: UTF8.self) }
      chunk.append(contentsOf: orth)
      pieces.append(Piece(length: orth.count, norm: norm))
    }
    return chunk
  }

  /// Puts the spaces back for which the table has visible signs.
  private static func unescape(_ word: ArraySlice<UInt8>) -> [UInt8] {
    guard word.contains(0xE2) else { return Array(word) }
    var scalars = String.UnicodeScalarView()
    for scalar in String(decoding: word, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\u{2423}": scalars.append(" ")
      case "\u{237D}": scalars.append("\u{A0}")
      default: scalars.append(scalar)
      }
    }
    return Array(String(scalars).utf8)
  }
}
