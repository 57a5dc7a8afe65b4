public import Notation
public import Text

extension JournalLine {
  /// The line as a JSON object.
  ///
  /// - Parameters:
  ///   - time: when it was written, as `Timestamp` writes it.
  ///   - annotator: who wrote it.
  ///   - seconds: how long the annotator has worked on the record since the last line that says so.
  public func json(time: String, annotator: String, seconds: Double?) -> JSONValue {
    var object: JSONObject = [
      "n": .integer(number), "at": .string(time), "by": .string(annotator),
    ]
    switch event {
    case .started(let session):
      object["op"] = "start"
      object["program"] = .string(session.program)
      object["model"] = session.model.map { .string($0) } ?? .null
      object["masked"] = .bool(session.isMasked)
      object["blind"] = .bool(session.isBlind)
    case .opened: object["op"] = "open"
    case .proposed(_, let draft):
      object["op"] = "propose"
      object["spans"] = .array(draft.proposals.map(Self.json(of:)))
    case .decided(_, let edit):
      object["op"] = "decide"
      object["does"] = .string(edit.name)
      object["removed"] = .array(edit.removed.map(Self.json(of:)))
      object["inserted"] = .array(edit.inserted.map(Self.json(of:)))
      if let facts = edit.facts {
        object["was"] = Self.json(of: facts.old)
        object["is"] = Self.json(of: facts.new)
      }
    case .undid(let line):
      object["op"] = "undo"
      object["line"] = .integer(line)
    case .redid(let line):
      object["op"] = "redo"
      object["line"] = .integer(line)
    case .revealed: object["op"] = "reveal"
    }
    if let record { object["record"] = .string(record.rawValue) }
    if let seconds, seconds >= 0.05 { object["seconds"] = .number((seconds * 10).rounded() / 10) }
    return .object(object)
  }

  private static func json(of proposal: Annotation) -> JSONValue {
    var object: JSONObject = [
      "start": .integer(proposal.span.start), "end": .integer(proposal.span.end),
      "label": .string(proposal.span.label.rawValue),
    ]
    if case .model(let name) = proposal.source { object["source"] = .string(name) }
    if let confidence = proposal.confidence {
      object["score"] = .number((Double(confidence) * 10_000).rounded() / 10_000)
    }
    return .object(object)
  }

  private static func json(of span: WorkingSpan) -> JSONValue {
    [
      "id": .integer(span.id), "start": .integer(span.span.start), "end": .integer(span.span.end),
      "label": .string(span.span.label.rawValue), "state": .string(span.decision.rawValue),
    ]
  }

  private static func json(of facts: RecordFacts) -> JSONValue {
    var object = JSONObject()
    if let answer = facts.answer { object["answer"] = .string(answer.rawValue) }
    if facts.isFlagged { object["flagged"] = true }
    if !facts.comment.isEmpty { object["comment"] = .string(facts.comment) }
    if !facts.masks.isEmpty {
      object["masks"] = .array(
        facts.masks.map { verdict in
          var mask: JSONObject = [
            "start": .integer(verdict.range.lowerBound), "end": .integer(verdict.range.upperBound),
            "is": .string(verdict.kind.rawValue),
          ]
          if verdict.isEverywhere { mask["everywhere"] = true }
          return .object(mask)
        })
    }
    return .object(object)
  }

  // MARK: Reading

