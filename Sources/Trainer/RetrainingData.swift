public import Text

/// What a model is retrained on: corrections, gold that it learnt from before, and a dev set that nothing is
/// learnt from.
public struct RetrainingData: Sendable {
  /// Corrected records, without those whose text is in dev.
  public let corrections: [Example]
  /// Gold from before, without texts that were corrected or are in dev.
  public let replay: [Example]
  /// What the new model is chosen and judged by.
  public let dev: [Example]

  /// Data for retraining. A text counts once: dev's before a correction's before a replayed one's.
  public init(corrections: [Example], replay: [Example] = [], dev: [Example]) {
    let held = Set(dev.map(\.document.text))
    let kept = corrections.filter { !held.contains($0.document.text) }
    let known = held.union(kept.map(\.document.text))
    self.corrections = kept
    self.replay = replay.filter { !known.contains($0.document.text) }
    self.dev = dev
  }

  /// The same with a share of the corrections, drawn by the seed; less is part of more.
  public func keeping(share: Double, seed: UInt64) -> RetrainingData {
    var random = PythonRandom(seed: seed)
    var order = Array(corrections.indices)
    random.shuffle(&order)
    let count = Int((Double(order.count) * share).rounded(.up))
    return RetrainingData(
      corrections: order.prefix(count).sorted().map { corrections[$0] }, replay: replay, dev: dev)
  }

  /// What one pass goes over: corrections often enough that at most `ratio` words are replayed for each of
  /// theirs, and so much of the replay, drawn by the seed.
  func pass(ratio: Double, seed: UInt64) -> [Example] {
    let (own, old) = (Self.words(corrections), Self.words(replay))
    guard own > 0, old > 0, ratio > 0 else { return ratio > 0 ? corrections + replay : corrections }
    let rounds = min(Self.mostRounds, max(1, Int(old / (ratio * own))))
    var random = PythonRandom(seed: seed)
    var order = Array(replay.indices)
    random.shuffle(&order)
    var room = ratio * own * Double(rounds)
    let drawn = order.prefix { index in
      defer { room -= Double(replay[index].document.tokens.count) }
      return room > 0
    }
    return (0..<rounds).flatMap { _ in corrections } + drawn.sorted().map { replay[$0] }
  }

  private static let mostRounds = 20

  private static func words(_ examples: [Example]) -> Double {
    Double(examples.reduce(0) { $0 + $1.document.tokens.count })
  }
}
