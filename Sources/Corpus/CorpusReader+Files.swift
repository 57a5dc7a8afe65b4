import Files
import Notation
import Text

extension CorpusReader {
  /// What takes diagnostics while records are read.
  typealias Report = (Diagnostic) -> Void
  /// What takes records.
  typealias Deliver = (Record) throws(CorpusError) -> Void

  /// Reads one file, or standard input, of a format that is not a folder of pairs.
  func forEach(
    in source: inout CorpusSource, as format: CorpusFormat, _ report: Report, _ deliver: Deliver
  ) throws(CorpusError) {
    let name = source.name
    var found: [Diagnostic] = []
    func all(_ records: [Record]) throws(CorpusError) {
      found.forEach(report)
      for record in records { try deliver(record) }
    }
    switch format {
    case .n2c2, .brat: break
    case .docBin:
      try all(try DocBin.decode(try source.bytes(), path: name).records(path: name))
    case .spacyJSON:
      try all(try SpacyJSON.records(try source.bytes(), file: name, diagnostics: &found))
    case .i2b2:
      let id = Folder.stem(of: name)
      let bytes = try source.bytes()
      try all([try I2B2.record(bytes, id: id, file: name, diagnostics: &found)])
    case .text:
      let bytes = try source.bytes()
      try all([plainNote(bytes, name: name, diagnostics: &found)])
    case .jsonl:
      try forEachLine(in: &source, report, deliver) { line, number, found in
        JSONLReading.record(line, file: name, number: number, diagnostics: &found)
      }
    case .prodigy:
      try forEachValue(in: &source, report, deliver) { value, number, found in
        Prodigy.record(value, file: name, number: number, diagnostics: &found)
      }
    case .doccano, .doccanoUTF16:
      let doccano = Doccano(countsUTF16: format == .doccanoUTF16)
      try forEachValue(in: &source, report, deliver) { value, number, found in
        doccano.record(value, file: name, number: number, diagnostics: &found)
      }
    case .conll, .conllBILUO, .conllIOB1:
      var columns = CoNLL(file: name, stem: Folder.stem(of: name))
      try forEachLine(in: &source, includingBlank: true, report, deliver) { line, number, found in
        columns.take(line, number: number, diagnostics: &found)
      }
      if let last = columns.finish() { try deliver(last) }
    }
  }

  private func plainNote(
    _ bytes: [UInt8], name: String, diagnostics: inout [Diagnostic]
  ) -> Record {
    let text = ScalarText(decoding: bytes)
    if text.utf8 != bytes, let invalid = DecodedText.firstInvalidByte(bytes) {
      diagnostics.append(Diagnostic(file: name, .invalidUTF8(byte: invalid)))
    }
    let document = Document(id: Folder.stem(of: name), text: text, tokens: [])
    return Record(Example(document: document, spans: [], unannotated: [0..<text.count]))
  }

  /// Reads `.txt` files, each with the `.ann` beside it.
  func forEachBrat(
    _ texts: [String], _ report: Report, _ deliver: Deliver
  ) throws(CorpusError) {
    for path in texts {
      var source = try CorpusSource(path)
      let bytes = try source.bytes()
      var found: [Diagnostic] = []
      let note = plainNote(bytes, name: path, diagnostics: &found)
      let annotations = "\(path.dropLast(4)).ann"
      let content =
        Folder.hasFile(annotations)
        ? try fileError { () throws(FileError) in try InputFile.read(annotations) } : nil
      let record = Brat.record(
        id: note.id, text: note.example.document.text, annotations: content, file: annotations,
        diagnostics: &found)
      found.forEach(report)
      try deliver(record)
    }
  }

  private func forEachValue(
    in source: inout CorpusSource, _ report: Report, _ deliver: Deliver,
    parse: (JSONValue, Int, inout [Diagnostic]) -> Record?
  ) throws(CorpusError) {
    let name = source.name
    try forEachLine(in: &source, report, deliver) { line, number, found in
      do throws(JSONError) {
        if let invalid = DecodedText.firstInvalidByte(line) {
          found.append(Diagnostic(file: name, line: number, .invalidUTF8(byte: invalid)))
        }
        return parse(try JSONParser.parse(line), number, &found)
      } catch {
        found.append(Diagnostic(file: name, line: number, .json(error)))
        return nil
      }
    }
  }

  private func forEachLine(
    in source: inout CorpusSource, includingBlank: Bool = false, _ report: Report,
    _ deliver: Deliver, parse: (UnsafeBufferPointer<UInt8>, Int, inout [Diagnostic]) -> Record?
  ) throws(CorpusError) {
    var found: [Diagnostic] = []
    while let record = try source.nextParsed(
      includingBlank: includingBlank, { parse($0, $1, &found) })
    {
      found.forEach(report)
      found.removeAll()
      if let record { try deliver(record) }
    }
  }
}
