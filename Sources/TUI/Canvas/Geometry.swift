/// A number of columns and rows.
public struct Size: Hashable, Sendable {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// A size; neither side is negative.
  public init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
  }

  /// A size as users write it, `80x24`; nil where the text is something else or a side is outside 1…1000.
  public init?(_ text: some StringProtocol) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1],
      (1...1000).contains(width), (1...1000).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }
}

/// A cell of the screen: column and row from 0 at the top left.
public struct Point: Hashable, Sendable {
  /// Column.
  public var x: Int
  /// Row.
  public var y: Int

  /// A cell.
  public init(x: Int, y: Int) {
    self.x = x
    self.y = y
  }
}

/// A part of the screen.
struct Rect: Hashable, Sendable {
  var x: Int
  var y: Int
  var width: Int
  var height: Int

  init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = max(0, width)
    self.height = max(0, height)
  }

  var columns: Range<Int> { x..<x + width }
  var rows: Range<Int> { y..<y + height }
  var isEmpty: Bool { width == 0 || height == 0 }

  func contains(_ point: Point) -> Bool { columns.contains(point.x) && rows.contains(point.y) }
}
