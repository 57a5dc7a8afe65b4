import Files
public import Text

/// What was read from a corpus.
public struct CorpusContents: Sendable {
  /// The format it is in.
  public var format: CorpusFormat
  /// Its records, in order.
  public var records: [Record] = []
  /// What is wrong with it.
  public var diagnostics: [Diagnostic] = []
}

/// Reads corpora of every format, from a file, a folder, or standard input (`-`).
public struct CorpusReader: Sendable {
  /// The path that means standard input.
  public static let standardInput = "-"

  /// The format; nil has each path's name and content tell.
  public var format: CorpusFormat?
  /// What gives tokens to records whose format has none; nil leaves them without.
  public var tokenizer: Tokenizer?
  /// How n2c2 concepts become spans.
  public var conversion: Conversion

  /// A reader.
  public init(
    format: CorpusFormat? = nil, tokenizer: Tokenizer? = .english, conversion: Conversion = .aligned
  ) {
    self.format = format
    self.tokenizer = tokenizer
    self.conversion = conversion
  }

  /// Reads everything at a path.
  ///
  /// - Throws: `CorpusError` when it cannot be read or its format is unknown.
  public func read(_ path: String) throws(CorpusError) -> CorpusContents {
    var records: [Record] = []
    var diagnostics: [Diagnostic] = []
    let format = try forEach(path, diagnostics: { diagnostics.append($0) }) {
      (record) throws(CorpusError) in records.append(record)
    }
    return CorpusContents(format: format, records: records, diagnostics: diagnostics)
  }

  /// Hands each record at a path to a closure, in order, and gives the format found. A corpus of one
  /// record a line is never in memory as a whole.
  ///
  /// - Throws: `CorpusError` when it cannot be read, its format is unknown, or the closure throws.
  @discardableResult
  public func forEach(
    _ path: String, diagnostics: (Diagnostic) -> Void,
    _ body: (Record) throws(CorpusError) -> Void
  ) throws(CorpusError) -> CorpusFormat {
    func deliver(_ record: Record) throws(CorpusError) {
      try body(tokenizer.map { record.tokenized(by: $0) } ?? record)
    }
    if path != Self.standardInput, Folder.exists(path) {
      let format = if let format { format } else { try CorpusFormat.detect(folder: path) }
      if format == .n2c2 {
        try forEachN2C2(path, diagnostics, deliver)
        return format
      }
      let files = try CorpusSource.files(inFolder: path, endings: format.endings)
      if format == .brat {
        try forEachBrat(files, diagnostics, deliver)
        return format
      }
      for file in files {
        var source = try CorpusSource(file)
        try forEach(in: &source, as: format, diagnostics, deliver)
      }
      return format
    }
    var source = try CorpusSource(path)
    let format = if let format { format } else { try CorpusFormat.detect(&source) }
    switch format {
    case .n2c2: try forEachN2C2(path, diagnostics, deliver)
    case .brat:
      let isAnnotations = path.hasSuffix(".ann")
      try forEachBrat(
        [isAnnotations ? "\(path.dropLast(4)).txt" : path], diagnostics, deliver)
    default: try forEach(in: &source, as: format, diagnostics, deliver)
    }
    return format
  }

  private func forEachN2C2(
    _ path: String, _ diagnostics: (Diagnostic) -> Void,
    _ body: (Record) throws(CorpusError) -> Void
  ) throws(CorpusError) {
    guard path != Self.standardInput else {
      throw .unsupported(path: "standard input", reason: "n2c2 archives are read from files only")
    }
    let contents = try N2C2.read(path, conversion: conversion, tokenizer: tokenizer ?? .english)
    contents.diagnostics.forEach(diagnostics)
    for record in contents.train + contents.test { try body(record) }
  }
}
