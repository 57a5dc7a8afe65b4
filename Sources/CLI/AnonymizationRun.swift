import Anonymize
import Dispatch
import Files
import Notation
import Text
import Vault

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
  /// Where patients' secrets are kept.
  var vault: PatientVault?
  /// Ids of documents that are done already.
  var done: Set<String> = []

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
    var ledger = PatientLedger(vault: vault, key: anonymizer.key)

    func work() throws {
      let results = try results(for: batch, &ledger)
      for (document, result) in zip(batch, results) { try body(document, result) }
      progress.advance(by: batch.count)
      batch.removeAll(keepingCapacity: true)
      scalars = 0
    }

    try source.read { event in
      switch event {
      case .document(let document) where done.contains(document.document.id):
        progress.advance(by: 1)
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

  /// Patients are treated side by side, the documents of one in their order: each knows what the ones before
  /// it have shown.
  private func results(
    for batch: [SourceDocument], _ ledger: inout PatientLedger
  ) throws -> [Result] {
    var groups: [(record: PatientRecord?, indexes: [Int])] = []
    var places: [String: Int] = [:]
    for (index, source) in batch.enumerated() {
      guard let patient = ledger.patient(of: source) else {
        groups.append((nil, [index]))
        continue
      }
      if let place = places[patient] {
        groups[place].indexes.append(index)
      } else {
        places[patient] = groups.count
        groups.append((try ledger.record(of: patient), [index]))
      }
    }
    let (count, work) = (groups.count, groups)
    let documents = batch.map(\.document)
    let treatment = Treatment(anonymizer: anonymizer, audit: audit)
    nonisolated(unsafe) var results = [Result?](repeating: nil, count: batch.count)
    nonisolated(unsafe) var learnt = [PatientRecord?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { results in
      learnt.withUnsafeMutableBufferPointer { learnt in
        nonisolated(unsafe) let (results, learnt) = (results, learnt)
        DispatchQueue.concurrentPerform(iterations: count) { place in
          var record = work[place].record
          for index in work[place].indexes {
            results[index] = treatment.treat(documents[index], &record)
          }
          learnt[place] = record
        }
      }
    }
    try ledger.keep(learnt.compactMap(\.self))
    let treated = results.compactMap(\.self)
    precondition(treated.count == batch.count, "\(treated.count) of \(batch.count) treated")
    return treated
  }
  /// `{"id","text","spans"}`: the masked text, and the spans that came with the document where they stand in it.
  static func line(_ source: SourceDocument, _ result: Result) -> [UInt8] {
    let spans = source.spans.compactMap { span -> JSONValue? in
      guard let original = range(of: span, in: source) else { return nil }
      let range = result.masked.map.toOutput(original)
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

  /// How many of a document's spans have no place in its text.
  static func spansOutside(_ source: SourceDocument) -> Int {
    source.spans.count { range(of: $0, in: source) == nil }
  }

  private static func range(of span: JSONObject, in source: SourceDocument) -> Range<Int>? {
    guard let start = span["start"]?.integer, let end = span["end"]?.integer, start >= 0,
      start <= end, end <= source.document.text.count
    else { return nil }
    return start..<end
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

/// What becomes of one document.
private struct Treatment: Sendable {
  let anonymizer: Anonymizer
  let audit: LeakAudit

  /// One document, and what its patient's record learns from it.
  func treat(
    _ document: Document, _ record: inout PatientRecord?
  ) -> AnonymizationRun.Result {
    guard var known = record else {
      let masked = anonymizer.anonymize(document)
      return AnonymizationRun.Result(
        masked: masked, outcome: audit.audit(masked, of: document, policy: anonymizer.policy))
    }
    let values = known.knownValues
    let masked = anonymizer.anonymize(
      document, memory: &known.memory, roster: Roster(values))
    if !masked.isBlocked { known.add(masked, of: document) }
    record = known
    return AnonymizationRun.Result(
      masked: masked,
      outcome: audit.audit(
        masked, of: document, policy: anonymizer.policy, knownValues: values))
  }
}
