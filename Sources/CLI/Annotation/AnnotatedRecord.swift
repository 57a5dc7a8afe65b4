import Corpus
import Journal
import Notation
import Text

/// A record with what an annotator has decided, on its way to a file.
struct AnnotatedRecord {
  /// The note as it came in.
  let original: Document
  /// The note as an annotator may see it; nil where all may be seen.
  let masked: Document?
  let state: History.RecordState
  let dataset: String
  let annotator: String
  /// Seconds since 1970 of the last decision.
  let time: Double?

  /// As a corpus' record; Prodigy's members are among its details.
  ///
  /// - Parameter profile: what of the text may leave.
  func record(_ profile: ExportProfile) -> Corpus.Record {
    let shown = profile == .trusted ? original : masked ?? original
    let spans = state.draft.result
    var record = Corpus.Record(
      Example(
        document: Document(
          id: shown.id, text: shown.text, tokens: original.tokens.split(at: spans)),
        spans: spans))
    for span in state.draft.spans where span.decision == .accepted {
      record.spanDetails[span.span] = Self.details(of: span.proposal)
    }
    record.details = details(profile, id: shown.id)
    return record
  }

  /// Where a kept prediction came from.
  private static func details(of proposal: Annotation?) -> JSONObject {
    var details = JSONObject()
    guard let proposal, case .model(let name) = proposal.source else { return details }
    details["source"] = .string(name)
    if let confidence = proposal.confidence {
      details["score"] = .number((Double(confidence) * 10_000).rounded() / 10_000)
    }
    return details
  }

  private func details(_ profile: ExportProfile, id: String) -> JSONObject {
    // The question as it was put: the proposals on the original text.
    let identity = ProdigyIdentity(
      of: Corpus.Record(Example(document: original, spans: state.draft.proposals.map(\.span))))
    var details: JSONObject = [
      "answer": .string((state.facts.answer ?? .ignore).rawValue),
      "meta": .object(["id": .string(id)]),
      "_input_hash": .integer(identity.input), "_task_hash": .integer(identity.task),
      "_view_id": "ner_manual", "_is_binary": false, "_annotator_id": .string(annotator),
      "_session_id": .string("\(dataset)-\(annotator)"),
    ]
    if let time { details["_timestamp"] = .integer(Int(time)) }
    if state.facts.isFlagged { details["flagged"] = true }
    details["x_decisions"] = .array(state.draft.spans.compactMap(Self.decision))
    // An annotator's own words are masked by no rule, so they stay where the text is.
    if profile == .trusted, !state.facts.comment.isEmpty {
      details["x_comment"] = .string(state.facts.comment)
    }
    if profile == .recipe { details["original_text"] = .string(original.text.string) }
    return details
  }

  private static func decision(_ span: WorkingSpan) -> JSONValue? {
    let ops: [WorkingSpan.Decision: String] = [
      .accepted: "accept", .changed: "change", .added: "add", .deleted: "delete",
    ]
    guard let op = ops[span.decision] else { return nil }
    var object: JSONObject = ["op": .string(op)]
    func put(_ span: Span, in object: inout JSONObject) {
      object["start"] = .integer(span.start)
      object["end"] = .integer(span.end)
      object["label"] = .string(span.label.rawValue)
    }
    put(span.span, in: &object)
    if span.decision == .changed, let proposal = span.proposal {
      var was = JSONObject()
      put(proposal.span, in: &was)
      object["was"] = .object(was)
    }
    return .object(object)
  }
}

extension [Token] {
  /// The tokens, those cut in two that a span begins or ends inside of: so that each span is whole tokens,
  /// whatever reads it.
  func split(at spans: [Span]) -> [Token] {
    let cuts = Set(spans.flatMap { [$0.start, $0.end] })
    return flatMap { token -> [Token] in
      let inside = cuts.filter { token.range.lowerBound < $0 && $0 < token.range.upperBound }
        .sorted()
      if inside.isEmpty { return [token] }
      let borders = [token.range.lowerBound] + inside + [token.range.upperBound]
      return zip(borders, borders.dropFirst()).map { start, end in
        Token(
          range: start..<end,
          isFollowedBySpace: end == token.range.upperBound && token.isFollowedBySpace)
      }
    }
  }
}

/// What of the text an export holds.
enum ExportProfile: String, CaseIterable {
  /// The original text: for training, where the notes are.
  case trusted
  /// The masked text, and nothing that was masked.
  case masked
  /// The masked text, and the original beside it.
  case recipe
}
