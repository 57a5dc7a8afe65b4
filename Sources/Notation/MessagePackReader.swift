extension MessagePack {
  /// How deep arrays and maps may nest.
  public static let maximumDepth = 256

  /// The one value that the bytes hold.
  ///
  /// A length that the bytes cannot hold is an error before anything is allocated for it.
  ///
  /// - Throws: `MessagePackError` where the bytes end early, go on after the value, nest deeper than
  ///   `maximumDepth`, hold text that is not UTF-8, an extension type or the unused byte `0xC1`.
  public static func parse(_ bytes: [UInt8]) throws(MessagePackError) -> MessagePack {
    try parse(bytes[...])
  }

  /// The one value that a part of an array holds; offsets in errors count from the part's start.
  ///
  /// - Throws: as `parse` of an array does.
  public static func parse(_ bytes: ArraySlice<UInt8>) throws(MessagePackError) -> MessagePack {
    var reader = MessagePackReader(bytes)
    let value = try reader.value()
    try reader.finish()
    return value
  }
}

/// Reads MessagePack piece by piece: for a file whose bytes are better used where they lie than as a
/// tree of values.
public struct MessagePackReader: Sendable {
  private let bytes: ArraySlice<UInt8>
  private var position: Int
  private var depth = 0

  /// A reader at the start of the bytes; offsets in errors count from there.
  public init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// The next value, whatever it is.
  ///
  /// - Throws: `MessagePackError` as `MessagePack.parse` does.
  public mutating func value() throws(MessagePackError) -> MessagePack {
    if let text = try string() { return .string(text) }
    if let content = try binary() { return .binary(Array(content)) }
    if let count = try arrayCount() { return try array(count) }
    if let count = try mapCount() { return try map(count) }
    return try scalar()
  }

  /// The next value when it is a `str`; nil, and nothing is read, when it is another.
  ///
  /// - Throws: `MessagePackError` where the bytes end early or are not UTF-8.
  public mutating func string() throws(MessagePackError) -> String? {
    guard let count = try length(short: 0xA0..<0xC0, codes: (0xD9, 0xDA, 0xDB)) else { return nil }
    let content = try take(count)
    guard let text = String(validating: content, as: UTF8.self) else {
      position -= count
      throw error("text in UTF-8")
    }
    return text
  }

  /// The content of the next value when it is a `bin`; nil, and nothing is read, when it is another.
  ///
  /// - Throws: `MessagePackError` where the bytes end early.
  public mutating func binary() throws(MessagePackError) -> ArraySlice<UInt8>? {
    guard let count = try length(codes: (0xC4, 0xC5, 0xC6)) else { return nil }
    return try take(count)
  }

  /// How many values of an array follow when one comes next; nil, and nothing is read, when not.
  ///
  /// - Throws: `MessagePackError` where the bytes cannot hold as many.
  public mutating func arrayCount() throws(MessagePackError) -> Int? {
    guard let count = try length(short: 0x90..<0xA0, codes: (nil, 0xDC, 0xDD)) else { return nil }
    return try checked(count, values: count)
  }

  /// How many pairs of a map follow when one comes next; nil, and nothing is read, when not.
  ///
  /// - Throws: `MessagePackError` where the bytes cannot hold as many.
  public mutating func mapCount() throws(MessagePackError) -> Int? {
    guard let count = try length(short: 0x80..<0x90, codes: (nil, 0xDE, 0xDF)) else { return nil }
    return try checked(count, values: 2 * count)
  }

  /// Takes the end.
  ///
  /// - Throws: `MessagePackError` where the bytes go on.
  public func finish() throws(MessagePackError) {
    guard position == bytes.endIndex else { throw error("the end") }
  }

  private func error(_ expected: String) -> MessagePackError {
    MessagePackError(offset: position - bytes.startIndex, expected: expected)
  }

