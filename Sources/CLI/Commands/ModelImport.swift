import ArgumentParser
import Corpus
import Files
import Model
import Text
import Trainer

/// Makes a model of this program from one that spaCy or Hugging Face's transformers saved.
struct ModelImport: Command {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a clinspan model from a spaCy 3 or Hugging Face model, with the same weights.",
    discussion: """
      Takes a folder that spaCy saved, an installed package, or a package file (.tar.gz, .whl), with a \
      pipeline whose ner stands on hash embeddings and maxout windows or an LSTM, with or without static \
      vectors; or a folder that Hugging Face's transformers saved, of BERT or RoBERTa for token \
      classification, which can also be used as it is. Nothing in the model is executed.

      Examples:
        clinspan model import training/model-best models/mine
        clinspan model import en_core_web_sm-3.8.0.tar.gz models/web
        clinspan model import old-model models/old --skip entity_ruler
        clinspan model import downloads/deid-bert models/deid
      """)

  @Argument(
    help: .init(
      "A spaCy model, a folder or a package file, or a Hugging Face folder.", valueName: "source"))
  var source: String

  @Argument(help: .init("The folder to write.", valueName: "out"))
  var output: String

  @Option(
    help: .init("Leave out this component, although it can change entities.", valueName: "name"))
  var skip: [String] = []

  @Option(help: .init("What to call the model.", valueName: "name"))
  var name: String?

  @Flag(help: "Replace a model that is there.")
  var force = false

  func run(_ console: Console) throws {
    let place = ModelOutput(path: output, mark: "config.cfg", mayReplace: force)
    try place.check()
    var resolved = try imported(console)
    resolved.config = try resolved.config.resolved()
    let folder = resolved
    try place.write(folder.save)
    let labels = folder.model.labels
    try console.say(
      "\(output): \(folder.model.name), \(Numbers.count(labels.count, "label"))"
        + " (\(labels.map(\.rawValue).joined(separator: ", ")))")
  }

  /// The model as its source has it, after a word on what could differ.
  private func imported(_ console: Console) throws -> ModelFolder {
    if HuggingFaceImport.isSource(source) {
      guard skip.isEmpty else {
        throw UsageError("--skip names a component of a spaCy pipeline, and \(source) is none")
      }
      return try HuggingFaceImport(source, name: name).folder
    }
    let files =
      Archive.hasArchiveName(source) || source.hasSuffix(".whl")
      ? try SpacyFiles(
        archive: source, entries: Archive.entries(of: source).map { ($0.path, $0.bytes) })
      : try SpacyFiles(folder: source)
    let imported = try SpacyImport(files, skipping: skip, name: name)
    for warning in imported.warnings { console.note("clinspan: \(warning)") }
    return imported.folder
  }
}
