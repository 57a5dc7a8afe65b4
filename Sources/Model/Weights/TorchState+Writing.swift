extension TorchState {
  /// The state as `torch.save` writes it: a ZIP archive of a pickle of protocol 2 and of raw numbers.
  func encoded() -> [UInt8] {
    var pickle = PickleWriter()
    pickle.open()
    for (place, entry) in tensors.enumerated() {
      pickle.add(entry.name, entry.tensor, storage: "\(place)")
    }
    var entries = [
      ZipArchive.Entry(name: "archive/data.pkl", bytes: pickle.close()),
      ZipArchive.Entry(name: "archive/byteorder", bytes: Array("little".utf8)),
    ]
    entries += tensors.enumerated().map {
      ZipArchive.Entry(name: "archive/data/\($0)", bytes: NumpyArray.bytes($1.tensor.values))
    }
    entries.append(ZipArchive.Entry(name: "archive/version", bytes: Array("3\n".utf8)))
    return ZipArchive.encode(entries)
  }
}

/// Writes an ordered dictionary of tensors as a pickle.
private struct PickleWriter {
  private var bytes: [UInt8] = [0x80, 2]

  /// An empty `OrderedDict`, and the mark of the pairs that follow.
  mutating func open() {
    name("collections", "OrderedDict")
    bytes += [0x29, 0x52, 0x28]
  }

  mutating func close() -> [UInt8] { bytes + [0x75, 0x2E] }

  mutating func add(_ key: String, _ tensor: SafeTensors.Tensor, storage: String) {
    text(key)
    name("torch._utils", "_rebuild_tensor_v2")
    bytes += [0x28, 0x28]
    text("storage")
    name("torch", "FloatStorage")
    text(storage)
    text("cpu")
    integer(tensor.values.count)
    bytes += [0x74, 0x51]
    integer(0)
    tuple(tensor.shape)
    tuple(Self.strides(of: tensor.shape))
    bytes.append(0x89)
    name("collections", "OrderedDict")
    bytes += [0x29, 0x52, 0x74, 0x52]
  }

  private static func strides(of shape: [Int]) -> [Int] {
    var step = 1
    var strides: [Int] = []
    for side in shape.reversed() {
      strides.append(step)
      step *= side
    }
    return strides.reversed()
  }

  private mutating func name(_ module: String, _ name: String) {
    bytes += [0x63] + Array("\(module)\n\(name)\n".utf8)
  }

  private mutating func text(_ text: String) {
    bytes.append(0x58)
    number(UInt32(text.utf8.count))
    bytes += Array(text.utf8)
  }

  private mutating func integer(_ value: Int) {
    bytes.append(0x4A)
    number(UInt32(truncatingIfNeeded: value))
  }

  private mutating func tuple(_ values: [Int]) {
    bytes.append(0x28)
    for value in values { integer(value) }
    bytes.append(0x74)
  }

  private mutating func number(_ value: UInt32) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
