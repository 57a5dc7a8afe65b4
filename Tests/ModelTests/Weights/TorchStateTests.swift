import Testing

@testable import Model

@Suite struct TorchStateTests {
  static let crc = ZipArchive.crc32(Array("123456789".utf8))

  @Test func checksumIsTheStandards() {
    #expect(Self.crc == 0xCBF4_3926)
  }

  @Test func archivesAreReadBack() {
    let entries = [
      ZipArchive.Entry(name: "archive/data.pkl", bytes: [1, 2, 3]),
      ZipArchive.Entry(name: "archive/data/0", bytes: []),
    ]
    let bytes = ZipArchive.encode(entries)
    #expect(ZipArchive.entries(bytes) == entries)
    for count in 0..<bytes.count {
      #expect(ZipArchive.entries(Array(bytes[..<count])) == nil)
    }
  }

  private func state(_ pickle: [UInt8]) -> Result<TorchState, TorchStateError> {
    let entries = [
      ZipArchive.Entry(name: "archive/data.pkl", bytes: pickle),
      ZipArchive.Entry(name: "archive/data/0", bytes: [UInt8](repeating: 0, count: 16)),
    ]
    do {
      return .success(try TorchState(decoding: ZipArchive.encode(entries)))
    } catch {
      return .failure(error)
    }
  }

  @Test func aCallInAPickleIsRefusedAndNotMade() {
    let pickle =
      Array("cos\nsystem\n(X".utf8) + [4, 0, 0, 0] + Array("true".utf8) + Array("tR.".utf8)
    guard case .failure(let error) = state(pickle) else {
      Issue.record("the pickle was taken")
      return
    }
    #expect(error.expected.contains("no call of os.system"))
  }

  @Test func damagedPicklesAreErrorsAndNeverTraps() {
    var random = SeededGenerator(seed: 9)
    for _ in 0..<4000 {
      let codes: [UInt8] = [
        0x80, 0x28, 0x7D, 0x29, 0x4B, 0x58, 0x74, 0x85, 0x86, 0x87, 0x71, 0x68, 0x63, 0x51, 0x52,
        0x62, 0x73, 0x75, 0x2E, 0x8A, 0x00, 0x01, 0x0A, 0x94,
      ]
      let pickle = (0..<24).map { _ in codes[Int(random.nextUniform() * Float(codes.count))] }
      _ = state(pickle)
    }
  }
}
