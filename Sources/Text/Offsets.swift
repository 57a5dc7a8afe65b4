/// Text addressed by Unicode-scalar offsets, kept as UTF-8.
///
/// Every offset in the program counts Unicode scalars from 0. This file is the only one that converts
/// between scalars, UTF-8 bytes and UTF-16 units.
public struct ScalarText: Sendable {
  /// The text as a string.
  public let string: String
  /// The text as UTF-8.
  public let utf8: [UInt8]
  /// Number of Unicode scalars.
  public let count: Int
  /// `starts[i]` is the byte at which scalar `i` starts, with one entry more for the end.
  /// Empty when every scalar is one byte.
  private let starts: [UInt32]

  /// Wraps a string.
  public init(_ string: String) {
    self.init(string: string, utf8: Array(string.utf8))
  }

  /// Decodes UTF-8; bytes that are not UTF-8 become U+FFFD, as `String(decoding:as:)` has it.
  public init(decoding bytes: [UInt8]) {
    if let string = String(validating: bytes, as: UTF8.self) {
      self.init(string: string, utf8: bytes)
    } else {
      self.init(String(decoding: bytes, as: UTF8.self))
    }
  }

  private init(string: String, utf8: [UInt8]) {
    self.string = string
    self.utf8 = utf8
    let scalarCount = Self.scalarCount(utf8)
    count = scalarCount
    if scalarCount == utf8.count {
      starts = []
    } else {
      starts = Array(unsafeUninitializedCapacity: scalarCount + 1) { starts, count in
        // By hand: a loop over a sequence takes ten times as long where nothing is optimised.
        utf8.withUnsafeBufferPointer { bytes in
          var index = 0
          while index < bytes.count {
            if bytes[index] & 0xC0 != 0x80 {
              starts[count] = UInt32(index)
              count += 1
            }
            index += 1
          }
          starts[count] = UInt32(bytes.count)
          count += 1
        }
      }
    }
  }

  private static func scalarCount(_ utf8: [UInt8]) -> Int {
    utf8.withUnsafeBufferPointer { bytes in
      var count = 0
      var index = 0
      while index < bytes.count {
        count += bytes[index] & 0xC0 == 0x80 ? 0 : 1
        index += 1
      }
      return count
    }
  }

  /// Whether every scalar is one byte, so that scalar and byte offsets are the same.
  public var isASCII: Bool { starts.isEmpty }

  /// The byte at which a scalar starts; `count` gives the end of the text.
  public func byteOffset(ofScalar offset: Int) -> Int {
    precondition(offset >= 0 && offset <= count, "scalar offset \(offset) outside 0...\(count)")
    return starts.isEmpty ? offset : Int(starts[offset])
  }

  /// The bytes of a half-open range of scalar offsets.
  public func byteRange(_ range: Range<Int>) -> Range<Int> {
    byteOffset(ofScalar: range.lowerBound)..<byteOffset(ofScalar: range.upperBound)
  }

  /// The scalar that holds a byte; the byte count gives `count`.
  public func scalarOffset(ofByte offset: Int) -> Int {
    precondition(offset >= 0 && offset <= utf8.count, "byte \(offset) outside 0...\(utf8.count)")
    if starts.isEmpty { return offset }
    var low = 0
    var high = count
    while low < high {  // the last scalar that starts at or before the byte
      let middle = (low + high + 1) / 2
      if Int(starts[middle]) <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The text of a half-open range of scalar offsets.
  public subscript(_ range: Range<Int>) -> String {
    String(decoding: utf8[byteRange(range)], as: UTF8.self)
  }

  /// One scalar.
  public subscript(_ offset: Int) -> Unicode.Scalar {
    let start = byteOffset(ofScalar: offset)
    let lead = utf8[start]
    if lead < 0x80 { return Unicode.Scalar(lead) }
    return self[offset..<offset + 1].unicodeScalars.first ?? "\u{FFFD}"
  }

  /// All scalars, in order.
  public var scalars: String.UnicodeScalarView { string.unicodeScalars }

  /// The UTF-16 offset of a scalar offset.
  public func utf16Offset(ofScalar offset: Int) -> Int {
    if starts.isEmpty { return offset }
    let end = byteOffset(ofScalar: offset)
    // Four UTF-8 bytes are one scalar and two UTF-16 units.
    return offset + utf8[..<end].reduce(0) { $0 + ($1 >= 0xF0 ? 1 : 0) }
  }

  /// The scalar offset of a UTF-16 offset; nil inside a surrogate pair or past the end.
  public func scalarOffset(ofUTF16 offset: Int) -> Int? {
    guard offset >= 0 else { return nil }
    if starts.isEmpty { return offset <= count ? offset : nil }
    var units = 0
    for scalar in 0..<count {
      if units == offset { return scalar }
      if units > offset { return nil }
      units += utf8[Int(starts[scalar])] >= 0xF0 ? 2 : 1
    }
    return units == offset ? count : nil
  }
}

/// Scalar offsets of one text as UTF-16 offsets and back, for many at once.
public struct UTF16Offsets: Sendable {
  /// The scalars that take two UTF-16 units, ascending.
  private let pairs: [Int]
  private let count: Int

  /// Reads through a text once.
  public init(_ text: ScalarText) {
    count = text.count
    var pairs: [Int] = []
    if !text.isASCII {
      var offset = -1
      for byte in text.utf8 {
        if byte & 0xC0 != 0x80 { offset += 1 }
        if byte >= 0xF0 { pairs.append(offset) }
      }
    }
    self.pairs = pairs
  }

  /// The UTF-16 offset of a scalar offset.
  public func utf16(ofScalar offset: Int) -> Int {
    offset + pairs.partitioningIndex { $0 >= offset }
  }

  /// The scalar offset of a UTF-16 offset; nil inside a surrogate pair or past the end.
  public func scalar(ofUTF16 offset: Int) -> Int? {
    guard offset >= 0 else { return nil }
    // The pair at place `n` starts at UTF-16 offset `pairs[n] + n`.
    let before = pairs.indices.partitioningIndex { pairs[$0] + $0 >= offset }
    let isInside = before > 0 && pairs[before - 1] + before - 1 == offset - 1
    return isInside || offset - before > count ? nil : offset - before
  }
}

extension ScalarText: Hashable {
  /// Two texts are equal when their bytes are: canonically equivalent spellings differ.
  public static func == (left: ScalarText, right: ScalarText) -> Bool { left.utf8 == right.utf8 }

  /// Feeds the bytes.
  public func hash(into hasher: inout Hasher) { hasher.combine(utf8) }
}
