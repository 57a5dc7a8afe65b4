/// How far a document has been read, and the spans found so far.
public struct TransitionState: Hashable, Sendable {
  /// A span found: half-open token range and index of its label.
  public struct Found: Hashable, Sendable {
    /// Half-open token indexes.
    public let tokens: Range<Int>
    /// Index into `TransitionSystem.labels`.
    public let label: Int
  }

  /// The current token; everything before it is decided.
  public private(set) var position: Int
  /// One past the last token this state reads.
  public let end: Int
  /// The first token and the label of the span now open.
  public private(set) var open: (start: Int, label: Int)?
  /// Spans closed, in order.
  public private(set) var spans: [Found] = []

  /// The state before the first of `tokens`.
  public init(tokens: Range<Int>) {
    position = tokens.lowerBound
    end = tokens.upperBound
  }

  /// Whether every token is decided.
  public var isFinal: Bool { position >= end }

  /// Tokens left, the current one included.
  public var remaining: Int { end - position }

  /// Takes an action, which must be valid.
  public mutating func apply(_ transition: Transition) {
    switch transition.move {
    case .begin:
      if let label = transition.label { open = (position, label) }
    case .inside, .outside:
      break
    case .last:
      if let open { spans.append(Found(tokens: open.start..<position + 1, label: open.label)) }
      open = nil
    case .unit:
      if let label = transition.label {
        spans.append(Found(tokens: position..<position + 1, label: label))
      }
    }
    position += 1
  }

  /// Whether an action may be taken here: spans do not start on white space, and every span is closed
  /// by the last token.
  public func allows(_ transition: Transition, isSpace: Bool) -> Bool {
    switch (transition.move, open) {
    case (.begin, nil): remaining >= 2 && !isSpace
    case (.inside, let open?): remaining >= 2 && open.label == transition.label
    case (.last, let open?): open.label == transition.label
    case (.unit, nil): transition.label != nil && !isSpace
    case (.outside, nil): true
    default: false
    }
  }

  /// Two states are equal when they have read as much and found the same.
  public static func == (left: TransitionState, right: TransitionState) -> Bool {
    left.position == right.position && left.end == right.end
      && left.open?.start == right.open?.start && left.open?.label == right.open?.label
      && left.spans == right.spans
  }

  /// Feeds how far has been read and what was found.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(position)
    hasher.combine(open?.start)
    hasher.combine(open?.label)
    hasher.combine(spans)
  }
}
