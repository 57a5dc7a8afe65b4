import ArgumentParser
import Files
import Model

/// Which model a command works with.
struct ModelOption: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: .init(
      "A model folder, or the name of a bundled or installed model.", valueName: "model"))
  var model: String?

  @OptionGroup var transformer: TransformerOptions
  @OptionGroup var assets: AssetsOption

  /// The model that ships with the program and serves where none is named.
  static let bundled = "demo"

  /// Loads the model named, the bundled one where none is.
  ///
  /// - Throws: What `ModelFolder` throws; `CommandFailure` where there is no such model.
  func load(_ named: String? = nil, _ console: Console) throws -> ModelFolder {
    var folder = try Self.load(named ?? model ?? Self.bundled, assets, console)
    transformer.apply(to: &folder.model)
    return folder
  }

  /// The folder of a model that is named by its folder or its name.
  ///
  /// - Throws: `CommandFailure` where there is no such model.
  func folder(_ name: String, _ console: Console) throws -> String {
    try Self.path(name, assets, console)
  }

  /// Loads a model folder or the bundled model of that name.
  static func load(_ name: String, _ assets: AssetsOption, _ console: Console) throws -> ModelFolder
  {
    try ModelFolder(loading: path(name, assets, console))
  }

  static func path(
    _ name: String, _ assets: AssetsOption, _ console: Console
  ) throws(CommandFailure) -> String {
    if Folder.exists(name) { return name }
    if name.contains("/") {
      throw CommandFailure("\(name): no such folder; check the path of the model")
    }
    if let path = InstalledModels(console).path(name) { return path }
    let bundled = try Assets.locate(assets.assets, console)
    if Folder.exists(bundled.model(name)) { return bundled.model(name) }
    let known = names(assets, console).joined(separator: ", ")
    throw CommandFailure(
      "\(name): no such model folder, nor a model of this name"
        + (known.isEmpty ? "; 'make model' trains one" : " (there are: \(known))"))
  }

  /// The names of the models that are bundled or installed.
  static func names(_ assets: AssetsOption, _ console: Console) -> [String] {
    let bundled = (try? Assets.locate(assets.assets, console))?.modelNames ?? []
    return bundled + InstalledModels(console).names
  }

  /// Tells the model from the data where both stand on one line: `predict [MODEL] DATA…`. The first word
  /// is the model if no option names one and it is a model folder or a bundled model's name.
  ///
  /// - Throws: `CommandFailure` when no data is left.
  func split(_ words: [String], _ console: Console) throws(CommandFailure) -> (
    model: String?, data: [String]
  ) {
    guard model == nil, let first = words.first, isModel(first, console) else {
      return (nil, words)
    }
    guard words.count > 1 else {
      throw CommandFailure("\(first) is a model; name the data too, or - for standard input")
    }
    return (first, Array(words.dropFirst()))
  }

  private func isModel(_ word: String, _ console: Console) -> Bool {
    if ModelFolder.isModel(word) || Folder.hasFile("\(word)/config.cfg") { return true }
    guard !word.contains("/"), !Folder.exists(word), !Folder.hasFile(word) else { return false }
    return InstalledModels(console).path(word) != nil || Self.names(assets, console).contains(word)
  }
}

extension Assets {
  /// The folder of a bundled model, whether it is there or not.
  func model(_ name: String) -> String { path("models/\(name)") }

  /// The names of the bundled models.
  var modelNames: [String] {
    ((try? Folder.names(in: path("models"))) ?? []).filter { Folder.exists(model($0)) }
  }
}
