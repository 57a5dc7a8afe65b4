private import Glibc
import Text

/// Greedy decoding of a `TransitionHead` made ready for inference: the actions of
/// `TransitionScorer.decodeGreedily`.
///
/// Outside a span a state is its current token, so those states of a whole batch are scored in one product a
/// layer, the rows of their empty slots being part of the bias. Inside a span only two actions are
/// valid, and each token's part in such states is worked out when a span gets there.
struct GreedyPlan: Sendable {
  private let system: TransitionSystem
  /// (N, I) → (N, C)
  private let project: PackedMaxout
  /// Hidden units of a state outside a span from its token. (N, C) → (N, H)
  private let closedUnits: PackedMaxout
  /// Scores of the actions that are valid outside spans: begin, unit, outside. (N, H) → (N, 2·L + 1)
  private let closedScores: PackedMaxout?
  /// A token's part in the sums of a state inside a span: current, first, previous. (N, C) → (N, P·H)
  private let openSlots: [PackedMaxout]
  /// Of inside and last, label after label, without an upper layer nil. (2·L, H)
  private let openWeight: Matrix?
  private let openBias: [Float]
  private let pieces: Int
  /// H inside a span: the units of the upper layer, or the scores of inside and last.
  private let units: Int

  private var labelCount: Int { system.labels.count }
  private var openStride: Int { openSlots.first?.stride ?? 0 }

  /// Nil where decoding is another, or the kernels do not know so many pieces.
  init?(_ head: TransitionHead) {
    let scorer = head.scorer
    guard head.decoding == .greedy, scorer.pieces <= PackedMaxout.mostPieces, !head.labels.isEmpty
    else { return nil }
    let system = head.system
    self.system = system
    let labels = system.labels.indices
    let closedActions = labels.map(system.begin) + labels.map(system.unit) + [system.outside]
    let openActions = labels.flatMap { [system.inside($0), system.last($0)] }
    pieces = scorer.pieces
    project = PackedMaxout(
      weight: scorer.project.weight.value, bias: scorer.project.bias.value.storage, pieces: 1)

    func rows(_ matrix: Matrix, _ units: [Int], slot: Int = 0) -> Matrix {
      scorer.rows(of: units, slot: slot, in: matrix)
    }
    let column = Matrix(rows: scorer.affineWidth, columns: 1, scorer.lowerBias.value.storage)
    var closedBias = column
    for slot in 1..<TransitionScorer.slots {
      closedBias += Matrix(
        rows: scorer.affineWidth, columns: 1, Array(scorer.pad.value[row: slot]))
    }
    let all = Array(0..<scorer.hidden)
    let (closed, open) = scorer.upper == nil ? (closedActions, openActions) : (all, all)
    units = open.count
    closedUnits = PackedMaxout(
      weight: rows(scorer.lower.value, closed), bias: rows(closedBias, closed).storage,
      pieces: pieces)
    openSlots = (0..<TransitionScorer.slots).map { slot in
      let weight = rows(scorer.lower.value, open, slot: slot)
      return PackedMaxout(
        weight: weight,
        bias: slot == 0
          ? rows(column, open).storage : [Float](repeating: 0, count: weight.rows), pieces: 1)
    }
    closedScores = scorer.upper.map { upper in
      PackedMaxout(
        weight: upper.weight.value.gatheringRows(closedActions.map(Int32.init)),
        bias: closedActions.map { upper.bias.value.storage[$0] }, pieces: 1)
    }
    openWeight = scorer.upper?.weight.value.gatheringRows(openActions.map(Int32.init))
    openBias = openActions.map { scorer.upper?.bias.value.storage[$0] ?? 0 }
  }

  /// One worker's memory to work in.
  final class Workspace {
    fileprivate let projected = AlignedBuffer<Float>()
    fileprivate let hidden = AlignedBuffer<Float>()
    fileprivate let scores = AlignedBuffer<Float>()
    fileprivate let sums = AlignedBuffer<Float>()
  }

