public import Text

/// A trained named-entity model: finds spans in documents, and learns from examples.
public struct NERModel: Recognizer, Parameterized {
  /// What it is called: in reports, and as the source of its annotations.
  public var name: String
  /// What it is made of.
  public let config: ModelConfig
  /// What turns the head's probabilities into the confidences of annotations.
  public var calibration = Calibration.none
  /// The tables it reads and does not learn.
  public let resources: ModelResources
  /// What gives tokens their vectors.
  var tok2vec: any TokenEncoder { didSet { prepared = Prepared() } }
  var head: any Head { didSet { prepared = Prepared() } }
  /// How exactly a transformer computes in prediction; nothing else asks.
  public var precision = Precision.single { didSet { prepared = Prepared() } }
  /// The windows in which a transformer reads text in prediction; nothing else asks.
  public var windows: PredictionWindows {
    get { (tok2vec as? TransformerTokenEncoder)?.windows ?? .trained }
    set {
      guard var encoder = tok2vec as? TransformerTokenEncoder else { return }
      encoder.windows = newValue
      tok2vec = encoder
    }
  }
  /// These weights made ready for inference.
  private var prepared = Prepared()

  /// The labels it can find, in the head's order.
  public var labels: [Label] { head.labels }

  /// An untrained model. The order of `labels` matters to a transition head alone, whose classes follow
  /// it. Without a seed all weights are zero, for a model whose weights are read from a file.
  ///
  /// - Parameter resources: The tables it reads; word vectors and the files of a pretrained encoder where
  ///   the configuration asks for them. The encoder's weights come with `take(pretrained:)`.
  public init(
    name: String, config: ModelConfig, labels: [Label], seed: UInt64?,
    resources: ModelResources = ModelResources()
  ) {
    self.resources = resources
    self.name = name
    self.config = config
    var initializer = Initializer(seed: seed)
    tok2vec = Self.tok2vec(config, resources, &initializer)
    let width = tok2vec.width
    switch config.head {
    case .tagger(let hidden, let scheme, let loss, let decoding):
      head = TaggerHead(
        "head", width: width, hidden: hidden, tags: TagSet(scheme: scheme, labels: labels),
        loss: loss, decoding: decoding, features: config.features, isBalanced: config.isBalanced,
        sumsLoss: config.sumsLoss, start: config.start,
        &initializer)
    case .transitions(let hidden, let pieces, let hasUpper, let decoding, let cutSize):
      let system = TransitionSystem(labels: labels)
      head = TransitionHead(
        system: system,
        scorer: TransitionScorer(
          "head", inputs: width, hidden: hidden, pieces: pieces, transitions: system.count,
          hasUpper: hasUpper, &initializer),
        decoding: decoding, cutSize: cutSize)
    }
  }

  private static func tok2vec(
    _ config: ModelConfig, _ resources: ModelResources, _ initializer: inout Initializer
  ) -> any TokenEncoder {
    guard let embedding = config.embedding else {
      guard let settings = config.transformer, let files = resources.encoder else {
        preconditionFailure("NERModel: a transformer is asked for, and its files are not there")
      }
      let draws = initializer.draws
      initializer.draws = false  // its weights come from a file
      let encoder = TransformerEncoder("encode", files.config, &initializer)
      initializer.draws = draws
      return TransformerTokenEncoder(
        encoder: encoder.using(settings), tokenizer: files.tokenizer,
        settings: settings, windows: settings.predictionWindows)
    }
    precondition(
      config.includesVectors == (resources.vectors != nil),
      "NERModel: vectors are \(config.includesVectors ? "" : "not ")asked for")
    let width = embedding.width
    let embed = MultiHashEmbed(
      "embed", width: width, tables: embedding.tables.map { ($0.attribute, $0.rows) },
      pieces: embedding.pieces, wordDropout: embedding.wordDropout, vectors: resources.vectors,
      &initializer)
    let encoder: any Layer<Ragged, Ragged> =
      switch config.encoder {
      case .window(let depth, let reach, let pieces, let edges):
        MaxoutWindowEncoder(
          "encode", width: width, depth: depth, reach: reach, pieces: pieces, edges: edges,
          &initializer)
      case .biLSTM(let depth, let dropout):
        BiLSTMEncoder("encode", width: width, depth: depth, dropout: dropout, &initializer)
      case .windowBiLSTM(let depth, let reach, let pieces, let lstmDepth):
        WindowBiLSTMEncoder(
          "encode", width: width, depth: depth, reach: reach, pieces: pieces,
          lstmDepth: lstmDepth, &initializer)
      case .transformer:
        preconditionFailure("NERModel: a transformer under a hashed embedding")
      }
    return HashedEncoder(embedding: embed, encoder: encoder, norms: resources.norms.ids)
  }

