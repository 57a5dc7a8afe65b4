import Anonymize
import Files
import Glibc
import Notation
import TestSupport
import Testing
import Text

@testable import Vault

/// A guess costs a thousandth of the standard here, so that the tests are quick.
private let cheap = Seal.Cost(exponent: 10, blockSize: 8, parallelism: 1)
private let passphrase = Array("correct horse".utf8)

private func open(_ folder: String, _ phrase: [UInt8] = passphrase) throws -> PatientVault {
  try PatientVault(folder: folder, passphrase: phrase, creates: true, cost: cheap)
}

private func mode(of path: String) -> mode_t {
  var status = stat()
  return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
}

private let policies = PHIPolicy.Rule.allCases.map { rule in
  PHIPolicy(
    name: rule.rawValue, rules: Dictionary(uniqueKeysWithValues: Label.allPHI.map { ($0, rule) }))
}

private func anonymize(
  _ text: String, id: String, _ record: inout PatientRecord,
  _ policy: PHIPolicy = PHIPolicy(
    name: "research", rules: [.name: .surrogate, .mrn: .surrogate, .date: .shiftDate])
) -> AnonymizedDocument {
  let document = Document(id: id, text: ScalarText(text), tokens: [])
  let masked = Anonymizer(recognizers: [PHIRecognizer()], policy: policy, seed: 1)
    .anonymize(document, memory: &record.memory, roster: Roster(record.knownValues))
  record.add(masked, of: document)
  return masked
}

@Suite struct PatientVaultTests {
  private let folder = TemporaryFolder()
  private var vaultFolder: String { folder.file("keys") }

  @Test func folderAndFileAreTheOwnersAlone() throws {
    _ = try open(vaultFolder)
    #expect(mode(of: vaultFolder) == 0o700)
    #expect(mode(of: "\(vaultFolder)/\(PatientVault.fileName)") == 0o600)
  }

  @Test func laterDocumentsFitEarlierOnes() throws {
    var vault: PatientVault? = try open(vaultFolder)
    var first = PatientRecord(newPatient: "p1")
    let before = anonymize("Dr. Zebulon Quark saw her on 03/14/2021.", id: "1", &first)
    try vault?.put(first)
    try vault?.commit()
    vault = nil

    let again = try open(vaultFolder)
    #expect(again.patients == ["p1"])
    var later = try #require(try again.record(of: "p1"))
    #expect(later == first)
    let after = anonymize("Dr. Quark saw her on 03/15/2021.", id: "2", &later)
    let names = before.replacements.first { $0.original.label == .name }?.text
    let surname = after.replacements.first { $0.original.label == .name }?.text
    #expect(names?.split(separator: " ").last.map(String.init) == surname)
    let shift = try #require(try again.record(of: "p1")).memory.shift
    #expect(shift == first.memory.shift && shift % 7 == 0)
  }

  @Test(arguments: policies)
  func everyPolicyIsGivenBack(_ policy: PHIPolicy) throws {
    let text = "Name: Kabir Khan 😀\r\nDOB: 01/02/1929\r\nMRN: 4455667, Cambridge, MA 02139. Núñez?"
    var record = PatientRecord(newPatient: "p")
    let masked = anonymize(text, id: "n", &record, policy)
    let stored = try #require(PatientRecord(record.encoded))
    #expect(stored == record)
    #expect(stored.original(of: masked.document.text, id: "n") == text)
    #expect(stored.original(of: masked.document.text, id: "other") == nil)
    let changed = ScalarText(masked.document.text.string + " ")
    #expect(stored.original(of: changed, id: "n") == nil)
  }

  @Test func forgettingRemovesEveryByteAndEverySecret() throws {
    let vault = try open(vaultFolder)
    var record = PatientRecord(newPatient: "p1")
    _ = anonymize("Dr. Zebulon Quark came.", id: "1", &record)
    try vault.put(record)
    var other = PatientRecord(newPatient: "p2")
    _ = anonymize("Dr. Tiggy Winkle came.", id: "2", &other)
    try vault.put(other)
    try vault.commit()
    let size = try InputFile.size("\(vaultFolder)/\(PatientVault.fileName)")
    #expect(try vault.forget("p1"))
    #expect(try !vault.forget("p1"))
    #expect(try vault.record(of: "p1") == nil)
    #expect(try vault.record(of: "p2") == other)
    let smaller = try InputFile.size("\(vaultFolder)/\(PatientVault.fileName)")
    #expect(smaller <= size - record.encoded.count)
    #expect(try Folder.names(in: vaultFolder) == ["lock", PatientVault.fileName])
    #expect(PatientRecord(newPatient: "p1").memory.key != record.memory.key)
  }

  @Test func nothingReadableStandsInTheFile() throws {
    let vault = try open(vaultFolder)
    var record = PatientRecord(newPatient: "patient-zero")
    _ = anonymize("Dr. Zebulon Quark came. MRN: 4455667", id: "note-one", &record)
    try vault.put(record)
    try vault.commit()
    let text = String(
      decoding: try InputFile.read("\(vaultFolder)/\(PatientVault.fileName)"), as: UTF8.self)
    for word in ["Zebulon", "Quark", "4455667", "patient-zero", "note-one", "surrogates", "NAME"] {
      #expect(!text.contains(word))
    }
  }

