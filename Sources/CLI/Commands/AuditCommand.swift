import Anonymize
import ArgumentParser
import Files
import Notation
import Text
import Vault

/// Checks an output before it is handed out.
struct AuditCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Check anonymized notes for what identifies a person.",
    discussion: """
      The rules search the output again. With --original, every value that they find in the original is \
      searched for in the note of the same id, whatever its spacing, case, accents and punctuation; what the \
      rules find in the output and the original does not hold was put in by the policy, and is no leak.

      With --map or --vault it is known where the policy put text in, and with --original too that nothing \
      else was changed. Surrogates look like the real thing: without one of the three each counts as a leak.

      Writes {"id","verdict","findings":[{"start","end","label","kind","rule"}]} a line: places, never text.

      Examples:
        clinspan audit clean.jsonl --original notes.jsonl
        clinspan audit clean/ --original notes/
        clinspan audit clean.jsonl --original notes.jsonl --map map.jsonl --log audit.log
        clinspan audit clean.jsonl --vault keys/

      Exit status: 0 all clear, 1 when a note is blocked.
      """)

  @Argument(help: .init("The anonymized files, folders or -.", valueName: "output"))
  var outputs: [String]

  @Option(help: .init("The notes they were made of.", valueName: "source"))
  var original: [String] = []

  @Option(help: .init("The map that 'anonymize --map' wrote.", valueName: "file"))
  var map: String?

  @Option(help: .init("The vault that 'anonymize --vault' kept.", valueName: "dir"))
  var vault: String?

  @OptionGroup var passphrase: PassphraseOption
  @OptionGroup var policy: PolicyOption
  @OptionGroup var detection: DetectionOptions
  @OptionGroup var assets: AssetsOption

  @Option(
    help: .init("Append a chained line for the run here; it holds no text.", valueName: "file"))
  var log: String?

  func run(_ console: Console) throws {
    let shipped = try Assets.locate(assets.assets, console)
    let policy = try policy.load(shipped)
    let recognizers = try detection.recognizers(shipped.gazetteer(), assets, console)
    let audit = LeakAudit(recognizers: [recognizers[0]], threshold: policy.threshold)
    let evidence = try AuditEvidence(
      originals: original, map: map, vault: openVault(console),
      finder: Anonymizer(recognizers: recognizers, policy: policy, seed: 0), console: console)
    var counts: [AuditVerdict: Int] = [:]
    var problems = 0
    try DocumentSource(paths: outputs, console: console, cutsTokens: false).read { event in
      switch event {
      case .document(let source):
        let outcome = evidence.audit(source.document, by: audit, policy)
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
      let hint =
        original.isEmpty && map == nil && vault == nil
        ? "; surrogates count as leaks without --original, --map or --vault" : ""
      throw CommandFailure(
        "\(Numbers.count(blocked, "note")) blocked, \(Numbers.count(problems, "note")) unreadable\(hint)"
      )
    }
  }

  private func openVault(_ console: Console) throws -> PatientVault? {
    guard let vault else { return nil }
    return try PatientVault(folder: vault, passphrase: passphrase.read(console, isNew: false))
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
