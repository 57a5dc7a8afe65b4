import Text

/// The strings of a `.spacy` file, found by spaCy's ids.
public struct StringTable: Hashable, Sendable {
  /// The strings, in the file's order.
  public private(set) var strings: [String]
  private var ids: [UInt64]
  /// Open addressing: an index into `strings` plus one; 0 is empty. A power of two in size.
  private var slots: [Int32]

  /// No strings.
  public init() { self.init([]) }

  /// A table of strings; one given twice counts once.
  public init(_ strings: [String]) {
    var size = 16
    while size < 2 * strings.count { size *= 2 }
    slots = [Int32](repeating: 0, count: size)
    self.strings = strings
    ids = strings.map { StringID.of($0) }
    for index in ids.indices {
      let slot = slot(of: ids[index])
      guard slots[slot] == 0 else {
        // Said twice: start again with each string once.
        self.strings = []
        ids = []
        slots = [Int32](repeating: 0, count: size)
        for string in strings { insert(string) }
        return
      }
      slots[slot] = Int32(index + 1)
    }
  }

  /// The string of an id; nil where the table has none. The id 0 is the empty string.
  public subscript(_ id: UInt64) -> String? {
    if id == 0 { return "" }
    return index(of: id).map { strings[$0] }
  }

  /// The place in `strings` of an id's string.
  func index(of id: UInt64) -> Int? {
    let slot = self.slot(of: id)
    return slots[slot] == 0 ? nil : Int(slots[slot]) - 1
  }

  /// Adds a string unless it is there; gives its id.
  @discardableResult
  public mutating func insert(_ string: String) -> UInt64 {
    let id = StringID.of(string)
    var slot = self.slot(of: id)
    guard slots[slot] == 0 else { return id }
    if 2 * (strings.count + 1) > slots.count {
      grow()
      slot = self.slot(of: id)
    }
    strings.append(string)
    ids.append(id)
    slots[slot] = Int32(strings.count)
    return id
  }

  /// The slot that holds an id, or the empty one where it would go.
  private func slot(of id: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: id ^ id >> 32) & mask
    while slots[slot] != 0, ids[Int(slots[slot]) - 1] != id { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: 2 * slots.count)
    for (index, id) in ids.enumerated() { slots[slot(of: id)] = Int32(index + 1) }
  }

  /// Whether two tables are one and the same in memory: a quick look, false for equal copies.
  func isIdentical(to other: StringTable) -> Bool {
    ids.withUnsafeBufferPointer { own in
      other.ids.withUnsafeBufferPointer {
        own.baseAddress == $0.baseAddress && own.count == $0.count
      }
    }
  }

  /// Equal in strings and their order.
  public static func == (left: StringTable, right: StringTable) -> Bool { left.ids == right.ids }

  /// Feeds the ids.
  public func hash(into hasher: inout Hasher) { hasher.combine(ids) }
}
