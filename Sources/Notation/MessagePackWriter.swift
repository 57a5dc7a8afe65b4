extension MessagePack {
  /// The value in MessagePack, each number and length in the fewest bytes.
  public func encoded() -> [UInt8] {
    var writer = MessagePackWriter()
    writer.write(self)
    return writer.bytes
  }
}

private struct MessagePackWriter {
  var bytes: [UInt8] = []

  mutating func write(_ value: MessagePack) {
    switch value {
    case .null: bytes.append(0xC0)
    case .bool(let value): bytes.append(value ? 0xC3 : 0xC2)
    case .integer(let value): write(value)
    case .unsigned(let value): append(0xCF, value)
    case .float(let value): append(0xCA, value.bitPattern)
    case .double(let value): append(0xCB, value.bitPattern)
    case .string(let text):
      let count = text.utf8.count
      if count < 32 {
        bytes.append(0xA0 | UInt8(count))
      } else {
        length(count, codes: (0xD9, 0xDA, 0xDB))
      }
      bytes.append(contentsOf: text.utf8)
    case .binary(let content):
      length(content.count, codes: (0xC4, 0xC5, 0xC6))
      bytes.append(contentsOf: content)
    case .array(let elements):
      if elements.count < 16 {
        bytes.append(0x90 | UInt8(elements.count))
      } else {
        length(elements.count, codes: (nil, 0xDC, 0xDD))
      }
      for element in elements { write(element) }
    case .map(let pairs):
      if pairs.count < 16 {
        bytes.append(0x80 | UInt8(pairs.count))
      } else {
        length(pairs.count, codes: (nil, 0xDE, 0xDF))
      }
      for pair in pairs {
        write(pair.key)
        write(pair.value)
      }
    }
  }

  private mutating func write(_ value: Int64) {
    switch value {
    case 0..<0x80: bytes.append(UInt8(value))
    case 0x80..<0x100: append(0xCC, UInt8(value))
    case 0x100..<0x1_0000: append(0xCD, UInt16(value))
    case 0x1_0000..<0x1_0000_0000: append(0xCE, UInt32(value))
    case 0...: append(0xCF, UInt64(value))
    case -0x20..<0: bytes.append(UInt8(bitPattern: Int8(value)))
    case -0x80 ..< -0x20: append(0xD0, UInt8(bitPattern: Int8(value)))
    case -0x8000 ..< -0x80: append(0xD1, UInt16(bitPattern: Int16(value)))
    case -0x8000_0000 ..< -0x8000: append(0xD2, UInt32(bitPattern: Int32(value)))
    default: append(0xD3, UInt64(bitPattern: value))
    }
  }

  /// A length in the first of the codes for one, two and four bytes that holds it.
  private mutating func length(_ count: Int, codes: (UInt8?, UInt8, UInt8)) {
    precondition(
      count <= UInt32.max, "MessagePack: \(count) elements or bytes, more than \(UInt32.max)")
    if let code = codes.0, count < 0x100 {
      append(code, UInt8(count))
    } else if count < 0x1_0000 {
      append(codes.1, UInt16(count))
    } else {
      append(codes.2, UInt32(count))
    }
  }

  private mutating func append(_ code: UInt8, _ value: some FixedWidthInteger) {
    bytes.append(code)
    withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
