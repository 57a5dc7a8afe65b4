import Files
import Glibc
import TestSupport
import Testing
import Text

@testable import Corpus

/// Reading what was written gives the same again, for every format, on generated records.
@Suite struct FormatPropertyTests {
  let folder = TemporaryFolder()

  func roundTrip(
    _ records: [Record], _ format: CorpusFormat
  ) throws -> (records: [Record], written: [Diagnostic], read: [Diagnostic]) {
    let ending = format.isFolder ? "" : format.endings[0]
    let path = folder.file("\(format.rawValue)\(records.count)\(ending)")
    var writer = try CorpusWriter(path, format: format)
    for record in records { try writer.write(record) }
    let written = try writer.finish()
    let contents = try CorpusReader(format: format, tokenizer: nil).read(path)
    return (contents.records, written, contents.diagnostics)
  }

  /// What every format keeps that keeps offsets.
  func expectSame(_ read: Record?, _ record: Record, _ format: CorpusFormat) {
    #expect(read?.id == record.id)
    #expect(read?.example.document.text == record.example.document.text, "\(format)")
    #expect(read?.example.spans == record.example.spans, "\(format)")
    #expect(read?.aside == record.aside, "\(format)")
    #expect(read?.example.unannotated == record.example.unannotated, "\(format)")
  }

  @Test(arguments: [CorpusFormat.jsonl, .doccano, .doccanoUTF16, .brat, .i2b2])
  func spansAnywhereComeBack(format: CorpusFormat) throws {
    var generator = GeneratedRecords(seed: 7)
    let records = (100..<400).map { number -> Record in
      var record = generator.free("note-\(number)")
      // No mark in this format tells an unknown note from one without spans.
      if format == .i2b2 { record.example.unannotated = [] }
      return record
    }
    let (read, written, diagnostics) = try roundTrip(records, format)
    #expect(written.isEmpty)
    #expect(diagnostics.allSatisfy { if case .overlap = $0.problem { true } else { false } })
    #expect(read.count == records.count)
    for (read, record) in zip(read, records) { expectSame(read, record, format) }
  }

