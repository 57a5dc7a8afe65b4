/// Checksums of files, against accident and intent: SHA-256 (FIPS 180-4).
public enum Checksum {
  /// The hash of some bytes as 64 digits of base 16.
  public static func sha256(_ bytes: [UInt8]) -> String {
    var state = first
    var padded = Array(bytes.suffix(bytes.count % 64))
    padded.append(0x80)
    while padded.count % 64 != 56 { padded.append(0) }
    withUnsafeBytes(of: (UInt64(bytes.count) * 8).bigEndian) { padded.append(contentsOf: $0) }
    bytes.withUnsafeBytes { raw in
      for start in stride(from: 0, to: raw.count - raw.count % 64, by: 64) {
        absorb(UnsafeRawBufferPointer(rebasing: raw[start..<start + 64]), into: &state)
      }
    }
    padded.withUnsafeBytes { raw in
      for start in stride(from: 0, to: raw.count, by: 64) {
        absorb(UnsafeRawBufferPointer(rebasing: raw[start..<start + 64]), into: &state)
      }
    }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private static func absorb(_ block: UnsafeRawBufferPointer, into state: inout [UInt32]) {
    var words = (0..<16).map {
      UInt32(bigEndian: block.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
    }
    for place in 16..<64 {
      let (a, b) = (words[place - 15], words[place - 2])
      let low = rotated(a, 7) ^ rotated(a, 18) ^ (a >> 3)
      let high = rotated(b, 17) ^ rotated(b, 19) ^ (b >> 10)
      words.append(words[place - 16] &+ low &+ words[place - 7] &+ high)
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for place in 0..<64 {
      let sumE = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
      let choice = (e & f) ^ (~e & g)
      let first = h &+ sumE &+ choice &+ constants[place] &+ words[place]
      let sumA = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
      let majority = (a & b) ^ (a & c) ^ (b & c)
      (h, g, f, e) = (g, f, e, d &+ first)
      (d, c, b, a) = (c, b, a, first &+ sumA &+ majority)
    }
    for (place, word) in [a, b, c, d, e, f, g, h].enumerated() { state[place] &+= word }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  /// The 32 fractional bits of the square roots of the first 8 primes, and of the cube roots of the first
  /// 64.
  private static let first: [UInt32] = fractions(count: 8) { $0.squareRoot() }
  private static let constants: [UInt32] = fractions(count: 64) { value in
    // Newton's method on x³ = value; `Double` holds the bits needed.
    var root = value / 2 + 1
    for _ in 0..<200 { root -= (root * root * root - value) / (3 * root * root) }
    return root
  }

  private static func fractions(count: Int, _ root: (Double) -> Double) -> [UInt32] {
    var primes: [Int] = []
    var number = 2
    while primes.count < count {
      if !primes.contains(where: { number.isMultiple(of: $0) }) { primes.append(number) }
      number += 1
    }
    return primes.map { prime in
      let value = root(Double(prime))
      return UInt32((value - value.rounded(.down)) * 4_294_967_296)
    }
  }
}
