/// How the numbers of a file of weights are written, little-endian; all are read as 32-bit floats.
enum ElementType: String, CaseIterable, Sendable {
  /// IEEE 754, rounded to 32 bits; what is too large becomes infinite.
  case double = "F64"
  case single = "F32"
  case half = "F16"
  /// The upper half of a 32-bit float.
  case brain = "BF16"

  /// Bytes of one number.
  var width: Int {
    switch self {
    case .double: 8
    case .single: 4
    case .half, .brain: 2
    }
  }

  /// The number at a place, counted in numbers, not bytes.
  @inline(__always)
  func float(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Float {
    func bits<Bits: FixedWidthInteger>(_: Bits.Type) -> Bits {
      Bits(
        littleEndian: bytes.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self))
    }
    return switch self {
    case .double: Float(Double(bitPattern: bits(UInt64.self)))
    case .single: Float(bitPattern: bits(UInt32.self))
    case .half: Self.float(half: bits(UInt16.self))
    case .brain: Float(bitPattern: UInt32(bits(UInt16.self)) << 16)
    }
  }

  /// All numbers of some bytes.
  func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
    let count = bytes.count / width
    return bytes.withUnsafeBytes { raw in
      [Float](unsafeUninitializedCapacity: count) { values, initialized in
        switch self {
        case .single:
          UnsafeMutableRawBufferPointer(values).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: raw[..<(4 * count)]))
          if 1.bigEndian == 1 {
            for index in 0..<count { values[index] = float(raw, at: index) }
          }
        case .double, .half, .brain:
          for index in 0..<count { values[index] = float(raw, at: index) }
        }
        initialized = count
      }
    }
  }

  /// A 16-bit float of IEEE 754 as a 32-bit one: its exponent moved by a product, which is exact for what is
  /// below the normal numbers too.
  static func float(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let rest = UInt32(bits & 0x7FFF)
    guard rest < 0x7C00 else {
      return Float(bitPattern: sign | 0x7F80_0000 | (rest & 0x3FF) << 13)
    }
    return Float(bitPattern: sign | (Float(bitPattern: rest << 13) * 0x1p112).bitPattern)
  }
}
