/// A fixed list of byte strings that finds the place of a string in it.
///
/// Open addressing on FNV-1a. The empty string is in no table.
struct ByteTable: Sendable {
  /// Where each string lies in `bytes`.
  private var starts: [Int32] = [0]
  private var bytes: [UInt8] = []
  /// Two bytes of the hash, then one more than the place; 0 where nothing is.
  private var slots: [UInt32]
  private let mask: UInt32
  /// Length of the longest string.
  private(set) var longest = 0

  /// An empty table with room for as many strings.
  init(capacity: Int) {
    var size = 64
    while size < capacity * 3 { size *= 2 }
    slots = Array(repeating: 0, count: size)
    mask = UInt32(size - 1)
  }

  /// A table of distinct strings, each taking its place in the list as its number.
  init(_ keys: [[UInt8]]) {
    self.init(capacity: keys.count)
    for key in keys { insert(key, 0..<key.count) }
  }

  /// How many strings there are.
  var count: Int { starts.count - 1 }

  /// Adds the string that a part of some bytes holds, unless it is there; returns its place.
  @discardableResult
  mutating func insert(_ text: [UInt8], _ range: Range<Int>) -> Int {
    let hash = Self.hash(text, range)
    if let place = place(of: text, range, hash: hash) { return place }
    precondition(count * 2 < slots.count, "insert: \(count) strings fill the table")
    bytes.append(contentsOf: text[range])
    starts.append(Int32(bytes.count))
    longest = max(longest, range.count)
    var slot = hash & mask
    while slots[Int(slot)] != 0 { slot = (slot + 1) & mask }
    slots[Int(slot)] = hash & 0xFFFF_0000 | UInt32(count)
    return count - 1
  }

  /// The FNV-1a hash of the empty string.
  static let emptyHash: UInt32 = 2_166_136_261

  /// The hash of a string with one byte more.
  @inline(__always)
  static func hash(_ hash: UInt32, adding byte: UInt8) -> UInt32 {
    (hash ^ UInt32(byte)) &* 16_777_619
  }

  /// The hash of a part of some bytes.
  static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt32 {
    var hash = emptyHash
    for index in range { hash = Self.hash(hash, adding: bytes[index]) }
    return hash
  }

  /// The place of the string that a part of some bytes holds; nil where it is not in the table.
  func place(of text: [UInt8], _ range: Range<Int>) -> Int? {
    guard range.count <= longest else { return nil }
    return place(of: text, range, hash: Self.hash(text, range))
  }

  /// The same, for a string whose hash is known.
  @inline(__always)
  func place(of text: [UInt8], _ range: Range<Int>, hash: UInt32) -> Int? {
    guard range.count <= longest else { return nil }
    var slot = hash & mask
    while true {
      let entry = slots[Int(slot)]
      if entry == 0 { return nil }
      if (entry ^ hash) & 0xFFFF_0000 == 0 {
        let place = Int(entry & 0xFFFF) - 1
        if holds(text, range, at: place) { return place }
      }
      slot = (slot + 1) & mask
    }
  }

  /// The string at a place.
  func bytes(at place: Int) -> [UInt8] {
    Array(bytes[Int(starts[place])..<Int(starts[place + 1])])
  }

  private func holds(_ text: [UInt8], _ range: Range<Int>, at place: Int) -> Bool {
    let start = Int(starts[place])
    guard Int(starts[place + 1]) - start == range.count else { return false }
    for offset in 0..<range.count where bytes[start + offset] != text[range.lowerBound + offset] {
      return false
    }
    return true
  }
}

extension StaticString {
  /// The words between spaces and line ends.
  var words: [[UInt8]] {
    withUTF8Buffer { $0.split { $0 == 0x20 || $0 == 0x0A }.map(Array.init) }
  }
}
