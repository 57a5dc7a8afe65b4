import Files
import Notation
import TestSupport
import Testing

@testable import Model

/// Files that `torch.save` wrote, new and old, against the tensors that were in them.
@Suite struct TorchFileTests {
  static let types = ["single", "half", "brain", "double"]

  static func bytes(_ name: String) throws -> [UInt8] {
    try InputFile.read(Fixture.path("torch/\(name)"))
  }

  private func check(_ bytes: [UInt8], are name: String) throws {
    let expected = try #require(Fixture.json("torch/expected.json")[name]?.object)
    let state = try TorchState(decoding: bytes)
    // Counters and flags are left out.
    #expect(state.tensors.map(\.name) == expected.keys)
    for member in expected.members {
      let tensor = try #require(state[member.key])
      #expect(tensor.shape == (member.value["shape"]?.array ?? []).compactMap(\.integer))
      let values = (member.value["values"]?.array ?? []).compactMap { $0.number.map { Float($0) } }
      #expect(tensor.values.map(\.bitPattern) == values.map(\.bitPattern), "\(member.key)")
    }
  }

  @Test(arguments: types) func everyTypeOfFloatAndEveryViewIsRead(_ type: String) throws {
    try check(Self.bytes("\(type).bin"), are: type)
    try check(Self.bytes("\(type).old.bin"), are: type)
  }

  @Test func parametersAreTensors() throws {
    try check(Self.bytes("parameters.bin"), are: "parameters")
  }

  /// What is cut off anywhere is an error, or, where only the archive's padding went, the same tensors.
  @Test(arguments: ["half.bin", "half.old.bin"]) func truncationsAreErrors(_ name: String) throws {
    let bytes = try Self.bytes(name)
    for count in 0..<bytes.count {
      #expect(throws: TorchStateError.self) { try TorchState(decoding: Array(bytes[..<count])) }
    }
  }

  /// Flipped bits end in an error or in other numbers, never in a trap.
  @Test(arguments: ["single.bin", "single.old.bin", "brain.bin", "brain.old.bin"])
  func damageIsNoTrap(_ name: String) throws {
    let bytes = try Self.bytes(name)
    var random = SeededGenerator(seed: 4)
    for _ in 0..<3000 {
      var damaged = bytes
      for _ in 0...Int(random.nextUniform() * 4) {
        let place = min(Int(random.nextUniform() * Float(bytes.count)), bytes.count - 1)
        damaged[place] = UInt8(truncatingIfNeeded: Int(random.nextUniform() * 256))
      }
      let state = try? TorchState(decoding: damaged)
      for (_, tensor) in state?.tensors ?? [] {
        #expect(tensor.shape.reduce(1, *) == tensor.values.count)
      }
    }
  }
}
