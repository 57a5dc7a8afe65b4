/// An encoder with the head that it is pretrained with: pieces that are hidden from it are guessed from those
/// around them (Devlin et al. 2019; Liu et al. 2019).
///
/// The logits of a hidden piece with vector h are E·LayerNorm(GELU(W·h + b)) + c, where E is the encoder's own
/// table of pieces.
public struct MaskedLanguageModel: Parameterized {
  var encoder: TransformerEncoder
  var transform: Chain<Chain<Linear, GELU>, LayerNorm>
  /// c, (1, V)
  var bias: Parameter
  /// Sizes and tokenizer.
  public let files: EncoderFiles
  /// Whether the head came with the encoder; otherwise it has everything to learn.
  public let hasPretrainedHead: Bool
  private let mask: Int32

  /// The mean loss of guesses.
  public struct Loss: Hashable, Sendable {
    /// -log probability of what stood there, in nats; the mean over the pieces.
    public var mean = 0.0
    /// Pieces guessed.
    public var count = 0
  }

  /// The encoder with its head, where the folder has one, or with one drawn anew.
  ///
  /// - Parameter mixesPrecision: Whether it learns by products of bfloat16s where the processor has them.
  /// - Throws: `WeightsError` when a tensor is missing or of another shape; `EncoderError` when the tokenizer
  ///   has no mask.
  public init(_ pretrained: PretrainedEncoder, seed: UInt64, mixesPrecision: Bool = true) throws {
    files = pretrained.files
    guard let mask = files.tokenizer.marks.mask else {
      throw EncoderError.missing(
        path: pretrained.path, expected: "a mask among the tokenizer's pieces")
    }
    self.mask = mask
    let config = files.config
    var initializer = Initializer(seed: seed)
    initializer.draws = false
    encoder = TransformerEncoder("encoder", config, &initializer)
    encoder.mixesPrecision = mixesPrecision
    initializer.draws = true
    transform = Chain(
      Chain(
        Linear(
          "head.dense", inputs: config.width, outputs: config.width,
          weight: .normal(mean: 0, deviation: 0.02), bias: .constant(0), &initializer),
        GELU()),
      LayerNorm("head.norm", columns: config.width, epsilon: config.epsilon, &initializer))
    bias = initializer.parameter("head.bias", rows: 1, columns: config.vocabularySize, .constant(0))
    hasPretrainedHead = HeadTensors(config.family).isIn(pretrained)
    try encoder.take(pretrained: pretrained.weights, path: pretrained.path)
    if hasPretrainedHead { try takeHead(pretrained) }
  }

  /// The encoder's parameters, then the head's.
  public mutating func visitParameters(_ visit: (inout Parameter) -> Void) {
    encoder.visitParameters(visit)
    visitHead(visit)
  }

  mutating func visitHead(_ visit: (inout Parameter) -> Void) {
    transform.visitParameters(visit)
    visit(&bias)
  }

  /// Whether a parameter is one of the head's own.
  public static func isOfHead(_ parameter: Parameter) -> Bool { parameter.name.hasPrefix("head.") }

  // MARK: Learning

  /// Hides a share of the texts' words, guesses them, and adds the gradients of the mean loss.
  public func addGradients(
    of texts: [PieceText], hiding share: Float, _ pass: inout Pass, to gradients: inout Gradients
  ) -> Loss {
    addGradients(of: hide(share, of: texts, &pass), &pass, to: &gradients)
  }

  /// The same for words that are hidden already.
  func addGradients(
    of hidden: HiddenWords, _ pass: inout Pass, to gradients: inout Gradients
  ) -> Loss {
    if hidden.rows.isEmpty { return Loss() }
    let (vectors, back) = encoder.forwardByWorkers(hidden.shown, &pass)
    var dVectors = Matrix(rows: vectors.rows.rows, columns: vectors.rows.columns)
    let guesses = guess(hidden, vectors.rows, learns: true, pass)
    for guess in guesses {
      gradients.add(guess.gradients)
      dVectors.scatterAddRows(guess.dVectors, at: guess.rows)
    }
    _ = back(Ragged(dVectors, lengths: vectors.lengths), &gradients)
    return Loss(mean: guesses.reduce(0) { $0 + $1.loss }, count: hidden.rows.count)
  }

  /// The same without learning.
  public func loss(of texts: [PieceText], hiding share: Float, _ pass: inout Pass) -> Loss {
    loss(of: hide(share, of: texts, &pass), &pass)
  }

  /// The same for words that are hidden already.
  func loss(of hidden: HiddenWords, _ pass: inout Pass) -> Loss {
    if hidden.rows.isEmpty { return Loss() }
    let vectors = encoder.forwardByWorkers(hidden.shown, &pass).output.rows
    let guesses = guess(hidden, vectors, learns: false, pass)
    return Loss(mean: guesses.reduce(0) { $0 + $1.loss }, count: hidden.rows.count)
  }

  private func hide(_ share: Float, of texts: [PieceText], _ pass: inout Pass) -> HiddenWords {
    HiddenWords(
      of: texts, share: share, mask: mask, vocabulary: files.tokenizer.vocabularySize, &pass.random)
  }

  /// What one worker made of its share of the hidden pieces.
  private struct Guess {
    let rows: [Int32]
    let loss: Double
    var dVectors = Matrix(rows: 0, columns: 0)
    var gradients = Gradients()
  }

  /// Guesses hidden pieces from the vectors of all, some on each of the pass's workers.
  private func guess(
    _ hidden: HiddenWords, _ vectors: Matrix, learns: Bool, _ pass: Pass
  ) -> [Guess] {
    let count = hidden.rows.count
    let workers = min(pass.workers, count)
    let logits = Linear(weight: encoder.embedding.pieces, bias: bias)
    return eachAtOnce(workers) { worker in
      let part = worker * count / workers..<(worker + 1) * count / workers
      let rows = Array(hidden.rows[part])
      var pass = pass
      if learns && encoder.mixesPrecision && Bfloat16Matrix.isAvailable {
        pass.products = .bfloat16
      }
      let (h, backFromHead) = transform.forward(vectors.gatheringRows(rows), &pass)  // → (M, C)
      let (z, backFromLogits) = logits.forward(h, &pass)  // → (M, V)
      let share = Float(part.count) / Float(count)
      var (loss, dLogits) = TagLoss.crossEntropy(smoothing: 0)(z, gold: Array(hidden.pieces[part]))
      loss *= Double(share)
      guard learns else { return Guess(rows: rows, loss: loss) }
      dLogits *= share
      var gradients = Gradients()
      let dVectors = backFromHead(backFromLogits(dLogits, &gradients), &gradients)
      return Guess(rows: rows, loss: loss, dVectors: dVectors, gradients: gradients)
    }
  }
}
