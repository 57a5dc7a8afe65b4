internal import Text

/// What is written into the text around spans where there is no colour: `[=chest pain|B]`.
struct Tags: Equatable, Sendable {
  /// One tag's half.
  struct Piece: Equatable, Sendable {
    var text: String
    /// The index of its mark.
    var mark: Int
  }

  /// By the first scalar of the span.
  private var opening: [Int: [Piece]] = [:]
  /// By the last scalar of the span.
  private var closing: [Int: [Piece]] = [:]

  static let none = Tags()

  private init() {}

  /// Tags around marks, which are ordered.
  init(_ marks: [Mark], labels: LabelTable) {
    for (index, mark) in marks.enumerated() where !mark.span.range.isEmpty {
      let sign = mark.standing.sign == " " ? "" : mark.standing.sign
      opening[mark.span.start, default: []].append(Piece(text: "[" + sign, mark: index))
      let close = "|\(labels.letter(of: mark.span.label))]"
      closing[mark.span.end - 1, default: []].insert(Piece(text: close, mark: index), at: 0)
    }
  }

  var isEmpty: Bool { opening.isEmpty }

  /// What opens before a cluster. A span that starts inside a cluster opens before it.
  func openings(in cluster: Range<Int>) -> [Piece] { cluster.flatMap { opening[$0] ?? [] } }

  /// What closes after a cluster.
  func closings(in cluster: Range<Int>) -> [Piece] { cluster.flatMap { closing[$0] ?? [] } }

  /// The columns that tags add to a cluster.
  func width(at cluster: Range<Int>) -> Int {
    guard !isEmpty else { return 0 }
    return (openings(in: cluster) + closings(in: cluster)).reduce(0) { $0 + $1.text.cellWidth }
  }
}
