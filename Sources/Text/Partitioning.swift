extension RandomAccessCollection {
  /// The first index whose element fulfils a condition that, once it holds, holds for all that follow;
  /// `endIndex` where none does. Bisects: O(log n).
  @inlinable
  public func partitioningIndex(where holds: (Element) throws -> Bool) rethrows -> Index {
    var low = startIndex
    var left = count
    while left > 0 {
      let half = left / 2
      let middle = index(low, offsetBy: half)
      if try holds(self[middle]) {
        left = half
      } else {
        low = index(after: middle)
        left -= half + 1
      }
    }
    return low
  }
}

extension RandomAccessCollection where Element: Comparable {
  /// Whether an ascending collection holds an element. Bisects: O(log n).
  @inlinable
  public func containsAscending(_ element: Element) -> Bool {
    let index = partitioningIndex { $0 >= element }
    return index != endIndex && self[index] == element
  }
}
