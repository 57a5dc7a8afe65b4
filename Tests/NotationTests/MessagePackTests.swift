import Notation
import Testing

@Suite struct MessagePackTests {
  /// Bytes as the format's document gives them.
  @Test(
    arguments: [
      ([0xC0], .null), ([0xC2], .bool(false)), ([0xC3], .bool(true)), ([0x07], .integer(7)),
      ([0x7F], .integer(127)), ([0xCC, 0x80], .integer(128)), ([0xCD, 1, 0], .integer(256)),
      ([0xCE, 0, 1, 0, 0], .integer(65536)), ([0xCF, 0, 0, 0, 1, 0, 0, 0, 0], .integer(1 << 32)),
      ([0xCF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .unsigned(.max)),
      ([0xFF], .integer(-1)), ([0xE0], .integer(-32)), ([0xD0, 0xDF], .integer(-33)),
      ([0xD1, 0xFF, 0x7F], .integer(-129)), ([0xD2, 0xFF, 0xFF, 0x7F, 0xFF], .integer(-32769)),
      ([0xD3, 0x80, 0, 0, 0, 0, 0, 0, 0], .integer(.min)),
      ([0xCA, 0x3F, 0xC0, 0, 0], .float(1.5)),
      ([0xCB, 0x3F, 0xF8, 0, 0, 0, 0, 0, 0], .double(1.5)),
      ([0xA0], .string("")), ([0xA2, 0xC3, 0xA9], .string("é")),
      ([0xC4, 0x02, 0x00, 0xFF], .binary([0, 255])), ([0x90], .array([])),
      ([0x92, 0x01, 0xC0], .array([.integer(1), .null])), ([0x80], .map([])),
      (
        [0x82, 0xA1, 0x62, 0x01, 0xC4, 0x01, 0x61, 0x02],
        .map([
          .init(.string("b"), .integer(1)), .init(.binary([0x61]), .integer(2)),
        ])
      ),
    ] as [([UInt8], MessagePack)])
  func valuesAreReadAndWrittenAsTheFormatHasThem(bytes: [UInt8], value: MessagePack) throws {
    #expect(try MessagePack.parse(bytes) == value)
    #expect(value.encoded() == bytes)
  }

  @Test(arguments: [0, 1, 15, 16, 31, 32, 255, 256, 65535, 65536])
  func lengthsOfAllSizesComeBack(count: Int) throws {
    let values: [MessagePack] = [
      .string(String(repeating: "x", count: count)), .binary(Array(repeating: 9, count: count)),
      .array(Array(repeating: .null, count: count)),
      .map((0..<count).map { .init(.integer(Int64($0)), .bool(true)) }),
    ]
    for value in values { #expect(try MessagePack.parse(value.encoded()) == value) }
  }

  @Test func longerFormsThanNeededAreTaken() throws {
    #expect(try MessagePack.parse([0xD9, 0x01, 0x61]) == .string("a"))
    #expect(
      try MessagePack.parse([0xDC, 0, 1, 0xD3, 0, 0, 0, 0, 0, 0, 0, 1]) == .array([.integer(1)]))
  }

  @Test(
    arguments: [
      [], [0xC1], [0xA2, 0x61], [0xA1, 0xFF], [0xC4], [0xC4, 5, 1], [0xCF, 1], [0x92, 1],
      [0x81, 1],
      [0x01, 0x02], [0xD4, 1, 2], [0xC7, 1, 1, 1], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
      [0xDF, 0xFF, 0xFF, 0xFF, 0xFF, 0], [0xC6, 0xFF, 0xFF, 0xFF, 0xFF],
      [0xDB, 0x7F, 0xFF, 0xFF, 0xFF],
    ] as [[UInt8]])
  func brokenBytesAreRefused(bytes: [UInt8]) {
    #expect(throws: MessagePackError.self) { try MessagePack.parse(bytes) }
  }

  @Test func everyPrefixOfAValueIsRefused() throws {
    let value: MessagePack = .map([
      .init(.string("key"), .array([.double(1), .binary([1, 2, 3]), .string("text")])),
      .init(.integer(300), .map([])),
    ])
    let bytes = value.encoded()
    for count in 0..<bytes.count {
      #expect(throws: MessagePackError.self) { try MessagePack.parse(bytes[..<count]) }
    }
  }

  @Test func nestingIsLimited() {
    let deep = [UInt8](repeating: 0x91, count: 1_000_000) + [0xC0]
    #expect {
      try MessagePack.parse(deep)
    } throws: {
      "\($0)" == "not MessagePack at byte 257: expected at most 256 levels of nesting"
    }
  }

  @Test func valuesAreFoundByKey() throws {
    let value: MessagePack = .map([
      .init(.string("a"), .integer(1)), .init(.binary(Array("b".utf8)), .double(0.5)),
      .init(.string("a"), .integer(2)),
    ])
    #expect(value["a"]?.integer == 2)
    #expect(value["b"]?.number == 0.5)
    #expect(value["c"] == nil)
  }

  @Test func valuesAreReadPieceByPiece() throws {
    let value: MessagePack = .map([
      .init(.string("é"), .binary([1, 2])), .init(.integer(5), .array([.string("x"), .null])),
    ])
    let bytes = [0, 0] + value.encoded() + [0x07]
    var reader = MessagePackReader(bytes[2...])
    #expect(try reader.arrayCount() == nil)
    #expect(try reader.string() == nil)
    #expect(try reader.mapCount() == 2)
    #expect(try reader.binary() == nil)
    #expect(try reader.string() == "é")
    #expect(try reader.binary() == [1, 2])
    #expect(try reader.value() == .integer(5))
    #expect(try reader.mapCount() == nil)
    #expect(try reader.arrayCount() == 2)
    #expect(try reader.value() == .string("x"))
    #expect(try reader.string() == nil)
    #expect(try reader.value() == .null)
    #expect(throws: MessagePackError.self) { try reader.finish() }
    #expect(try reader.value() == .integer(7))
    try reader.finish()
    #expect(throws: MessagePackError.self) { try reader.binary() }
  }
}
