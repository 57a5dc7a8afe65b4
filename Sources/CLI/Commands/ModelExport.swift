import ArgumentParser
import Files
import Model

/// Writes a model for another program.
struct ModelExport: Command {
  /// Programs that a model can be written for.
  enum Target: String, CaseIterable, ExpressibleByArgument {
    case spacy
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model for another program: a folder that spacy.load opens.",
    discussion: """
      The folder needs nothing but spaCy (and PyTorch where the model has an LSTM) and finds the same \
      entities. spaCy has ner heads; a tagger cannot be exported.

      Example:
        clinspan model export training/model-best exported --to spacy
      """)

  @Argument(help: .init("A model folder, or a model's name.", valueName: "model"))
  var model: String

  @Argument(help: .init("The folder to write.", valueName: "out"))
  var output: String

  @Option(help: "The program: spacy.")
  var to: Target

  @Flag(help: "Replace a folder that is there.")
  var force = false

  @OptionGroup var assets: AssetsOption

  func run(_ console: Console) throws {
    let place = ModelOutput(path: output, mark: "config.cfg", mayReplace: force)
    try place.check()
    let folder = try ModelOption.load(model, assets, console)
    try place.write(SpacyExport(folder, path: model).save)
    try console.say("\(output): open it with spacy.load(\"\(output)\")")
  }
}
