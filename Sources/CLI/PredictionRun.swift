import Files
import Notation
import Text

/// Predictions on documents, in batches as large as comes without waiting.
struct PredictionRun {
  /// What was done, for the closing line and the exit status.
  struct Report: Equatable {
    var documentCount = 0
    var spanCount = 0
    var problemCount = 0
  }

  /// Documents and scalars of a batch: enough to keep every worker busy, little enough to stay small.
  static let batch = (documents: 64, scalars: 200_000)
  /// Problems told one by one; the rest are only counted.
  static let toldProblems = 20

  let recognizer: any Recognizer
  let source: DocumentSource
  let console: Console

  /// Reads all documents and hands a JSON line for each to `write`, in their order.
  ///
  /// - Throws: `Stopped` after Ctrl-C, with every line of the documents before it written.
  func run(
    write: ([UInt8]) throws -> Void, flush: () throws -> Void = {}
  ) throws -> Report {
    let progress = Progress("Predicting", unit: "note", total: source.count(), on: console)
    var report = Report()
    var batch: [SourceDocument] = []
    var scalars = 0

    func predict() throws {
      for (document, annotations) in zip(batch, try recognizer.recognize(batch.map(\.document))) {
        try write(Self.line(document, annotations))
        report.spanCount += annotations.count
      }
      report.documentCount += batch.count
      progress.advance(by: batch.count)
      batch.removeAll(keepingCapacity: true)
      scalars = 0
    }

    try source.read { event in
      switch event {
      case .document(let document):
        if console.interrupt.isRaised {
          progress.finish()
          throw Stopped(
            kept:
              "The predictions of the first \(Numbers.count(report.documentCount, "note")) are kept."
          )
        }
        batch.append(document)
        scalars += document.document.text.count
        if batch.count >= Self.batch.documents || scalars >= Self.batch.scalars { try predict() }
      case .problem(let problem):
        report.problemCount += 1
        if report.problemCount <= Self.toldProblems { console.note("clinspan: \(problem)") }
      case .idle:
        try predict()
        try flush()
      }
    }
    try predict()
    progress.finish()
    return report
  }

  /// `{"id","text","spans":[{"start","end","label","score"}]}`, offsets into `text` as it came in.
  static func line(_ source: SourceDocument, _ annotations: [Annotation]) -> [UInt8] {
    let spans = annotations.map { annotation -> JSONValue in
      var span: JSONObject = [
        "start": .integer(annotation.span.range.lowerBound),
        "end": .integer(annotation.span.range.upperBound),
        "label": .string(annotation.span.label.rawValue),
      ]
      if let confidence = annotation.confidence {
        span["score"] = .number(Double(confidence.description) ?? Double(confidence))
      }
      return .object(span)
    }
    let row: JSONObject = [
      "id": source.id, "text": .string(source.document.text.string), "spans": .array(spans),
    ]
    return JSONValue.object(row).encoded() + [0x0A]
  }
}
