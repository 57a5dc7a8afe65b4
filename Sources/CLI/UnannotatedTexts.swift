import Text
import Trainer

/// Texts that nobody annotated, each read once and cut into parts. Nothing of them is written.
struct UnannotatedTexts {
  /// What was read.
  struct Counts {
    /// Texts seen.
    var noteCount = 0
    /// Texts that are known already, or that came twice.
    var passedOver = 0
    /// Texts that could not be read.
    var problemCount = 0

    /// Texts that something is learnt from.
    var readCount: Int { noteCount - passedOver }
  }

  let source: DocumentSource
  /// Texts that are passed over.
  let known: Set<ScalarText>
  /// The most tokens of a part.
  let partLength: Int
  let console: Console

  /// Reads everything.
  ///
  /// - Parameters:
  ///   - title: What is being done, for the progress bar.
  ///   - stopped: What is said after Ctrl-C.
  /// - Throws: `Stopped` after Ctrl-C; what the source and `body` throw.
  func read(
    _ title: String, stopped: String, _ body: (_ part: Document) throws -> Void
  ) throws -> Counts {
    let progress = Progress(title, unit: "note", total: source.count(), on: console)
    var counts = Counts()
    var known = known
    try source.read { event in
      try console.checkInterrupt(stopped)
      switch event {
      case .document(let source):
        counts.noteCount += 1
        guard known.insert(source.document.text).inserted else {
          counts.passedOver += 1
          return
        }
        let note = Example(document: source.document, spans: [])
        for part in note.parts(longest: partLength) { try body(part.document) }
        progress.advance(to: counts.noteCount)
      case .problem(let problem):
        counts.problemCount += 1
        if counts.problemCount <= PredictionRun.toldProblems {
          console.note("clinspan: \(problem)")
        }
      case .idle: break
      }
    }
    progress.finish()
    return counts
  }
}
