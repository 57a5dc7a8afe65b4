/// A set of byte strings with ids, for the longest one that starts at a place.
///
/// One open-addressed table maps (node, byte) to the next node: a step is one probe, whatever the size.
struct PieceTrie: Sendable {
  /// A node before any byte. Tries share a table and differ in their root.
  struct Root: Sendable { fileprivate let node: UInt32 }

  private var keys: [UInt64] = [UInt64](repeating: 0, count: 1 << 10)
  private var nodes: [UInt32] = [UInt32](repeating: 0, count: 1 << 10)
  private var used = 0
  /// The id that ends at each node; -1 for none.
  private var ids: [Int32] = []

  /// A node from which to insert and look up.
  mutating func addRoot() -> Root { Root(node: addNode()) }

  /// Adds a string below a root.
  mutating func insert(_ bytes: some Sequence<UInt8>, id: Int32, below root: Root) {
    var node = root.node
    for byte in bytes { node = child(of: node, byte) }
    ids[Int(node)] = id
  }

  /// The longest string below a root that the bytes at `start` begin with: its id and its end.
  func longest(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, below root: Root
  ) -> (id: Int32, end: Int)? {
    var node = root.node
    var found: (id: Int32, end: Int)?
    var index = start
    while index < bytes.count {
      let key = Self.key(node, bytes[index])
      var slot = Self.slot(key, in: keys.count)
      while keys[slot] != key && keys[slot] != 0 { slot = (slot + 1) & (keys.count - 1) }
      guard keys[slot] == key else { break }
      node = nodes[slot]
      index += 1
      if ids[Int(node)] >= 0 { found = (ids[Int(node)], index) }
    }
    return found
  }

  private mutating func addNode() -> UInt32 {
    ids.append(-1)
    return UInt32(ids.count - 1)
  }

  private mutating func child(of node: UInt32, _ byte: UInt8) -> UInt32 {
    let key = Self.key(node, byte)
    var slot = Self.slot(key, in: keys.count)
    while keys[slot] != 0 {
      if keys[slot] == key { return nodes[slot] }
      slot = (slot + 1) & (keys.count - 1)
    }
    if 2 * used >= keys.count {
      grow()
      return child(of: node, byte)
    }
    let new = addNode()
    keys[slot] = key
    nodes[slot] = new
    used += 1
    return new
  }

  private mutating func grow() {
    let old = zip(keys, nodes).filter { $0.0 != 0 }
    keys = [UInt64](repeating: 0, count: 2 * keys.count)
    nodes = [UInt32](repeating: 0, count: keys.count)
    for (key, node) in old {
      var slot = Self.slot(key, in: keys.count)
      while keys[slot] != 0 { slot = (slot + 1) & (keys.count - 1) }
      keys[slot] = key
      nodes[slot] = node
    }
  }

  /// Never 0, which marks a free slot.
  private static func key(_ node: UInt32, _ byte: UInt8) -> UInt64 {
    (UInt64(node) + 1) << 8 | UInt64(byte)
  }

  private static func slot(_ key: UInt64, in count: Int) -> Int {
    Int(truncatingIfNeeded: key &* 0x9E37_79B9_7F4A_7C15 >> 32) & (count - 1)
  }
}
