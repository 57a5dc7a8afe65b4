/// From one format to another.
public enum CorpusConversion {
  /// What `run` did.
  public struct Report: Hashable, Sendable {
    /// The format read.
    public var source: CorpusFormat
    /// The format written.
    public var target: CorpusFormat
    /// Records written.
    public var recordCount: Int
  }

  /// Reads records at one path and writes them at another. Where both formats have a record a line,
  /// memory does not grow with the corpus.
  ///
  /// - Parameters:
  ///   - source: nil has the input's name and content tell.
  ///   - target: nil has the output's name tell.
  ///   - diagnostics: takes what is wrong with the input and what the output cannot hold.
  ///   - progress: called with the number of records done.
  ///   - shouldStop: asked before each record.
  /// - Throws: `CorpusError.stopped` when asked to stop; any other when the input cannot be read, the output not written, or a format is not
  ///   known; then nothing has changed at an output file's path.
  public static func run(
    input: String, output: String, from source: CorpusFormat? = nil,
    to target: CorpusFormat? = nil, reader: CorpusReader = CorpusReader(tokenizer: nil),
    diagnostics: (Diagnostic) -> Void, progress: (_ done: Int) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws(CorpusError) -> Report {
    guard let target = target ?? CorpusWriter.format(ofName: output) else {
      throw .unknownFormat(file: output)
    }
    var reader = reader
    reader.format = source ?? reader.format
    var writer = try CorpusWriter(output, format: target)
    var count = 0
    let found = try reader.forEach(input, diagnostics: diagnostics) {
      (record) throws(CorpusError) in
      if shouldStop() { throw .stopped }
      try writer.write(record)
      writer.takeDiagnostics().forEach(diagnostics)
      count += 1
      progress(count)
    }
    try writer.finish().forEach(diagnostics)
    return Report(source: found, target: target, recordCount: count)
  }
}
