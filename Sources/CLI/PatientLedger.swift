import Anonymize
import Text
import Vault

/// What a run knows of patients, so that their documents fit each other: for as long as the run, or as a
/// vault holds it.
struct PatientLedger {
  /// Where it is kept between runs.
  let vault: PatientVault?
  /// From which draws come where there is no vault.
  let key: PHIKey
  private var records: [String: PatientRecord] = [:]

  init(vault: PatientVault?, key: PHIKey) {
    self.vault = vault
    self.key = key
  }

  /// Whose document it is. In a vault a document of nobody's is its own patient, so that it can be given
  /// back; without one, nil.
  func patient(of source: SourceDocument) -> String? {
    source.patient ?? (vault == nil ? nil : source.document.id)
  }

  /// What is known of a patient; the secrets of a new one are drawn.
  ///
  /// - Throws: `VaultError.damaged`.
  func record(of patient: String) throws -> PatientRecord {
    if let vault { return try vault.record(of: patient) ?? PatientRecord(newPatient: patient) }
    return records[patient] ?? PatientRecord(PatientMemory(patient: patient, key: key))
  }

  /// Keeps what was learnt: on disk, where there is a vault, before anything is handed out.
  ///
  /// - Throws: `VaultError` where the vault cannot be written.
  mutating func keep(_ learnt: [PatientRecord]) throws {
    guard let vault else {
      for record in learnt { records[record.memory.patient] = record }
      return
    }
    if learnt.isEmpty { return }
    for record in learnt { try vault.put(record) }
    try vault.commit()
  }
}
