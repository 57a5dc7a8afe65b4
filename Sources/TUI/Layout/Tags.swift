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
  /// The columns that tags add, by scalar; as long as the last span reaches.
  private var widths: [UInt32] = []

  static let none = Tags()

  private init() {}

  /// Tags around marks, which are ordered, with the letters of their labels.
  init(_ marks: [Mark], labels: LabelTable) {
    self.init(marks) { "|\(labels.letter(of: $0.span.label))]" }
  }

  /// Tags around marks, which are ordered; `closing` says what stands at the end of each.
  init(_ marks: [Mark], closing end: (Mark) -> String) {
    widths = Array(repeating: 0, count: marks.map(\.span.end).max() ?? 0)
    for (index, mark) in marks.enumerated()
    where !mark.span.range.isEmpty && mark.standing != .deleted {
      let sign = mark.standing.sign == " " ? "" : mark.standing.sign
      opening[mark.span.start, default: []].append(Piece(text: "[" + sign, mark: index))
      let close = end(mark)
      closing[mark.span.end - 1, default: []].insert(Piece(text: close, mark: index), at: 0)
      widths[mark.span.start] += UInt32(1 + sign.cellWidth)
      widths[mark.span.end - 1] += UInt32(close.cellWidth)
    }
  }

  var isEmpty: Bool { opening.isEmpty }

  /// What opens before a cluster. A span that starts inside a cluster opens before it.
  func openings(in cluster: Range<Int>) -> [Piece] { cluster.flatMap { opening[$0] ?? [] } }

  /// What closes after a cluster.
  func closings(in cluster: Range<Int>) -> [Piece] { cluster.flatMap { closing[$0] ?? [] } }

  /// The columns that tags add to a cluster.
  func width(at cluster: Range<Int>) -> Int {
    var width = 0
    for offset in cluster where offset < widths.count { width += Int(widths[offset]) }
    return width
  }
}
