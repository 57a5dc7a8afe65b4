public import Notation
public import Text

/// What was done to a batch of documents, for an auditor: counts, places of doubt, verdicts. Never text.
public struct AnonymizationReport: Sendable {
  /// One document's line.
  public struct Row: Hashable, Sendable {
    /// The document's id.
    public let id: String
    /// How many findings were replaced.
    public let replaced: Int
    /// How many stayed below the threshold.
    public let doubts: Int
    /// The audit's verdict.
    public let verdict: AuditVerdict
    /// What the audit found, by kind.
    public let auditFindings: [String: Int]
    /// Words of twelve letters and more whose shape shows: few people have such names.
    public let longShapes: Int
  }

  /// The policy's name.
  public let policy: String
  /// One for each document, in order.
  public private(set) var rows: [Row] = []
  /// Findings replaced, by label.
  public private(set) var byLabel: [Label: Int] = [:]
  /// Findings replaced, by rule.
  public private(set) var byRule: [String: Int] = [:]

  /// An empty report.
  public init(policy: String) { self.policy = policy }

  /// Adds a document.
  public mutating func add(_ masked: AnonymizedDocument, _ outcome: LeakAudit.Outcome) {
    for replacement in masked.replacements {
      byLabel[replacement.original.label, default: 0] += 1
      byRule[replacement.reason, default: 0] += 1
    }
    var kinds: [String: Int] = [:]
    for finding in outcome.findings { kinds[finding.kind.rawValue, default: 0] += 1 }
    let longShapes = masked.replacements.count { replacement in
      replacement.original.label == .name
        && replacement.text.unicodeScalars.split { !"Xx".unicodeScalars.contains($0) }
          .contains { $0.count >= 12 }
    }
    rows.append(
      Row(
        id: masked.document.id, replaced: masked.replacements.count, doubts: masked.doubts.count,
        verdict: outcome.verdict, auditFindings: kinds, longShapes: longShapes))
  }

  /// How many documents have a verdict.
  public func count(_ verdict: AuditVerdict) -> Int { rows.count { $0.verdict == verdict } }

  /// The report as JSON.
  public var json: JSONValue {
    [
      "policy": .string(policy), "documents": .integer(rows.count),
      "verdicts": .object(
        JSONObject(AuditVerdict.allCases.map { .init($0.rawValue, .integer(count($0))) })),
      "labels": .object(
        JSONObject(
          byLabel.sorted { $0.key < $1.key }.map { .init($0.key.rawValue, .integer($0.value)) })),
      "rules": .object(
        JSONObject(byRule.sorted { $0.key < $1.key }.map { .init($0.key, .integer($0.value)) })),
      "rows": .array(
        rows.map { row in
          [
            "id": .string(row.id), "replaced": .integer(row.replaced),
            "doubts": .integer(row.doubts),
            "verdict": .string(row.verdict.rawValue), "long_shapes": .integer(row.longShapes),
            "audit": .object(
              JSONObject(
                row.auditFindings.sorted { $0.key < $1.key }.map {
                  .init($0.key, .integer($0.value))
                })),
          ]
        }),
    ]
  }

  /// The report as Markdown.
  public var markdown: String {
    var text = "# De-identification report\n\nPolicy: \(policy). Documents: \(rows.count)"
    text +=
      " (\(AuditVerdict.allCases.map { "\($0.rawValue) \(count($0))" }.joined(separator: ", "))).\n"
    text += "\n| label | replaced |\n|---|---:|\n"
    for (label, count) in byLabel.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      text += "| \(label) | \(count) |\n"
    }
    text += "\n| rule | replaced |\n|---|---:|\n"
    for (rule, count) in byRule.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      text += "| \(rule) | \(count) |\n"
    }
    text += "\n## Documents to look at\n\n"
    let open = rows.filter { $0.verdict != .clear || $0.longShapes > 0 }
    if open.isEmpty { return text + "None.\n" }
    text +=
      "| document | verdict | replaced | doubts | long names by shape | audit |\n|---|---|---:|---:|---:|---|\n"
    for row in open {
      let audit = row.auditFindings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      text +=
        "| \(row.id.replacing("|", with: "/")) | \(row.verdict.rawValue) | \(row.replaced) | \(row.doubts) | "
        + "\(row.longShapes) | \(audit.joined(separator: ", ")) |\n"
    }
    return text
  }
}
