/// Text that is masked already and must pass unchanged: shapes, tags, and MIMIC's `[** … **]`.
struct KeptText {
  private let note: Note
  private let placeholders: CoveredBytes

  init(in note: Note) {
    self.note = note
    placeholders = CoveredBytes(Self.placeholders(in: note), count: note.bytes.count)
  }

  /// Whether a finding lies on what a mask has made, and is none.
  func holds(_ range: Range<Int>) -> Bool {
    Self.isMasked(range, in: note) || placeholders.overlaps(range)
  }

  /// Whether a finding covers only the letters of shapes.
  private static func isMasked(_ range: Range<Int>, in note: Note) -> Bool {
    var letters = 0
    for offset in range {
      let byte = note[offset]
      if byte.isWordish {
        guard byte == .of("X") || byte == .of("x") || byte == .of("d") else { return false }
        letters += 1
      }
    }
    // A single letter may be an initial of the note's own.
    return letters > 1
  }

  /// The ranges of placeholders in brackets: `[NAME]`, `[NAME-2]`, `[**First Name8 (NamePattern2) **]`.
  private static func placeholders(in note: Note) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var position = 0
    while position < note.bytes.count {
      guard note[position] == .of("[") else {
        position += 1
        continue
      }
      let isMIMIC = note[position + 1] == .of("*") && note[position + 2] == .of("*")
      var end = position + 1
      while end - position < 80, note[end] != .of("]"), !note[end].isNewline,
        isMIMIC || note[end].isUpper || note[end].isDigit || note[end] == .of("-")
          || note[end] == .of("_")
      {
        end += 1
      }
      if note[end] == .of("]"), end > position + 2 {
        ranges.append(position..<end + 1)
        position = end + 1
      } else {
        position += 1
      }
    }
    return ranges
  }
}
