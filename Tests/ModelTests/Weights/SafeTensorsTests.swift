import Model
import Testing

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

  @Test func aForgedHeaderLengthIsRefused() {
    let bytes: [UInt8] = [255, 255, 255, 255, 255, 255, 255, 127, 0x7B, 0x7D]
    #expect(throws: WeightsError.self) { try SafeTensors(decoding: bytes, path: "w") }
  }

  private func framed(_ header: String, _ data: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
  }
}
