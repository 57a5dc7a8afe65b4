import Anonymize
import ArgumentParser
import Files
import Notation
import Text
import Vault

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

      Records may name their "patient": notes of one patient share surrogates and the shift of dates. With \
      --vault they do so from day to day, and 'clinspan vault reidentify' goes back.

      Examples:
        clinspan anonymize note.txt
        clinspan anonymize notes/ --policy safe-harbor --output clean/ --report report.md
        clinspan anonymize notes.jsonl --policy research --vault keys/ --output clean.jsonl
        cat notes.jsonl | clinspan anonymize - --findings found.jsonl > clean.jsonl

      Exit status: 0 done, 1 when a note was blocked or could not be read.
      """)

  @Argument(help: .init("Files, folders or - for standard input.", valueName: "source"))
  var sources: [String]

  @OptionGroup var policy: PolicyOption
  @OptionGroup var detection: DetectionOptions
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

  @Option(
    help: .init("Keep what goes back to the originals in this sealed folder.", valueName: "dir"))
  var vault: String?

  @OptionGroup var passphrase: PassphraseOption

  @Option(help: .init("Draw surrogates, shifts and hashes from this number.", valueName: "n"))
  var seed: UInt64?

  @Flag(help: "Go on where a run into the same output ended.")
  var resume = false

  func validate() throws {
    if vault != nil, seed != nil {
      throw ValidationError("A vault has secrets of its own; leave --seed out.")
    }
    if resume, output == nil {
      throw ValidationError("--resume goes on in an output; name it with --output.")
    }
  }

  func run(_ console: Console) throws {
    let shipped = try Assets.locate(assets.assets, console)
    let policy = try policy.load(shipped)
    let gazetteer = try shipped.gazetteer()
    let recognizers = try detection.recognizers(gazetteer, assets, console)
    let vault = try openVault(console)
    console.interrupt.watch()
    let done = try resume ? Resumption(of: self) : nil
    let run = AnonymizationRun(
      anonymizer: Anonymizer(
        recognizers: recognizers, policy: policy, key: vault?.key ?? key(), gazetteer: gazetteer),
      audit: LeakAudit(recognizers: [recognizers[0]], threshold: policy.threshold),
      source: DocumentSource(
        paths: sources, console: console, cutsTokens: detection.model != nil),
      console: console, vault: vault, done: done?.ids ?? [])
    let kept = policy.beyondSafeHarbor
    if !kept.isEmpty, policy.name != PHIPolicy.annotator.name {
      console.note(
        "Policy \(policy.name) leaves what Safe Harbor forbids: "
          + kept.map(\.rawValue).joined(separator: ", ") + ".")
    }
    try write(run, done, policy, console)
  }

  /// Without a seed every run draws anew, so that nobody can compute the way back.
  private func key() -> PHIKey {
    if let seed { return PHIKey(seed: seed) }
    var generator = SystemRandomNumberGenerator()
    return PHIKey((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
  }

  /// The vault lies apart from notes: who may read one folder must not have the other by that.
  private func openVault(_ console: Console) throws -> PatientVault? {
    guard let vault else { return nil }
    for path in sources + [output].compactMap(\.self) where Folder.exists(path) {
      if Folder.isInside(vault, path) || Folder.isInside(path, vault) {
        throw CommandFailure("\(vault): choose a folder apart from \(path)")
      }
    }
    let isNew = !PatientVault.exists(in: vault)
    return try PatientVault(
      folder: vault, passphrase: passphrase.read(console, isNew: isNew), creates: true)
  }

  enum Form { case text, folder, lines }

  var form: Form {
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

  private func write(
    _ run: AnonymizationRun, _ done: Resumption?, _ policy: PHIPolicy, _ console: Console
  ) throws {
    var report = AnonymizationReport(policy: policy.name)
    var lines =
      try form == .folder ? nil : output.map { path throws(FileError) in try AtomicFile(path) }
    var findingsFile = try findings.map { path throws(FileError) in try AtomicFile(path) }
    var mapFile = try map.map { path throws(FileError) in try AtomicFile(path) }
    if let done {
      if lines != nil { try lines?.write(done.output) }
      if findingsFile != nil { try findingsFile?.write(done.findings) }
      if mapFile != nil { try mapFile?.write(done.map) }
    }
    if form == .folder, let output { try Folder.create(output) }
    let form = form
    let result = Result {
      try run.run(
        { document, result in
          report.add(result.masked, result.outcome)
          let outside = AnonymizationRun.spansOutside(document)
          if outside > 0 {
            console.note(
              "clinspan: \(document.document.id): \(Numbers.count(outside, "span")) "
                + "\(outside == 1 ? "lies" : "lie") outside the text and \(outside == 1 ? "was" : "were") left out"
            )
          }
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
