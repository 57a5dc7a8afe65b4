/// A curve drawn in cells: dots of braille, eight to a cell, or `*` where a terminal may lack them.
struct Plot {
  /// Values from left to right; nil where there is none.
  var values: [Double?]
  /// Where each stands between left (0) and right (1); nil spaces them evenly.
  var places: [Double]?
  /// How a value is written beside the axis.
  var format: (Double) -> String
  var usesBraille = true

  /// The least and the most that is shown; nil without a value.
  var bounds: ClosedRange<Double>? {
    let known = values.compactMap(\.self).filter(\.isFinite)
    guard let low = known.min(), let high = known.max() else { return nil }
    // A flat curve lies in the middle.
    return low < high ? low...high : low - abs(low) / 10 - 0.01...high + abs(high) / 10 + 0.01
  }

  /// Draws axis and curve.
  func draw(in rect: Rect, style: Style, axis: Style, on canvas: inout Canvas) {
    guard rect.height > 1, let bounds else { return }
    let (top, bottom) = (format(bounds.upperBound), format(bounds.lowerBound))
    let margin = max(top.cellWidth, bottom.cellWidth)
    let area = Rect(
      x: rect.x + margin + 1, y: rect.y, width: rect.width - margin - 1, height: rect.height)
    guard area.width > 1 else { return }
    for y in rect.rows {
      canvas.put(usesBraille ? "┤" : "|", x: area.x - 1, y: y, style: axis)
    }
    canvas.put(top, x: rect.x + margin - top.cellWidth, y: rect.y, style: axis)
    canvas.put(
      bottom, x: rect.x + margin - bottom.cellWidth, y: rect.y + rect.height - 1, style: axis)
    let (across, down) = usesBraille ? (2, 4) : (1, 1)
    var dots: [Point: UInt8] = [:]
    for (x, y) in curve(bounds, width: area.width * across, height: area.height * down) {
      let cell = Point(x: area.x + x / across, y: area.y + y / down)
      dots[cell, default: 0] |= usesBraille ? Self.bits[y % 4 * 2 + x % 2] : 1
    }
    for (cell, bits) in dots {
      let text =
        usesBraille ? Unicode.Scalar(0x2800 + UInt32(bits)).map { String($0) } ?? "*" : "*"
      canvas.put(Glyph(text: text, width: 1), x: cell.x, y: cell.y, style: style)
    }
  }

  /// The dots of the curve, neighbours joined by straight lines.
  private func curve(
    _ bounds: ClosedRange<Double>, width: Int, height: Int
  ) -> [(x: Int, y: Int)] {
    let last = Double(max(1, values.count - 1))
    let points = values.indices.compactMap { index -> (x: Int, y: Int)? in
      guard let value = values[index], value.isFinite else { return nil }
      let place = places.map { $0[index] } ?? (values.count == 1 ? 0.5 : Double(index) / last)
      let share = (value - bounds.lowerBound) / (bounds.upperBound - bounds.lowerBound)
      return (
        Int((place * Double(width - 1)).rounded()),
        Int(((1 - share) * Double(height - 1)).rounded())
      )
    }
    var dots = Array(points.prefix(1))
    for (from, to) in zip(points, points.dropFirst()) {
      let count = max(abs(to.x - from.x), abs(to.y - from.y), 1)
      for step in 1...count {
        let share = Double(step) / Double(count)
        dots.append(
          (
            from.x + Int((Double(to.x - from.x) * share).rounded()),
            from.y + Int((Double(to.y - from.y) * share).rounded())
          ))
      }
    }
    return dots
  }

  /// Braille's dots by row and column.
  private static let bits: [UInt8] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
}

extension Canvas {
  /// Draws a bar that is filled to a share, 0…1.
  mutating func bar(
    _ share: Double, x: Range<Int>, y: Int, isPlain: Bool, style: Style, rest: Style
  ) {
    let filled = Int((min(1, max(0, share)) * Double(x.count)).rounded(.down))
    rule(isPlain ? "#" : "█", x: x.prefix(filled), y: y, style: style)
    rule(isPlain ? "-" : "░", x: x.dropFirst(filled), y: y, style: rest)
  }
}