  @Test(arguments: [CorpusFormat.docBin, .spacyJSON, .prodigy, .jsonl])
  func tokensAndSpansOnThemComeBack(format: CorpusFormat) throws {
    var generator = GeneratedRecords(seed: 8)
    let records = (100..<400).map {
      generator.aligned("note-\($0)", hasUnknown: format != .prodigy)
    }
    let (read, written, diagnostics) = try roundTrip(records, format)
    #expect(written.isEmpty)
    #expect(diagnostics.isEmpty)
    #expect(read.count == records.count)
    for (read, record) in zip(read, records) {
      expectSame(read, record, format)
      if format.hasTokens {
        #expect(
          read.example.document.tokens.map(\.range) == record.example.document.tokens.map(\.range))
      }
    }
  }

  @Test(arguments: [CorpusFormat.conll, .conllBILUO, .conllIOB1])
  func columnsKeepWordsAndLabels(format: CorpusFormat) throws {
    func words(_ record: Record) -> [String] {
      let document = record.example.document
      return document.tokens.enumerated().compactMap { index, token in
        let text = document.text(of: token)
        if text.unicodeScalars.allSatisfy(\.isPythonSpace) { return nil }
        let span = record.example.spans.first { $0.range.overlaps(token.range) }
        let isUnknown = record.example.unannotated.contains { $0.overlaps(token.range) }
        return "\(text)|\(span?.label.rawValue ?? (isUnknown ? "?" : ""))"
      }
    }
    var generator = GeneratedRecords(seed: 9)
    let records = (0..<300).map { generator.aligned("note-\($0)") }
    let (read, written, diagnostics) = try roundTrip(records, format)
    #expect(written.isEmpty)
    #expect(diagnostics.isEmpty)
    #expect(read.map(words) == records.map(words))
    // What has been read once comes back alike for ever.
    let (again, _, _) = try roundTrip(read, format)
    #expect(again.map(\.example.spans) == read.map(\.example.spans))
    #expect(again.map(\.example.document.text) == read.map(\.example.document.text))
  }

  @Test func notesComeBack() throws {
    var generator = GeneratedRecords(seed: 10)
    let records = (100..<200).map { number -> Record in
      let text = ScalarText(generator.text())
      let document = Document(id: "note-\(number)", text: text, tokens: [])
      return Record(Example(document: document, spans: [], unannotated: [0..<text.count]))
    }
    #expect(try roundTrip(records, .text).records == records)
  }

  @Test func n2c2RecordsComeBack() throws {
    var generator = GeneratedRecords(seed: 11)
    let words = ["he", "72-year-old", "b.i.d.", "é😀", "s/p", "pain", ".", ",", "(x)"]
    let records = (100..<300).map { number -> Record in
      var text = ""
      var spans: [Span] = []
      var offset = 0
      for _ in 0..<generator.next(5) {
        for index in 0..<1 + generator.next(6) {
          let word = words[generator.next(words.count)]
          if index > 0 {
            text += " "
            offset += 1
          }
          let length = word.unicodeScalars.count
          if generator.next(4) == 0 { spans.append(Span(offset..<offset + length, "problem")) }
          text += word
          offset += length
        }
        text += "\n"
        offset += 1
      }
      return Record(Example(document: Document(id: "record-\(number)", text: text), spans: spans))
    }
    let (read, written, diagnostics) = try roundTrip(records, .n2c2)
    #expect(written.isEmpty)
    #expect(diagnostics.isEmpty)
    for (read, record) in zip(read, records) {
      #expect(read.example.document.text == record.example.document.text)
      #expect(read.example.spans == record.example.spans)
      #expect(read.id == record.id)
    }
  }

  @Test func proseBecomesN2C2ByItsWords() throws {
    let document = Document(id: "a", text: "He has chest pain,\nand takes b.i.d. meds.")
    let spans = [Span(7..<17, "problem"), Span(0..<2, "pronoun"), Span(29..<34, "treatment")]
      .sorted()
    let (read, written, diagnostics) = try roundTrip(
      [Record(Example(document: document, spans: spans))], .n2c2)
    #expect(written.count == 1)
    #expect(diagnostics.isEmpty)
    let example = try #require(read.first).example
    #expect(example.document.text.string == "He has chest pain ,\nand takes b.i.d . meds .\n")
    #expect(
      example.spans.map { example.document.text(of: $0) } == ["He", "chest pain", "b.i.d"])
  }

  /// Ten megabytes in the slow tests, which an unoptimised build takes a minute for; else a fiftieth.
  private static let lineLength = getenv("CLINSPAN_SLOW_TESTS") == nil ? 400 : 20_000

  @Test(arguments: CorpusFormat.allCases)
  func aVeryLongLineComesThrough(format: CorpusFormat) throws {
    let word = String(repeating: "painé", count: Self.lineLength)
    let line = String(repeating: "\(word) 😀 ", count: 84)
    let text = ScalarText("He denies .\n\(line)end")
    var tokens: [Token] = []
    var start = 0
    for (offset, scalar) in text.scalars.enumerated() where scalar == " " || scalar == "\n" {
      tokens.append(Token(range: start..<offset, isFollowedBySpace: true))
      start = offset + 1
    }
    tokens.append(Token(range: start..<text.count, isFollowedBySpace: false))
    let document = Document(id: "big-1", text: text, tokens: tokens)
    let last = tokens[tokens.count - 1].range
    let example = Example(document: document, spans: [Span(0..<2, "a"), Span(last, "b")])
    let (read, _, diagnostics) = try roundTrip([Record(example)], format)
    #expect(diagnostics.isEmpty)
    let found = try #require(read.first).example
    #expect(found.document.text.count == text.count)
    #expect(found.spans == (format == .text ? [] : example.spans))
  }

  @Test func namesThatLeadElsewhereStayInTheFolder() throws {
    let ids = ["../../evil", "/etc/passwd", "", ".", "..", "a/b", "a%2Fb", "é", "n\u{0}", "a/b"]
    let records = ids.map { Record(Example(document: Document(id: $0, text: "x"), spans: [])) }
    for format in CorpusFormat.allCases where format.isFolder {
      let (read, _, _) = try roundTrip(records, format)
      #expect(read.count == records.count, "\(format)")
    }
    #expect(
      try Folder.names(in: folder.path).sorted() == ["brat10", "i2b2-201410", "n2c210", "text10"])
  }
}
