internal import Text

/// The lines under a row of text on which its spans are drawn: as many as spans overlap.
enum Lanes {
  /// A part of a mark in one row.
  struct Piece: Equatable {
    var mark: Mark
    /// The part in this row, in scalar offsets.
    var range: Range<Int>
  }

  /// The pieces of each lane, left to right. Marks are ordered by start.
  static func lanes(of marks: [Mark], in row: Range<Int>) -> [[Piece]] {
    var lanes: [[Piece]] = []
    for mark in marks {
      if mark.span.start >= row.upperBound { break }
      let range = mark.span.range.clamped(to: row)
      guard !range.isEmpty else { continue }
      let piece = Piece(mark: mark, range: range)
      if let free = lanes.firstIndex(where: { ($0.last?.range.upperBound ?? 0) <= range.lowerBound }
      ) {
        lanes[free].append(piece)
      } else {
        lanes.append([piece])
      }
    }
    return lanes
  }
}
