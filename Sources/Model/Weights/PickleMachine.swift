/// Runs the part of pickle's protocols 2 to 4 that a state dictionary needs, as data: nothing is ever
/// called, and any other step is refused.
///
/// What a pickle can build is bounded by its length: strings and tuples are shared, dictionaries and lists
/// have an identity as in Python, tuples nest no deeper than `deepest`.
struct PickleMachine {
  /// What stands on the stack.
  indirect enum Value {
    case null
    case bool(Bool)
    case integer(Int)
    case text(String)
    /// `depth`: how deep tuples nest in it, itself included.
    case tuple([Value], depth: Int)
    /// Keys and values by turns.
    case map(Items)
    case list(Items)
    case name(String)
    case storage(PickledStorage)
    case tensor(PickledTensor)
  }

  /// What can be changed after it was remembered.
  final class Items {
    fileprivate(set) var values: [Value] = []
  }

  /// The most bytes of one pickle: the state of a model of 10,000 tensors has 2 MB.
  static let longest = 32 << 20
  /// The deepest that tuples nest: a tensor's sides stand at the second level.
  static let deepest = 8
  /// The most sides that a tensor has; PyTorch itself takes 64.
  private static let mostSides = 64
  /// The longest line of text in a pickle, the name of a class.
  private static let longestLine = 1024

  let bytes: ArraySlice<UInt8>
  /// The byte that is read next.
  private(set) var position: Int
  private var end = 0
  private var stack: [Value] = []
  private var marks: [Int] = []
  private var memo: [Int: Value] = [:]
  /// The storages that the last pickle named.
  private(set) var storages: Set<PickledStorage> = []
  /// All dictionaries and lists, emptied at the end: one may hold itself, or a chain of others that would be
  /// too long to be freed one within the other.
  private var items: [Items] = []

