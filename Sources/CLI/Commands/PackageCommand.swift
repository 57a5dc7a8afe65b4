import ArgumentParser
import Files
import Packaging

/// Packs a model for others to install.
struct PackageCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "package",
    abstract: "Pack a model for others to install, with checksums and a model card.",
    discussion: """
      Writes OUT/en_NAME-VERSION, laid out as a spaCy package, and its dist/en_NAME-VERSION.tar.gz; the \
      same model gives the same bytes. 'clinspan model install' installs any of them, 'pip install' those \
      that spaCy can run.

      Examples:
        clinspan package training/bio_cnn/model-best packages --name clinspan_ner --version 0.1.0
        clinspan model install packages/en_clinspan_ner-0.1.0/dist/en_clinspan_ner-0.1.0.tar.gz
      """)

  @Argument(help: .init("A model folder.", valueName: "model"))
  var model: String

  @Argument(help: .init("The folder to write the package into.", valueName: "out"))
  var output: String

  @Option(help: .init("The package's name, without en_.", valueName: "name"))
  var name: String

  @Option(help: .init("Its version: numbers with periods between.", valueName: "version"))
  var version: String

  @Flag(help: "Replace a package of this name and version.")
  var force = false

  func run(_ console: Console) throws {
    let name: PackageName
    do {
      name = try PackageName(name: self.name, version: version)
    } catch {
      throw UsageError(error.description)
    }
    let place = ModelOutput(
      path: "\(output)/\(name.full)", mark: "checksums.sha256", mayReplace: force)
    try place.check()
    let package = try ModelPackage(packing: model, as: name)
    var written = (archive: "", checksum: "")
    try place.write { path in written = try package.save(to: path) }
    try console.say("\(place.path)/dist/\(name.full).tar.gz")
    try console.say("sha256 \(written.checksum)")
    try console.say(
      package.isForSpacy
        ? "install it with 'clinspan model install' or 'pip install'"
        : "install it with 'clinspan model install'; spaCy has no network of this kind")
  }
}
