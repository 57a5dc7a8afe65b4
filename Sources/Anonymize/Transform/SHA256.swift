/// SHA-256 (FIPS 180-4), for surrogates, shifts, keyed hashes and the audit's chain: each needs a digest
/// that is the same on every machine and run. The vault's encryption is a library's.
struct SHA256 {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab,
    0x5be0_cd19,
  ]

  /// The digest of some bytes, 32 bytes long.
  static func digest(_ message: [UInt8]) -> [UInt8] {
    var padded = message
    padded.append(0x80)
    while padded.count % 64 != 56 { padded.append(0) }
    let bits = UInt64(message.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      padded.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    var hash = SHA256()
    var schedule = [UInt32](repeating: 0, count: 64)
    for block in stride(from: 0, to: padded.count, by: 64) {
      hash.compress(padded, at: block, &schedule)
    }
    return hash.state.flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
    }
  }

  private mutating func compress(_ bytes: [UInt8], at block: Int, _ schedule: inout [UInt32]) {
    for index in 0..<16 {
      let at = block + index * 4
      schedule[index] =
        UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16 | UInt32(bytes[at + 2]) << 8
        | UInt32(bytes[at + 3])
    }
    for index in 16..<64 {
      let (a, b) = (schedule[index - 15], schedule[index - 2])
      let small0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3
      let small1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10
      schedule[index] = schedule[index - 16] &+ small0 &+ schedule[index - 7] &+ small1
    }
    var v = state
    for index in 0..<64 {
      let big1 = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
      let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
      let first = v[7] &+ big1 &+ choice &+ Self.constants[index] &+ schedule[index]
      let big0 = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)
      let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
      v = [first &+ big0 &+ majority, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
    }
    for index in 0..<8 { state[index] = state[index] &+ v[index] }
  }

  private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  private static let constants: [UInt32] = {
    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    var primes: [Int] = []
    var candidate = 2
    while primes.count < 64 {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map { prime in
      // Integer cube root of prime · 2^96, by bisection on a 40-bit root.
      var low: UInt64 = 0
      var high: UInt64 = 1 << 40
      while high - low > 1 {
        let middle = (low + high) / 2
        if isCube(middle, atMost: UInt64(prime)) { low = middle } else { high = middle }
      }
      return UInt32(truncatingIfNeeded: low)
    }
  }()

  /// Whether root³ ≤ prime · 2^96.
  private static func isCube(_ root: UInt64, atMost prime: UInt64) -> Bool {
    let square = root.multipliedFullWidth(by: root)
    let (low, middle) = (square.low, square.high)
    let first = low.multipliedFullWidth(by: root)
    let second = middle.multipliedFullWidth(by: root)
    let (sum, carry) = first.high.addingReportingOverflow(second.low)
    let top = second.high + (carry ? 1 : 0)
    // The cube is (top, sum, first.low); prime · 2^96 is (0, prime << 32, 0).
    if top > 0 { return false }
    let limit = prime << 32
    return sum < limit || (sum == limit && first.low == 0)
  }
}

/// The secret from which a project's surrogates, shifts and hashes are drawn.
public struct PHIKey: Hashable, Sendable {
  /// The secret itself: for a vault, never for a log.
  public let bytes: [UInt8]

  /// A key of these bytes; 32 random ones in earnest use.
  public init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// A key from a seed, for reproducible output where no secret is needed.
  public init(seed: UInt64) {
    bytes = (0..<8).map { UInt8(truncatingIfNeeded: seed >> UInt64($0 * 8)) }
  }

  /// HMAC-SHA-256 (RFC 2104) of some parts, which are kept apart so that no two lists of parts collide.
  func digest(_ parts: String...) -> [UInt8] {
    var message: [UInt8] = []
    for part in parts {
      let count = part.utf8.count
      message += [UInt8(count >> 16 & 255), UInt8(count >> 8 & 255), UInt8(count & 255)]
      message += Array(part.utf8)
    }
    var padded = bytes.count > 64 ? SHA256.digest(bytes) : bytes
    padded += Array(repeating: 0, count: 64 - padded.count)
    let inner = SHA256.digest(padded.map { $0 ^ 0x36 } + message)
    return SHA256.digest(padded.map { $0 ^ 0x5c } + inner)
  }

  /// A stream of numbers drawn for a purpose.
  func draws(_ purpose: String, _ patient: String, _ value: String) -> Draws {
    Draws(digest(purpose, patient, value))
  }
}

/// Numbers drawn from a digest; the digest is hashed on when it is used up.
struct Draws {
  private var bytes: [UInt8]
  private var position = 0

  init(_ digest: [UInt8]) { bytes = digest }

  private mutating func byte() -> UInt8 {
    if position == bytes.count {
      bytes = SHA256.digest(bytes)
      position = 0
    }
    position += 1
    return bytes[position - 1]
  }

  /// A number below a bound.
  mutating func below(_ bound: Int) -> Int {
    var value: UInt64 = 0
    for _ in 0..<6 { value = value << 8 | UInt64(byte()) }
    return Int(value % UInt64(max(1, bound)))
  }
}
