import Notation

extension SpacyImport {
  /// The dependency parser of a pipeline, which sets the sentence bounds that entities do not cross.
  ///
  /// - Returns: nil where it is of a kind that cannot be run here.
  static func sentenceParser(
    _ component: SpacyPipeline.Component, _ files: SpacyFiles
  ) throws -> SentenceParser? {
    let name = component.name
    let block = try component.block.block("model")
    guard try block.names("spacy.TransitionBasedParser", versions: 1...2),
      try block.string("state_type") == "parser", try !block.bool("extra_state_tokens")
    else { return nil }
    let moves = try SpacyMoves(
      decoding: files.required("\(name)/moves"), path: files.place(of: "\(name)/moves"),
      component: name)
    let actions = moves.actions.compactMap { action in
      ArcAction.Move(rawValue: action.move).map { ArcAction(move: $0, label: action.label) }
    }
    guard actions.count == moves.actions.count, !actions.isEmpty else {
      throw SpacyModelError(
        path: files.place(of: "\(name)/moves"), component: name,
        .malformed(expected: "moves of a dependency parser"))
    }
    let settings = SentenceParser.Settings(
      tok2vec: try settings(component.tok2vec, component: component.tok2vecComponent, files),
      hidden: try size(block, "hidden_width", 1 << 14),
      pieces: try size(block, "maxout_pieces", 256),
      hasUpper: block.values["use_upper"]?.bool ?? true, actions: actions)
    guard settings.hasUpper || settings.pieces > 1, var parser = SentenceParser(settings) else {
      return nil
    }
    func network(_ component: String) throws -> ThincModel {
      try ThincModel(
        decoding: files.required("\(component)/model"), path: files.place(of: "\(component)/model"),
        component: component)
    }
    let own = try network(name)
    let tok2vec =
      component.tok2vecComponent == name ? own : try network(component.tok2vecComponent)
    try parser.take(SpacyWeights(tok2vec: tok2vec, settings: settings.tok2vec), parser: own)
    return parser
  }

  private static func size(_ block: ConfigBlock, _ key: String, _ limit: Int) throws -> Int {
    let size = try block.integer(key, atLeast: 1)
    guard size <= limit else {
      throw block.error(
        key, .wrongValue(expected: "a size that a model can have", found: "\(size)"))
    }
    return size
  }
}

extension SentenceParser {
  /// Takes spaCy's weights.
  fileprivate mutating func take(
    _ weights: SpacyWeights, parser: ThincModel
  ) throws(SpacyModelError) {
    try weights.fill(&tables, mixer: &mixer, norm: &norm)
    try weights.fill(&encoder)
    let scorer = try SpacyScorerWeights(
      parser, inputs: settings.tok2vec.width, hidden: settings.hidden, pieces: settings.pieces,
      slots: ArcState.slots, classes: settings.actions.count, hasUpper: settings.hasUpper)
    let units = lowerBias.value.columns / settings.pieces
    project.weight.value.storage = scorer.project.weight
    project.bias.value.storage = scorer.project.bias
    lower.value.storage = ThincOrder.fromThinc(
      scorer.lower.weight,
      .init(
        slots: ArcState.slots, outputs: units, pieces: settings.pieces, inputs: settings.hidden))
    lowerBias.value.storage = ThincOrder.fromThinc(
      scorer.lower.bias, .init(outputs: units, pieces: settings.pieces))
    pad.value.storage = ThincOrder.fromThinc(
      scorer.lower.pad, .init(slots: ArcState.slots, outputs: units, pieces: settings.pieces))
    guard let upper = scorer.upper else { return }
    self.upper?.weight.value.storage = upper.weight
    self.upper?.bias.value.storage = upper.bias
  }
}
