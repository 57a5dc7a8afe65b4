import Text

/// A run of letters, or a run of digits, in a folded text.
struct Word {
  /// How the letters of a word are cased.
  enum Shape: UInt8 {
    /// `lower`
    case lower
    /// `Capitalized`
    case capitalized
    /// `UPPER`, two letters or more
    case upper
    /// `A`
    case initial
    /// `McDonald`, `iPhone`, `DeLa`
    case mixed
    /// `2021`
    case digits
  }

  let start: Int
  let end: Int
  let shape: Shape
  /// FNV-1a of the lower-cased bytes.
  let hash: UInt64
  /// What kinds of cue the word is.
  var classes: WordClasses
  /// What the gazetteer knows of it.
  var entry: GazetteerEntry

  var range: Range<Int> { start..<end }
  var count: Int { end - start }
  /// Whether the first letter is a capital.
  var isCapital: Bool { shape != .lower && shape != .digits }
  var isDigits: Bool { shape == .digits }
  func has(_ classes: WordClasses) -> Bool { !self.classes.isDisjoint(with: classes) }
}

/// A document as the recognizers read it: folded to one byte a scalar and cut into words, once for all.
struct Note {
  let text: FoldedText
  let bytes: [UInt8]
  let words: [Word]
  /// Index of the first word that starts at or after each line's start, by line; and the line starts.
  let lineStarts: [Int]
  let gazetteer: Gazetteer

  init(_ document: Document, gazetteer: Gazetteer) {
    self.init(FoldedText(document.text), gazetteer: gazetteer)
  }

  init(_ text: FoldedText, gazetteer: Gazetteer) {
    self.text = text
    bytes = text.bytes
    var words: [Word] = []
    words.reserveCapacity(bytes.count / 5)
    var lineStarts = [0]
    var position = 0
    let classes = WordClasses.table
    bytes.withUnsafeBufferPointer { bytes in
      while position < bytes.count {
        let kind = ByteClass.table[Int(bytes[position])]
        if kind & ByteClass.letter != 0 {
          let start = position
          var hash = WordHash()
          var uppers = 0
          repeat {
            let byte = bytes[position]
            if byte.isUpper { uppers += 1 }
            hash.feed(byte.lowered)
            position += 1
          } while position < bytes.count && bytes[position].isLetter
          let count = position - start
          let shape: Word.Shape =
            if uppers == 0 { .lower } else if count == 1 { .initial } else if uppers == count {
              .upper
            } else if uppers == 1, bytes[start].isUpper { .capitalized } else { .mixed }
          words.append(
            Word(
              start: start, end: position, shape: shape, hash: hash.value,
              classes: count <= 20 ? classes[hash.value] : [],
              entry: count <= 40 ? gazetteer[hash.value] : .unknown))
        } else if kind & ByteClass.digit != 0 {
          let start = position
          repeat { position += 1 } while position < bytes.count && bytes[position].isDigit
          words.append(
            Word(
              start: start, end: position, shape: .digits, hash: 0, classes: [], entry: .unknown))
        } else {
          if kind & ByteClass.newline != 0 { lineStarts.append(position + 1) }
          position += 1
        }
      }
    }
    self.gazetteer = gazetteer
    self.words = words
    self.lineStarts = lineStarts
  }

  /// The byte at an offset; a newline outside the text, so that scanners need no bounds of their own.
  subscript(_ offset: Int) -> UInt8 {
    offset >= 0 && offset < bytes.count ? bytes[offset] : 0x0A
  }

  /// The offset after blanks (spaces and tabs) from here.
  func skipBlanks(_ offset: Int) -> Int {
    var offset = offset
    while self[offset].isBlank { offset += 1 }
    return offset
  }

  /// The first word that starts at or after an offset; `words.count` where none does.
  func wordIndex(atOrAfter offset: Int) -> Int {
    words.partitioningIndex { $0.start >= offset }
  }

  /// The start of the line an offset stands in.
  func lineStart(of offset: Int) -> Int {
    lineStarts[max(0, lineStarts.partitioningIndex { $0 > offset } - 1)]
  }

  /// The end of the line an offset stands in, before its newline.
  func lineEnd(of offset: Int) -> Int {
    let next = lineStarts.partitioningIndex { $0 > offset }
    return next < lineStarts.count ? max(offset, lineStarts[next] - 1) : bytes.count
  }

  /// Whether the bytes from an offset are this lower-case ASCII text, in any case.
  func matches(_ text: StaticString, at offset: Int) -> Bool {
    guard offset >= 0, offset + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { wanted in
      for index in 0..<wanted.count where bytes[offset + index].lowered != wanted[index] {
        return false
      }
      return true
    }
  }

  /// Whether a range holds a newline.
  func hasNewline(_ range: Range<Int>) -> Bool {
    range.contains { self[$0].isNewline }
  }

  /// What stands between two neighbouring words.
  func gap(after index: Int) -> Range<Int> {
    index + 1 < words.count
      ? words[index].end..<words[index + 1].start : words[index].end..<bytes.count
  }
}
