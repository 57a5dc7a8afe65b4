public import Text

/// What gold says of one token, for the transition system.
public enum GoldMove: Hashable, Sendable {
  /// Nothing is known.
  case missing
  /// In no span.
  case outside
  /// In a span of this label (an index), at this place of it.
  case span(Move, label: Int)

  /// The move, where one is known.
  var move: Move? {
    switch self {
    case .missing: nil
    case .outside: .outside
    case .span(let move, _): move
    }
  }
}

extension TransitionSystem {
  /// Gold by token. A span that does not fall on token bounds, or whose label the system does not have,
  /// leaves its tokens missing; so do the ranges of which nothing is known.
  public func gold(_ example: Example) -> [GoldMove] {
    let document = example.document
    var gold = [GoldMove](repeating: .outside, count: document.tokens.count)
    func mark(_ range: Range<Int>) {
      guard var index = document.index(ofTokenAtOrAfter: range.lowerBound) else { return }
      if index > 0, document.tokens[index - 1].range.upperBound > range.lowerBound { index -= 1 }
      while index < gold.count, document.tokens[index].range.lowerBound < range.upperBound {
        gold[index] = .missing
        index += 1
      }
    }
    for range in example.unannotated { mark(range) }
    for span in example.spans {
      guard let tokens = document.tokenRange(covering: span.range),
        let label = labels.firstIndex(of: span.label)
      else {
        mark(span.range)
        continue
      }
      if tokens.count == 1 {
        gold[tokens.lowerBound] = .span(.unit, label: label)
      } else {
        for token in tokens { gold[token] = .span(.inside, label: label) }
        gold[tokens.lowerBound] = .span(.begin, label: label)
        gold[tokens.upperBound - 1] = .span(.last, label: label)
      }
    }
    return gold
  }
}

/// The dynamic oracle: which actions lose no gold span that could still be found (Goldberg and Nivre
/// 2012), with spaCy's costs.
public struct Oracle: Sendable {
  /// Gold by token.
  public let gold: [GoldMove]

  /// An oracle for a document's gold.
  public init(gold: [GoldMove]) { self.gold = gold }

  /// Whether a valid action is free of cost here.
  ///
  ///     action  gold B        gold I       gold L                gold U        gold O
  ///     B-x     label is x    no           no                    no            no
  ///     I-x     yes           yes          sunk and next O or ?  next O        next O or ?
  ///     L-x     yes           sunk         yes                   yes           yes
  ///     U-x     no            no           no                    label is x    no
  ///     O       no            yes          yes                   no            yes
  ///
  /// `?` is a token of which nothing is known, where every action is free. A span is *sunk* when it does
  /// not start where a gold span of its label starts: it is wrong whatever follows.
  public func isFree(_ transition: Transition, in state: TransitionState) -> Bool {
    let here = gold[state.position]
    guard let move = here.move else { return true }
    switch transition.move {
    case .begin:
      return here == .span(.begin, label: transition.label ?? -1)
    case .unit:
      return here == .span(.unit, label: transition.label ?? -1)
    case .outside:
      return move != .begin && move != .unit
    case .inside:
      let next = state.position + 1 < gold.count ? gold[state.position + 1] : .outside
      return switch move {
      case .begin, .inside: true
      case .last: isSunk(state) && (next == .outside || next == .missing)
      case .outside: next == .outside || next == .missing
      case .unit: next == .outside
      }
    case .last:
      return move != .inside || isSunk(state)
    }
  }

  private func isSunk(_ state: TransitionState) -> Bool {
    guard let open = state.open else { return false }
    let start = gold[open.start]
    return start != .span(.begin, label: open.label) && start != .span(.unit, label: open.label)
  }

  /// The first action in class order that is valid and free; nil where every valid one costs.
  public func firstFree(
    in state: TransitionState, of system: TransitionSystem, isSpace: Bool
  ) -> Int? {
    system.transitions.indices.first {
      state.allows(system.transitions[$0], isSpace: isSpace)
        && isFree(system.transitions[$0], in: state)
    }
  }
}
