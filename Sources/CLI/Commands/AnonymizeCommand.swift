import Anonymize
import ArgumentParser
import Files
import Notation
import Text

/// Replaces what identifies a person, as a policy says.
struct AnonymizeCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "anonymize",
    abstract: "Replace what identifies a person in notes, as a policy says.",
    discussion: """
      One text comes out as text; a folder of .txt as a folder of .txt; anything else as JSON lines \
      {"id","text","spans"}, with the spans that came in where they stand in the new text. Nothing else of \
      a record is carried on, since it may hold the note's words.

      Every output is audited before it is written: the rules search it again, and every value that was \
      replaced is searched for in it. A note that a part could not read is masked whole.

      Examples:
        clinspan anonymize note.txt
        clinspan anonymize notes/ --policy safe-harbor --output clean/ --report report.md
        cat notes.jsonl | clinspan anonymize - --findings found.jsonl > clean.jsonl

      Exit status: 0 done, 1 when a note was blocked or could not be read.
      """)

  @Argument(help: .init("Files, folders or - for standard input.", valueName: "source"))
  var sources: [String]

  @OptionGroup var policy: PolicyOption
  @OptionGroup var assets: AssetsOption

  @Option(
    name: .shortAndLong, help: .init("Write here instead of to standard output.", valueName: "path")
  )
  var output: String?

  @Option(
    help: .init("Write each finding with its rule, in original offsets, here.", valueName: "file"))
  var findings: String?

  @Option(help: .init("Write the map between old and new offsets here.", valueName: "file"))
  var map: String?

  @Option(
    help: .init("Write counts, verdicts and open doubts here (.md or .json).", valueName: "file"))
  var report: String?

  @Option(
    help: .init("Append a chained line for the run here; it holds no text.", valueName: "file"))
  var log: String?

  @Option(help: .init("Draw surrogates, shifts and hashes from this number.", valueName: "n"))
  var seed: UInt64?

  @Flag(help: "Leave the notes that stand in the output folder already.")
  var resume = false

  func run(_ console: Console) throws {
    let shipped = try Assets.locate(assets.assets, console)
    let policy = try policy.load(shipped)
    let gazetteer = try shipped.gazetteer()
    let recognizer = PHIRecognizer(gazetteer: gazetteer)
    console.interrupt.watch()
    let run = AnonymizationRun(
      anonymizer: Anonymizer(
        recognizers: [recognizer], policy: policy, key: key(), gazetteer: gazetteer),
      audit: LeakAudit(recognizers: [recognizer], threshold: policy.threshold),
      source: DocumentSource(paths: try waiting(), console: console), console: console)
    let kept = policy.beyondSafeHarbor
    if !kept.isEmpty, policy.name != PHIPolicy.annotator.name {
      console.note(
        "Policy \(policy.name) leaves what Safe Harbor forbids: "
          + kept.map(\.rawValue).joined(separator: ", ") + ".")
    }
    try write(run, policy, console)
  }

  /// Without a seed every run draws anew, so that nobody can compute the way back.
  private func key() -> PHIKey {
    if let seed { return PHIKey(seed: seed) }
    var generator = SystemRandomNumberGenerator()
    return PHIKey((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
  }

  /// The sources, without the notes that are done where the run is resumed.
  private func waiting() throws -> [String] {
    guard resume, let output, form == .folder else { return sources }
    return sources.flatMap { source -> [String] in
      guard case .texts(let folder, let names) = SourceKind(source) else {
        return Folder.hasFile("\(output)/\(Folder.name(of: source))") ? [] : [source]
      }
      return names.filter { !Folder.hasFile("\(output)/\($0)") }.map { "\(folder)/\($0)" }
    }
  }

  private enum Form { case text, folder, lines }

  private var form: Form {
    let isText = sources.allSatisfy { source in
      switch SourceKind(source) {
      case .text, .texts: true
      case .stream, .lines, .corpus: false
      }
    }
    if isText, let output, !output.hasSuffix(".jsonl"), !output.hasSuffix(".txt") { return .folder }
    if isText, sources.count == 1, case .text = SourceKind(sources[0]) { return .text }
    return .lines
  }

  private func write(_ run: AnonymizationRun, _ policy: PHIPolicy, _ console: Console) throws {
    var report = AnonymizationReport(policy: policy.name)
    var lines =
      try form == .folder ? nil : output.map { path throws(FileError) in try AtomicFile(path) }
    var findingsFile = try findings.map { path throws(FileError) in try AtomicFile(path) }
    var mapFile = try map.map { path throws(FileError) in try AtomicFile(path) }
    if form == .folder, let output { try Folder.create(output) }
    let form = form
    let result = Result {
      try run.run(
        { document, result in
          report.add(result.masked, result.outcome)
          try findingsFile?.write(AnonymizationRun.findings(document, result))
          try mapFile?.write(AnonymizationRun.map(document, result))
          let isPlain = form != .lines || document.document.id == "-"
          let bytes =
            isPlain ? result.masked.document.text.utf8 : AnonymizationRun.line(document, result)
          if form == .folder, let output {
            try AtomicFile.write(bytes, to: "\(output)/\(document.document.id).txt")
          } else if lines != nil {
            try lines?.write(bytes)
          } else {
            try console.output.write(bytes)
          }
        }, flush: { try console.output.flush() })
    }
    if case .failure(let error) = result, !(error is Stopped) { throw error }
    try lines.take()?.commit()
    try findingsFile.take()?.commit()
    try mapFile.take()?.commit()
    try finish(report, policy, console)
    let problems = try result.get()
    let blocked = report.count(.blocked)
    if blocked > 0 || problems > 0 {
      throw CommandFailure(
        "\(Numbers.count(blocked, "note")) blocked by the audit, \(Numbers.count(problems, "note")) unreadable; "
          + "see --report before anything is handed out")
    }
  }

  private func finish(
    _ report: AnonymizationReport, _ policy: PHIPolicy, _ console: Console
  ) throws {
    if let path = self.report {
      let text = path.hasSuffix(".json") ? report.json.text(.pretty) + "\n" : report.markdown
      try AtomicFile.write(Array(text.utf8), to: path)
    }
    if let log {
      try AuditLogFile.append(
        "anonymize",
        [
          "policy": .string(policy.name), "documents": .integer(report.rows.count),
          "blocked": .integer(report.count(.blocked)), "review": .integer(report.count(.review)),
        ], to: log)
    }
    console.note(
      "\(Numbers.count(report.rows.count, "note")), policy \(policy.name): "
        + AuditVerdict.allCases.map { "\(Numbers.grouped(report.count($0))) \($0.rawValue)" }
        .joined(separator: ", "))
  }
}

/// The audit log on disk.
enum AuditLogFile {
  /// Appends a line that follows from the last.
  ///
  /// - Throws: `AuditLogError` where the file's chain is broken; `FileError` where it cannot be written.
  static func append(_ event: String, _ facts: JSONObject, to path: String) throws {
    let bytes = Folder.hasFile(path) ? try InputFile.read(path, limit: 1 << 28) : []
    var log = try AuditLog(continuing: bytes, file: path)
    try AtomicFile.write(bytes + log.line(event, facts), to: path)
  }
}
