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
    let result = bytes.withUnsafeBytes { raw -> Result<MessagePack, MessagePackError> in
      var reader = MessagePackReader(bytes: raw)
      do throws(MessagePackError) {
        let value = try reader.value()
        guard reader.position == raw.count else { throw reader.error("the end") }
        return .success(value)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

private struct MessagePackReader {
  let bytes: UnsafeRawBufferPointer
  var position = 0
  var depth = 0

  func error(_ expected: String) -> MessagePackError {
    MessagePackError(offset: position, expected: expected)
  }

  mutating func value() throws(MessagePackError) -> MessagePack {
    let start = position
    let byte = try integer(UInt8.self)
    switch byte {
    case 0x00...0x7F: return .integer(Int64(byte))
    case 0x80...0x8F: return try map(Int(byte & 0x0F))
    case 0x90...0x9F: return try array(Int(byte & 0x0F))
    case 0xA0...0xBF: return try string(Int(byte & 0x1F))
    case 0xC0: return .null
    case 0xC2: return .bool(false)
    case 0xC3: return .bool(true)
    case 0xC4: return .binary(try take(Int(try integer(UInt8.self))))
    case 0xC5: return .binary(try take(Int(try integer(UInt16.self))))
    case 0xC6: return .binary(try take(Int(try integer(UInt32.self))))
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
    case 0xD9: return try string(Int(try integer(UInt8.self)))
    case 0xDA: return try string(Int(try integer(UInt16.self)))
    case 0xDB: return try string(Int(try integer(UInt32.self)))
    case 0xDC: return try array(Int(try integer(UInt16.self)))
    case 0xDD: return try array(Int(try integer(UInt32.self)))
    case 0xDE: return try map(Int(try integer(UInt16.self)))
    case 0xDF: return try map(Int(try integer(UInt32.self)))
    case 0xE0...0xFF: return .integer(Int64(Int8(bitPattern: byte)))
    case 0xC1: throw MessagePackError(offset: start, expected: "a value, found the unused byte C1")
    default: throw MessagePackError(offset: start, expected: "no extension type")
    }
  }

  private mutating func integer<Value: FixedWidthInteger>(
    _: Value.Type
  ) throws(MessagePackError) -> Value {
    let size = MemoryLayout<Value>.size
    guard bytes.count - position >= size else {
      throw error("\(size) more bytes, found \(bytes.count - position)")
    }
    defer { position += size }
    return Value(bigEndian: bytes.loadUnaligned(fromByteOffset: position, as: Value.self))
  }

  private mutating func take(_ count: Int) throws(MessagePackError) -> [UInt8] {
    guard bytes.count - position >= count else {
      throw error("\(count) more bytes, found \(bytes.count - position)")
    }
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  private mutating func string(_ count: Int) throws(MessagePackError) -> MessagePack {
    guard bytes.count - position >= count else {
      throw error("\(count) more bytes, found \(bytes.count - position)")
    }
    let content = UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    var text = String(decoding: content, as: UTF8.self)
    guard text.withUTF8({ $0.elementsEqual(content) }) else { throw error("text in UTF-8") }
    position += count
    return .string(text)
  }

  private mutating func enter(_ count: Int) throws(MessagePackError) {
    guard bytes.count - position >= count else {
      throw error("at least \(count) more bytes, found \(bytes.count - position)")
    }
    depth += 1
    guard depth <= MessagePack.maximumDepth else {
      throw error("at most \(MessagePack.maximumDepth) levels of nesting")
    }
  }

  private mutating func array(_ count: Int) throws(MessagePackError) -> MessagePack {
    try enter(count)
    defer { depth -= 1 }
    var elements: [MessagePack] = []
    elements.reserveCapacity(min(count, 4096))
    for _ in 0..<count { elements.append(try value()) }
    return .array(elements)
  }

  private mutating func map(_ count: Int) throws(MessagePackError) -> MessagePack {
    try enter(2 * count)
    defer { depth -= 1 }
    var pairs: [MessagePack.Pair] = []
    pairs.reserveCapacity(min(count, 4096))
    for _ in 0..<count { pairs.append(MessagePack.Pair(try value(), try value())) }
    return .map(pairs)
  }
}
