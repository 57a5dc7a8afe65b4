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
  private(set) var chunks = ByteTable(capacity: 1400)
  /// Where the pieces of each exception start, and the end of the last.
  private var starts: [Int32] = [0]
  private(set) var pieces: [Piece] = []

  private init(_ table: StaticString) {
    pieces.reserveCapacity(2400)
    let table = table.withUTF8Buffer(Array.init)
    var chunk: [UInt8] = []
    var index = 0
    while index < table.count {
      index = readWord(table, from: index, into: &chunk)
      if index == table.count || table[index] == UInt8(ascii: "\n") {
        chunks.insert(chunk, 0..<chunk.count)
        starts.append(Int32(pieces.count))
        chunk.removeAll(keepingCapacity: true)
      }
      index += 1
    }
  }

  /// How many there are.
  var count: Int { starts.count - 1 }

  /// The places of an exception's tokens in `pieces`.
  func pieces(of exception: Int) -> Range<Int> {
    Int(starts[exception])..<Int(starts[exception + 1])
  }

  /// Reads `token` or `token→norm` up to a space or a line end, whose index it returns, and adds the token
  /// to its chunk.
  private mutating func readWord(
    _ table: [UInt8], from start: Int, into chunk: inout [UInt8]
  ) -> Int {
    var index = start
    let length = chunk.count
    var norm: [UInt8]?
    while index < table.count, table[index] != UInt8(ascii: " "), table[index] != UInt8(ascii: "\n")
    {
      let scalar = EncodedScalar(table, at: index)
      var bytes = table[index..<index + scalar.width]
      switch scalar.value {
      case "→":
        norm = []
        bytes = []
      case "\u{2423}": bytes = [0x20]
      case "\u{237D}": bytes = [0xC2, 0xA0]
      default: break
      }
      if norm == nil { chunk.append(contentsOf: bytes) } else { norm?.append(contentsOf: bytes) }
      index += scalar.width
    }
    let string = norm.map { String(decoding: $0, as: UTF8.self) }
    pieces.append(Piece(length: chunk.count - length, norm: string))
    return index
  }
}
