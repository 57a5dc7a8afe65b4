import Digests
import Testing

struct DigestTests {
  /// FIPS 180-2, appendix B, as NIST's CAVP has them, and longer ones.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1000),
      "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]) func sha256IsTheStandards(_ text: String, _ expected: String) {
    #expect(Hex.text(Digest.sha256(text.utf8)) == expected)
  }

  /// RFC 4231, test cases 2 and 6: a short key, and one longer than a block.
  @Test func keyedDigestsAreTheStandards() {
    #expect(
      Hex.text(Digest.hmac(Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8)))
        == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(
      Hex.text(
        Digest.hmac(
          Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
          key: [UInt8](repeating: 0xAA, count: 131)))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test func hexadecimalTextGoesBothWays() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Hex.bytes(Hex.text(bytes)) == bytes)
    #expect(Hex.bytes("0") == nil)
    #expect(Hex.bytes("0g") == nil)
    #expect(Hex.bytes("é0") == nil)
  }

  @Test func hashTakesBytesInAnyPieces() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    var whole = MD5()
    whole.update(bytes)
    for width in [1, 3, 63, 64, 65, 200] {
      var pieces = MD5()
      for start in stride(from: 0, to: bytes.count, by: width) {
        pieces.update(Array(bytes[start..<min(start + width, bytes.count)]))
      }
      #expect(pieces.hexDigest == whole.hexDigest)
    }
    #expect(MD5().hexDigest == "d41d8cd98f00b204e9800998ecf8427e")
  }
}
