import Corpus

/// What is wrong with a corpus, told to the person as it comes: the first ones in full, then how many
/// more.
struct Diagnostics {
  static let told = 20

  private let console: Console
  /// How many there were.
  private(set) var count = 0
  /// How many of them left something out.
  private(set) var lossCount = 0

  init(on console: Console) { self.console = console }

  /// Tells one.
  mutating func tell(_ diagnostic: Diagnostic) {
    count += 1
    if diagnostic.problem.isLoss { lossCount += 1 }
    if count <= Self.told { console.note("\(diagnostic)") }
  }

  /// Says how many more there were.
  func finish() {
    if count > Self.told {
      console.note("… and \(Numbers.count(count - Self.told, "more problem"))")
    }
  }

  static func tell(_ diagnostics: [Diagnostic], on console: Console) {
    var told = Diagnostics(on: console)
    for diagnostic in diagnostics { told.tell(diagnostic) }
    told.finish()
  }
}