  /// The spans of each document.
  func decode(_ features: Ragged, _ documents: [Document], _ workspace: Workspace)
    -> [[DecodedSpan]]
  {
    let count = features.rows.rows
    workspace.projected.reserve(count * project.stride)
    workspace.hidden.reserve(count * closedUnits.stride)
    workspace.sums.reserve(openSlots.count * openStride)
    project(
      features.rows.storage, stride: features.rows.columns, rows: count,
      into: workspace.projected.pointer)
    closedUnits(
      workspace.projected.pointer, stride: project.stride, rows: count,
      into: workspace.hidden.pointer)
    var scores = workspace.hidden.pointer
    if let closedScores {
      workspace.scores.reserve(count * closedScores.stride)
      scores = workspace.scores.pointer
      closedScores(
        workspace.hidden.pointer, stride: closedUnits.stride, rows: count, into: scores)
    }
    return zip(features.ranges, documents).map { rows, document in
      spans(of: document, firstRow: rows.lowerBound, scores, workspace)
    }
  }

  private func spans(
    of document: Document, firstRow: Int, _ scores: UnsafePointer<Float>, _ workspace: Workspace
  ) -> [DecodedSpan] {
    let count = document.tokens.count
    let stride = (closedScores ?? closedUnits).stride
    let projected = workspace.projected.pointer + firstRow * project.stride
    var spans: [DecodedSpan] = []
    var position = 0
    while position < count {
      let start = position
      position += 1
      if document.isSpace(document.tokens[start]) { continue }
      guard
        let (action, probability) = best(
          scores + (firstRow + start) * stride, canBegin: position < count)
      else { continue }
      let label = action % labelCount
      var confidence = probability
      if action < labelCount {
        var goesOn = true
        while goesOn {
          let probability: Float
          (goesOn, probability) = isInside(
            position, start: start, label: label, isLast: position + 1 == count, projected,
            workspace.sums.pointer)
          confidence *= probability
          position += 1
        }
      }
      spans.append(
        DecodedSpan(
          tokens: start..<position, label: system.labels[label], confidence: confidence))
    }
    return spans
  }

  /// The best action outside a span, begin or unit, by place among `closedScores`, and its probability
  /// among the valid ones; nil for outside.
  private func best(_ scores: UnsafePointer<Float>, canBegin: Bool) -> (Int, Float)? {
    let valid = (canBegin ? 0 : labelCount)..<2 * labelCount + 1
    var best = valid.lowerBound
    for action in valid where scores[action] > scores[best] { best = action }
    if best == 2 * labelCount { return nil }
    return (best, 1 / valid.reduce(0) { $0 + expf(scores[$1] - scores[best]) })
  }

  /// Whether the token at `position` is inside the open span, and so not its last, and how probable that
  /// answer is. `sums` keeps the first token's part from one call to the next.
  private func isInside(
    _ position: Int, start: Int, label: Int, isLast: Bool, _ projected: UnsafePointer<Float>,
    _ sums: UnsafeMutablePointer<Float>
  ) -> (Bool, Float) {
    if isLast { return (false, 1) }
    let width = openStride
    let (current, first, previous) = (sums, sums + width, sums + 2 * width)
    func fill(_ slot: Int, _ token: Int, _ sums: UnsafeMutablePointer<Float>) {
      openSlots[slot](projected + token * project.stride, stride: 0, rows: 1, into: sums)
    }
    if position == start + 1 { fill(1, start, first) }
    fill(0, position, current)
    fill(2, position - 1, previous)
    func unit(_ unit: Int) -> Float {
      var best = -Float.infinity
      for place in Swift.stride(from: unit, to: pieces * units, by: units) {
        best = max(best, current[place] + first[place] + previous[place])
      }
      return best
    }
    var inside = openBias[2 * label]
    var last = openBias[2 * label + 1]
    if let openWeight {
      let row = 2 * label * units
      for index in 0..<units {
        let value = unit(index)
        inside += value * openWeight.storage[row + index]
        last += value * openWeight.storage[row + units + index]
      }
    } else {
      inside = unit(2 * label)
      last = unit(2 * label + 1)
    }
    return (inside >= last, 1 / (1 + expf(-abs(inside - last))))
  }
}

extension TransitionScorer {
  /// Some units of one slot, piece after piece. (F·P·H, …) → (P·units, …)
  fileprivate func rows(of units: [Int], slot: Int, in matrix: Matrix) -> Matrix {
    matrix.gatheringRows(
      (0..<pieces).flatMap { piece in
        units.map { Int32(slot * affineWidth + piece * hidden + $0) }
      })
  }
}
