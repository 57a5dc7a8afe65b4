import Anonymize
import ArgumentParser
import Files
import Notation
import Text

/// Checks an output before it is handed out.
struct AuditCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Check anonymized notes for what identifies a person.",
    discussion: """
      The rules search the output again. With --original, every value that they find in the original is \
      searched for in the note of the same id, whatever its spacing, case, accents and punctuation.

      Writes {"id","verdict","findings":[{"start","end","label","kind","rule"}]} a line: places, never text.

      Examples:
        clinspan audit clean.jsonl --original notes.jsonl
        clinspan audit clean/ --original notes/

      Exit status: 0 all clear, 1 when a note is blocked.
      """)

  @Argument(help: .init("The anonymized files, folders or -.", valueName: "output"))
  var outputs: [String]

  @Option(help: .init("The notes they were made of.", valueName: "source"))
  var original: [String] = []

  @OptionGroup var policy: PolicyOption
  @OptionGroup var assets: AssetsOption

  @Option(
    help: .init("Append a chained line for the run here; it holds no text.", valueName: "file"))
  var log: String?

  func run(_ console: Console) throws {
    let shipped = try Assets.locate(assets.assets, console)
    let policy = try policy.load(shipped)
    let recognizer = PHIRecognizer(gazetteer: try shipped.gazetteer())
    let audit = LeakAudit(recognizers: [recognizer], threshold: policy.threshold)
    let known = try knownValues(Anonymizer(recognizers: [recognizer], policy: policy), console)
    var counts: [AuditVerdict: Int] = [:]
    var problems = 0
    try DocumentSource(paths: outputs, console: console).read { event in
      switch event {
      case .document(let source):
        let values = known[source.document.id] ?? []
        let outcome = audit.audit(source.document, policy: policy, knownValues: values)
        counts[outcome.verdict, default: 0] += 1
        try console.output.write(Self.line(source, outcome))
      case .problem(let problem):
        problems += 1
        console.note("clinspan: \(problem)")
      case .idle: try console.output.flush()
      }
    }
    if let log {
      let facts = JSONObject(
        AuditVerdict.allCases.map { .init($0.rawValue, .integer(counts[$0] ?? 0)) })
      try AuditLogFile.append("audit", facts, to: log)
    }
    console.note(
      AuditVerdict.allCases.map { "\(Numbers.grouped(counts[$0] ?? 0)) \($0.rawValue)" }
        .joined(separator: ", "))
    let blocked = counts[.blocked] ?? 0
    if blocked > 0 || problems > 0 {
      throw CommandFailure(
        "\(Numbers.count(blocked, "note")) blocked, \(Numbers.count(problems, "note")) unreadable")
    }
  }

  /// The values found in each original, by its id.
  private func knownValues(
    _ anonymizer: Anonymizer, _ console: Console
  ) throws -> [String: [(value: String, label: Label)]] {
    var values: [String: [(value: String, label: Label)]] = [:]
    if original.isEmpty { return values }
    try DocumentSource(paths: original, console: console).read { event in
      switch event {
      case .document(let source):
        let masked = anonymizer.anonymize(source.document)
        values[source.document.id, default: []] += masked.replacements.map {
          (source.document.text[$0.original.range], $0.original.label)
        }
      case .problem(let problem): throw CommandFailure(problem)
      case .idle: break
      }
    }
    return values
  }

  private static func line(_ source: SourceDocument, _ outcome: LeakAudit.Outcome) -> [UInt8] {
    let findings: [JSONValue] = outcome.findings.map { finding in
      [
        "start": .integer(finding.span.start), "end": .integer(finding.span.end),
        "label": .string(finding.span.label.rawValue), "kind": .string(finding.kind.rawValue),
        "rule": .string(finding.rule),
      ]
    }
    return JSONValue.object([
      "id": source.id, "verdict": .string(outcome.verdict.rawValue), "findings": .array(findings),
    ]).encoded() + [0x0A]
  }
}
