import Files

/// The folder that a command writes a model into: written beside its place and moved there whole.
struct ModelOutput {
  let path: String
  /// The file that shows a folder to be one of a model, which may be replaced.
  let mark: String
  let mayReplace: Bool

  /// Whether something stands at the path that holds anything.
  private var isTaken: Bool {
    if Folder.hasFile(path) { return true }
    return Folder.exists(path) && (try? Folder.names(in: path))?.isEmpty != true
  }

  /// Fails where something stands already, unless it may be replaced and is what it should be.
  func check() throws(CommandFailure) {
    guard isTaken else { return }
    guard mayReplace else {
      throw CommandFailure("\(path): is there already; choose another folder, or give --force")
    }
    guard Folder.hasFile("\(path)/\(mark)") else {
      throw CommandFailure(
        "\(path): is no model's folder (it has no \(mark)), so it is not replaced; remove it yourself"
      )
    }
  }

  /// The same, and where the folder could not be written at all: before the work rather than after it.
  func prepare() throws {
    try check()
    let new = path + ".new"
    try Folder.create(new)
    try Folder.remove(new)
  }

  /// Writes the folder; what stood there before stands until the new one is whole.
  func write(_ body: (String) throws -> Void) throws {
    try check()
    let new = path + ".new"
    try Folder.create(Folder.parent(of: path))
    try Folder.remove(new)
    do {
      try body(new)
    } catch {
      try? Folder.remove(new)
      throw error
    }
    try Folder.remove(path)
    try Folder.rename(new, to: path)
  }
}