  @Test func anotherPassphraseOpensOnlyAfterTheChange() throws {
    let other = Array("battery staple".utf8)
    do {
      let vault = try open(vaultFolder)
      try vault.put(PatientRecord(newPatient: "p1"))
      try vault.commit()
      try vault.changePassphrase(to: other, cost: cheap)
    }
    let path = "\(vaultFolder)/\(PatientVault.fileName)"
    #expect(throws: VaultError.wrongPassphrase(path: path)) { try open(vaultFolder) }
    #expect(try open(vaultFolder, other).patients == ["p1"])
  }

  @Test func shortPassphrasesAreRefused() throws {
    #expect(throws: VaultError.shortPassphrase(minimum: 8)) {
      try open(vaultFolder, Array("1234567".utf8))
    }
    let vault = try open(folder.file("other"))
    #expect(throws: VaultError.shortPassphrase(minimum: 8)) {
      try vault.changePassphrase(to: Array("short".utf8))
    }
  }

  @Test func aSecondWriterWaits() throws {
    let first = try open(vaultFolder)
    #expect(throws: VaultError.locked(folder: vaultFolder)) { try open(vaultFolder) }
    #expect(first.patients.isEmpty)
  }

  @Test func openFoldersFilesAndLinksAreRefused() throws {
    do { _ = try open(vaultFolder) }
    let path = "\(vaultFolder)/\(PatientVault.fileName)"
    chmod(vaultFolder, 0o750)
    #expect(throws: VaultError.open(path: vaultFolder, mode: 0o750, wanted: 0o700)) {
      try open(vaultFolder)
    }
    chmod(vaultFolder, 0o700)
    chmod(path, 0o604)
    #expect(throws: VaultError.open(path: path, mode: 0o604, wanted: 0o600)) {
      try open(vaultFolder)
    }
    chmod(path, 0o600)
    let link = folder.file("link")
    symlink(vaultFolder, link)
    #expect(throws: VaultError.link(path: link)) { try open(link) }
    rename(path, folder.file("elsewhere"))
    symlink(folder.file("elsewhere"), path)
    #expect(throws: VaultError.link(path: path)) { try open(vaultFolder) }
  }

  @Test func whereNoVaultIsNoneIsMade() throws {
    #expect(throws: VaultError.missing(folder: vaultFolder)) {
      try PatientVault(folder: vaultFolder, passphrase: passphrase)
    }
    #expect(!Folder.exists(vaultFolder))
  }
}

@Suite struct DamagedVaultTests {
  private static let path = "v"

  private func bytes() throws -> [UInt8] {
    var file = try VaultFile(passphrase: passphrase, cost: cheap)
    try file.put(Array("{\"one\":1}".utf8), for: "p1")
    try file.put(Array("{\"two\":2}".utf8), for: "p2")
    return try file.encoded()
  }

  private func readAll(_ bytes: [UInt8]) throws -> [[UInt8]?] {
    let file = try VaultFile(bytes, passphrase: passphrase, path: Self.path)
    return try ["p1", "p2"].map { id throws(VaultError) in
      try file.record(of: id, path: Self.path)
    }
  }

  @Test func anUntouchedFileIsRead() throws {
    #expect(try readAll(bytes()).compactMap(\.self).count == 2)
  }

  /// Every byte is bound to the rest: none can change without the change being told, and a change is not
  /// taken for a wrong passphrase.
  @Test func everyChangedByteIsTold() throws {
    let whole = try bytes()
    for index in whole.indices {
      var changed = whole
      changed[index] ^= 0x10
      let error = #expect(throws: VaultError.self) { try readAll(changed) }
      #expect(error != .wrongPassphrase(path: Self.path), "byte \(index)")
    }
  }

  @Test func everyShorterFileIsTold() throws {
    let whole = try bytes()
    for count in stride(from: 0, to: whole.count, by: 7) {
      #expect(throws: VaultError.self) { try readAll(Array(whole[..<count])) }
    }
    #expect(throws: VaultError.self) { try readAll(whole + [0]) }
  }

  @Test func aRecordOfAnOlderFileDoesNotFit() throws {
    var file = try VaultFile(passphrase: passphrase, cost: cheap)
    try file.put(Array("{\"a\":1}".utf8), for: "p")
    let old = try file.encoded()
    try file.put(Array("{\"a\":2}".utf8), for: "p")
    let new = try file.encoded()
    #expect(old.count == new.count)
    let length = 7 + Seal.overhead
    let mixed = Array(new.dropLast(length) + old.suffix(length))
    let read = try VaultFile(mixed, passphrase: passphrase, path: Self.path)
    #expect(throws: VaultError.damaged(path: Self.path, part: "a record")) {
      try read.record(of: "p", path: Self.path)
    }
  }

  @Test func aWrongPassphraseIsToldAsSuch() throws {
    let whole = try bytes()
    #expect(throws: VaultError.wrongPassphrase(path: Self.path)) {
      try VaultFile(whole, passphrase: Array("incorrect horse".utf8), path: Self.path)
    }
  }

  @Test func aNewerVersionIsTold() throws {
    var whole = try bytes()
    whole[8] = 2
    #expect(throws: VaultError.newer(path: Self.path, version: 2)) {
      try VaultFile(whole, passphrase: passphrase, path: Self.path)
    }
  }

  @Test func messagesNameTheNextStep() {
    #expect(
      VaultError.open(path: "k", mode: 0o755, wanted: 0o700).description
        == "k: others may use it (mode 755); 'chmod 700 k' closes it")
    #expect(VaultError.wrongPassphrase(path: "k").description.contains("does not open"))
  }
}
