/// What is drawn in one cell, or in two for a wide one.
struct Glyph: Hashable, Sendable {
  /// A base scalar and at most four marks.
  var text: String
  /// Columns: 1 or 2.
  var width: Int

  static let space = Glyph(text: " ", width: 1)
  /// Stands for a scalar that is there but shows nothing: a zero-width space, a directional mark.
  static let invisible = Glyph(text: "·", width: 1)
  /// Stands for what no terminal can draw.
  static let unknown = Glyph(text: "\u{FFFD}", width: 1)
}

extension Glyph {
  /// What is drawn for one grapheme cluster, left to right.
  ///
  /// Terminals disagree about the width of joined emoji, flags, variation selectors and skin tones, so
  /// these are drawn as their first part alone, whose width is certain. Controls become their pictures
  /// (U+2400…), so that nothing in a note can move the cursor or reverse the line. Line breaks are no
  /// glyph at all; a tab is the caller's, because its width depends on the column.
  static func glyphs(of cluster: Character) -> [Glyph] {
    if let ascii = cluster.asciiValue, ascii >= 0x20, ascii < 0x7F {
      return [Glyph(text: String(cluster), width: 1)]
    }
    if cluster.isNewline { return cluster == "\n" || cluster == "\r\n" ? [] : [.invisible] }
    let scalars = Array(cluster.unicodeScalars)
    if isRegionalIndicator(scalars[0]) {  // a flag: its two letters
      return scalars.filter(isRegionalIndicator).map { letter(ofRegionalIndicator: $0) }
    }
    var glyphs: [Glyph] = []
    for scalar in scalars {
      let isJoiner = scalar == "\u{200D}"
      if isJoiner, scalars.count > 1 {
        if isPictogram(scalars[0]) { break }
        continue
      }
      if isVariationSelector(scalar) || isSkinTone(scalar), !glyphs.isEmpty { continue }
      if let last = glyphs.indices.last, CellWidth.of(scalar) == 0, isMark(scalar) {
        if glyphs[last].text.unicodeScalars.count < 5 {
          glyphs[last].text.unicodeScalars.append(scalar)
        }
        continue
      }
      glyphs.append(glyph(of: scalar))
    }
    return glyphs
  }

  /// The columns that a cluster takes.
  static func width(of cluster: Character) -> Int {
    if let ascii = cluster.asciiValue, ascii >= 0x20, ascii < 0x7F { return 1 }
    return glyphs(of: cluster).reduce(0) { $0 + $1.width }
  }

  private static func glyph(of scalar: Unicode.Scalar) -> Glyph {
    let value = scalar.value
    if value < 0x20, let picture = Unicode.Scalar(0x2400 + value) {
      return Glyph(text: String(Character(picture)), width: 1)
    }
    if value == 0x7F { return Glyph(text: "\u{2421}", width: 1) }
    switch scalar.properties.generalCategory {
    case .control, .unassigned, .surrogate, .privateUse: return .unknown
    case .format: return .invisible
    case .lineSeparator, .paragraphSeparator: return .invisible
    case .spaceSeparator:
      return CellWidth.of(scalar) == 2 ? Glyph(text: "\u{3000}", width: 2) : .space
    default: break
    }
    // A mark with nothing to sit on.
    if CellWidth.of(scalar) == 0 { return Glyph(text: "◌" + String(Character(scalar)), width: 1) }
    return Glyph(text: String(Character(scalar)), width: CellWidth.of(scalar))
  }

  /// Whether a scalar of no width is drawn on top of its base: marks and conjoining Hangul, not formats.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory != .format
  }

  private static func isVariationSelector(_ scalar: Unicode.Scalar) -> Bool {
    (0xFE00...0xFE0F).contains(scalar.value) || (0xE0100...0xE01EF).contains(scalar.value)
  }

  private static func isSkinTone(_ scalar: Unicode.Scalar) -> Bool {
    (0x1F3FB...0x1F3FF).contains(scalar.value)
  }

  private static func isPictogram(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x2190 && scalar.properties.isEmoji
  }

  private static func isRegionalIndicator(_ scalar: Unicode.Scalar) -> Bool {
    (0x1F1E6...0x1F1FF).contains(scalar.value)
  }

  private static func letter(ofRegionalIndicator scalar: Unicode.Scalar) -> Glyph {
    let letter = Unicode.Scalar(UInt8(0x41 + scalar.value - 0x1F1E6))
    return Glyph(text: String(Character(letter)), width: 1)
  }
}

extension String {
  /// The columns that a text of one line takes.
  var cellWidth: Int {
    var width = 0
    for cluster in self { width += Glyph.width(of: cluster) }
    return width
  }

  /// The longest beginning that fits in some columns; where something is cut, the last column says `…`.
  func truncated(toCells limit: Int) -> String {
    guard cellWidth > limit else { return self }
    guard limit > 0 else { return "" }
    var kept = ""
    var width = 0
    for cluster in self {
      let next = Glyph.width(of: cluster)
      if width + next > limit - 1 { break }
      kept.append(cluster)
      width += next
    }
    return kept + "…"
  }

  /// The text followed by spaces up to some columns, cut where it is longer.
  func padded(toCells width: Int) -> String {
    let text = truncated(toCells: width)
    return text + String(repeating: " ", count: max(0, width - text.cellWidth))
  }

  /// The text after spaces, so that it ends at some column; cut where it is longer.
  func aligned(toCells width: Int) -> String {
    let text = truncated(toCells: width)
    return String(repeating: " ", count: max(0, width - text.cellWidth)) + text
  }
}
