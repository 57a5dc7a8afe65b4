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
    var places: [Range<Int>] = []
    for entry in entries.members where entry.key != "__metadata__" {
      let place = try TensorPlace(entry.key, entry.value, path: path)
      places.append(place.range)
      guard place.range.upperBound <= bytes.count - start else {
        throw .truncated(
          path: path, expected: Self.sum(start, place.range.upperBound), found: bytes.count)
      }
      guard let type = place.type else { continue }
      let range = start + place.range.lowerBound..<start + place.range.upperBound
      tensors[entry.key] = Tensor(shape: place.shape, values: type.floats(bytes[range]))
    }
    try Self.check(places, count: bytes.count - start, path: path)
  }

  /// Checks that tensors lie side by side and fill the data, as the format demands: two that share bytes are
  /// the work of somebody who wants little to look like much.
  private static func check(
    _ places: [Range<Int>], count: Int, path: String
  ) throws(WeightsError) {
    var end = 0
    for place in places.sorted(by: {
      ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
    }) {
      guard place.lowerBound == end else {
        throw .malformed(
          path: path, expected: "each tensor where the one before ends, at byte \(end) of the data")
      }
      end = place.upperBound
    }
    guard end == count else {
      throw .malformed(path: path, expected: "\(end) bytes of data, found \(count)")
    }
  }

  /// A sum that stays at the largest number.
  private static func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, hasOverflow) = a.addingReportingOverflow(b)
    return hasOverflow ? .max : sum
  }

  /// What a header says of one tensor.
  private struct TensorPlace {
    /// How its numbers are written; nil for counters and position numbers: nothing that is computed with.
    let type: ElementType?
    let shape: [Int]
    /// Half-open, in bytes of the data.
    let range: Range<Int>

    private static let integers = [
      "I64": 8, "U64": 8, "I32": 4, "U32": 4, "I16": 2, "U16": 2, "I8": 1, "U8": 1, "BOOL": 1,
    ]

    init(_ name: String, _ entry: JSONValue, path: String) throws(WeightsError) {
      func malformed(_ expected: String) -> WeightsError {
        .malformed(path: path, expected: "\(expected) tensor \(name)")
      }
      guard let type = entry["dtype"]?.string, let sides = entry["shape"]?.array?.map(\.integer),
        let offsets = entry["data_offsets"]?.array?.map(\.integer), offsets.count == 2,
        let begin = offsets[0], let end = offsets[1], begin >= 0, begin <= end
      else { throw malformed("dtype, shape and data_offsets of") }
      var count = 1
      var shape: [Int] = []
      for side in sides {
        guard let side, side >= 0 else { throw malformed("whole sides in the shape of") }
        let (product, hasOverflow) = count.multipliedReportingOverflow(by: side)
        guard !hasOverflow else { throw malformed("a size that can be counted for") }
        count = product
        shape.append(side)
      }
      self.type = ElementType(rawValue: type)
      guard let width = self.type?.width ?? Self.integers[type] else {
        throw .type(path: path, tensor: name, found: type)
      }
      let (size, hasOverflow) = count.multipliedReportingOverflow(by: width)
      guard !hasOverflow, end - begin == size else {
        throw malformed("\(count) elements of \(type) in")
      }
      self.shape = shape
      range = begin..<end
    }
  }

  /// The bytes of a file: tensors by name, 32-bit floats, the data aligned to 8 bytes.
  ///
  /// - Parameter format: What the file says it was written for: transformers read none that does not say "pt".
  public func encoded(format: String? = nil) -> [UInt8] {
    let names = tensors.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var header = JSONObject()
    if let format { header["__metadata__"] = ["format": .string(format)] }
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
