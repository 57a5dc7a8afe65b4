import Testing

@testable import Model

@Suite struct SafeTensorsTests {
  private let file = SafeTensors([
    "a.weight": .init(shape: [2, 3], values: [1, -2, 3.5, 0, .infinity, 1e-30]),
    "b": .init(shape: [], values: [7]), "empty": .init(shape: [0, 4], values: []),
  ])

  @Test func whatIsWrittenIsReadBack() throws {
    let read = try SafeTensors(decoding: file.encoded(), path: "w")
    #expect(read.tensors == file.tensors)
  }

  @Test func everyTruncationIsAnErrorAndNeverATrap() {
    let bytes = file.encoded()
    for count in 0..<bytes.count {
      #expect(throws: WeightsError.self) {
        try SafeTensors(decoding: Array(bytes[..<count]), path: "w")
      }
    }
  }

  @Test func halfPrecisionIsWidened() throws {
    let header =
      #"{"h":{"dtype":"F16","shape":[3],"data_offsets":[0,6]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[6,8]}}"#
    let bytes = framed(header, [0x00, 0x3C, 0x00, 0xC1, 0x01, 0x00, 0x80, 0x3F])
    let read = try SafeTensors(decoding: bytes, path: "w")
    #expect(read.tensors["h"]?.values == [1, -2.5, 0x1p-24])
    #expect(read.tensors["b"]?.values == [1])
  }

  @Test(arguments: [
    (
      #"{"x":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}"#,
      "w: tensor x is F8_E4M3; F32, F16, BF16 and F64 can be read"
    ),
    (
      #"{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
      "w: not a safetensors file: expected 3 elements of F32 in tensor x"
    ),
    (
      #"{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}"#,
      "w: not a safetensors file: expected whole sides in the shape of tensor x"
    ),
    (
      #"{"x":{"dtype":"F32","shape":[9223372036854775807,9],"data_offsets":[0,8]}}"#,
      "w: not a safetensors file: expected a size that can be counted for tensor x"
    ),
    (
      #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
      "w: not a safetensors file: expected dtype, shape and data_offsets of tensor x"
    ),
    (
      #"{"x":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,8]}}"#,
      "w: not a safetensors file: expected 4611686018427387904 elements of F32 in tensor x"
    ),
    (#"[]"#, "w: not a safetensors file: expected a JSON object after the header's length"),
  ])
  func aHeaderThatDoesNotFitSaysWhy(_ header: String, _ message: String) {
    let error = #expect(throws: WeightsError.self) {
      try SafeTensors(decoding: framed(header, [UInt8](repeating: 0, count: 8)), path: "w")
    }
    #expect(error?.description == message)
  }

  @Test func wholeNumbersAreLeftOutAndDoublesRounded() throws {
    let header =
      #"{"i":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"d":{"dtype":"F64","shape":[1],"data_offsets":[8,16]}}"#
    let read = try SafeTensors(
      decoding: framed(header, [UInt8](repeating: 1, count: 8) + [0, 0, 0, 0, 0, 0, 0xF8, 0xBF]),
      path: "w")
    #expect(read.tensors.mapValues(\.values) == ["d": [-1.5]])
  }

  @Test func everyHalfFloatIsItsValue() {
    for bits in UInt16.min...UInt16.max {
      let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Float(bits & 0x3FF))
      let sign: Float = bits & 0x8000 == 0 ? 1 : -1
      let value = ElementType.float(half: bits)
      switch exponent {
      case 31 where fraction != 0: #expect(value.isNaN)
      case 31: #expect(value == sign * .infinity)
      case 0: #expect(value.bitPattern == (sign * fraction * 0x1p-24).bitPattern)
      default:
        let scale = Float(sign: .plus, exponent: exponent - 15, significand: 1)
        #expect(value == sign * scale * (1 + fraction / 1024))
      }
    }
  }

  @Test(arguments: [
    ([0, 4], [0, 4]), ([0, 4], [2, 6]), ([4, 8], [0, 4]), ([0, 4], [8, 12]), ([0, 4], [4, 8]),
    ([1, 5], [5, 9]), ([0, 4], [9_223_372_036_854_775_800, 9_223_372_036_854_775_804]),
  ])
  func tensorsLieSideBySide(_ a: [Int], _ b: [Int]) throws {
    let header =
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":\#(a)},"b":{"dtype":"F32","shape":[1],"data_offsets":\#(b)}}"#
    let data = [UInt8](repeating: 0, count: 8)
    let isSound = Set([a, b]) == [[0, 4], [4, 8]]
    #expect((try? SafeTensors(decoding: framed(header, data), path: "w")) != nil || !isSound)
    if !isSound {
      #expect(throws: WeightsError.self) {
        try SafeTensors(decoding: framed(header, data), path: "w")
      }
    }
    #expect(throws: WeightsError.self) {
      try SafeTensors(decoding: framed(header, data + [0]), path: "w")
    }
  }

  /// Flipped bytes of the header end in an error or in other tensors, never in a trap.
  @Test func damageIsNoTrap() {
    let bytes = file.encoded()
    var random = SeededGenerator(seed: 8)
    for _ in 0..<20_000 {
      var damaged = bytes
      for _ in 0...Int(random.nextUniform() * 3) {
        let place = min(Int(random.nextUniform() * Float(bytes.count)), bytes.count - 1)
        damaged[place] = Array("0123456789[]{},:\"F-e".utf8).randomElement(using: &random) ?? 0
      }
      let read = try? SafeTensors(decoding: damaged, path: "w")
      for tensor in read?.tensors.values.map({ $0 }) ?? [] {
        #expect(tensor.shape.reduce(1, *) == tensor.values.count)
      }
    }
  }

  @Test func aForgedHeaderLengthIsRefused() {
    let bytes: [UInt8] = [255, 255, 255, 255, 255, 255, 255, 127, 0x7B, 0x7D]
    #expect(throws: WeightsError.self) { try SafeTensors(decoding: bytes, path: "w") }
  }

  private func framed(_ header: String, _ data: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
  }
}
