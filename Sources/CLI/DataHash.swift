import Files

/// A fingerprint of a file, to tell which data a model was trained on: FNV-1a over the bytes, 64 bits.
/// It guards against mistakes, not against intent.
struct DataHash: Equatable {
  private let value: UInt64

  init(_ bytes: [UInt8]) {
    value = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }

  /// - Throws: `FileError` when the file cannot be read.
  init(file: String) throws(FileError) { self.init(try InputFile.read(file)) }

  /// Sixteen hexadecimal digits.
  var hex: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
