import Files
import Notation

/// Named tensors as a safetensors file has them (huggingface/safetensors, format description): the
/// header's length as 8 bytes, little-endian; a JSON header; the data.
public struct SafeTensors: Sendable {
  /// One tensor, as 32-bit floats, row-major.
  public struct Tensor: Hashable, Sendable {
    /// Its sides; empty for a single number.
    public let shape: [Int]
    /// Its elements; as many as the sides' product.
    public let values: [Float]

    /// A tensor.
    public init(shape: [Int], values: [Float]) {
      precondition(
        shape.reduce(1, *) == values.count, "Tensor: \(values.count) elements for \(shape)")
      self.shape = shape
      self.values = values
    }
  }

  /// The longest header that is read, in bytes.
  static let maximumHeader = 100 << 20

  /// The tensors by name.
  public var tensors: [String: Tensor]

  /// Tensors to write.
  public init(_ tensors: [String: Tensor]) { self.tensors = tensors }

  /// Reads a file.
  ///
  /// - Throws: `FileError` when it cannot be read, `WeightsError` when it is malformed.
  public init(reading path: String) throws {
    try self.init(decoding: InputFile.read(path), path: path)
  }

  /// Decodes the bytes of a file; `path` is for messages.
  public init(decoding bytes: [UInt8], path: String) throws(WeightsError) {
    guard bytes.count >= 8 else { throw .truncated(path: path, expected: 8, found: bytes.count) }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << UInt64(8 * $1) }
    guard length <= UInt64(Self.maximumHeader) else {
      throw .malformed(path: path, expected: "a header of at most \(Self.maximumHeader) bytes")
    }
    let start = 8 + Int(length)
    guard bytes.count >= start else {
      throw .truncated(path: path, expected: start, found: bytes.count)
    }
    guard let header = try? JSONParser.parse(bytes[8..<start]), let entries = header.object else {
      throw .malformed(path: path, expected: "a JSON object after the header's length")
    }
    tensors = [:]
    for entry in entries.members where entry.key != "__metadata__" {
      // Counters and position numbers: nothing that is computed with.
      if let type = entry.value["dtype"]?.string, Self.integerTypes.contains(type) { continue }
      tensors[entry.key] = try Self.tensor(
        entry.key, entry.value, data: bytes[start...], path: path)
    }
  }

  private static let integerTypes: Set = ["I64", "I32", "U8", "BOOL"]

  private static func tensor(
    _ name: String, _ entry: JSONValue, data: ArraySlice<UInt8>, path: String
  ) throws(WeightsError) -> Tensor {
    guard let type = entry["dtype"]?.string,
      let sides = entry["shape"]?.array?.map(\.integer),
      let offsets = entry["data_offsets"]?.array?.map(\.integer), offsets.count == 2,
      let begin = offsets[0], let end = offsets[1], begin >= 0, begin <= end
    else {
      throw .malformed(path: path, expected: "dtype, shape and data_offsets of tensor \(name)")
    }
    var count = 1
    var shape: [Int] = []
    for side in sides {
      guard let side, side >= 0 else {
        throw .malformed(path: path, expected: "whole sides in the shape of tensor \(name)")
      }
      let (product, hasOverflow) = count.multipliedReportingOverflow(by: side)
      guard !hasOverflow else {
        throw .malformed(path: path, expected: "a size that can be counted for tensor \(name)")
      }
      count = product
      shape.append(side)
    }
    guard let width = ["F32": 4, "F16": 2, "BF16": 2][type] else {
      throw .type(path: path, tensor: name, found: type)
    }
    guard end <= data.count else {
      throw .truncated(path: path, expected: data.startIndex + end, found: data.endIndex)
    }
    let (size, hasOverflow) = count.multipliedReportingOverflow(by: width)
    guard !hasOverflow, end - begin == size else {
      throw .malformed(path: path, expected: "\(count) elements of \(type) in tensor \(name)")
    }
    let first = data.startIndex + begin
    return Tensor(
      shape: shape, values: floats(data[first..<first + size], type: type, count: count))
  }

  private static func floats(_ bytes: ArraySlice<UInt8>, type: String, count: Int) -> [Float] {
    bytes.withUnsafeBytes { raw in
      [Float](unsafeUninitializedCapacity: count) { values, initialized in
        for index in 0..<count {
          switch type {
          case "F32":
            let bits = raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
            values[index] = Float(bitPattern: UInt32(littleEndian: bits))
          case "BF16":
            let bits = raw.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
            values[index] = Float(bitPattern: UInt32(UInt16(littleEndian: bits)) << 16)
          default:
            let bits = raw.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
            values[index] = Self.float(half: UInt16(littleEndian: bits))
          }
        }
        initialized = count
      }
    }
  }

  /// A 16-bit float of IEEE 754 as a 32-bit one.
  private static func float(half bits: UInt16) -> Float {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let exponent = Int(bits >> 10 & 0x1F)
    let fraction = Float(bits & 0x3FF)
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default:
      return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }

  /// The bytes of a file: tensors by name, 32-bit floats, the data aligned to 8 bytes.
  public func encoded() -> [UInt8] {
    let names = tensors.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var header = JSONObject()
    var offset = 0
    for name in names {
      guard let tensor = tensors[name] else { continue }
      let end = offset + 4 * tensor.values.count
      header[name] = [
        "dtype": "F32", "shape": .array(tensor.shape.map { .integer($0) }),
        "data_offsets": [.integer(offset), .integer(end)],
      ]
      offset = end
    }
    var text = JSONValue.object(header).encoded()
    while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + text.count + offset)
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: text.count >> (8 * shift))) }
    bytes += text
    for name in names {
      bytes += NumpyArray.bytes(tensors[name]?.values ?? [])
    }
    return bytes
  }
}
