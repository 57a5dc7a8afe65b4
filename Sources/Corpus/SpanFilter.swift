import Text

/// What to do with spans that share text.
enum SpanFilter {
  /// Keeps the longest, then the first, as spaCy's `filter_spans` does; lengths are counted in whatever
  /// unit the ranges have. Gives the kept elements' indexes in order of start, and each dropped one
  /// with the kept one it overlaps.
  static func longestFirst(
    _ ranges: [Range<Int>]
  ) -> (kept: [Int], dropped: [(index: Int, by: Int)]) {
    if isDisjointInOrder(ranges) { return (Array(ranges.indices), []) }
    let order = ranges.indices.sorted { left, right in
      let (a, b) = (ranges[left], ranges[right])
      if a.count != b.count { return a.count > b.count }
      if a.lowerBound != b.lowerBound { return a.lowerBound < b.lowerBound }
      return left < right
    }
    var kept: [Int] = []  // by start
    var dropped: [(index: Int, by: Int)] = []
    for index in order {
      let range = ranges[index]
      // The kept ones are disjoint, so only the neighbours can overlap.
      let place = kept.partitioningIndex { ranges[$0].lowerBound >= range.lowerBound }
      if place > 0, ranges[kept[place - 1]].upperBound > range.lowerBound {
        dropped.append((index, kept[place - 1]))
      } else if place < kept.count, ranges[kept[place]].lowerBound < range.upperBound {
        dropped.append((index, kept[place]))
      } else {
        kept.insert(index, at: place)
      }
    }
    return (kept, dropped.sorted { $0.index < $1.index })
  }

  private static func isDisjointInOrder(_ ranges: [Range<Int>]) -> Bool {
    zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
  }
}
