/// The tensors of a module's state as `torch.save` writes it: a ZIP archive of a pickle and of raw
/// little-endian numbers. The pickle is read as data: only the few steps that build tensors are known,
/// nothing is ever called, and anything else is refused.
struct TorchState {
  /// By name, in the order of the file.
  private(set) var tensors: [(name: String, tensor: SafeTensors.Tensor)] = []

  /// A state to write.
  init(_ tensors: [(name: String, tensor: SafeTensors.Tensor)]) { self.tensors = tensors }

  /// Decodes a state.
  init(decoding bytes: [UInt8]) throws(TorchStateError) {
    guard let entries = ZipArchive.entries(bytes) else {
      throw TorchStateError(
        expected: "a ZIP archive of stored entries, as PyTorch 1.6 or newer writes")
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
    var machine = PickleMachine(bytes: pickle.bytes)
    guard case .map(let pairs) = try machine.run() else {
      throw TorchStateError(expected: "a dictionary of tensors")
    }
    for pair in pairs {
      if case .null = pair.value { continue }
      guard case .text(let name) = pair.key, case .tensor(let tensor) = pair.value else {
        throw TorchStateError(expected: "tensors by name alone")
      }
      guard let storage = entries.first(where: { $0.name == root + "data/" + tensor.storage })
      else {
        throw TorchStateError(expected: "the storage of \(name)")
      }
      tensors.append((name, try tensor.read(storage.bytes, name: name)))
    }
  }

  /// The tensor of this name.
  subscript(name: String) -> SafeTensors.Tensor? { tensors.first { $0.name == name }?.tensor }
}

/// Why bytes are not a state that can be read. Facts only.
struct TorchStateError: Error, Hashable {
  let expected: String
}

/// A view of a storage.
struct PickledTensor: Hashable {
  let storage: String
  let offset: Int
  let shape: [Int]
  let strides: [Int]

  /// The tensor, row-major.
  func read(_ bytes: [UInt8], name: String) throws(TorchStateError) -> SafeTensors.Tensor {
    var expected = 1
    var contiguous: [Int] = []
    for side in shape.reversed() {
      contiguous.append(expected)
      guard side >= 0, case let (product, false) = expected.multipliedReportingOverflow(by: side)
      else { throw TorchStateError(expected: "whole sides of \(name)") }
      expected = product
    }
    guard Array(contiguous.reversed()) == strides || expected <= 1 else {
      throw TorchStateError(expected: "\(name) row after row")
    }
    guard offset >= 0, expected <= bytes.count / 4, offset <= bytes.count / 4 - expected else {
      throw TorchStateError(expected: "\(expected) numbers for \(name)")
    }
    return SafeTensors.Tensor(
      shape: shape, values: NumpyArray.floats(bytes[4 * offset..<4 * (offset + expected)]))
  }
}

/// Runs the part of pickle's protocols 2 to 4 that a state dictionary needs.
struct PickleMachine {
  /// What stands on the stack.
  indirect enum Value {
    case null
    case bool(Bool)
    case integer(Int)
    case text(String)
    case tuple([Value])
    case map([(key: Value, value: Value)])
    case name(String)
    case storage(key: String, isFloat: Bool)
    case tensor(PickledTensor)
  }

  let bytes: [UInt8]
  private var position = 0
  private var stack: [Value] = []
  private var marks: [Int] = []
  private var memo: [Int: Value] = [:]

  init(bytes: [UInt8]) { self.bytes = bytes }

  private func refuse(_ what: String) -> TorchStateError {
    TorchStateError(expected: "\(what) (byte \(position) of its pickle)")
  }

  private mutating func take(_ count: Int) throws(TorchStateError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw refuse("\(count) more bytes") }
    defer { position += count }
    return bytes[position..<position + count]
  }

