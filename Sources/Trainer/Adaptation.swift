public import Model
public import Text

/// Goes on with an encoder's pretraining on texts that nobody annotated, so that it knows their language before
/// it is fine-tuned: words are hidden and guessed (Devlin et al. 2019; Gururangan et al. 2020).
///
/// A sequence of events that the caller drives and may leave at any of them, with the model as it then stands.
public struct Adaptation: Sequence, IteratorProtocol, Sendable {
  /// How much is learnt, and how.
  public struct Settings: Hashable, Sendable {
    /// Batches to learn from.
    public var steps = 1000
    /// Pieces in a batch, about.
    public var batchPieces = 2048
    /// The most pieces that the encoder sees at once, marks included.
    public var longestWindow = 192
    /// The share of words that are hidden, above 0 to below 1.
    public var hiddenShare: Float = 0.15
    /// The highest learning rate; it rises from 0 over the first tenth of the steps and falls to 0 in a line.
    public var rate = 1e-4
    /// How often the model guesses in texts that it does not learn from, in steps.
    public var evaluationFrequency = 100
    /// Draws what is hidden, and the order of texts.
    public var seed: UInt64 = 0
    /// Threads.
    public var workers = 1

    /// The standard settings.
    public init() {}
  }

  /// What the caller is told.
  public enum Event: Hashable, Sendable {
    /// A step was taken.
    case step(Int)
    /// The model has guessed in the texts held out.
    case evaluated(Report)
  }

  /// How well the model guesses.
  public struct Report: Hashable, Sendable {
    /// Steps taken.
    public let steps: Int
    /// The mean loss since the report before, in nats a piece; nil before the first step.
    public let loss: Double?
    /// The mean loss on texts that are not learnt from, always with the same words hidden; nil where there are
    /// too few texts to hold any out.
    public let heldOutLoss: Double?
  }

  /// How it was set up.
  public let settings: Settings
  /// The encoder as it stands, with its head.
  public private(set) var model: MaskedLanguageModel
  /// Pieces of the texts that are learnt from.
  public let pieceCount: Int

  private let texts: [PieceText]
  private let heldOut: [PieceText]
  private let lengths: [Int]
  private var adam: Adam
  private var random: SeededGenerator
  private var shuffler: PythonRandom
  private var batches: [[Int]] = []
  private var step = 0
  private var isReportDue = true
  private var losses: (sum: Double, count: Int) = (0, 0)

  /// One text in so many is held out, to a limit in pieces.
  private static let heldOutShare = 20
  private static let heldOutPieces = 20_000

  /// A head that has everything to learn moves so many times as fast as what is pretrained.
  private static let newHeadFactor = 5.0

  /// An adaptation from the start.
  ///
  /// - Parameter documents: Texts, or parts of them that fit a window.
  /// - Throws: `TrainerError.nothingToRead` when they hold no words.
  public init(
    _ model: MaskedLanguageModel, to documents: [Document], _ settings: Settings = Settings()
  ) throws(TrainerError) {
    precondition(
      settings.steps > 0 && settings.batchPieces > 0 && settings.evaluationFrequency > 0
        && 0 < settings.hiddenShare && settings.hiddenShare < 1, "Adaptation: \(settings)")
    self.model = model
    self.settings = settings
    let longest = Swift.min(settings.longestWindow, model.files.longestSequence)
    var texts = documents.map {
      PieceText($0, longest: longest, model.files.tokenizer)
    }.filter { !$0.isEmpty }
    var heldOut: [PieceText] = []
    var shuffler = PythonRandom(seed: settings.seed)
    shuffler.shuffle(&texts)
    var held = 0
    for _ in 0..<texts.count / Self.heldOutShare where held < Self.heldOutPieces {
      let text = texts.removeLast()
      held += text.pieceCount
      heldOut.append(text)
    }
    guard !texts.isEmpty else { throw .nothingToRead }
    self.texts = texts
    self.heldOut = heldOut
    self.shuffler = shuffler
    lengths = texts.map(\.pieceCount)
    pieceCount = lengths.reduce(0, +)
    random = SeededGenerator(seed: settings.seed).forked(1)
    adam = Adam(
      Adam.Settings(
        beta1: 0.9, beta2: 0.98, epsilon: 1e-6, decay: 0.01, isDecayDecoupled: true, clip: 1,
        keepsAverages: false))
  }

  /// Takes a step or makes the report that is due; nil when all steps are taken.
  public mutating func next() -> Event? {
    if isReportDue {
      isReportDue = false
      return .evaluated(report())
    }
    guard step < settings.steps else { return nil }
    takeStep()
    step += 1
    isReportDue = step.isMultiple(of: settings.evaluationFrequency) || step == settings.steps
    return .step(step)
  }

  private mutating func takeStep() {
    if batches.isEmpty {
      var order = Array(texts.indices)
      shuffler.shuffle(&order)
      var position = 0
      batches = Batcher.words(
        size: .constant(Double(settings.batchPieces)), tolerance: 0, discardsOversize: false
      ).batches(of: order.map { lengths[$0] }, position: &position).map { $0.map { order[$0] } }
    }
    let batch = batches.removeLast().map { texts[$0] }
    let rate = Schedule.warmupLinear(
      peak: settings.rate, warmup: settings.steps / 10, total: settings.steps
    ).value(at: step)
    var pass = Pass.training(dropout: 0, random: random)
    pass.workers = settings.workers
    var gradients = Gradients()
    let loss = model.addGradients(of: batch, hiding: settings.hiddenShare, &pass, to: &gradients)
    let headFactor = model.hasPretrainedHead ? 1 : Self.newHeadFactor
    adam.update(&model, gradients, rate: rate) {
      MaskedLanguageModel.isOfHead($0) ? headFactor : 1
    }
    random = pass.random
    losses.sum += loss.mean * Double(loss.count)
    losses.count += loss.count
  }

  private mutating func report() -> Report {
    var pass = Pass.inference
    pass.workers = settings.workers
    var (sum, count) = (0.0, 0)
    for text in heldOut {
      let loss = model.loss(of: [text], hiding: settings.hiddenShare, &pass)
      sum += loss.mean * Double(loss.count)
      count += loss.count
    }
    defer { losses = (0, 0) }
    return Report(
      steps: step, loss: losses.count > 0 ? losses.sum / Double(losses.count) : nil,
      heldOutLoss: count > 0 ? sum / Double(count) : nil)
  }
}