  /// The length of a value that one of these bytes starts: lengths in the byte itself, and the codes of
  /// lengths in one, two and four bytes.
  private mutating func length(
    short: Range<UInt8> = 0..<0, codes: (UInt8?, UInt8, UInt8)
  ) throws(MessagePackError) -> Int? {
    guard position < bytes.endIndex else { throw error("1 more byte, found 0") }
    let byte = bytes[position]
    if short.contains(byte) {
      position += 1
      return Int(byte - short.lowerBound)
    }
    guard byte == codes.0 || byte == codes.1 || byte == codes.2 else { return nil }
    position += 1
    if byte == codes.0 { return Int(try integer(UInt8.self)) }
    return byte == codes.1 ? Int(try integer(UInt16.self)) : Int(try integer(UInt32.self))
  }

  private func checked(_ count: Int, values: Int) throws(MessagePackError) -> Int {
    guard bytes.endIndex - position >= values else {
      throw error("at least \(values) more bytes, found \(bytes.endIndex - position)")
    }
    return count
  }

  private mutating func take(_ count: Int) throws(MessagePackError) -> ArraySlice<UInt8> {
    guard bytes.endIndex - position >= count else {
      throw error("\(count) more bytes, found \(bytes.endIndex - position)")
    }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private mutating func integer<Value: FixedWidthInteger>(
    _: Value.Type
  ) throws(MessagePackError) -> Value {
    let content = try take(MemoryLayout<Value>.size)
    return content.withUnsafeBytes { Value(bigEndian: $0.loadUnaligned(as: Value.self)) }
  }

  private mutating func scalar() throws(MessagePackError) -> MessagePack {
    let start = position - bytes.startIndex
    let byte = try integer(UInt8.self)
    switch byte {
    case 0x00...0x7F: return .integer(Int64(byte))
    case 0xC0: return .null
    case 0xC2: return .bool(false)
    case 0xC3: return .bool(true)
    case 0xCA: return .float(Float(bitPattern: try integer(UInt32.self)))
    case 0xCB: return .double(Double(bitPattern: try integer(UInt64.self)))
    case 0xCC: return .integer(Int64(try integer(UInt8.self)))
    case 0xCD: return .integer(Int64(try integer(UInt16.self)))
    case 0xCE: return .integer(Int64(try integer(UInt32.self)))
    case 0xCF:
      let value = try integer(UInt64.self)
      return value > UInt64(Int64.max) ? .unsigned(value) : .integer(Int64(value))
    case 0xD0: return .integer(Int64(Int8(bitPattern: try integer(UInt8.self))))
    case 0xD1: return .integer(Int64(Int16(bitPattern: try integer(UInt16.self))))
    case 0xD2: return .integer(Int64(Int32(bitPattern: try integer(UInt32.self))))
    case 0xD3: return .integer(Int64(bitPattern: try integer(UInt64.self)))
    case 0xE0...0xFF: return .integer(Int64(Int8(bitPattern: byte)))
    case 0xC1: throw MessagePackError(offset: start, expected: "a value, found the unused byte C1")
    default: throw MessagePackError(offset: start, expected: "no extension type")
    }
  }

  private mutating func enter() throws(MessagePackError) {
    depth += 1
    guard depth <= MessagePack.maximumDepth else {
      throw error("at most \(MessagePack.maximumDepth) levels of nesting")
    }
  }

  private mutating func array(_ count: Int) throws(MessagePackError) -> MessagePack {
    try enter()
    defer { depth -= 1 }
    var elements: [MessagePack] = []
    elements.reserveCapacity(min(count, 4096))
    for _ in 0..<count { elements.append(try value()) }
    return .array(elements)
  }

  private mutating func map(_ count: Int) throws(MessagePackError) -> MessagePack {
    try enter()
    defer { depth -= 1 }
    var pairs: [MessagePack.Pair] = []
    pairs.reserveCapacity(min(count, 4096))
    for _ in 0..<count { pairs.append(MessagePack.Pair(try value(), try value())) }
    return .map(pairs)
  }
}
