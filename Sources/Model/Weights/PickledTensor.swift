/// The numbers that tensors are views of.
struct PickledStorage: Hashable {
  /// What it is called in its file.
  let key: String
  /// How its numbers are written; nil for counters and position numbers: nothing that is computed with.
  let type: ElementType?
  /// Bytes of one number.
  let width: Int

  private static let types: [String: (type: ElementType?, width: Int)] = [
    "torch.DoubleStorage": (.double, 8), "torch.FloatStorage": (.single, 4),
    "torch.HalfStorage": (.half, 2), "torch.BFloat16Storage": (.brain, 2),
    "torch.LongStorage": (nil, 8), "torch.IntStorage": (nil, 4), "torch.ShortStorage": (nil, 2),
    "torch.CharStorage": (nil, 1), "torch.ByteStorage": (nil, 1), "torch.BoolStorage": (nil, 1),
  ]

  /// What a persistent id names: ('storage', type, key, place, count), and in old files a sixth, which is
  /// nothing unless the storage is part of another.
  init(
    _ id: PickleMachine.Value, _ refuse: (String) -> TorchStateError
  ) throws(TorchStateError) {
    guard case .tuple(let parts, _) = id, 5...6 ~= parts.count, case .text("storage") = parts[0],
      case .name(let name) = parts[1], case .text(let key) = parts[2],
      let (type, width) = Self.types[name]
    else { throw refuse("a storage of floats of 16, 32 or 64 bits") }
    if parts.count == 6 {
      guard case .null = parts[5] else { throw refuse("a storage that is no part of another") }
    }
    self.key = key
    self.type = type
    self.width = width
  }
}

/// A view of a storage.
struct PickledTensor: Hashable {
  let storage: PickledStorage
  /// The first element's place in the storage.
  let offset: Int
  let shape: [Int]
  /// Places from one element to the next along each side.
  let strides: [Int]

  /// How many elements it has.
  ///
  /// - Throws: `TorchStateError` where that cannot be counted.
  func count(_ name: String) throws(TorchStateError) -> Int {
    var count = 1
    for side in shape {
      guard side >= 0, case let (product, false) = count.multipliedReportingOverflow(by: side)
      else { throw TorchStateError(expected: "whole sides of \(name)") }
      count = product
    }
    return count
  }

  /// The tensor, row-major.
  ///
  /// - Throws: `TorchStateError` where the storage does not hold all of it.
  func read(_ bytes: ArraySlice<UInt8>, name: String) throws(TorchStateError) -> SafeTensors.Tensor
  {
    let count = try count(name)
    guard let type = storage.type, shape.count == strides.count else {
      throw TorchStateError(expected: "a stride for each side of \(name)")
    }
    if count == 0 { return SafeTensors.Tensor(shape: shape, values: []) }
    let held = bytes.count / type.width
    guard reaches(within: held) else {
      throw TorchStateError(expected: "\(count) numbers for \(name)")
    }
    if isContiguous {
      let first = bytes.startIndex + offset * type.width
      return SafeTensors.Tensor(
        shape: shape, values: type.floats(bytes[first..<first + count * type.width]))
    }
    return SafeTensors.Tensor(shape: shape, values: gathered(bytes, type, count))
  }

  /// Whether all its elements are among the first so many of the storage.
  private func reaches(within held: Int) -> Bool {
    guard offset >= 0, offset < held else { return false }
    var last = offset
    for (side, stride) in zip(shape, strides) {
      let (reach, hasOverflow) = (side - 1).multipliedReportingOverflow(by: stride)
      guard stride >= 0, !hasOverflow, reach < held - last else { return false }
      last += reach
    }
    return true
  }

  /// Whether its elements lie one after the other.
  private var isContiguous: Bool {
    var step = 1
    for (side, stride) in zip(shape, strides).reversed() where side > 1 {
      guard stride == step else { return false }
      step *= side
    }
    return true
  }

  /// The elements of a view that is transposed or cut out of a larger one.
  private func gathered(_ bytes: ArraySlice<UInt8>, _ type: ElementType, _ count: Int) -> [Float] {
    bytes.withUnsafeBytes { raw in
      var values: [Float] = []
      values.reserveCapacity(count)
      var indexes = [Int](repeating: 0, count: shape.count)
      var place = offset
      for _ in 0..<count {
        values.append(type.float(raw, at: place))
        var axis = shape.count - 1
        while axis >= 0 {
          indexes[axis] += 1
          place += strides[axis]
          if indexes[axis] < shape[axis] { break }
          place -= shape[axis] * strides[axis]
          indexes[axis] = 0
          axis -= 1
        }
      }
      return values
    }
  }
}