  private mutating func number(_ count: Int) throws(TorchStateError) -> Int {
    try take(count).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private mutating func text(_ count: Int) throws(TorchStateError) -> Value {
    .text(String(decoding: try take(count), as: UTF8.self))
  }

  private mutating func line() throws(TorchStateError) -> String {
    guard let end = bytes[position...].firstIndex(of: 0x0A) else {
      throw refuse("the end of a line")
    }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  private mutating func pop() throws(TorchStateError) -> Value {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else {
      throw refuse("a value on the stack")
    }
    return value
  }

  private mutating func popToMark() throws(TorchStateError) -> [Value] {
    guard let mark = marks.popLast(), mark <= stack.count else {
      throw refuse("a mark on the stack")
    }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func popTuple(_ count: Int) throws(TorchStateError) {
    var values: [Value] = []
    for _ in 0..<count { values.append(try pop()) }
    stack.append(.tuple(values.reversed()))
  }

  private mutating func remember(_ key: Int) throws(TorchStateError) {
    guard let top = stack.last else { throw refuse("a value to remember") }
    memo[key] = top
  }

  private mutating func recall(_ key: Int) throws(TorchStateError) {
    guard let value = memo[key] else { throw refuse("a value remembered") }
    stack.append(value)
  }

  private mutating func setItems(_ values: [Value]) throws(TorchStateError) {
    guard values.count.isMultiple(of: 2), case .map(var pairs) = try pop() else {
      throw refuse("pairs for a dictionary")
    }
    for index in stride(from: 0, to: values.count, by: 2) {
      pairs.append((values[index], values[index + 1]))
    }
    stack.append(.map(pairs))
  }

  /// The one value that the pickle holds.
  mutating func run() throws(TorchStateError) -> Value {
    while true {
      guard position < bytes.count else { throw refuse("the end mark") }
      let code = bytes[position]
      position += 1
      switch code {
      case 0x80: _ = try take(1)  // protocol
      case 0x95: _ = try take(8)  // frame
      case 0x28: marks.append(stack.count)
      case 0x7D: stack.append(.map([]))
      case 0x29: stack.append(.tuple([]))
      case 0x4E: stack.append(.null)
      case 0x88: stack.append(.bool(true))
      case 0x89: stack.append(.bool(false))
      case 0x4A: stack.append(.integer(Int(Int32(truncatingIfNeeded: try number(4)))))
      case 0x4B: stack.append(.integer(try number(1)))
      case 0x4D: stack.append(.integer(try number(2)))
      case 0x8A:
        let count = try number(1)
        guard count <= 7 else { throw refuse("a number of at most 7 bytes") }
        stack.append(.integer(try number(count)))
      case 0x58: stack.append(try text(try number(4)))
      case 0x8C: stack.append(try text(try number(1)))
      case 0x74: stack.append(.tuple(try popToMark()))
      case 0x85: try popTuple(1)
      case 0x86: try popTuple(2)
      case 0x87: try popTuple(3)
      case 0x71: try remember(try number(1))
      case 0x72: try remember(try number(4))
      case 0x94: try remember(memo.count)
      case 0x68: try recall(try number(1))
      case 0x6A: try recall(try number(4))
      case 0x63:
        let module = try line()
        stack.append(.name("\(module).\(try line())"))
      case 0x51: stack.append(try storage(try pop()))
      case 0x52:
        let arguments = try pop()
        stack.append(try build(try pop(), arguments))
      case 0x62: _ = try pop()  // a dictionary's `_metadata`: versions, no weights
      case 0x73:
        let value = try pop()
        try setItems([try pop(), value])
      case 0x75: try setItems(try popToMark())
      case 0x2E:
        guard stack.count == 1 else { throw refuse("one value at the end") }
        return stack[0]
      default: throw refuse("no step \(code), which a state dictionary does not need")
      }
      guard stack.count < 1 << 20 else { throw refuse("a shorter pickle") }
    }
  }

  private func storage(_ id: Value) throws(TorchStateError) -> Value {
    guard case .tuple(let parts) = id, parts.count == 5, case .text("storage") = parts[0],
      case .name(let type) = parts[1], case .text(let key) = parts[2],
      type == "torch.FloatStorage" || Self.integerStorages.contains(type)
    else { throw refuse("a storage of 32-bit floats") }
    return .storage(key: key, isFloat: type == "torch.FloatStorage")
  }

  /// Of counters and position numbers: nothing that is computed with.
  private static let integerStorages: Set = [
    "torch.LongStorage", "torch.IntStorage", "torch.ByteStorage", "torch.BoolStorage",
  ]

  /// What a known constructor makes of its arguments; nothing is called.
  private func build(_ function: Value, _ arguments: Value) throws(TorchStateError) -> Value {
    guard case .name(let name) = function, case .tuple(let parts) = arguments else {
      throw refuse("a constructor and its arguments")
    }
    switch name {
    case "collections.OrderedDict" where parts.isEmpty: return .map([])
    case "torch._utils._rebuild_parameter":
      guard let first = parts.first, case .tensor = first else { throw refuse("a tensor") }
      return first
    case "torch._utils._rebuild_tensor_v2":
      guard parts.count >= 4, case .storage(let key, let isFloat) = parts[0],
        case .integer(let offset) = parts[1],
        let shape = integers(parts[2]), let strides = integers(parts[3])
      else { throw refuse("a tensor's storage, offset, sides and strides") }
      guard isFloat else { return .null }
      return .tensor(PickledTensor(storage: key, offset: offset, shape: shape, strides: strides))
    default: throw refuse("no call of \(name.prefix(80)), which is never run here")
    }
  }

  private func integers(_ value: Value) -> [Int]? {
    guard case .tuple(let parts) = value else { return nil }
    let numbers = parts.compactMap { part -> Int? in
      if case .integer(let number) = part { number } else { nil }
    }
    return numbers.count == parts.count ? numbers : nil
  }
}
