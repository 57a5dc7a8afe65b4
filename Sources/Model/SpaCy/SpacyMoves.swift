import Notation
import Text

/// The actions of a spaCy transition system, in the order of its network's outputs, from the file
/// `moves`: how often each action with each label occurred in training.
struct SpacyMoves: Equatable {
  /// One action: its number in spaCy's table, and its label.
  struct Action: Hashable {
    let move: Int
    let label: String
  }

  let actions: [Action]

  /// Reads the file.
  init(decoding bytes: [UInt8], path: String, component: String) throws(SpacyModelError) {
    let error = SpacyModelError(
      path: path, component: component,
      .malformed(expected: "moves: counts by action and label, as JSON in MessagePack"))
    guard let content = try? MessagePack.parse(bytes), let text = content["moves"]?.string,
      let table = (try? JSONParser.parse(text))?.object
    else { throw error }
    var counts: [(move: Int, label: String, count: Int)] = []
    for member in table.members {
      guard let move = Int(member.key), let labels = member.value.object else { throw error }
      for label in labels.members {
        guard let count = label.value.integer else { throw error }
        counts.append((move, label.key, count))
      }
    }
    self.init(counts: counts)
  }

  /// Actions ordered as spaCy orders them: by action, then by count, most first, equals by label, last
  /// first. What has been added to a trained model has a count below 0 and stands behind all others,
  /// label by label.
  init(counts: [(move: Int, label: String, count: Int)]) {
    func precedes(_ a: (count: Int, label: String), _ b: (count: Int, label: String)) -> Bool {
      if a.count != b.count { return a.count > b.count }
      return b.label.unicodeScalars.lexicographicallyPrecedes(a.label.unicodeScalars)
    }
    let known = counts.filter { $0.count >= 0 }.sorted {
      $0.move != $1.move ? $0.move < $1.move : precedes(($0.count, $0.label), ($1.count, $1.label))
    }
    let added = counts.enumerated().filter { $0.element.count < 0 }.sorted {
      let (a, b) = ($0.element, $1.element)
      if a.count == b.count, a.label == b.label { return $0.offset < $1.offset }
      return precedes((a.count, a.label), (b.count, b.label))
    }
    var actions: [Action] = []
    for (move, label) in known.map({ ($0.move, $0.label) })
      + added.map({ ($0.element.move, $0.element.label) })
    {
      let action = Action(move: move, label: label)
      if !actions.contains(action) { actions.append(action) }
    }
    self.actions = actions
  }
}

extension SpacyMoves {
  /// spaCy's numbers of the moves of `ner`; 0 is a missing annotation, never an output.
  static func number(of move: Move) -> Int {
    switch move {
    case .begin: 1
    case .inside: 2
    case .last: 3
    case .unit: 4
    case .outside: 5
    }
  }

  /// The labels of `ner`, in the order of their begin actions.
  var labels: [String] { actions.filter { $0.move == 1 }.map(\.label) }

  /// For each of our classes, spaCy's.
  func classes(of system: TransitionSystem) -> [Int]? {
    let places = system.transitions.map { transition in
      actions.firstIndex(
        of: Action(
          move: Self.number(of: transition.move),
          label: transition.label.map { system.labels[$0].rawValue } ?? ""))
    }
    let found = places.compactMap { $0 }
    return found.count == places.count && found.count == actions.count ? found : nil
  }
}
