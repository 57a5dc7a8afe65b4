import Anonymize
import Files
import Notation

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
