internal import Text

/// The labels of a session, in the order of the legend, and which of them are hidden.
struct LabelTable: Equatable, Sendable {
  private(set) var labels: [Label] = []
  private var slots: [Label: Int] = [:]
  private var letters: [Label: Character] = [:]
  var hidden: Set<Label> = []

  /// The labels whose colours and letters never change, in the order of their slots.
  private static let known: [(label: Label, letter: Character)] = [
    ("person", "P"), ("problem", "B"), ("pronoun", "N"), ("test", "T"), ("treatment", "R"),
  ]

  init(_ labels: [Label]) {
    for label in labels { insert(label) }
  }

  /// Adds a label at the end; one that is there already stays where it is.
  mutating func insert(_ label: Label) {
    guard slots[label] == nil else { return }
    labels.append(label)
    if let index = Self.known.firstIndex(where: { $0.label == label }) {
      slots[label] = index
      letters[label] = Self.known[index].letter
    } else {
      let free = slots.values.filter { $0 >= Self.known.count }.count
      slots[label] = Self.known.count + free
      letters[label] = freeLetter(for: label)
    }
  }

  /// The known labels in their order, then the others by name.
  static func ordered(_ labels: Set<Label>) -> [Label] {
    let first = known.map(\.label).filter(labels.contains)
    return first + labels.subtracting(first).sorted()
  }

  private func freeLetter(for label: Label) -> Character {
    let taken = Set(letters.values).union(Self.known.map(\.letter))
    let wanted = label.rawValue.uppercased().filter { $0.isASCII && $0.isLetter }
    return wanted.first { !taken.contains($0) } ?? "ABCDEFGHIJKLMNOPQRSTUVWXYZ".first {
      !taken.contains($0)
    } ?? "#"
  }

  /// The place in a theme's palette.
  func slot(of label: Label) -> Int { slots[label] ?? 0 }

  /// The letter that stands for a label where there is no colour.
  func letter(of label: Label) -> Character { letters[label] ?? "?" }

  /// The digit that stands for the label at an index: 1…9, then 0; nil from the eleventh on.
  static func digit(at index: Int) -> Character? {
    index < 10 ? Character("\((index + 1) % 10)") : nil
  }

  func isShown(_ label: Label) -> Bool { !hidden.contains(label) }

  mutating func toggle(_ label: Label) {
    if hidden.remove(label) == nil { hidden.insert(label) }
  }
}
