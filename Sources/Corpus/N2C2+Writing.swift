import Text

extension N2C2 {
  /// A record's `docs` and `concepts` files; nil concepts where nothing is known of the text.
  ///
  /// The text stays as it is where every span begins and ends at single spaces and on one line; else
  /// its words are written with a space between them, a line a sentence, and offsets change.
  static func files(
    of record: Record, file: String, diagnostics: inout [Diagnostic]
  ) -> (document: [UInt8], concepts: [UInt8]?) {
    let example = record.example
    let text = example.document.text
    if let lines = concepts(example.spans, of: text) {
      return (text.utf8, example.isUnknown ? nil : lines)
    }
    diagnostics.append(
      Diagnostic(file: file, .notWritten("the spacing of \(record.id), since spans cut words")))
    let spaced = respaced(record, file: file, diagnostics: &diagnostics)
    return (spaced.text.utf8, concepts(spaced.spans, of: spaced.text) ?? [])
  }

  private static func concepts(_ spans: [Span], of text: ScalarText) -> [UInt8]? {
    // What stands between single spaces, by where it starts and where it ends.
    var starts: [Int: (line: Int, word: Int)] = [:]
    var ends: [Int: (line: Int, word: Int)] = [:]
    var place = (line: 1, word: 0)
    var start = 0
    var offset = -1
    text.utf8.withUnsafeBufferPointer { bytes in
      for byte in bytes where byte & 0xC0 != 0x80 {
        offset += 1
        guard byte == 0x20 || byte == 0x0A else { continue }
        if start < offset { (starts[start], ends[offset]) = (place, place) }
        place = byte == 0x20 ? (place.line, place.word + 1) : (place.line + 1, 0)
        start = offset + 1
      }
    }
    if start < text.count { (starts[start], ends[text.count]) = (place, place) }
    var lines = ""
    for span in spans {
      guard let first = starts[span.start], let last = ends[span.end], first.line == last.line
      else { return nil }
      lines += "c=\"\(text[span.range].lowercased())\" \(first.line):\(first.word)"
      lines += " \(last.line):\(last.word)||t=\"\(span.label)\"\n"
    }
    return Array(lines.utf8)
  }

  private static func respaced(
    _ record: Record, file: String, diagnostics: inout [Diagnostic]
  ) -> (text: ScalarText, spans: [Span]) {
    let example = record.tokenized().example
    let document = example.document
    let spans = example.tokenSpans(over: document, file: file, diagnostics: &diagnostics)
    let starts = Set(example.sentenceStarts)
    let inside = Set(spans.flatMap { $0.tokens.dropFirst() })
    var text = ""
    var offset = 0
    var ranges: [Range<Int>] = []
    var isNewLine = true
    var breaksNext = false
    for (index, token) in document.tokens.enumerated() {
      let word = document.text(of: token)
      breaksNext = breaksNext || starts.contains(index)
      if word.unicodeScalars.allSatisfy(\.isPythonSpace) {
        breaksNext = breaksNext || word.unicodeScalars.contains("\n")
        ranges.append(offset..<offset)
        continue
      }
      if !isNewLine {
        // A span is not cut by a line.
        text.unicodeScalars.append(breaksNext && !inside.contains(index) ? "\n" : " ")
        offset += 1
      }
      ranges.append(offset..<offset + token.range.count)
      text += word
      offset += token.range.count
      (isNewLine, breaksNext) = (false, false)
    }
    let placed = spans.compactMap { tokens, label -> Span? in
      let words = tokens.filter { !ranges[$0].isEmpty }
      guard let first = words.first, let last = words.last else { return nil }
      return Span(ranges[first].lowerBound..<ranges[last].upperBound, label)
    }
    return (ScalarText(text + "\n"), placed)
  }
}
