private import CArchive
import Files
import Glibc

/// Why an archive cannot be unpacked.
public struct ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  public enum Reason: Hashable, Sendable {
    /// It ends early, is damaged, encrypted, or no archive; the library's word for it.
    case unreadable(String)
    /// An entry whose name is absolute or climbs out with `..`.
    case unsafePath
    /// More unpacked bytes than the reader takes.
    case tooLarge(limit: Int)
    /// More entries than the reader takes.
    case tooManyEntries(limit: Int)
    /// Unpacks to so many times its size that it must be made to fill memory.
    case suspiciousRatio(limit: Int)
  }

  /// The archive.
  public let path: String
  /// The entry at which it happened.
  public let entry: String?
  /// What went wrong.
  public let reason: Reason

  /// What, where, and the next step.
  public var description: String {
    let place = entry.map { "\(path), entry \($0)" } ?? path
    switch reason {
    case .unreadable(let cause):
      return "\(place): cannot unpack: \(cause); get the archive again, or unpack it yourself"
    case .unsafePath:
      return "\(place): a name that leads out of the archive; such an archive is not unpacked"
    case .tooLarge(let limit):
      return "\(place): unpacks to more than \(limit) bytes, the most this reader takes"
    case .tooManyEntries(let limit):
      return "\(place): holds more than \(limit) entries, the most this reader takes"
    case .suspiciousRatio(let limit):
      return
        "\(place): unpacks to more than \(limit) times its size; such an archive is not unpacked"
    }
  }
}

/// Reads `.tar.gz`, `.tar` and `.zip` in memory, entry by entry; nothing reaches the disk.
public enum Archive {
  /// How much an archive may unpack to.
  public struct Limits: Hashable, Sendable {
    /// Bytes of all entries together.
    public var size = 2 << 30
    /// Number of entries.
    public var entryCount = 200_000
    /// Unpacked bytes over packed bytes, judged once `freeSize` bytes are out.
    public var ratio = 200
    /// Bytes that may come out whatever the ratio.
    public var freeSize = 16 << 20

    /// The limits that any corpus known to us keeps with room to spare.
    public init() {}
  }

  /// A file in an archive.
  public struct Entry: Hashable, Sendable {
    /// Its path in the archive, parts joined by `/`, without `.` parts.
    public let path: String
    /// Its content.
    public let bytes: [UInt8]
  }

  /// Whether a name is one that archives have.
  public static func hasArchiveName(_ path: String) -> Bool {
    let name = path.lowercased()
    return [".tar.gz", ".tgz", ".tar", ".zip"].contains { name.hasSuffix($0) }
  }

  /// The files of an archive, in its order. Folders, links and devices are passed over.
  ///
  /// - Throws: `CorpusError` when the file cannot be read, is damaged or no archive, holds a path that
  ///   leads out of it, or exceeds a limit.
  public static func entries(
    of path: String, limits: Limits = Limits()
  ) throws(CorpusError) -> [Entry] {
    let packedSize: Int
    do throws(FileError) { packedSize = try InputFile.size(path) } catch { throw .file(error) }
    do throws(ArchiveError) {
      var reader = ArchiveReader(path: path, limits: limits, packedSize: packedSize)
      return try reader.entries()
    } catch {
      throw .archive(error)
    }
  }
}

private struct ArchiveReader {
  let path: String
  let limits: Archive.Limits
  let packedSize: Int
  var unpackedSize = 0

  func error(_ reason: ArchiveError.Reason, entry: String? = nil) -> ArchiveError {
    ArchiveError(path: path, entry: entry, reason: reason)
  }

  mutating func entries() throws(ArchiveError) -> [Archive.Entry] {
    // The library decodes names by the thread's locale, and in plain "C" loses what is not ASCII.
    let utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)
    let previous = utf8.map { uselocale($0) }
    defer {
      if let previous { uselocale(previous) }
      if let utf8 { freelocale(utf8) }
    }
    guard let archive = archive_read_new() else { throw error(.unreadable("out of memory")) }
    defer { archive_read_free(archive) }
    archive_read_support_filter_gzip(archive)
    archive_read_support_format_tar(archive)
    archive_read_support_format_zip(archive)
    guard archive_read_open_filename(archive, path, 1 << 16) == ARCHIVE_OK else {
      throw error(.unreadable(cause(archive)))
    }
    var entries: [Archive.Entry] = []
    var count = 0
    while true {
      var header: OpaquePointer?
      let status = archive_read_next_header(archive, &header)
      if status == ARCHIVE_EOF { return entries }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let header else {
        throw error(.unreadable(cause(archive)), entry: entries.last.map { "after \($0.path)" })
      }
      count += 1
      guard count <= limits.entryCount else {
        throw error(.tooManyEntries(limit: limits.entryCount))
      }
      let name = self.name(of: header, number: count)
      guard let safe = Self.safePath(name) else { throw error(.unsafePath, entry: name) }
      guard archive_entry_filetype(header) == S_IFREG_MODE, archive_entry_hardlink(header) == nil
      else { continue }
      entries.append(Archive.Entry(path: safe, bytes: try content(archive, entry: safe)))
    }
  }

  private func cause(_ archive: OpaquePointer) -> String {
    archive_error_string(archive).map { String(cString: $0) } ?? "damaged or no archive"
  }

  private func name(of header: OpaquePointer, number: Int) -> String {
    if let name = archive_entry_pathname(header) ?? archive_entry_pathname_utf8(header) {
      return String(cString: name)
    }
    return "entry-\(number)"
  }

  /// The path without empty and `.` parts; nil when it is absolute or climbs. Some programs for
  /// Windows write `\\` where `/` belongs.
  static func safePath(_ path: String) -> String? {
    let parts = path.split { $0 == "/" || $0 == "\\" }
    let isAbsolute =
      path.hasPrefix("/") || path.hasPrefix("\\") || path.dropFirst().hasPrefix(":")
    guard !isAbsolute, !parts.contains("..") else { return nil }
    return parts.filter { $0 != "." }.joined(separator: "/")
  }

  private mutating func content(
    _ archive: OpaquePointer, entry: String
  ) throws(ArchiveError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = archive_read_data(archive, &buffer, buffer.count)
      guard count >= 0 else { throw error(.unreadable(cause(archive)), entry: entry) }
      if count == 0 { return bytes }
      unpackedSize += count
      guard unpackedSize <= limits.size else {
        throw error(.tooLarge(limit: limits.size), entry: entry)
      }
      if unpackedSize > limits.freeSize, unpackedSize / limits.ratio > packedSize {
        throw error(.suspiciousRatio(limit: limits.ratio), entry: entry)
      }
      bytes.append(contentsOf: buffer[..<count])
    }
  }
}

/// `AE_IFREG`, a macro with a cast that does not import.
private let S_IFREG_MODE: mode_t = 0o100000
