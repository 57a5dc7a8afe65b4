/// The tensors of a module's state as `torch.save` writes it: a ZIP archive of a pickle and of raw
/// little-endian numbers, or, before PyTorch 1.6, pickles with the numbers behind them. A pickle is read as
/// data: only the few steps that build tensors are known, nothing is ever called, and anything else is
/// refused.
struct TorchState {
  /// By name, in the order of the file.
  private(set) var tensors: [(name: String, tensor: SafeTensors.Tensor)] = []

  /// A state to write.
  init(_ tensors: [(name: String, tensor: SafeTensors.Tensor)]) { self.tensors = tensors }

  /// Decodes a state.
  ///
  /// - Throws: `TorchStateError` for what is damaged, not known, or not safe.
  init(decoding bytes: [UInt8]) throws(TorchStateError) {
    let (state, storages) =
      bytes.starts(with: Self.oldMagic) ? try Self.old(bytes) : try Self.archive(bytes)
    guard case .map(let items) = state else {
      throw TorchStateError(expected: "a dictionary of tensors")
    }
    var numbers = 0
    for index in stride(from: 0, to: items.count, by: 2) {
      if case .null = items[index + 1] { continue }
      guard case .text(let name) = items[index], case .tensor(let tensor) = items[index + 1] else {
        throw TorchStateError(expected: "tensors by name alone")
      }
      guard let storage = storages[tensor.storage.key] else {
        throw TorchStateError(expected: "the storage of \(name)")
      }
      let count = try tensor.count(name)
      // Views may share a storage, as tied weights do; many that do are made to fill memory.
      guard count <= Self.mostTimesRead * bytes.count - numbers else {
        throw TorchStateError(expected: "fewer views of the same numbers than there are by \(name)")
      }
      numbers += count
      tensors.append((name, try tensor.read(storage, name: name)))
    }
  }

  /// Numbers read for each byte there is, at most.
  private static let mostTimesRead = 2

  /// The tensor of this name.
  subscript(name: String) -> SafeTensors.Tensor? { tensors.first { $0.name == name }?.tensor }

  // MARK: Archives

  private static func archive(
    _ bytes: [UInt8]
  ) throws(TorchStateError) -> (PickleMachine.Outcome, storages: [String: ArraySlice<UInt8>]) {
    guard let entries = ZipArchive.entries(bytes) else {
      throw TorchStateError(
        expected: "a ZIP archive of stored entries, or the pickles of before PyTorch 1.6")
    }
    guard let pickle = entries.first(where: { $0.name.hasSuffix("/data.pkl") }) else {
      throw TorchStateError(expected: "an entry data.pkl")
    }
    let root = pickle.name.dropLast("data.pkl".count)
    if let order = entries.first(where: { $0.name == root + "byteorder" }),
      !order.bytes.elementsEqual("little".utf8)
    {
      throw TorchStateError(expected: "little-endian numbers")
    }
    var storages: [String: ArraySlice<UInt8>] = [:]
    for entry in entries where entry.name.hasPrefix(root + "data/") {
      storages[String(entry.name.dropFirst(root.count + "data/".count))] = entry.bytes
    }
    var machine = PickleMachine(bytes: pickle.bytes)
    return (try machine.run(), storages)
  }

  // MARK: Before PyTorch 1.6

  /// A pickle of the number that marks such a file.
  private static let oldMagic: [UInt8] = [
    0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  /// The magic number; pickles of the version, the system, the state and the storages' keys; then each
  /// storage in the order of the keys: how many numbers, and the numbers.
  private static func old(
    _ bytes: [UInt8]
  ) throws(TorchStateError) -> (PickleMachine.Outcome, storages: [String: ArraySlice<UInt8>]) {
    var machine = PickleMachine(bytes: bytes[oldMagic.count...])
    _ = try machine.run()
    guard case .map(let system) = try machine.run() else {
      throw TorchStateError(expected: "what system it was written on")
    }
    for index in stride(from: 0, to: system.count, by: 2) {
      if case .text("little_endian") = system[index], case .bool(false) = system[index + 1] {
        throw TorchStateError(expected: "little-endian numbers")
      }
    }
    let state = try machine.run()
    var widths: [String: Int] = [:]
    for storage in machine.storages { widths[storage.key] = storage.width }
    guard case .list(let keys) = try machine.run() else {
      throw TorchStateError(expected: "the keys of its storages")
    }
    var storages: [String: ArraySlice<UInt8>] = [:]
    var place = machine.position
    for value in keys {
      guard case .text(let key) = value, let width = widths[key], storages[key] == nil else {
        throw TorchStateError(expected: "the keys of the storages that tensors are views of")
      }
      guard bytes.count - place >= 8 else { throw TorchStateError(expected: "storage \(key)") }
      let count = bytes[place..<place + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      place += 8
      guard count <= UInt64((bytes.count - place) / width) else {
        throw TorchStateError(expected: "\(count) numbers in storage \(key)")
      }
      storages[key] = bytes[place..<place + Int(count) * width]
      place += Int(count) * width
    }
    return (state, storages)
  }
}

/// Why bytes are not a state that can be read. Facts only.
struct TorchStateError: Error, Hashable {
  let expected: String
}
