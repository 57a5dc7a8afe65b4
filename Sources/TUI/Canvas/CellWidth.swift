internal import Text

/// How many terminal columns a scalar takes.
///
/// Our own table, because terminals, C libraries and Swift versions know different Unicode editions, and a
/// column off shifts the rest of the line. East Asian ambiguous characters count as narrow.
enum CellWidth {
  /// Columns of a printable scalar: 0, 1 or 2.
  static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return 1 }
    if contains(CellWidthTable.zero, value) { return 0 }
    if value < 0x1100 { return 1 }
    return contains(CellWidthTable.wide, value) ? 2 : 1
  }

  private static func contains(_ ranges: [(first: UInt32, last: UInt32)], _ value: UInt32) -> Bool {
    let next = ranges.partitioningIndex { $0.last >= value }
    return next < ranges.count && ranges[next].first <= value
  }
}