  /// A line from its JSON.
  ///
  /// - Parameter proposals: what was proposed for the line's record before this line.
  /// - Throws: `JournalProblem.unreadable` where a member is missing or of the wrong kind.
  public init(_ value: JSONValue, proposals: [Annotation]) throws(JournalProblem) {
    guard let number = value["n"]?.integer, let op = value["op"]?.string else {
      throw .unreadable("expected an object with \"n\" and \"op\"")
    }
    func record() throws(JournalProblem) -> RecordKey {
      guard let key = value["record"]?.string else { throw .unreadable("\"record\" is missing") }
      return RecordKey(rawValue: key)
    }
    func line() throws(JournalProblem) -> Int {
      guard let line = value["line"]?.integer else { throw .unreadable("\"line\" is missing") }
      return line
    }
    let event: Event
    switch op {
    case "start":
      event = .started(
        Session(
          program: value["program"]?.string ?? "", model: value["model"]?.string,
          isMasked: value["masked"]?.bool ?? true, isBlind: value["blind"]?.bool ?? false))
    case "open": event = .opened(try record())
    case "propose": event = .proposed(try record(), try Self.draft(value["spans"]))
    case "decide":
      event = .decided(
        try record(),
        RecordEdit(
          name: value["does"]?.string ?? "",
          removed: try Self.spans(value["removed"], proposals),
          inserted: try Self.spans(value["inserted"], proposals),
          facts: try Self.facts(value["was"], value["is"])))
    case "undo": event = .undid(try line())
    case "redo": event = .redid(try line())
    case "reveal": event = .revealed(try record())
    default: throw .unreadable("\"\(op.prefix(20))\" is no operation that this version knows")
    }
    self.init(number: number, event: event)
  }

  private static func span(_ value: JSONValue) throws(JournalProblem) -> Span {
    guard let start = value["start"]?.integer, let end = value["end"]?.integer, 0 <= start,
      start < end, let label = value["label"]?.string
    else { throw .unreadable("a span needs \"start\" before \"end\", and \"label\"") }
    return Span(start..<end, Label(label))
  }

  private static func draft(_ value: JSONValue?) throws(JournalProblem) -> Draft {
    guard let elements = value?.array else { throw .unreadable("\"spans\" is missing") }
    var proposals: [Annotation] = []
    for element in elements {
      let span = try span(element)
      guard span.start >= proposals.last?.span.end ?? 0 else {
        throw .unreadable("proposed spans overlap or are out of order")
      }
      proposals.append(
        Annotation(
          span: span, source: element["source"]?.string.map { .model($0) } ?? .gold,
          confidence: element["score"]?.number.map { Float($0) }))
    }
    return Draft(proposals: proposals)
  }

  private static func spans(
    _ value: JSONValue?, _ proposals: [Annotation]
  ) throws(JournalProblem) -> [WorkingSpan] {
    var spans: [WorkingSpan] = []
    for element in value?.array ?? [] {
      guard let id = element["id"]?.integer, id >= 0,
        let decision = element["state"]?.string.flatMap(WorkingSpan.Decision.init(rawValue:))
      else { throw .unreadable("a span needs \"id\" and \"state\"") }
      spans.append(
        WorkingSpan(
          id: id, span: try span(element), decision: decision,
          proposal: proposals.indices.contains(id) ? proposals[id] : nil))
    }
    return spans
  }

  private static func facts(
    _ old: JSONValue?, _ new: JSONValue?
  ) throws(JournalProblem) -> RecordEdit.Exchange<RecordFacts>? {
    guard let old, let new else { return nil }
    return RecordEdit.Exchange(try facts(old), try facts(new))
  }

  private static func facts(_ value: JSONValue) throws(JournalProblem) -> RecordFacts {
    var facts = RecordFacts()
    if let answer = value["answer"]?.string {
      guard let known = Answer(rawValue: answer) else { throw .unreadable("unknown \"answer\"") }
      facts.answer = known
    }
    facts.isFlagged = value["flagged"]?.bool ?? false
    facts.comment = value["comment"]?.string ?? ""
    for mask in value["masks"]?.array ?? [] {
      guard let start = mask["start"]?.integer, let end = mask["end"]?.integer, 0 <= start,
        start < end, let kind = mask["is"]?.string.flatMap(MaskVerdict.Kind.init(rawValue:))
      else { throw .unreadable("a mask needs \"start\" before \"end\", and \"is\"") }
      facts.masks.append(
        MaskVerdict(start..<end, kind, isEverywhere: mask["everywhere"]?.bool ?? false))
    }
    return facts
  }
}
