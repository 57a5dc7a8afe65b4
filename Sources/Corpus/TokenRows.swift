/// The numbers of a document's tokens, as a `.spacy` file has them: a row a token, a column an
/// attribute, each 8 bytes, the low one first.
///
/// Rows that come from a file lie in the file's unpacked bytes: nothing is copied until one is changed.
public struct TokenRows: Hashable, Sendable {
  /// How many numbers a row has.
  public let width: Int
  /// All rows' bytes.
  public private(set) var bytes: ArraySlice<UInt8>

  /// Rows that lie in bytes of `8 * width` a row.
  public init(width: Int, bytes: ArraySlice<UInt8> = []) {
    precondition(
      bytes.count % max(8 * width, 1) == 0, "\(bytes.count) bytes in rows of \(width) numbers")
    self.width = width
    self.bytes = bytes
  }

  /// Rows of zeros.
  public init(width: Int, count: Int) {
    self.init(width: width, bytes: ArraySlice(repeating: 0, count: 8 * width * count))
  }

  /// How many rows there are.
  public var count: Int { width == 0 ? 0 : bytes.count / (8 * width) }

  /// One number of a token.
  public subscript(token: Int, column: Int) -> UInt64 {
    get {
      let offset = place(token, column)
      return bytes.withUnsafeBytes {
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      }
    }
    set {
      let offset = place(token, column)
      bytes.withUnsafeMutableBytes {
        $0.storeBytes(of: newValue.littleEndian, toByteOffset: offset, as: UInt64.self)
      }
    }
  }

  /// All numbers, row by row.
  public var numbers: [UInt64] {
    (0..<count).flatMap { token in (0..<width).map { self[token, $0] } }
  }

  private func place(_ token: Int, _ column: Int) -> Int {
    precondition(0..<width ~= column, "column \(column) of \(width)")
    return 8 * (token * width + column)
  }
}
