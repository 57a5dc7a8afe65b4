import Corpus
import Files
import Notation
import Text

#if canImport(Glibc)
  import Glibc
#endif

/// A document as it came in, with the name it must leave under.
struct SourceDocument {
  /// The `id` as its source wrote it: a string or a number.
  let id: JSONValue
  let document: Document
  /// The spans that came with it, as its source wrote them: `{"start","end","label", …}`.
  var spans: [JSONObject] = []
  /// Whose document it is, where the source says so.
  var patient: String?
}

/// Documents from files, folders and streams, one after the other.
struct DocumentSource {
  /// What happens while they are read.
  enum Event {
    case document(SourceDocument)
    /// One document, or one line, could not be read; the rest goes on.
    case problem(String)
    /// Nothing more can be had without waiting: a good moment to hand over what is done.
    case idle
  }

  /// The paths, in order; `-` is standard input.
  let paths: [String]
  let console: Console
  /// Whether texts are cut into tokens, which only a model asks for.
  var cutsTokens = true

  /// How many documents there will be, where that can be told without reading them twice.
  func count() -> Int? {
    var total = 0
    for path in paths {
      switch SourceKind(path) {
      case .lines(let file):
        guard let lines = Self.lineCount(of: file) else { return nil }
        total += lines
      case .text: total += 1
      case .texts(_, let names): total += names.count
      case .stream, .corpus: return nil
      }
    }
    return total
  }

  /// Reads all.
  ///
  /// - Throws: what `body` throws; `FileError` or `CorpusError` where a file cannot be read at all.
  func read(_ body: (Event) throws -> Void) throws {
    for path in paths {
      switch SourceKind(path) {
      case .stream: try readStream(body)
      case .lines(let file):
        var reader = try LineReader(file)
        try readLines(&reader, name: file, waitsOn: nil, body)
      case .text(let file): try readText(file, body)
      case .texts(let folder, let names):
        for name in names { try readText("\(folder)/\(name)", body) }
      case .corpus(let path): try readCorpus(path, body)
      }
    }
  }

  private func readText(_ path: String, _ body: (Event) throws -> Void) throws {
    let id = Folder.stem(of: path)
    let text = ScalarText(decoding: try InputFile.read(path))
    try body(.document(.init(id: .string(id), document: document(id, text))))
  }

  private func document(_ id: String, _ text: ScalarText) -> Document {
    cutsTokens ? Document(id: id, text: text) : Document(id: id, text: text, tokens: [])
  }

  /// Any other corpus: its texts, cut into tokens afresh, as for a note that nobody has read yet.
  private func readCorpus(_ path: String, _ body: (Event) throws -> Void) throws {
    let contents = try CorpusReader(tokenizer: nil).read(path)
    for record in contents.records {
      let document = document(record.id, record.example.document.text)
      let spans = record.allSpans.map { span -> JSONObject in
        [
          "start": .integer(span.start), "end": .integer(span.end),
          "label": .string(span.label.rawValue),
        ]
      }
      try body(.document(.init(id: .string(record.id), document: document, spans: spans)))
    }
  }

  private func readStream(_ body: (Event) throws -> Void) throws {
    var reader = LineReader(descriptor: console.input, path: "standard input")
    try wait(for: console.input, body)
    let first = try reader.peek(1).first
    if first == UInt8(ascii: "{") {
      return try readLines(&reader, name: "standard input", waitsOn: console.input, body)
    }
    let bytes = try reader.rest()
    if bytes.isEmpty { return }
    let document = document("-", ScalarText(decoding: bytes))
    try body(.document(.init(id: "-", document: document)))
  }

  private func readLines(
    _ reader: inout LineReader, name: String, waitsOn descriptor: Int32?,
    _ body: (Event) throws -> Void
  ) throws {
    while true {
      if let descriptor, !reader.holdsLine { try wait(for: descriptor, body) }
      guard let line = try reader.next() else { return }
      if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
      try body(event(line, file: name, line: reader.lineNumber))
    }
  }

  private func event(_ line: [UInt8], file: String, line number: Int) -> Event {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONParser.parse(line)
    } catch {
      return .problem("\(file):\(number): \(error)")
    }
    guard let text = value["text"]?.string else {
      return .problem("\(file):\(number): expected an object with \"text\"")
    }
    let id: JSONValue
    switch value["id"] {
    case .string(let name): id = .string(name)
    case .integer(let number): id = .integer(number)
    default: id = .string("\(Folder.stem(of: file)):\(number)")
    }
    let name = id.string ?? id.text()
    return .document(
      .init(
        id: id, document: document(name, ScalarText(text)),
        spans: value["spans"]?.array?.compactMap(\.object) ?? [],
        patient: value["patient"]?.string ?? value["patient"]?.integer.map(String.init)))
  }

  /// Waits until there is something to read, telling of the pause first; Ctrl-C ends the wait.
  private func wait(for descriptor: Int32, _ body: (Event) throws -> Void) throws {
    var isTold = false
    while true {
      var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&request, 1, isTold ? 200 : 0) != 0, errno != EINTR || request.revents != 0 { return }
      if !isTold { try body(.idle) }
      isTold = true
      try console.checkInterrupt("Everything read before that is done.")
    }
  }

  private static func lineCount(of path: String) -> Int? {
    guard var reader = try? LineReader(path) else { return nil }
    var count = 0
    while let isBlank = try? reader.withNext({ $0.isEmpty }) { count += isBlank ? 0 : 1 }
    return count
  }
}

/// What a path given as DATA is.
enum SourceKind: Equatable {
  case stream
  /// JSON lines.
  case lines(String)
  /// One note.
  case text(String)
  /// A folder of notes, one a file.
  case texts(String, names: [String])
  /// Anything else that Corpus reads.
  case corpus(String)

  init(_ path: String) {
    if path == "-" {
      self = .stream
    } else if path.hasSuffix(".jsonl") || path.hasSuffix(".ndjson") {
      self = .lines(path)
    } else if path.hasSuffix(".txt") {
      self = .text(path)
    } else if Folder.exists(path), case let names = SourceKind.texts(in: path), !names.isEmpty {
      self = .texts(path, names: names)
    } else {
      self = .corpus(path)
    }
  }

  /// The notes of a folder that holds nothing else: with annotations beside them it is a corpus.
  private static func texts(in folder: String) -> [String] {
    let names = ((try? Folder.names(in: folder)) ?? []).filter { !$0.hasPrefix(".") }
    let isAnnotated = names.contains { $0.hasSuffix(".ann") || $0.hasSuffix(".con") }
    return isAnnotated ? [] : names.filter { $0.hasSuffix(".txt") }
  }
}
