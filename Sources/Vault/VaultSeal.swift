private import Crypto
private import CryptoExtras

/// The vault's cryptography: one file imports the library.
///
/// AES-256-GCM (NIST SP 800-38D) with random nonces seals each part, bound to what surrounds it; scrypt
/// (RFC 7914) makes the key that opens the vault from a passphrase.
enum Seal {
  /// What makes a guess expensive.
  struct Cost: Hashable, Sendable {
    /// log₂ of the rounds; the memory is 128 · blockSize · 2^exponent bytes.
    var exponent: UInt8
    var blockSize: UInt8
    var parallelism: UInt8

    /// 128 MiB and about half a second a guess (OWASP, 2023: N = 2^17, r = 8, p = 1).
    static let standard = Cost(exponent: 17, blockSize: 8, parallelism: 1)

    /// Costs outside of these bounds are a damaged file, not a wish for 16 GiB.
    var isPlausible: Bool {
      (10...22).contains(exponent) && (1...16).contains(blockSize)
        && (1...8).contains(parallelism)
    }
  }

  /// A cipher's refusal: the sealed bytes or what they are bound to are not what was sealed.
  struct Refused: Error {}

  /// Bytes that a sealed text is longer than what it holds: nonce and tag.
  static let overhead = 28

  /// 32 bytes from a passphrase.
  static func key(
    from passphrase: [UInt8], salt: [UInt8], cost: Cost
  ) throws(Refused) -> [UInt8] {
    guard
      let key = try? KDF.Scrypt.deriveKey(
        from: passphrase, salt: salt, outputByteCount: 32, rounds: 1 << Int(cost.exponent),
        blockSize: Int(cost.blockSize), parallelism: Int(cost.parallelism))
    else { throw Refused() }
    return key.withUnsafeBytes { Array($0) }
  }

  /// Nonce, ciphertext and tag of some bytes, bound to a context.
  static func seal(
    _ bytes: [UInt8], key: [UInt8], context: [UInt8]
  ) throws(Refused) -> [UInt8] {
    guard
      let box = try? AES.GCM.seal(bytes, using: SymmetricKey(data: key), authenticating: context)
    else { throw Refused() }
    return Array(box.nonce) + Array(box.ciphertext) + Array(box.tag)
  }

  /// What was sealed.
  static func open(
    _ sealed: ArraySlice<UInt8>, key: [UInt8], context: [UInt8]
  ) throws(Refused) -> [UInt8] {
    guard let box = try? AES.GCM.SealedBox(combined: sealed),
      let bytes = try? AES.GCM.open(box, using: SymmetricKey(data: key), authenticating: context)
    else { throw Refused() }
    return Array(bytes)
  }

  /// Random bytes from the system.
  static func random(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}
