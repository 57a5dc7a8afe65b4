/// The actions by which a dependency parser reads a document (Nivre 2003, as spaCy's `parser` has them):
/// arcs between a stack and a buffer, and breaks between sentences.
struct ArcAction: Hashable, Sendable {
  /// What is done; the numbers are spaCy's.
  enum Move: Int, Sendable, CaseIterable {
    /// The next token goes onto the stack.
    case shift = 0
    /// The stack's top is done; without a head it goes back to the buffer.
    case reduce
    /// The next token becomes the head of the stack's top, which is done.
    case left
    /// The stack's top becomes the head of the next token, which goes onto the stack.
    case right
    /// The token after the next one starts a sentence.
    case split
  }

  let move: Move
  /// The arc's label.
  let label: String
}

/// A document on its way through the parser.
struct ArcState {
  /// The number of tokens.
  let count: Int
  private var stack: [Int] = []
  /// Tokens put back; the last is the next to be read.
  private var returned: [Int] = []
  private var next = 0
  /// The head of each token; -1 where it has none.
  private(set) var heads: [Int]
  /// The action that gave each token its head.
  private(set) var actions: [Int]
  /// For each token its children on the left and on the right, in the order they were found.
  private var leftChildren: [[Int]]
  private var rightChildren: [[Int]]
  /// Tokens that were put back and may not be shifted again.
  private var isUnshiftable: [Bool]
  private var startsSentence: [Bool]

  /// A document not yet read.
  init(count: Int) {
    self.count = count
    heads = [Int](repeating: -1, count: count)
    actions = heads
    leftChildren = [[Int]](repeating: [], count: count)
    rightChildren = leftChildren
    isUnshiftable = [Bool](repeating: false, count: count)
    startsSentence = isUnshiftable
    if count > 0 { startsSentence[0] = true }
  }

  /// Whether everything has been read and done.
  var isFinal: Bool { stack.isEmpty && bufferLength == 0 }

  private var bufferLength: Int { count - next + returned.count }

  private func buffer(_ place: Int) -> Int {
    if place < returned.count { return returned[returned.count - 1 - place] }
    let token = next + place - returned.count
    return token < count ? token : -1
  }

  private func stack(_ depth: Int) -> Int {
    depth < stack.count ? stack[stack.count - 1 - depth] : -1
  }

  /// The tokens that the network looks at; -1 where there is none.
  static let slots = 8

  func slotTokens() -> (Int, Int, Int, Int, Int, Int, Int, Int) {
    let (b0, s0) = (buffer(0), stack(0))
    return (
      b0, buffer(1), s0, stack(1), stack(2),
      b0 < 0 ? -1 : leftChildren[b0].last ?? -1,
      s0 < 0 ? -1 : leftChildren[s0].last ?? -1,
      s0 < 0 ? -1 : rightChildren[s0].last ?? -1
    )
  }

  /// Which moves may be made, by their numbers.
  func validMoves() -> (shift: Bool, reduce: Bool, arc: Bool, split: Bool) {
    let (b0, b1) = (buffer(0), buffer(1))
    let isStart = b0 >= 0 && startsSentence[b0]
    return (
      shift: stack.isEmpty || (bufferLength >= 2 && !isStart && !(b0 >= 0 && isUnshiftable[b0])),
      reduce: !stack.isEmpty,
      arc: !stack.isEmpty && bufferLength > 0 && !isStart,
      split: bufferLength >= 2 && b1 == b0 + 1 && !startsSentence[b1]
    )
  }

  /// Whether the stack's top stands directly before the next token: the condition of `subtok` arcs.
  var isAdjacent: Bool { stack(0) == buffer(0) - 1 }

  /// Takes a valid move.
  mutating func apply(_ move: ArcAction.Move, action: Int) {
    switch move {
    case .shift: push()
    case .reduce:
      guard let top = stack.popLast() else { return }
      if heads[top] < 0, !stack.isEmpty {
        isUnshiftable[top] = true
        returned.append(top)
      }
    case .left:
      let head = buffer(0)
      guard let top = stack.popLast() else { return }
      attach(top, to: head, action: action)
      isUnshiftable[head] = false
    case .right:
      attach(buffer(0), to: stack(0), action: action)
      push()
    case .split: startsSentence[buffer(1)] = true
    }
  }

