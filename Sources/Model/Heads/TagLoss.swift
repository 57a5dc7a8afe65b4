private import Glibc

/// How a tagger's logits are compared with gold.
public enum TagLoss: Hashable, Sendable {
  /// -log probability of the gold tag, a mean over tokens. `smoothing` spreads that share of the target
  /// over the other tags (Szegedy et al. 2016).
  case crossEntropy(smoothing: Float)
  /// The Brier score Σ(p - y)², a sum: what the project this one follows trained, its gradient going
  /// back through the softmax a second time. Slow to learn where the model is surely wrong.
  case brier
  /// -log share of the gold sequence among all allowed ones, a mean over tokens; the head then learns how
  /// tags follow each other. See `SequenceLoss`.
  case sequence

  /// The loss token by token, and dL/dLogits. logits (N, K); gold (N), -1 where nothing is known.
  func callAsFunction(_ logits: Matrix, gold: [Int32]) -> (loss: Double, dLogits: Matrix) {
    let width = logits.columns
    var rows = Matrix(rows: logits.rows, columns: width) {
      Kernels.softmax($0, logits.storage, rows: logits.rows, columns: width)
    }
    let known = Float(gold.count { $0 >= 0 })
    var loss = 0.0
    for (token, tag) in gold.enumerated() {
      rows.storage.withUnsafeMutableBufferPointer { storage in
        let row = UnsafeMutableBufferPointer(rebasing: storage[token * width..<(token + 1) * width])
        switch (tag, self) {
        case (..<0, _):
          row.update(repeating: 0)
        case (_, .crossEntropy(let smoothing)):
          loss += Self.crossEntropy(row, tag: Int(tag), smoothing: smoothing, count: known)
        case (_, .sequence):
          loss += Self.crossEntropy(row, tag: Int(tag), smoothing: 0, count: known)
        case (_, .brier):
          loss += Self.brier(row, tag: Int(tag))
        }
      }
    }
    return (loss, rows)
  }

  /// Turns one token's probabilities into dL/dLogits and returns its share of the loss.
  private static func crossEntropy(
    _ row: UnsafeMutableBufferPointer<Float>, tag: Int, smoothing: Float, count: Float
  ) -> Double {
    let other = row.count > 1 ? smoothing / Float(row.count - 1) : 0
    var loss = 0.0
    for index in row.indices {
      let target = index == tag ? 1 - smoothing : other
      if target > 0 { loss -= Double(target * logf(max(row[index], .leastNormalMagnitude))) }
      row[index] = (row[index] - target) / count
    }
    return loss / Double(count)
  }

  /// The same for the Brier score: with g = p - y, dz = p · (g - Σ g·p).
  private static func brier(_ row: UnsafeMutableBufferPointer<Float>, tag: Int) -> Double {
    var loss = 0.0
    var expected: Float = 0
    for index in row.indices {
      let g = row[index] - (index == tag ? 1 : 0)
      loss += Double(g * g)
      expected += g * row[index]
    }
    for index in row.indices {
      row[index] *= row[index] - (index == tag ? 1 : 0) - expected
    }
    return loss
  }
}
