import Files
public import Text

/// Reads n2c2-2011 records: one sentence a line, concepts by line and token.
public enum N2C2 {
  /// What archives or folders hold.
  public struct Contents: Sendable {
    /// The records for training, part by part, each by file name: the order the original's shuffle
    /// starts from.
    public var train: [Record] = []
    /// The records for testing, in the same order.
    public var test: [Record] = []
    /// Concepts read, well-formed ones.
    public var conceptCount = 0
    /// Coreference chains, by their type, where the files have them.
    public var chainCounts: [String: ChainCounts] = [:]
    /// What is wrong with the files.
    public var diagnostics: [Diagnostic] = []
  }

  /// Reads all records at a path: an archive, a folder of archives, or unpacked folders.
  ///
  /// - Parameter progress: called with the number of records done and of all; what it throws ends the
  ///   reading.
  /// - Throws: `CorpusError` when files cannot be read or unpacked, or none are records.
  public static func read(
    _ path: String, conversion: Conversion = .aligned, tokenizer: Tokenizer = .english,
    progress: (_ done: Int, _ total: Int) throws(CorpusError) -> Void = { _, _ in }
  ) throws(CorpusError) -> Contents {
    let files = try N2C2Files(path)
    let total = files.parts.reduce(0) { $0 + ($1.files[.document]?.count ?? 0) }
    guard total > 0 else {
      throw .nothingFound(
        path: path,
        expected: "n2c2-2011 records: PART/docs/NAME.txt with PART/concepts/NAME.txt.con")
    }
    var contents = Contents()
    contents.diagnostics = files.diagnostics
    var done = 0
    for part in files.parts {
      let concepts = part.files[.concepts] ?? [:]
      let documents = part.files[.document] ?? [:]
      for (name, document) in documents.sorted(by: { precedes($0.key, $1.key) }) {
        var record = N2C2Record(
          document: document, concepts: concepts[name], tokenizer: tokenizer)
        let example = record.example(id: name, conversion: conversion)
        if concepts[name] == nil {
          contents.diagnostics.append(
            Diagnostic(file: document.origin, .unpaired(expected: "concepts/\(name).txt.con")))
        }
        contents.conceptCount += record.conceptCount
        contents.diagnostics += record.diagnostics
        if part.isTest {
          contents.test.append(Record(example))
        } else {
          contents.train.append(Record(example))
        }
        done += 1
        try progress(done, total)
      }
      for (_, source) in (part.files[.chains] ?? [:]).sorted(by: { precedes($0.key, $1.key) }) {
        count(source, into: &contents.chainCounts, diagnostics: &contents.diagnostics)
      }
      for (name, source) in concepts.sorted(by: { precedes($0.key, $1.key) })
      where documents[name] == nil {
        contents.diagnostics.append(
          Diagnostic(file: source.origin, .unpaired(expected: "docs/\(name).txt")))
      }
    }
    return contents
  }

  /// As file names with `.txt` sort: by code point.
  private static func precedes(_ left: String, _ right: String) -> Bool {
    "\(left).txt".utf8.lexicographicallyPrecedes("\(right).txt".utf8)
  }
}
