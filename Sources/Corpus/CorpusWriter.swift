import Files
import Notation
import Text

/// Writes records in any format to a file, a folder, or standard output (`-`).
///
/// Nothing stands at a file's path before `finish`. A folder's files appear one by one. Formats of one
/// record a line are never in memory as a whole.
public struct CorpusWriter: ~Copyable {
  private let path: String
  private let format: CorpusFormat
  private var output: OutputFile?
  private var records: [Record] = []
  private var names: Set<String> = []
  private var jsonl = JSONL()
  private var hasWritten = false
  private var diagnostics: [Diagnostic] = []

  /// The format that an output's name asks for; nil where it does not tell.
  public static func format(ofName path: String) -> CorpusFormat? {
    let name = path.lowercased()
    if name.hasSuffix(".spacy") { return .docBin }
    if CorpusFormat.jsonl.endings.contains(where: { name.hasSuffix($0) }) { return .jsonl }
    if name.hasSuffix(".json") { return .spacyJSON }
    return CorpusFormat.conll.endings.contains { name.hasSuffix($0) } ? .conll : nil
  }

  /// A writer.
  ///
  /// - Throws: `CorpusError` when the place cannot be written, or a folder's format is to go to standard
  ///   output.
  public init(_ path: String, format: CorpusFormat) throws(CorpusError) {
    self.path = path
    self.format = format
    if format.isFolder {
      guard path != OutputFile.standardOutput else {
        throw .unsupported(
          path: "standard output",
          reason: "\(format.rawValue) is a folder of files; name a folder to write")
      }
      try fileError { () throws(FileError) in try Folder.create(path) }
    } else {
      do throws(FileError) { output = try OutputFile(path) } catch { throw .file(error) }
    }
  }

  /// Writes a record.
  ///
  /// - Throws: `CorpusError` when the disk is full or fails.
  public mutating func write(_ record: Record) throws(CorpusError) {
    tellLosses(of: record)
    switch format {
    case .docBin: records.append(record)
    case .jsonl: try put(jsonl.line(record))
    case .prodigy: try put(Prodigy.task(record.tokenized()).encoded() + [0x0A])
    case .doccano: try put(Doccano(countsUTF16: false).value(record).encoded() + [0x0A])
    case .doccanoUTF16: try put(Doccano(countsUTF16: true).value(record).encoded() + [0x0A])
    case .spacyJSON:
      let document = SpacyJSON.document(of: record, file: path, diagnostics: &diagnostics)
      try put(Array((hasWritten ? ",\n" : "[\n").utf8) + document.encoded())
    case .conll: try put(columns(record, .bio))
    case .conllBILUO: try put(columns(record, .biluo))
    case .conllIOB1: try put(columns(record, .iob1))
    case .n2c2:
      let name = fileName(for: record)
      let files = N2C2.files(of: record, file: name, diagnostics: &diagnostics)
      try put(files.document, inFile: "docs/\(name).txt")
      if let concepts = files.concepts { try put(concepts, inFile: "concepts/\(name).txt.con") }
    case .brat:
      let name = fileName(for: record)
      try put(record.example.document.text.utf8, inFile: "\(name).txt")
      if let bytes = Brat.annotations(of: record) {
        try put(bytes, inFile: "\(name).ann")
      }
    case .i2b2:
      let name = fileName(for: record)
      try put(I2B2.xml(of: record), inFile: "\(name).xml")
    case .text:
      try put(record.example.document.text.utf8, inFile: "\(fileName(for: record)).txt")
    }
    hasWritten = true
  }

  /// What the format could not hold, of the records since the last time it was asked.
  public mutating func takeDiagnostics() -> [Diagnostic] {
    defer { diagnostics.removeAll() }
    return diagnostics
  }

  /// Writes what is left and puts the file in its place; gives what the format could not hold
  /// and has not been taken.
  ///
  /// - Throws: `CorpusError` when the disk is full or fails; then nothing has changed at a file's path.
  public consuming func finish() throws(CorpusError) -> [Diagnostic] {
    if format == .docBin {
      let docBin = DocBin(records, path: path, diagnostics: &diagnostics)
      try put(docBin.encoded())
    }
    if format == .spacyJSON { try put(Array((hasWritten ? "\n]\n" : "[]\n").utf8)) }
    if let output = output.take() {
      do throws(FileError) { try output.commit() } catch { throw .file(error) }
    }
    return diagnostics
  }

  private mutating func tellLosses(of record: Record) {
    func tell(_ what: String) {
      diagnostics.append(Diagnostic(file: path, .notWritten("\(what) of \(record.id)")))
    }
    let example = record.example
    let lost = format == .text ? record.allSpans.count : record.aside.count
    if lost > 0, !format.holdsOverlaps {
      tell(format == .text ? "\(lost) spans" : "\(lost) overlapping spans")
    }
    if !example.unannotated.isEmpty, !format.holdsUnknownParts,
      !(example.isUnknown && format.holdsUnknownNotes)
    {
      tell("which parts are not annotated,")
    }
  }

  private mutating func columns(_ record: Record, _ scheme: CoNLL.Scheme) -> [UInt8] {
    CoNLL.lines(of: record, scheme: scheme, file: path, diagnostics: &diagnostics)
  }

  private mutating func put(_ bytes: [UInt8]) throws(CorpusError) {
    do throws(FileError) { try output?.write(bytes) } catch { throw .file(error) }
  }

  private func put(_ bytes: [UInt8], inFile name: String) throws(CorpusError) {
    let file = "\(path)/\(name)"
    try fileError { () throws(FileError) in
      try Folder.create(Folder.parent(of: file))
      try AtomicFile.write(bytes, to: file)
    }
  }

  /// A record's name as a file's: nothing that leads elsewhere or that a file system refuses, and not
  /// the name of another record.
  private mutating func fileName(for record: Record) -> String {
    var name = ""
    for scalar in record.id.unicodeScalars {
      if scalar.value < 0x20 || scalar.value == 0x7F || "/\\%".unicodeScalars.contains(scalar) {
        name += "%" + (scalar.value < 16 ? "0" : "")
        name += String(scalar.value, radix: 16, uppercase: true)
      } else {
        name.unicodeScalars.append(scalar)
      }
      if name.utf8.count > 180 { break }  // with its ending, within the 255 bytes of a file's name
    }
    if name.isEmpty || name.hasPrefix(".") { name = "_" + name }
    var unique = name
    var number = 2
    while !names.insert(unique).inserted {
      unique = "\(name)~\(number)"
      number += 1
    }
    return unique
  }
}
