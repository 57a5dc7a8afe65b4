public import Anonymize
import Files

#if canImport(Glibc)
  import Glibc
#endif

/// A folder that holds what is needed to go back from surrogates to patients: sealed, for its owner's eyes,
/// and locked while it is open.
public final class PatientVault {
  /// Characters of the shortest passphrase taken.
  public static let shortestPassphrase = 8
  /// The vault's file in its folder.
  public static let fileName = "patients.vault"

  /// The folder.
  public let folder: String
  private var file: VaultFile
  private let lock: Int32

  private var path: String { "\(folder)/\(Self.fileName)" }

  /// Whether a folder holds a vault, as far as its names tell.
  public static func exists(in folder: String) -> Bool {
    var status = stat()
    return lstat("\(folder)/\(fileName)", &status) == 0
  }

  /// Opens the vault of a folder, and locks it until the value is gone.
  ///
  /// - Parameters:
  ///   - creates: Whether to make folder and vault where there are none.
  /// - Throws: `VaultError`.
  public convenience init(
    folder: String, passphrase: [UInt8], creates: Bool = false
  ) throws(VaultError) {
    try self.init(folder: folder, passphrase: passphrase, creates: creates, cost: .standard)
  }

  init(
    folder: String, passphrase: [UInt8], creates: Bool, cost: Seal.Cost
  ) throws(VaultError) {
    self.folder = folder
    let path = "\(folder)/\(Self.fileName)"
    if creates {
      do throws(FileError) { try Folder.create(folder) } catch { throw .file(error) }
    }
    var status = stat()
    guard lstat(folder, &status) == 0 else { throw .missing(folder: folder) }
    try Self.check(status, folder, kind: S_IFDIR, mode: 0o700)
    lock = try Self.lock(folder)
    do throws(VaultError) {
      if lstat(path, &status) == 0 {
        try Self.check(status, path, kind: S_IFREG, mode: 0o600)
        let bytes: [UInt8]
        do throws(FileError) { bytes = try InputFile.read(path) } catch { throw .file(error) }
        file = try VaultFile(bytes, passphrase: passphrase, path: path)
      } else {
        guard creates else { throw .missing(folder: folder) }
        try Self.check(passphrase)
        do throws(Seal.Refused) { file = try VaultFile(passphrase: passphrase, cost: cost) } catch {
          throw .cipher(path: path)
        }
        try commit()
      }
    } catch {
      close(lock)
      throw error
    }
  }

  deinit { close(lock) }

  /// The patients known, in the order in which they came.
  public var patients: [String] { file.entries.map(\.id) }

  /// From which keyed hashes are drawn.
  public var key: PHIKey { PHIKey(file.projectKey) }

  /// What is known of a patient; nil for one of whom nothing is.
  ///
  /// - Throws: `VaultError.damaged`.
  public func record(of patient: String) throws(VaultError) -> PatientRecord? {
    guard let bytes = try file.record(of: patient, path: path) else { return nil }
    guard let record = PatientRecord(bytes) else { throw .damaged(path: path, part: "a record") }
    return record
  }

  /// Puts a patient's record in the place of the last; on disk after `commit`.
  ///
  /// - Throws: `VaultError.cipher`.
  public func put(_ record: PatientRecord) throws(VaultError) {
    do throws(Seal.Refused) { try file.put(record.encoded, for: record.memory.patient) } catch {
      throw .cipher(path: path)
    }
  }

  /// Removes all that is known of a patient, on disk too: what stood for them stands for nobody now.
  ///
  /// - Returns: Whether anything was known.
  /// - Throws: `VaultError` where the vault cannot be written.
  public func forget(_ patient: String) throws(VaultError) -> Bool {
    guard file.remove(patient) else { return false }
    try commit()
    return true
  }

  /// Seals everything anew under another passphrase, on disk too.
  ///
  /// - Throws: `VaultError` where the passphrase is short or the vault cannot be written.
  public func changePassphrase(to passphrase: [UInt8]) throws(VaultError) {
    try changePassphrase(to: passphrase, cost: .standard)
  }

  func changePassphrase(to passphrase: [UInt8], cost: Seal.Cost) throws(VaultError) {
    try Self.check(passphrase)
    file = try file.rekeyed(passphrase: passphrase, cost: cost, path: path)
    try commit()
  }

  /// Writes the vault whole, in the place of the last.
  ///
  /// - Throws: `VaultError`, with the last one untouched.
  public func commit() throws(VaultError) {
    let bytes: [UInt8]
    do throws(Seal.Refused) { bytes = try file.encoded() } catch { throw .cipher(path: path) }
    do throws(FileError) { try AtomicFile.write(bytes, to: path) } catch { throw .file(error) }
  }

  // MARK: What is refused

  private static func check(_ passphrase: [UInt8]) throws(VaultError) {
    if String(decoding: passphrase, as: UTF8.self).count < shortestPassphrase {
      throw .shortPassphrase(minimum: shortestPassphrase)
    }
  }

  private static func check(
    _ status: stat, _ path: String, kind: mode_t, mode: mode_t
  ) throws(VaultError) {
    if status.st_mode & S_IFMT == S_IFLNK { throw .link(path: path) }
    guard status.st_mode & S_IFMT == kind else {
      throw .file(
        FileError(
          path: path, operation: .open,
          reason: .wrongKind(expected: kind == S_IFDIR ? "a folder" : "a file")))
    }
    if status.st_uid != geteuid() { throw .foreignOwner(path: path) }
    if status.st_mode & 0o077 != 0 {
      throw .open(path: path, mode: status.st_mode & 0o777, wanted: mode)
    }
  }

  private static func lock(_ folder: String) throws(VaultError) -> Int32 {
    let path = "\(folder)/lock"
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      if errno == ELOOP { throw .link(path: path) }
      throw .file(.current(.lock, path))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isHeld = errno == EWOULDBLOCK
      let error = FileError.current(.lock, path)
      close(descriptor)
      throw isHeld ? .locked(folder: folder) : .file(error)
    }
    return descriptor
  }
}