  /// Gives up: nothing is left to do.
  mutating func finish() {
    stack.removeAll()
    returned.removeAll()
    next = count
  }

  private mutating func push() {
    if let token = returned.popLast() {
      stack.append(token)
    } else {
      stack.append(next)
      next += 1
    }
  }

  private mutating func attach(_ child: Int, to head: Int, action: Int) {
    let old = heads[child]
    // As in spaCy, an arc that is not the head's last stays in its list.
    if old > child, leftChildren[old].last == child { leftChildren[old].removeLast() }
    if old >= 0, old < child, rightChildren[old].last == child { rightChildren[old].removeLast() }
    if head > child { leftChildren[head].append(child) } else { rightChildren[head].append(child) }
    heads[child] = head
    actions[child] = action
  }
}

/// A parsed document: a head for every token, its own number for a root.
struct DependencyTree {
  /// Half-open in neither: the first and the last token below each token.
  private var leftEdges: [Int] = []
  private var rightEdges: [Int] = []
  private var heads: [Int]
  private var labels: [String]

  /// What stands between a label and the label of the head that it had before the tree was made
  /// projective (Nivre and Nilsson 2005).
  private static let delimiter = "||"

  /// A tree of the arcs found; a token without a head is a root.
  init(heads: [Int], labels: [String]) {
    self.heads = heads.enumerated().map { $1 < 0 ? $0 : $1 }
    self.labels = zip(heads, labels).map { $0 < 0 ? "ROOT" : $1 }
    setEdges()
  }

  /// Brings arcs with decorated labels to the heads that their labels name: the first found breadth
  /// first below the present head.
  mutating func reattach(isSpace: [Bool]) {
    for token in heads.indices {
      let parts = labels[token].split(separator: "|", omittingEmptySubsequences: false)
      guard parts.count == 3, parts[1].isEmpty else { continue }
      let wanted = String(parts[2])
      heads[token] = newHead(of: token, label: wanted, isSpace: isSpace)
      labels[token] = String(parts[0])
    }
    setEdges()
  }

  private func newHead(of token: Int, label: String, isSpace: [Bool]) -> Int {
    var level = [heads[token]]
    var visits = 0
    while !level.isEmpty {
      var below: [Int] = []
      for node in level {
        for child in leftEdges[node]...rightEdges[node]
        where child != node && heads[child] == node && !isSpace[child] && child != token {
          if labels[child] == label { return child }
          below.append(child)
        }
        visits += 1
        guard visits <= heads.count else { return heads[token] }  // heads in a ring
      }
      level = below
    }
    return heads[token]
  }

  private mutating func setEdges() {
    let count = heads.count
    leftEdges = Array(0..<count)
    rightEdges = leftEdges
    // Trees that are not projective take several rounds; spaCy makes at most twelve.
    for _ in 0..<12 {
      for token in heads.indices { widen(heads[token], by: token) }
      for token in heads.indices.reversed() { widen(heads[token], by: token) }
      if headsAreWithinSentences { return }
    }
  }

  private mutating func widen(_ head: Int, by token: Int) {
    leftEdges[head] = min(leftEdges[head], leftEdges[token])
    rightEdges[head] = max(rightEdges[head], rightEdges[token])
  }

  private var headsAreWithinSentences: Bool {
    let starts = sentenceStarts
    var start = 0
    for token in heads.indices where (token > 0 && starts[token]) || token == heads.count - 1 {
      if heads[start..<token].contains(where: { $0 < start || $0 > token }) { return false }
      start = token
    }
    return true
  }

  /// Whether each token starts a sentence: stands leftmost below a root.
  var sentenceStarts: [Bool] {
    var starts = [Bool](repeating: false, count: heads.count)
    for token in heads.indices where heads[token] == token { starts[leftEdges[token]] = true }
    return starts
  }
}
