/// Byte-pair encoding over UTF-8 (Sennrich et al. 2016; Radford et al. 2019): the pair of neighbours with
/// the lowest rank is merged until none has a rank. Nothing is unknown: each byte is a piece.
///
/// A heap of candidate pairs makes a word of n bytes cost n log n.
struct ByteLevelBPE: Sendable {
  private struct Pair: Hashable {
    let left: Int32
    let right: Int32
  }

  private struct Merge {
    let rank: Int32
    let id: Int32
  }

  /// A pair that may be merged. Ordered by rank, then by place.
  private struct Candidate: Comparable {
    let rank: Int32
    let place: Int32
    let left: Int32
    let right: Int32

    static func < (a: Candidate, b: Candidate) -> Bool {
      (a.rank, a.place) < (b.rank, b.place)
    }
  }

  private let merges: [Pair: Merge]
  /// The id of each byte.
  private let bytes: [Int32]

  /// Vocabulary and merges as their files have them, in the printable alphabet.
  ///
  /// Returns nil where a byte has no piece. A merge whose parts or result have none is left out: it can
  /// never apply.
  init?(vocabulary: [String: Int32], merges pairs: [(left: String, right: String)]) {
    var bytes: [Int32] = []
    for scalar in Self.alphabet {
      guard let id = vocabulary[String(scalar)] else { return nil }
      bytes.append(id)
    }
    self.bytes = bytes
    var merges: [Pair: Merge] = [:]
    merges.reserveCapacity(pairs.count)
    for (rank, pair) in pairs.enumerated() {
      guard let left = vocabulary[pair.left], let right = vocabulary[pair.right],
        let id = vocabulary[pair.left + pair.right]
      else { continue }
      merges[Pair(left: left, right: right)] = Merge(rank: Int32(rank), id: id)
    }
    self.merges = merges
  }

  /// The printable scalar that stands for each byte in the files.
  static let alphabet: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0..<256).map { byte -> Unicode.Scalar in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(UInt8(byte))
      default:
        defer { next += 1 }
        return Unicode.Scalar(next) ?? "\u{FFFD}"
      }
    }
  }()

  /// The pieces of a word: id and number of bytes of each.
  func pieces(of word: [UInt8]) -> [(id: Int32, length: Int)] {
    var ids = word.map { bytes[Int($0)] }
    if ids.count < 2 { return ids.map { ($0, 1) } }
    // A linked list over the places where pieces start; `next` of the last is the end.
    var lengths = [Int32](repeating: 1, count: ids.count)
    var previous = (0..<Int32(ids.count)).map { $0 - 1 }
    var heap = MinHeap<Candidate>()
    func offer(_ left: Int32, to heap: inout MinHeap<Candidate>) {
      let right = left + lengths[Int(left)]
      guard left >= 0, Int(right) < ids.count else { return }
      let pair = Pair(left: ids[Int(left)], right: ids[Int(right)])
      if let merge = merges[pair] {
        heap.insert(
          Candidate(rank: merge.rank, place: left, left: pair.left, right: pair.right))
      }
    }
    for place in 0..<Int32(ids.count - 1) { offer(place, to: &heap) }
    while let candidate = heap.popMin() {
      let left = Int(candidate.place)
      guard lengths[left] > 0, ids[left] == candidate.left else { continue }
      let right = left + Int(lengths[left])
      guard right < ids.count, ids[right] == candidate.right,
        let merge = merges[Pair(left: candidate.left, right: candidate.right)]
      else { continue }
      ids[left] = merge.id
      lengths[left] += lengths[right]
      lengths[right] = 0
      let after = left + Int(lengths[left])
      if after < ids.count { previous[after] = Int32(left) }
      if previous[left] >= 0 { offer(previous[left], to: &heap) }
      offer(Int32(left), to: &heap)
    }
    return zip(ids, lengths).compactMap { $1 > 0 ? ($0, Int($1)) : nil }
  }
}

/// The smallest element first.
struct MinHeap<Element: Comparable> {
  private var elements: [Element] = []

  /// Adds an element in O(log n).
  mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[child] < elements[(child - 1) / 2] {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Removes the smallest element in O(log n).
  mutating func popMin() -> Element? {
    guard let first = elements.first, let last = elements.popLast() else { return nil }
    if elements.isEmpty { return first }
    elements[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < elements.count else { return first }
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < elements[parent] else { return first }
      elements.swapAt(child, parent)
      parent = child
    }
  }
}
