import ArgumentParser
import Files
import Model
import Notation
import Packaging

/// Installs a package for the user.
struct ModelInstall: Command {
  static let configuration = CommandConfiguration(
    commandName: "install",
    abstract: "Install a packaged model, so that --model NAME finds it.",
    discussion: """
      Checks every file against the package's checksums, and puts the model below \
      $XDG_DATA_HOME/clinspan/models (~/.local/share where that is not set).

      Example:
        clinspan model install en_clinspan_ner-0.1.0.tar.gz
        clinspan predict notes/ --model en_clinspan_ner
      """)

  @Argument(help: .init("A package: en_NAME-VERSION.tar.gz.", valueName: "package"))
  var package: String

  @Flag(help: "Replace the same version.")
  var force = false

  func run(_ console: Console) throws {
    let packed = try PackedModel(reading: package)
    guard let folder = InstalledModels(console).folder else {
      throw CommandFailure("no home folder is known; set XDG_DATA_HOME or HOME")
    }
    let path = "\(folder)/\(packed.name)"
    let present = (try? ModelFolder(loading: path))?.meta["version"]?.string
    if present == packed.version, !force {
      throw CommandFailure(
        "\(packed.name) \(packed.version) is installed already; give --force to replace it")
    }
    let place = ModelOutput(path: path, mark: "meta.json", mayReplace: true)
    try place.write { new in
      try packed.save(to: new)
      _ = try ModelFolder(loading: new)  // one that this program cannot read is not installed
    }
    try console.say(
      "\(packed.name) \(packed.version) installed"
        + (present.map { ", in place of \($0)" } ?? "")
        + "; use it with --model \(packed.name)")
  }
}
