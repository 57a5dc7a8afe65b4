private import Files
private import Notation
public import Text

/// A folder of decisions: `dataset.json` says on what, and each annotator has a journal. Holds no note.
public struct Dataset: Equatable, Sendable {
  /// What is annotated, and how.
  public struct Settings: Equatable, Sendable {
    /// Paths of the notes, as given.
    public var sources: [String]
    /// The model whose spans are corrected, as given; nil for none.
    public var model: String?
    /// The labels offered, in order; empty for those of model and notes.
    public var labels: [Label]

    /// Settings.
    public init(sources: [String], model: String?, labels: [Label]) {
      self.sources = sources
      self.model = model
      self.labels = labels
    }
  }

  /// The folder.
  public let path: String
  /// What is annotated, and how.
  public let settings: Settings

  private static func settingsPath(_ path: String) -> String { "\(path)/dataset.json" }

  /// Whether a folder is a data set.
  public static func exists(_ path: String) -> Bool { Folder.hasFile(settingsPath(path)) }

  /// Makes a data set's folder, or gives one that is there other settings. Decisions stay.
  ///
  /// - Throws: `JournalError.file` where it cannot be written.
  public init(creating path: String, _ settings: Settings) throws(JournalError) {
    let value: JSONValue = [
      "version": 1, "sources": .array(settings.sources.map { .string($0) }),
      "model": settings.model.map { .string($0) } ?? .null,
      "labels": .array(settings.labels.map { .string($0.rawValue) }),
    ]
    do throws(FileError) {
      try Folder.create(path)
      try AtomicFile.write(value.encoded(.pretty) + [0x0A], to: Self.settingsPath(path))
    } catch {
      throw .file(error)
    }
    self.path = path
    self.settings = settings
  }

  /// Opens a data set that is there.
  ///
  /// - Throws: `JournalError` where there is none, or its settings cannot be read.
  public init(opening path: String) throws(JournalError) {
    let file = Self.settingsPath(path)
    guard Self.exists(path) else { throw .noDataset(path) }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try InputFile.read(file, limit: 1 << 20)
    } catch {
      throw .file(error)
    }
    guard let section = try? JSONParser.parse(bytes), section["version"]?.integer == 1 else {
      throw .badSettings(file, key: "version")
    }
    guard let sources = section["sources"]?.array?.compactMap(\.string) else {
      throw .badSettings(file, key: "sources")
    }
    guard let labels = section["labels"]?.array?.compactMap(\.string) else {
      throw .badSettings(file, key: "labels")
    }
    self.path = path
    settings = Settings(
      sources: sources, model: section["model"]?.string, labels: labels.map { Label($0) })
  }

  /// The journal of an annotator.
  ///
  /// - Throws: `JournalError.badName` where the name cannot be part of a file's name.
  public func journalPath(of annotator: String) throws(JournalError) -> String {
    "\(path)/\(try JournalFile.name(of: annotator))"
  }

  /// Who has a journal here, in the order of their names.
  ///
  /// - Throws: `JournalError.file` where the folder cannot be listed.
  public func annotators() throws(JournalError) -> [String] {
    do throws(FileError) {
      return try Folder.names(in: path).filter {
        $0.hasPrefix("journal-") && $0.hasSuffix(".jsonl")
      }
      .map { String($0.dropFirst("journal-".count).dropLast(".jsonl".count)) }
    } catch {
      throw .file(error)
    }
  }
}
