import Corpus

/// What is wrong with a corpus, told to the person: the first ones in full, then how many more.
enum Diagnostics {
  static let told = 20

  static func tell(_ diagnostics: [Diagnostic], on console: Console) {
    for diagnostic in diagnostics.prefix(told) { console.note("\(diagnostic)") }
    if diagnostics.count > told {
      console.note("… and \(Numbers.count(diagnostics.count - told, "more problem"))")
    }
  }
}
