/// Searches a text for many values at once (Aho and Corasick, 1975), over letters and digits alone, folded and
/// lower-cased: `123-45-6789`, `123 45 6789` and `123456789` are one value.
struct PatternSearch {
  private struct Node {
    var next: [UInt8: Int32] = [:]
    var failure: Int32 = 0
    /// The longest pattern that ends here or at a suffix of here.
    var pattern: Int32 = -1
  }

  private var nodes: [Node] = [Node()]
  private let lengths: [Int]

  /// A search for these values, each letters and digits only, lower-cased; empty ones are never found.
  init(_ patterns: [[UInt8]]) {
    lengths = patterns.map(\.count)
    for (index, pattern) in patterns.enumerated() where !pattern.isEmpty {
      var state = 0
      for byte in pattern {
        if let next = nodes[state].next[byte] {
          state = Int(next)
        } else {
          nodes.append(Node())
          nodes[state].next[byte] = Int32(nodes.count - 1)
          state = nodes.count - 1
        }
      }
      if nodes[state].pattern < 0 { nodes[state].pattern = Int32(index) }
    }
    var queue: [Int] = nodes[0].next.values.map { Int($0) }
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      for (byte, next) in nodes[state].next {
        var failure = Int(nodes[state].failure)
        while failure != 0, nodes[failure].next[byte] == nil {
          failure = Int(nodes[failure].failure)
        }
        let target = nodes[failure].next[byte].map { Int($0) } ?? 0
        nodes[Int(next)].failure = Int32(target == Int(next) ? 0 : target)
        if nodes[Int(next)].pattern < 0 {
          nodes[Int(next)].pattern = nodes[Int(nodes[Int(next)].failure)].pattern
        }
        queue.append(Int(next))
      }
    }
  }

  /// Where values stand: the index of the value, and the half-open range in `bytes`.
  func matches(in bytes: [UInt8]) -> [(pattern: Int, range: Range<Int>)] {
    var found: [(Int, Range<Int>)] = []
    var state = 0
    for (offset, byte) in bytes.enumerated() {
      while state != 0, nodes[state].next[byte] == nil { state = Int(nodes[state].failure) }
      state = nodes[state].next[byte].map { Int($0) } ?? 0
      // Shorter values that end here are suffixes: reached through the failures that hold a pattern.
      var probe = state
      while probe != 0, nodes[probe].pattern >= 0 {
        let pattern = Int(nodes[probe].pattern)
        let length = lengths[pattern]
        found.append((pattern, offset + 1 - length..<offset + 1))
        repeat {
          probe = Int(nodes[probe].failure)
        } while probe != 0 && nodes[probe].pattern == Int32(pattern)
      }
    }
    return found
  }
}