  /// A machine at the start of some bytes.
  init(bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// The values of the dictionary or list that the pickle holds, or else the one value; the machine then
  /// stands behind it.
  ///
  /// - Throws: `TorchStateError` for any step but the few that are known, and where there is no end.
  mutating func run() throws(TorchStateError) -> Outcome {
    stack = []
    marks = []
    memo = [:]
    storages = []
    end = min(bytes.endIndex, position + Self.longest)
    defer {
      for each in items { each.values = [] }
      items = []
      stack = []
      memo = [:]
    }
    while true {
      let code = try take(1).first ?? 0
      if code == 0x2E { break }
      try step(code)
    }
    guard stack.count == 1, let value = stack.popLast() else {
      throw refuse("one value at the end")
    }
    return switch value {
    case .map(let items): .map(items.values)
    case .list(let items): .list(items.values)
    default: .other
    }
  }

  /// What a pickle holds.
  enum Outcome {
    /// Keys and values by turns.
    case map([Value])
    case list([Value])
    case other
  }

  private func refuse(_ what: String) -> TorchStateError {
    TorchStateError(expected: "\(what) (byte \(position - bytes.startIndex) of its pickle)")
  }

  // MARK: Steps

  private mutating func step(_ code: UInt8) throws(TorchStateError) {
    switch code {
    case 0x80: _ = try take(1)  // protocol
    case 0x95: _ = try take(8)  // frame
    case 0x28: marks.append(stack.count)
    case 0x7D: stack.append(.map(newItems()))
    case 0x5D: stack.append(.list(newItems()))
    case 0x29: stack.append(.tuple([], depth: 1))
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
    case 0x74: try pushTuple(try popToMark())
    case 0x85: try pushTuple(try pop(1))
    case 0x86: try pushTuple(try pop(2))
    case 0x87: try pushTuple(try pop(3))
    case 0x71: try remember(try number(1))
    case 0x72: try remember(try number(4))
    case 0x94: try remember(memo.count)
    case 0x68: try recall(try number(1))
    case 0x6A: try recall(try number(4))
    case 0x63:
      let module = try line()
      stack.append(.name("\(module).\(try line())"))
    case 0x51:
      let storage = try PickledStorage(try pop(), refuse)
      storages.insert(storage)
      stack.append(.storage(storage))
    case 0x52:
      let arguments = try pop()
      stack.append(try build(try pop(), arguments))
    case 0x62: _ = try pop()  // a dictionary's `_metadata`: versions, no weights
    case 0x73: try setItems(try pop(2))
    case 0x75: try setItems(try popToMark())
    case 0x61: try append(try pop(1))
    case 0x65: try append(try popToMark())
    default: throw refuse("no step \(code), which a state dictionary does not need")
    }
  }

  /// What a known constructor makes of its arguments; nothing is called.
  private mutating func build(
    _ function: Value, _ arguments: Value
  ) throws(TorchStateError) -> Value {
    guard case .name(let name) = function, case .tuple(let parts, _) = arguments else {
      throw refuse("a constructor and its arguments")
    }
    switch name {
    case "collections.OrderedDict" where parts.isEmpty: return .map(newItems())
    case "torch._utils._rebuild_parameter":
      switch parts.first {
      case .tensor, .null: return parts[0]
      default: throw refuse("a tensor")
      }
    case "torch._utils._rebuild_tensor_v2":
      guard parts.count >= 4, case .storage(let storage) = parts[0],
        case .integer(let offset) = parts[1],
        let shape = integers(parts[2]), let strides = integers(parts[3])
      else { throw refuse("a tensor's storage, offset, sides and strides") }
      return storage.type == nil
        ? .null
        : .tensor(PickledTensor(storage: storage, offset: offset, shape: shape, strides: strides))
    default: throw refuse("no call of \(name.prefix(80)), which is never run here")
    }
  }

  private func integers(_ value: Value) -> [Int]? {
    guard case .tuple(let parts, _) = value, parts.count <= Self.mostSides else { return nil }
    let numbers = parts.compactMap { part -> Int? in
      if case .integer(let number) = part { number } else { nil }
    }
    return numbers.count == parts.count ? numbers : nil
  }

  // MARK: Bytes

  private mutating func take(_ count: Int) throws(TorchStateError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= end - position else {
      throw refuse(count == 1 ? "the end mark" : "\(count) more bytes")
    }
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
    let reach = bytes[position..<min(end, position + Self.longestLine)]
    guard let end = reach.firstIndex(of: 0x0A) else { throw refuse("the end of a line") }
    defer { position = end + 1 }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }

  // MARK: Stack

  private mutating func newItems() -> Items {
    items.append(Items())
    return items[items.count - 1]
  }

  private mutating func pop() throws(TorchStateError) -> Value {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else {
      throw refuse("a value on the stack")
    }
    return value
  }

  private mutating func pop(_ count: Int) throws(TorchStateError) -> [Value] {
    guard stack.count - (marks.last ?? 0) >= count else { throw refuse("a value on the stack") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws(TorchStateError) -> [Value] {
    guard let mark = marks.popLast(), mark <= stack.count else {
      throw refuse("a mark on the stack")
    }
    defer { stack.removeSubrange(mark...) }
    return Array(stack[mark...])
  }

  private mutating func pushTuple(_ values: [Value]) throws(TorchStateError) {
    let depth =
      1
      + values.reduce(0) { deepest, value in
        if case .tuple(_, let depth) = value { max(deepest, depth) } else { deepest }
      }
    guard depth <= Self.deepest else { throw refuse("tuples that nest less deep") }
    stack.append(.tuple(values, depth: depth))
  }

  private mutating func setItems(_ values: [Value]) throws(TorchStateError) {
    guard values.count.isMultiple(of: 2), case .map(let map) = try pop() else {
      throw refuse("pairs for a dictionary")
    }
    map.values += values
    stack.append(.map(map))
  }

  private mutating func append(_ values: [Value]) throws(TorchStateError) {
    guard case .list(let list) = try pop() else { throw refuse("items for a list") }
    list.values += values
    stack.append(.list(list))
  }

  private mutating func remember(_ key: Int) throws(TorchStateError) {
    guard let top = stack.last else { throw refuse("a value to remember") }
    memo[key] = top
  }

  private mutating func recall(_ key: Int) throws(TorchStateError) {
    guard let value = memo[key] else { throw refuse("a value remembered") }
    stack.append(value)
  }
}
