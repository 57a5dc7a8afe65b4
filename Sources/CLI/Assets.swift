import ArgumentParser
import Files

#if canImport(Glibc)
  import Glibc
#endif

/// What ships with the program: the demo notes, the bundled models, the word lists.
struct Assets: Equatable {
  /// The folder that holds them.
  let folder: String

  /// The variable that names the folder.
  static let environmentVariable = "CLINSPAN_ASSETS"

  /// A file or folder in it.
  func path(_ name: String) -> String { "\(folder)/\(name)" }

  /// Finds the folder: the one named by the user, else `assets` or `share/clinspan/assets` beside the
  /// program or above it (a build folder lies in the repository, an installed program in PREFIX/bin).
  ///
  /// - Throws: `CommandFailure` that says where it was looked for.
  static func locate(
    _ named: String?, _ console: Console, executable: String? = executablePath()
  ) throws(CommandFailure) -> Assets {
    if let named = named ?? console.environment(environmentVariable) {
      guard Folder.exists(named) else {
        throw CommandFailure("\(named): no such folder; it should hold the demo notes and models")
      }
      return Assets(folder: named)
    }
    var looked: [String] = []
    var folder = executable.map(Folder.parent(of:)) ?? "."
    for _ in 0..<6 {
      for candidate in ["\(folder)/assets", "\(folder)/share/clinspan/assets"] {
        if Folder.exists(candidate) { return Assets(folder: candidate) }
        looked.append(candidate)
      }
      if folder == "/" || folder == "." { break }
      folder = Folder.parent(of: folder)
    }
    throw CommandFailure(
      "the demo notes and models are not where they should be (looked from \(looked[0]) upwards); "
        + "name their folder with --assets or \(environmentVariable)")
  }

  /// Where this program's file is, links followed.
  static func executablePath() -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
    guard count > 0 else { return nil }
    return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// The option that names the assets' folder.
struct AssetsOption: ParsableArguments {
  @Option(help: .init("Folder of the demo notes and bundled models.", valueName: "dir"))
  var assets: String?
}
