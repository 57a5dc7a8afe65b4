import Anonymize
import Dispatch
import Files
import Notation
import Text

/// Anonymizes documents in parallel, audits each, and hands out the results in their order.
struct AnonymizationRun {
  /// One document's results.
  struct Result: Sendable {
    let masked: AnonymizedDocument
    let outcome: LeakAudit.Outcome
  }

  static let batch = (documents: 256, scalars: 2_000_000)

  let anonymizer: Anonymizer
  let audit: LeakAudit
  let source: DocumentSource
  let console: Console

  /// Reads all documents; `body` gets each with its results.
  ///
  /// - Returns: How many could not be read.
  /// - Throws: `Stopped` after Ctrl-C, with every document before it handed out.
  func run(
    _ body: (SourceDocument, Result) throws -> Void, flush: () throws -> Void = {}
  ) throws -> Int {
    let progress = Progress("Anonymizing", unit: "note", total: source.count(), on: console)
    var batch: [SourceDocument] = []
    var scalars = 0
    var problems = 0

    func work() throws {
      for (document, result) in zip(batch, results(for: batch)) { try body(document, result) }
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
            kept: "The notes written before that are kept; --resume goes on from there.")
        }
        batch.append(document)
        scalars += document.document.text.count
        if batch.count >= Self.batch.documents || scalars >= Self.batch.scalars { try work() }
      case .problem(let problem):
        problems += 1
        if problems <= PredictionRun.toldProblems { console.note("clinspan: \(problem)") }
      case .idle:
        try work()
        try flush()
      }
    }
    try work()
    progress.finish()
    return problems
  }

  private func results(for batch: [SourceDocument]) -> [Result] {
    let documents = batch.map { ($0.document, $0.patient) }
    let anonymizer = anonymizer
    let audit = audit
    return [Result](unsafeUninitializedCapacity: documents.count) { buffer, count in
      nonisolated(unsafe) let slots = buffer
      DispatchQueue.concurrentPerform(iterations: documents.count) { index in
        let (document, patient) = documents[index]
        let masked = anonymizer.anonymize(document, patient: patient)
        let outcome = audit.audit(masked, of: document, policy: anonymizer.policy)
        slots.initializeElement(
          at: index,
          to: Result(masked: masked, outcome: outcome))
      }
      count = documents.count
    }
  }

  /// `{"id","text","spans"}`: the masked text, and the spans that came with the document where they stand in it.
  static func line(_ source: SourceDocument, _ result: Result) -> [UInt8] {
    let spans = source.spans.compactMap { span -> JSONValue? in
      guard let start = span["start"]?.integer, let end = span["end"]?.integer, start >= 0,
        start <= end,
        end <= source.document.text.count
      else { return nil }
      let range = result.masked.map.toOutput(start..<end)
      // Only what holds no text of the note is carried on.
      var moved: JSONObject = [
        "start": .integer(range.lowerBound), "end": .integer(range.upperBound),
      ]
      for key in ["label", "score", "optional"] { moved[key] = span[key] }
      return .object(moved)
    }
    let row: JSONObject = [
      "id": source.id, "text": .string(result.masked.document.text.string), "spans": .array(spans),
    ]
    return JSONValue.object(row).encoded() + [0x0A]
  }

  /// `{"id","spans":[{"start","end","label","rule","score"}]}` in original offsets.
  static func findings(_ source: SourceDocument, _ result: Result) -> [UInt8] {
    let spans: [JSONValue] = result.masked.replacements.map { replacement in
      [
        "start": .integer(replacement.original.start), "end": .integer(replacement.original.end),
        "label": .string(replacement.original.label.rawValue), "rule": .string(replacement.reason),
        "score": .number(Double(replacement.confidence.description) ?? 0),
      ]
    }
    var all = spans
    if result.masked.isBlocked {
      all = [
        [
          "start": 0, "end": .integer(source.document.text.count), "label": "NAME",
          "rule": "blocked",
          "score": 1,
        ]
      ]
    }
    return JSONValue.object(["id": source.id, "spans": .array(all)]).encoded() + [0x0A]
  }

  /// `{"id","segments":[[source start, source end, output start, output end]]}`, the way back for offsets.
  static func map(_ source: SourceDocument, _ result: Result) -> [UInt8] {
    let segments: [JSONValue] = result.masked.map.segments.map {
      [
        .integer($0.source.lowerBound), .integer($0.source.upperBound),
        .integer($0.output.lowerBound), .integer($0.output.upperBound),
      ]
    }
    return JSONValue.object(["id": source.id, "segments": .array(segments)]).encoded() + [0x0A]
  }
}
