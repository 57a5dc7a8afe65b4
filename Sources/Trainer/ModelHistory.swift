public import Files
public import Model
public import Notation

/// The models made from one data set, a folder each, and which of them is in use.
///
/// `run-0001`, `run-0002`, … hold models; the link `current` names one of them. A model is written beside and
/// moved into place whole, the link is turned by renaming: a crash leaves either what was before or what
/// is after. Without the link none is in use: the model that the data set began with is.
public struct ModelHistory: Hashable, Sendable {
  /// A model of the history.
  public struct Entry: Sendable {
    /// From 1, in the order in which they were made.
    public let number: Int
    /// Its folder.
    public let path: String
    /// Whether it is in use.
    public let isCurrent: Bool
    /// What its `meta.json` says; empty where that cannot be read.
    public let meta: JSONObject
  }

  /// Why the history cannot do something.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// There is no such model.
    case noModel(Int, folder: String)
    /// The model in use is not discarded.
    case inUse(Int)

    /// One sentence: what, and the next step.
    public var description: String {
      switch self {
      case .noModel(let number, let folder):
        "\(folder): no model \(number); 'clinspan model history' lists those there are"
      case .inUse(let number):
        "model \(number) is in use; promote another one, or 0 for the one before all, and discard it then"
      }
    }
  }

  /// The folder that holds them, whether it is there or not.
  public let folder: String

  /// The history in a folder.
  public init(folder: String) { self.folder = folder }

  private var link: String { "\(folder)/current" }
  private static let prefix = "run-"

  private func path(_ number: Int) -> String {
    let digits = String(number)
    return "\(folder)/\(Self.prefix)"
      + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func number(ofName name: String) -> Int? {
    name.hasPrefix(prefix) ? Int(name.dropFirst(prefix.count)) : nil
  }

  private func numbers() throws(FileError) -> [Int] {
    guard Folder.exists(folder) else { return [] }
    return try Folder.names(in: folder).compactMap(Self.number).sorted()
  }

  /// The number of the model in use; nil for the one that the data set began with.
  public var currentNumber: Int? {
    guard let number = Folder.target(ofLink: link).flatMap(Self.number) else { return nil }
    return Folder.exists(path(number)) ? number : nil
  }

  /// The folder of the model in use; nil for the one that the data set began with.
  public var current: String? { currentNumber.map { path($0) } }

  /// The models, in the order in which they were made.
  ///
  /// - Throws: `FileError` where the folder cannot be listed.
  public func entries() throws(FileError) -> [Entry] {
    let current = currentNumber
    return try numbers().map { number in
      let meta = (try? InputFile.read("\(path(number))/meta.json", limit: 64 << 20))
        .flatMap { try? JSONParser.parse($0).object }
      return Entry(
        number: number, path: path(number), isCurrent: number == current, meta: meta ?? [:])
    }
  }

  /// Adds a model, without putting it to use, and gives its number.
  ///
  /// - Throws: `FileError` where it cannot be written; then nothing is added.
  public func add(_ model: ModelFolder) throws(FileError) -> Int {
    try Folder.create(folder)
    let new = "\(folder)/.new-\(Self.uniqueSuffix())"
    do throws(FileError) {
      try model.save(to: new)
      var number = (try numbers().last ?? 0) + 1
      // Another process may take the number meanwhile: a full folder is never replaced.
      while Folder.exists(path(number)) { number += 1 }
      try Folder.rename(new, to: path(number))
      return number
    } catch {
      try? Folder.remove(new)
      throw error
    }
  }

  /// Puts a model to use; 0 goes back to the one that the data set began with.
  ///
  /// - Throws: `Failure.noModel`, `FileError`.
  public func promote(_ number: Int) throws {
    if number == 0 { return try Folder.removeFile(link) }
    guard Folder.exists(path(number)) else { throw Failure.noModel(number, folder: folder) }
    try Folder.link(link, to: Folder.name(of: path(number)))
  }

  /// Removes a model that is not in use.
  ///
  /// - Throws: `Failure`, `FileError`.
  public func discard(_ number: Int) throws {
    guard Folder.exists(path(number)) else { throw Failure.noModel(number, folder: folder) }
    guard number != currentNumber else { throw Failure.inUse(number) }
    // Renamed first, so that no half of a model is ever listed.
    let gone = "\(folder)/.gone-\(Self.uniqueSuffix())"
    try Folder.rename(path(number), to: gone)
    try Folder.remove(gone)
  }

  private static func uniqueSuffix() -> String {
    String(UInt64.random(in: .min ... .max), radix: 36)
  }
}
