import Anonymize
import Files
import Notation
import Text
import Vault

/// What an audit may know of how its outputs were made.
struct AuditEvidence {
  private var originals: [String: Document] = [:]
  private var values: [String: [Roster.Entry]] = [:]
  private var maps: [String: OffsetMap] = [:]
  private var inserted: [String: [Range<Int>]] = [:]

  /// Reads originals, maps and a vault, and finds in each original what must not stand in its output.
  ///
  /// - Throws: `CommandFailure` where a line of the map is none or an original cannot be read.
  init(
    originals paths: [String], map: String?, vault: PatientVault?, finder: Anonymizer,
    console: Console
  ) throws {
    if let map { maps = try Self.maps(map) }
    for id in vault?.patients ?? [] {
      guard let record = try vault?.record(of: id) else { continue }
      let known = record.knownValues
      for (document, text) in record.documents {
        inserted[document] = text.segments.map(\.output)
        values[document, default: []] +=
          known + text.segments.map { Roster.Entry($0.original, $0.label) }
      }
    }
    try DocumentSource(paths: paths, console: console, cutsTokens: false).read { event in
      switch event {
      case .document(let source):
        let document = source.document
        let found = finder.anonymize(document).replacements.map {
          Roster.Entry(document.text[$0.original.range], $0.original.label)
        }
        values[document.id, default: []] += found
        originals[document.id] = document
      case .problem(let problem): throw CommandFailure(problem)
      case .idle: break
      }
    }
  }

  /// The verdict on one output.
  func audit(_ output: Document, by audit: LeakAudit, _ policy: PHIPolicy) -> LeakAudit.Outcome {
    let original = originals[output.id]
    let map = maps[output.id]
    if let map, let original, !LeakAudit.fits(output, original: original, map: map) {
      return .failure(of: output, rule: "map")
    }
    return audit.audit(
      output, policy: policy, original: original,
      inserted: map?.segments.map(\.output) ?? inserted[output.id] ?? [],
      knownValues: values[output.id] ?? [])
  }

  /// Lines `{"id","segments":[[source start, source end, output start, output end]]}`.
  private static func maps(_ path: String) throws -> [String: OffsetMap] {
    var maps: [String: OffsetMap] = [:]
    var reader = try LineReader(path)
    while let line = try reader.next() {
      guard let row = try? JSONParser.parse(line), let id = row["id"],
        let segments = row["segments"]?.array?.map({ $0.array?.compactMap(\.integer) ?? [] }),
        let map = OffsetMap(checking: segments)
      else {
        throw CommandFailure(
          "\(path):\(reader.lineNumber): expected a line as 'anonymize --map' writes it")
      }
      maps[id.string ?? id.text()] = map
    }
    return maps
  }
}

extension OffsetMap {
  /// A map from rows of four offsets; nil where they are out of order or overlap.
  fileprivate init?(checking rows: [[Int]]) {
    var segments: [Segment] = []
    for row in rows {
      guard row.count == 4, row[0] <= row[1], row[2] <= row[3],
        row[0] >= segments.last?.source.upperBound ?? 0,
        row[2] >= segments.last?.output.upperBound ?? 0
      else { return nil }
      segments.append(Segment(source: row[0]..<row[1], output: row[2]..<row[3]))
    }
    self.init(segments)
  }
}
