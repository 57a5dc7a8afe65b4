private import Crypto

/// Digests of bytes, each the same on every machine and in every run.
public enum Digest {
  /// SHA-256 (FIPS 180-4), 32 bytes.
  public static func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    Array(SHA256.hash(data: Array(bytes)))
  }

  /// HMAC-SHA-256 (RFC 2104) of a message under a key of any length, 32 bytes.
  public static func hmac(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
  }
}

/// MD5 (RFC 1321) of bytes that come in pieces: a fingerprint, as `project.lock` has it. No protection
/// against intent.
public struct MD5 {
  private var hash = Insecure.MD5()

  /// The hash of nothing.
  public init() {}

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// The hash of all bytes added, as 32 hexadecimal digits.
  public var hexDigest: String { Hex.text(hash.finalize()) }
}
