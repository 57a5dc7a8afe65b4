import Files
public import Text

/// What `Preprocess.run` did.
public struct PreprocessReport: Hashable, Sendable {
  /// What one file holds.
  public struct Part: Hashable, Sendable {
    /// The file.
    public var path: String
    /// Its documents.
    public var documentCount = 0
    /// Their tokens.
    public var tokenCount = 0
    /// Their gold spans, by label.
    public var spanCounts: [Label: Int] = [:]
  }

  /// `train.spacy`.
  public var train: Part
  /// `dev.spacy`.
  public var dev: Part
  /// `test.spacy`.
  public var test: Part
  /// Well-formed concepts read.
  public var conceptCount: Int
  /// Concepts that became gold spans.
  public var placedCount: Int {
    [train, dev, test].reduce(0) { $0 + $1.spanCounts.values.reduce(0, +) }
  }
  /// What is wrong with the files.
  public var diagnostics: [Diagnostic]
}

/// The original project's first step: n2c2-2011 archives to `train.spacy`, `dev.spacy`, `test.spacy`.
public enum Preprocess {
  /// Reads the records, shuffles those for training, takes a fifth of them for `dev`, and writes three
  /// files. A part without documents is written too, so that an older file does not stay in its place.
  ///
  /// - Parameter progress: called with the number of records done and of all, the last time right
  ///   before files are written; what it throws, as `CorpusError.stopped`, ends the run with no file
  ///   touched.
  /// - Throws: `CorpusError` when records cannot be read, then nothing is written, or a file cannot be
  ///   written, which then stays as it was.
  public static func run(
    input: String, output: String, conversion: Conversion = .aligned, seed: UInt64 = 42,
    tokenizer: Tokenizer = .english,
    progress: (_ done: Int, _ total: Int) throws(CorpusError) -> Void = { _, _ in }
  ) throws(CorpusError) -> PreprocessReport {
    var contents = try N2C2.read(
      input, conversion: conversion, tokenizer: tokenizer, progress: progress)
    let (train, dev) = Split.trainDev(contents.train, seed: seed)
    let parts = [("train", train), ("dev", dev), ("test", contents.test)]
    var encoded: [(path: String, bytes: [UInt8])] = []
    for (name, records) in parts {
      let path = "\(output)/\(name).spacy"
      let docBin = DocBin(records, path: path, diagnostics: &contents.diagnostics)
      encoded.append((path, docBin.encoded()))
    }
    let total = parts.reduce(0) { $0 + $1.1.count }
    try progress(total, total)
    try fileError { () throws(FileError) in try Folder.create(output) }
    for file in encoded {
      try fileError { () throws(FileError) in try AtomicFile.write(file.bytes, to: file.path) }
    }
    let counted = zip(encoded, parts).map { count($1.1, path: $0.path) }
    return PreprocessReport(
      train: counted[0], dev: counted[1], test: counted[2], conceptCount: contents.conceptCount,
      diagnostics: contents.diagnostics)
  }

  private static func count(_ records: [Record], path: String) -> PreprocessReport.Part {
    var part = PreprocessReport.Part(path: path)
    part.documentCount = records.count
    for record in records {
      part.tokenCount += record.example.document.tokens.count
      for span in record.example.spans { part.spanCounts[span.label, default: 0] += 1 }
    }
    return part
  }
}
