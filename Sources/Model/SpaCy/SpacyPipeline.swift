import Notation

/// What a spaCy pipeline consists of, and what of it decides about entities.
struct SpacyPipeline {
  /// The component that finds entities.
  let ner: ConfigBlock
  /// Its name.
  let nerName: String
  /// The network that turns tokens into vectors for it: the settings, and the component whose file holds
  /// the weights.
  let tok2vec: ConfigBlock
  let tok2vecComponent: String
  /// A dependency parser that runs before it. Entities never cross the sentence bounds it sets.
  let parser: Component?
  /// What is left out and can change entities.
  let warnings: [String]

  /// A component whose vectors may come from another.
  struct Component {
    let name: String
    let block: ConfigBlock
    let tok2vec: ConfigBlock
    let tok2vecComponent: String
  }

  /// Factories that leave entities, tokens and sentence bounds as they are.
  private static let harmless: Set = [
    "tok2vec", "tagger", "morphologizer", "attribute_ruler", "lemmatizer", "trainable_lemmatizer",
    "textcat", "textcat_multilabel", "spancat", "spancat_singlelabel", "span_finder",
    "entity_linker", "doc_cleaner",
  ]

  /// Reads the settings of a pipeline.
  ///
  /// - Parameter skipped: Components that the user wants left out.
  init(_ config: Config, path: String, skipped: [String]) throws {
    let nlp = try config.block.block("nlp")
    func unsupported(_ what: String, _ component: String? = nil, advice: String) -> SpacyModelError
    {
      SpacyModelError(path: path, component: component, .unsupported(what, advice: advice))
    }
    let language = try nlp.string("lang")
    guard language == "en" else {
      throw unsupported("the language \(language)", advice: "English models are")
    }
    let disabled = Set((nlp.values["disabled"]?.array ?? []).compactMap(\.string))
    let names = try nlp.strings("pipeline").filter {
      !disabled.contains($0) && !skipped.contains($0)
    }
    let components = try config.block.block("components")
    func factory(_ name: String) throws -> String { try components.block(name).string("factory") }

    let recognizers = try names.filter { ["ner", "beam_ner"].contains(try factory($0)) }
    guard let nerName = recognizers.first, recognizers.count == 1 else {
      throw unsupported(
        "a pipeline (\(names.joined(separator: ", "))) with \(recognizers.count) components of factory ner",
        advice: "one is needed; leave others out with --skip NAME")
    }
    guard try factory(nerName) == "ner" else {
      throw unsupported("beam search", nerName, advice: "import the model with factory ner")
    }
    var warnings: [String] = []
    var parser: Component?
    for (place, name) in names.enumerated() where name != nerName {
      let kind = try factory(name)
      let isBefore = place < (names.firstIndex(of: nerName) ?? 0)
      switch kind {
      case _ where Self.harmless.contains(kind): continue
      case "parser" where isBefore:
        let block = try components.block(name)
        let source = try Self.tok2vec(of: block, name: name, components, names, path: path)
        parser = Component(
          name: name, block: block, tok2vec: source.block, tok2vecComponent: source.component)
      case "parser": continue
      case "senter", "sentencizer":
        if isBefore {
          warnings.append(
            "\(name) (\(kind)) is left out: it sets sentence bounds, which entities do not cross in "
              + "spaCy; some entities can differ")
        }
      default:
        throw unsupported(
          "factory \(kind)", name,
          advice: "it can change tokens or entities; import without it by --skip \(name)")
      }
    }
    self.warnings = warnings
    self.parser = parser
    self.nerName = nerName
    ner = try components.block(nerName)
    let source = try Self.tok2vec(of: ner, name: nerName, components, names, path: path)
    tok2vec = source.block
    tok2vecComponent = source.component
  }

  /// The settings of a component's vectors: its own, or those of the component it listens to.
  private static func tok2vec(
    of component: ConfigBlock, name: String, _ components: ConfigBlock, _ names: [String],
    path: String
  ) throws -> (block: ConfigBlock, component: String) {
    let own = try component.block("model").block("tok2vec")
    guard try own.architecture().hasPrefix("spacy.Tok2VecListener") else { return (own, name) }
    let upstream = own.values["upstream"]?.string ?? "*"
    let sources = try names.filter { try components.block($0).string("factory") == "tok2vec" }
    guard let source = upstream == "*" ? sources.first : sources.first(where: { $0 == upstream })
    else {
      throw SpacyModelError(
        path: path, component: name, .missing("the tok2vec component that it listens to"))
    }
    return (try components.block(source).block("model"), source)
  }
}

extension ConfigBlock {
  /// The registered function that the section names, of whatever registry.
  func architecture() throws(ConfigError) -> String {
    if let name = values["@layers"]?.string { return name }
    return try string("@architectures")
  }

  /// Whether the section names a function, in any of its versions.
  func names(_ function: String, versions: ClosedRange<Int>) throws(ConfigError) -> Bool {
    let name = try architecture()
    return versions.contains { name == "\(function).v\($0)" }
  }
}
