/// How an epoch's examples are put into batches; spaCy's `spacy.training.batchers`.
public enum Batcher: Hashable, Sendable {
  /// Batches of about `size` tokens, at most `tolerance` (a share of the size) over it. An example
  /// longer than that is a batch by itself, or left out.
  case words(size: Schedule, tolerance: Double, discardsOversize: Bool)
  /// Batches whose longest example times their number is at most `size` tokens, from `buffer`
  /// examples at a time sorted by length, longest first.
  case padded(size: Schedule, buffer: Int, discardsOversize: Bool)
  /// Batches of `size` examples.
  case sequences(size: Schedule)

  /// The batches of one epoch, as indexes into its examples.
  ///
  /// - Parameters:
  ///   - lengths: The examples' lengths in tokens, in the order of the epoch.
  ///   - position: Where the size's schedule stands; moved on by what is used, for the next epoch.
  public func batches(of lengths: [Int], position: inout Int) -> [[Int]] {
    switch self {
    case .words(let size, let tolerance, let discards):
      var batches = WordBatches(
        size: size, tolerance: tolerance, discardsOversize: discards, position: position)
      for (index, length) in lengths.enumerated() { batches.add(index, length) }
      position = batches.position
      return batches.finished()
    case .padded(let size, let buffer, let discards):
      return stride(from: 0, to: lengths.count, by: buffer).flatMap { start in
        defer { position += 1 }
        return Self.padded(
          Array(start..<min(start + buffer, lengths.count)), lengths,
          size: size.value(at: position), discardsOversize: discards)
      }
    case .sequences(let size):
      var batches: [[Int]] = []
      var start = 0
      while start < lengths.count {
        let count = max(1, Int(size.value(at: position)))
        position += 1
        batches.append(Array(start..<min(start + count, lengths.count)))
        start += count
      }
      position += 1  // spaCy draws once more before it sees that nothing is left
      return batches
    }
  }

  private static func padded(
    _ indexes: [Int], _ lengths: [Int], size: Double, discardsOversize: Bool
  ) -> [[Int]] {
    var batches: [[Int]] = []
    var batch: [Int] = []
    for index in indexes.sorted(by: { (lengths[$0], $0) < (lengths[$1], $1) }) {
      if !batch.isEmpty, Double(lengths[index] * (batch.count + 1)) > size {
        batches.append(batch)
        batch = []
      }
      batch.append(index)
    }
    if !batch.isEmpty { batches.append(batch) }
    return batches.reversed().map { $0.sorted() }.filter { batch in
      let longest = batch.map { lengths[$0] }.max() ?? 0
      return !discardsOversize || Double(longest * batch.count) < size
    }
  }

  /// A batch in equal parts by length, shortest first; what is left over is one part more.
  ///
  /// Each part is one forward and backward pass; the optimizer steps once for all.
  public static func subdivide(_ batch: [Int], lengths: [Int], into count: Int) -> [[Int]] {
    let sorted = batch.enumerated()
      .sorted { (lengths[$0.element], $0.offset) < (lengths[$1.element], $1.offset) }
      .map(\.element)
    let width = sorted.count / count
    var parts = (0..<count).map { Array(sorted[$0 * width..<($0 + 1) * width]) }
    parts.append(Array(sorted[(count * width)...]))
    return parts.filter { !$0.isEmpty }
  }
}

/// The batches that grow as examples come in, with what overflows one opening the next.
private struct WordBatches {
  let size: Schedule
  let tolerance: Double
  let discardsOversize: Bool
  var position: Int
  private var target: Double
  private var done: [[Int]] = []
  private var batch: [Int] = []
  private var words = 0
  private var overflow: [Int] = []
  private var overflowWords = 0

  init(size: Schedule, tolerance: Double, discardsOversize: Bool, position: Int) {
    self.size = size
    self.tolerance = tolerance
    self.discardsOversize = discardsOversize
    target = size.value(at: position)
    self.position = position + 1
  }

  private var limit: Double { target + target * tolerance }

  private mutating func startBatch() {
    if !batch.isEmpty { done.append(batch) }
    target = size.value(at: position)
    position += 1
    (batch, words) = (overflow, overflowWords)
    (overflow, overflowWords) = ([], 0)
  }

  mutating func add(_ index: Int, _ length: Int) {
    if Double(length) > limit {
      if !discardsOversize { done.append([index]) }
      return
    }
    if place(index, length) { return }
    startBatch()
    if place(index, length) { return }
    startBatch()
    (batch, words) = ([index], length)
  }

  /// Puts an example into the batch, or into what opens the next; false where it fits neither.
  private mutating func place(_ index: Int, _ length: Int) -> Bool {
    if overflowWords == 0, Double(words + length) <= target {
      batch.append(index)
      words += length
    } else if Double(words + overflowWords + length) <= limit {
      overflow.append(index)
      overflowWords += length
    } else {
      return false
    }
    return true
  }

  func finished() -> [[Int]] {
    let last = batch + overflow
    return last.isEmpty ? done : done + [last]
  }
}
