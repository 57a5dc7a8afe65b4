import Digests

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
    return Digest.hmac(message, key: bytes)
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
      bytes = Digest.sha256(bytes)
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
