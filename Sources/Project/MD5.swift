/// MD5 (RFC 1321): a fingerprint of files, as `project.lock` has it. No protection against intent.
public struct MD5: Sendable {
  private static let shifts: [UInt32] = [
    7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21,
  ]
  /// ⌊2³²·|sin(i + 1)|⌋ (RFC 1321, 3.4).
  private static let sines: [UInt32] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613,
    0xfd46_9501, 0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193,
    0xa679_438e, 0x49b4_0821, 0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d,
    0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8, 0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed,
    0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a, 0xfffa_3942, 0x8771_f681, 0x6d9d_6122,
    0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70, 0x289b_7ec6, 0xeaa1_27fa,
    0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665, 0xf429_2244,
    0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb,
    0xeb86_d391,
  ]

  private var state: (UInt32, UInt32, UInt32, UInt32) = (
    0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476
  )
  private var pending: [UInt8] = []
  private var count: UInt64 = 0

  /// The hash of nothing.
  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) {
    count &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(64 - pending.count, bytes.count)
      pending += bytes[..<start]
      guard pending.count == 64 else { return }
      let block = pending
      block.withUnsafeBufferPointer { process($0, at: 0) }
      pending.removeAll(keepingCapacity: true)
    }
    bytes.withUnsafeBufferPointer { buffer in
      while start + 64 <= buffer.count {
        process(buffer, at: start)
        start += 64
      }
    }
    pending += bytes[start...]
  }

  private mutating func process(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { words in
      for index in 0..<16 {
        let at = start + index * 4
        words[index] =
          UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at + 2]) << 16
          | UInt32(bytes[at + 3]) << 24
      }
      var (a, b, c, d) = state
      for index in 0..<64 {
        let mixed: UInt32
        let word: Int
        switch index >> 4 {
        case 0: (mixed, word) = (b & c | ~b & d, index)
        case 1: (mixed, word) = (d & b | ~d & c, (5 * index + 1) & 15)
        case 2: (mixed, word) = (b ^ c ^ d, (3 * index + 5) & 15)
        default: (mixed, word) = (c ^ (b | ~d), 7 * index & 15)
        }
        let sum = a &+ mixed &+ Self.sines[index] &+ words[word]
        let shift = Self.shifts[(index >> 4) * 4 + index % 4]
        (a, d, c, b) = (d, c, b, b &+ (sum << shift | sum >> (32 - shift)))
      }
      state = (state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d)
    }
  }

  /// The hash of all bytes added, as 32 hexadecimal digits.
  public var hexDigest: String {
    var last = self
    let bits = count &* 8
    var padding: [UInt8] = [0x80]
    padding += repeatElement(0, count: (119 - Int(count % 64)) % 64)
    padding += (0..<8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
    last.update(padding)
    let words = [last.state.0, last.state.1, last.state.2, last.state.3]
    let digits = Array("0123456789abcdef".unicodeScalars)
    var text = String.UnicodeScalarView()
    for word in words {
      for byte in 0..<4 {
        let value = Int((word >> (byte * 8)) & 0xFF)
        text.append(digits[value >> 4])
        text.append(digits[value & 15])
      }
    }
    return String(text)
  }
}
