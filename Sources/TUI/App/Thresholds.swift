private import Glibc
internal import Text

/// From which probability on predictions count, in hundredths: one bound for all, and one of its own for any
/// label.
struct Thresholds: Equatable, Sendable {
  /// For labels without one of their own.
  var common = 0
  var own: [Label: Int] = [:]

  subscript(_ label: Label) -> Int { own[label] ?? common }

  var isOpen: Bool { common == 0 && own.values.allSatisfy { $0 == 0 } }

  func keeps(_ annotation: Annotation) -> Bool {
    annotation.confidence.map { $0 * 100 >= Float(self[annotation.span.label]) } ?? true
  }

  /// The spans of the predictions that count.
  func kept(_ annotations: [Annotation]) -> [Span] {
    annotations.filter(keeps).map(\.span)
  }

  /// Moves the bound of a label, or the common one.
  mutating func raise(_ label: Label?, by step: Int) {
    func moved(_ bound: Int) -> Int { max(0, min(95, bound + step)) }
    guard let label else { return common = moved(common) }
    let bound = moved(self[label])
    own[label] = bound == common ? nil : bound
  }
}

extension Float {
  /// The natural logarithm.
  var logarithm: Float { logf(self) }
}
