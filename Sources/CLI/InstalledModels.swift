import Files
import Model

/// The models that the user has installed, a folder each, below the XDG data folder.
struct InstalledModels {
  /// The folder that holds them; nil where the system names no home.
  let folder: String?

  init(_ console: Console) {
    func variable(_ name: String) -> String? {
      console.environment(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    let data = variable("XDG_DATA_HOME") ?? variable("HOME").map { "\($0)/.local/share" }
    folder = data.map { "\($0)/clinspan/models" }
  }

  /// Their names.
  var names: [String] {
    guard let folder else { return [] }
    return ((try? Folder.names(in: folder)) ?? []).filter {
      ModelFolder.isModel("\(folder)/\($0)")
    }
  }

  /// The folder of one, by its name with or without `en_`; nil where there is none.
  func path(_ name: String) -> String? {
    guard let folder, !name.contains("/"), !name.hasPrefix(".") else { return nil }
    return [name, "en_\(name)"].map { "\(folder)/\($0)" }
      .first { ModelFolder.isModel($0) }
  }
}