  /// The parameters of the encoder and the head, in this order.
  public mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    tok2vec.visitParameters(visit)
    head.visitParameters(visit)
  }

  /// The hash embedding and what stands on it; nil under a transformer.
  var hashed: HashedEncoder? {
    get { tok2vec as? HashedEncoder }
    set { if let newValue { tok2vec = newValue } }
  }

  /// Replaces the weights of the encoder by pretrained ones.
  ///
  /// - Throws: `WeightsError` when a tensor is missing or of another shape; then the model is unchanged.
  public mutating func take(pretrained: PretrainedEncoder) throws(WeightsError) {
    guard var encoder = tok2vec as? TransformerTokenEncoder else { return }
    try encoder.encoder.take(pretrained: pretrained.weights, path: pretrained.path)
    tok2vec = encoder
  }

  /// How many layers lie between a parameter and the head: 0 in the encoder's last layer, its depth in the
  /// embeddings; nil for the head itself and for what is not pretrained.
  public func layersBelowHead(_ parameter: Parameter) -> Int? {
    (tok2vec as? TransformerTokenEncoder)?.encoder.layersBelowOutput(parameter)
  }

  /// Whether it spreads one document over a pass's workers; others want a batch to be cut into parts.
  public var spreadsDocuments: Bool { tok2vec is TransformerTokenEncoder }

  /// The loss of a batch of gold and the way back, which adds to the parameters' gradients.
  public func loss(_ examples: [Example], _ pass: inout Pass) -> (
    loss: Double, pullback: (inout Gradients) -> Void
  ) {
    loss(examples.map { Lesson($0) }, &pass)
  }

  /// The loss of a batch and the way back, which adds to the parameters' gradients. Beliefs are learnt as
  /// `ModelConfig.learnsBeliefs` says; any other model passes over them.
  public func loss(_ lessons: [Lesson], _ pass: inout Pass) -> (
    loss: Double, pullback: (inout Gradients) -> Void
  ) {
    let (features, backToTokens) = tok2vec.forward(lessons.map(\.example.document), &pass)
    let (loss, backToFeatures) = head.loss(features, lessons, &pass)
    return (loss, { gradients in backToTokens(backToFeatures(&gradients), &gradients) })
  }

  /// Token vectors. (N, C)
  func features(_ documents: [Document]) -> Ragged { tok2vec.vectors(of: documents) }

  /// Token vectors by way of what has been prepared, where there is such a way. (N, C)
  func preparedFeatures(_ documents: [Document]) -> Ragged {
    prepared(for: self) { plan, workspace in
      plan.features(documents, workspace) ?? features(documents)
    }
  }

  /// The spans of each document, with their probability; on this thread alone.
  ///
  /// The same spans as the head finds in `features`, by way of what has been prepared.
  func decode(_ documents: [Document]) -> [[DecodedSpan]] {
    prepared(for: self) { plan, workspace in
      let features = plan.features(documents, workspace) ?? self.features(documents)
      func spans(_ features: Ragged, _ documents: [Document]) -> [[DecodedSpan]] {
        plan.greedy?.decode(features, documents, workspace.greedy)
          ?? head.decode(features, documents)
      }
      guard let parser = resources.sentences else { return spans(features, documents) }
      let sentences = documents.map { parser.sentences(of: $0, norms: resources.norms.ids) }
      return decode(features, documents, sentences: sentences, by: spans)
    }
  }

  /// The annotations of one document.
  public func recognize(_ document: Document) throws -> [Annotation] {
    decode([document]).first.map { annotations($0, document) } ?? []
  }

  /// How probable the model holds each of some spans, by the reckoning of its annotations' confidence; nil for
  /// one that does not begin and end with tokens, which it cannot find.
  public func probabilities(of spans: [Span], in document: Document) throws -> [Float?] {
    let places = spans.map { span -> (tokens: Range<Int>, label: Label)? in
      guard let tokens = document.tokenRange(covering: span.range), let last = tokens.last,
        document.tokens[tokens.lowerBound].range.lowerBound == span.start,
        document.tokens[last].range.upperBound == span.end
      else { return nil }
      return (tokens, span.label)
    }
    let found = places.compactMap { $0 }
    guard !found.isEmpty else { return spans.map { _ in nil } }
    let values = head.probabilities(of: found, features([document]).rows, document)
    var rest = values[...]
    return places.map { place in place == nil ? nil : rest.popFirst().map { calibration($0) } }
  }

  /// The annotations of several documents, spread over the processors. What shares a call changes
  /// nothing about a document's annotations.
  public func recognize(_ documents: [Document]) throws -> [[Annotation]] {
    let batches = Self.batches(documents)
    let results = eachAtOnce(batches.count) { decode(Array(documents[batches[$0]])) }
    return zip(documents, results.joined()).map { annotations($1, $0) }
  }

  /// How doubtful the model is about each document: the mean, over its tokens, of the probability that
  /// what it decides about a token is wrong, by its own reckoning. 0…1; 0 for a document without tokens.
  ///
  /// For choosing what to annotate next (least confidence: Lewis and Gale 1994; Settles and Craven 2008). A
  /// mean, since a long note costs more to correct than a short one.
  public func doubts(of documents: [Document]) -> [Double] {
    documents.map { document in
      let doubts = prepared(for: self) { plan, workspace in
        let features = plan.window?.features([document], workspace.window) ?? features([document])
        return head.doubts(features, [document]).first ?? []
      }
      return doubts.isEmpty ? 0 : Double(doubts.reduce(0, +)) / Double(doubts.count)
    }
  }

  private func annotations(_ spans: [DecodedSpan], _ document: Document) -> [Annotation] {
    spans.map { span in
      let first = document.tokens[span.tokens.lowerBound].range
      let last = document.tokens[span.tokens.upperBound - 1].range
      return Annotation(
        span: Span(first.lowerBound..<last.upperBound, span.label), source: .model(name),
        confidence: calibration(span.confidence))
    }
  }

  /// Consecutive documents of some hundreds of tokens together: enough rows for the products to run at
  /// full speed, few enough to stay in the cache.
  static func batches(_ documents: [Document], tokens: Int = 512) -> [Range<Int>] {
    var batches: [Range<Int>] = []
    var start = 0
    var size = 0
    for (index, document) in documents.enumerated() {
      if size + document.tokens.count > tokens, index > start {
        batches.append(start..<index)
        start = index
        size = 0
      }
      size += document.tokens.count
    }
    if start < documents.count { batches.append(start..<documents.count) }
    return batches
  }
}
