import Anonymize
import ArgumentParser
import Files
import Notation
import Text
import Vault

/// Looks into a vault, goes back from surrogates, and removes patients.
struct VaultCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vault",
    abstract: "Show, use and remove what goes back from surrogates to patients.",
    discussion: """
      'clinspan anonymize --vault DIR' makes a vault: a folder of yours alone with one sealed file \
      (AES-256-GCM under a key made from a passphrase by scrypt). It holds for each patient a secret of \
      their own, the days by which dates move, what stands for what, and what was replaced in each note, so \
      that notes of later days fit those of today. Keep it apart from the notes.

      The passphrase is asked for at the terminal, or read with --passphrase-env or --passphrase-fd.
      """,
    subcommands: [
      VaultShow.self, VaultReidentify.self, VaultForget.self, VaultChangePassphrase.self,
    ])
}

/// The vault that a command works on.
struct VaultArgument: ParsableArguments {
  @Argument(help: .init("The vault's folder.", valueName: "vault"))
  var folder: String

  @OptionGroup var passphrase: PassphraseOption

  func open(_ console: Console) throws -> PatientVault {
    guard PatientVault.exists(in: folder) else { throw VaultError.missing(folder: folder) }
    return try PatientVault(
      folder: folder, passphrase: passphrase.read(console, isNew: false))
  }
}

/// Lists patients, or what stands for what in one.
struct VaultShow: Command {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "List the patients of a vault, or what stands for what in one of them.",
    discussion: """
      Writes originals: to your eyes, or a file of your own.

      Examples:
        clinspan vault show keys/
        clinspan vault show keys/ 4455667 --passphrase-env VAULT_PASSPHRASE
      """)

  @OptionGroup var vault: VaultArgument

  @Argument(help: .init("A patient's id.", valueName: "patient"))
  var patient: String?

  func run(_ console: Console) throws {
    let vault = try vault.open(console)
    guard let patient else {
      for id in vault.patients {
        let count = try vault.record(of: id)?.documents.count ?? 0
        try console.say("\(id)\t\(Numbers.count(count, "note"))")
      }
      return console.note(Numbers.count(vault.patients.count, "patient"))
    }
    let record = try VaultCommand.record(of: patient, in: vault)
    try console.say("dates move by \(record.memory.shift) days")
    for (key, surrogate) in record.memory.surrogates.sorted(by: { $0.key < $1.key }) {
      try console.say("\(key.replacing("/", with: "\t", maxReplacements: 1))\t\(surrogate)")
    }
    for (id, document) in record.documents.sorted(by: { $0.key < $1.key }) {
      try console.say("note \(id): \(Numbers.count(document.segments.count, "replacement"))")
    }
  }
}

/// Gives originals back.
struct VaultReidentify: Command {
  static let configuration = CommandConfiguration(
    commandName: "reidentify",
    abstract: "Write the originals of anonymized notes.",
    discussion: """
      A note is known by its id and every letter of its text: one that was changed since is refused, never \
      guessed.

      Examples:
        clinspan vault reidentify keys/ clean.jsonl --output originals.jsonl
      """)

  @OptionGroup var vault: VaultArgument

  @Argument(help: .init("Anonymized files, folders or -.", valueName: "source"))
  var sources: [String]

  @Option(
    name: .shortAndLong, help: .init("Write here instead of to standard output.", valueName: "file")
  )
  var output: String?

  func run(_ console: Console) throws {
    let vault = try vault.open(console)
    var owners: [String: [PatientRecord]] = [:]
    for patient in vault.patients {
      guard let record = try vault.record(of: patient) else { continue }
      for id in record.documents.keys { owners[id, default: []].append(record) }
    }
    var file = try output.map { path throws(FileError) in try AtomicFile(path) }
    var refused = 0
    var written = 0
    try DocumentSource(paths: sources, console: console).read { event in
      switch event {
      case .document(let source):
        let (id, text) = (source.document.id, source.document.text)
        let original = owners[id]?.lazy.compactMap { $0.original(of: text, id: id) }.first
        guard let original else {
          refused += 1
          return console.note("clinspan: \(id): not a note of this vault, or changed since")
        }
        let row: JSONObject = ["id": source.id, "text": .string(original)]
        let line = JSONValue.object(row).encoded() + [0x0A]
        if file != nil { try file?.write(line) } else { try console.output.write(line) }
        written += 1
      case .problem(let problem):
        refused += 1
        console.note("clinspan: \(problem)")
      case .idle: try console.output.flush()
      }
    }
    try file.take()?.commit()
    console.note("\(Numbers.count(written, "note")) given back")
    if refused > 0 { throw CommandFailure("\(Numbers.count(refused, "note")) refused") }
  }
}

/// Removes a patient.
struct VaultForget: Command {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Remove all that a vault knows of a patient.",
    discussion: """
      The vault is written anew without the patient: what stood for them stands for nobody. Copies of the \
      vault made before, such as backups, still hold it.

      Examples:
        clinspan vault forget keys/ 4455667
      """)

  @OptionGroup var vault: VaultArgument

  @Argument(help: .init("Patients' ids.", valueName: "patient"))
  var patients: [String]

  func run(_ console: Console) throws {
    let vault = try vault.open(console)
    var unknown: [String] = []
    for patient in patients where try !vault.forget(patient) { unknown.append(patient) }
    console.note("\(Numbers.count(patients.count - unknown.count, "patient")) forgotten")
    if !unknown.isEmpty {
      throw CommandFailure("\(Numbers.count(unknown.count, "patient")) not in \(vault.folder)")
    }
  }
}

/// Gives a vault another passphrase.
struct VaultChangePassphrase: Command {
  static let configuration = CommandConfiguration(
    commandName: "change-passphrase",
    abstract: "Seal a vault anew under another passphrase.",
    discussion: """
      Examples:
        clinspan vault change-passphrase keys/
        clinspan vault change-passphrase keys/ --passphrase-env OLD --new-passphrase-env NEW
      """)

  @OptionGroup var vault: VaultArgument

  @Option(
    help: .init("Read the new passphrase from this environment variable.", valueName: "name"))
  var newPassphraseEnv: String?

  func run(_ console: Console) throws {
    let vault = try vault.open(console)
    var option = PassphraseOption()
    option.passphraseEnv = newPassphraseEnv
    option.passphraseFd = nil
    try vault.changePassphrase(to: option.read(console, isNew: true))
    console.note("\(vault.folder): sealed under the new passphrase")
  }
}

extension VaultCommand {
  static func record(of patient: String, in vault: PatientVault) throws -> PatientRecord {
    guard let record = try vault.record(of: patient) else {
      throw CommandFailure("\(vault.folder): knows no such patient; 'vault show' lists them")
    }
    return record
  }
}
