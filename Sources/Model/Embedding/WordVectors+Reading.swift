import Files
import Notation
import Text

/// Why word vectors cannot be read: facts only.
public struct WordVectorsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// The line, from 1, in a text file.
  public let line: Int?
  /// What should have stood there.
  public let expected: String

  /// What, where, and the next step.
  public var description: String {
    "\(path)\(line.map { ":\($0)" } ?? ""): expected \(expected); "
      + "GloVe or word2vec text, .npy with a word list, and spaCy folders can be read"
  }
}

extension WordVectors {
  /// The most numbers that a table may have: 8 GiB.
  private static let limit = 2 << 30

  /// Reads word vectors: text with a word and its numbers a line, with or without word2vec's first line of
  /// counts; `NAME.npy` with the words, one a line, in `NAME.txt`; or a spaCy model or `vocab` folder.
  ///
  /// - Throws: `FileError` or `WordVectorsError`, naming file and line.
  public init(reading path: String) throws {
    if Folder.exists(path) {
      let vocab = Folder.hasFile("\(path)/vectors") ? "" : "vocab/"
      let files = try SpacyFiles(vectors: path)
      guard let vectors = try WordVectors(spacy: files, vocab: vocab) else {
        throw WordVectorsError(path: path, line: nil, expected: "word vectors in vocab/vectors")
      }
      self = vectors
    } else if path.hasSuffix(".npy") {
      try self.init(array: path, words: path.dropLast(4) + ".txt")
    } else {
      try self.init(text: path)
    }
  }

  private init(array path: String, words: String) throws {
    guard let file = NumpyFile(decoding: try InputFile.read(path)), file.shape.count == 2,
      file.shape[1] > 0, let values = file.floats
    else {
      throw WordVectorsError(path: path, line: nil, expected: "a table of floats")
    }
    var rows: [UInt64: Int32] = [:]
    var reader = try LineReader(words)
    while let line = try reader.next() {
      guard reader.lineNumber <= file.shape[0] else {
        throw WordVectorsError(
          path: words, line: reader.lineNumber,
          expected: "no more words than the \(file.shape[0]) rows")
      }
      rows[StringID.of(line)] = Int32(reader.lineNumber - 1)
    }
    guard reader.lineNumber == file.shape[0] else {
      throw WordVectorsError(
        path: words, line: reader.lineNumber,
        expected: "a word for each of the \(file.shape[0]) rows")
    }
    self.init(
      table: Matrix(rows: file.shape[0], columns: file.shape[1], values), rows: rows)
  }

  private init(text path: String) throws {
    var reader = try LineReader(path, maximumLength: 1 << 20)
    var width: Int?
    var values: [Float] = []
    var rows: [UInt64: Int32] = [:]
    var count: Int32 = 0
    while let line = try reader.next() {
      // Some words hold spaces of their own (GloVe's ". . ."), so numbers are counted from the end.
      let fields = line.split(separator: 0x20)
      func error(_ expected: String) -> WordVectorsError {
        WordVectorsError(path: path, line: reader.lineNumber, expected: expected)
      }
      if reader.lineNumber == 1, fields.count == 2, let columns = Self.count(fields[1]),
        Self.count(fields[0]) != nil
      {
        width = columns
        continue
      }
      let columns = width ?? fields.count - 1
      guard columns > 0, fields.count > columns else {
        throw error("a word and \(width.map { "\($0) numbers" } ?? "its numbers")")
      }
      width = columns
      for field in fields.suffix(columns) {
        guard let value = Float(String(decoding: field, as: UTF8.self)), value.isFinite else {
          throw error("a word and \(columns) numbers")
        }
        values.append(value)
      }
      guard values.count <= Self.limit else { throw error("at most \(Self.limit) numbers in all") }
      let last = fields[fields.count - columns - 1]
      let id = StringID.of(line[line.startIndex..<last.endIndex])
      if rows[id] == nil { rows[id] = count }
      count += 1
    }
    guard let width, count > 0 else {
      throw WordVectorsError(path: path, line: nil, expected: "a word and its numbers a line")
    }
    self.init(table: Matrix(rows: Int(count), columns: width, values), rows: rows)
  }

  private static func count(_ field: ArraySlice<UInt8>) -> Int? {
    Int(String(decoding: field, as: UTF8.self)).flatMap { $0 > 0 ? $0 : nil }
  }

  /// The vectors of a spaCy vocabulary; nil where it has none.
  ///
  /// - Parameter vocab: The folder of the vocabulary's files, with a `/`, or nothing.
  init?(spacy files: SpacyFiles, vocab: String) throws {
    guard let bytes = try files.optional("\(vocab)vectors"),
      let keys = try files.optional("\(vocab)key2row")
    else { return nil }
    func error(_ name: String, _ reason: SpacyModelError.Reason) -> SpacyModelError {
      SpacyModelError(path: files.place(of: vocab + name), reason)
    }
    if let settings = try files.optional("\(vocab)vectors.cfg") {
      let settings = try? JSONParser.parse(settings)
      guard (settings?["mode"]?.string ?? "default") == "default",
        ["ORTH", nil].contains(settings?["attr"]?.string)
      else {
        throw error(
          "vectors.cfg", .unsupported("a table of this mode", advice: "mode default, by ORTH, is"))
      }
    }
    guard let file = NumpyFile(decoding: bytes), file.shape.count == 2, let values = file.floats
    else { throw error("vectors", .malformed(expected: "a table of floats")) }
    guard file.shape[0] > 0, file.shape[1] > 0 else { return nil }
    guard let pairs = (try? MessagePack.parse(keys))?.map else {
      throw error("key2row", .malformed(expected: "rows by key in MessagePack"))
    }
    var rows: [UInt64: Int32] = [:]
    rows.reserveCapacity(pairs.count)
    for pair in pairs {
      guard let key = pair.key.unsigned, let row = pair.value.integer else {
        throw error("key2row", .malformed(expected: "rows by key"))
      }
      if row < 0 { continue }
      guard row < file.shape[0] else {
        throw error("key2row", .malformed(expected: "rows below \(file.shape[0])"))
      }
      rows[key] = Int32(row)
    }
    self.init(table: Matrix(rows: file.shape[0], columns: file.shape[1], values), rows: rows)
  }
}
