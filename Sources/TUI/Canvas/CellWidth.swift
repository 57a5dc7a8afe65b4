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
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].last < value { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].first <= value
  }
}
