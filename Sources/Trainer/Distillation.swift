public import Model
public import Text

/// Makes lessons of texts that nobody annotated: what teachers believe of them where the student can learn
/// beliefs, and the spans they agree on where it cannot.
///
/// Learnt together with gold, they bring a small, fast model nearer to a large, slow one (Hinton et al.
/// 2015; for taggers on clinical text, silver labels by a transformer).
public struct Distillation: Sendable {
  /// What is taught, and how much of it.
  public struct Settings: Hashable, Sendable {
    /// Teachers' beliefs are softened by so much: above 1 they are less sure.
    public var temperature: Float = 1
    /// Spans are taught even where beliefs could be.
    public var teachesSpans = false
    /// A span less sure than this is not taught; its tokens are left open. 0…1
    public var minimumConfidence: Float = 0
    /// About how many words of text there are for each word of gold in a pass: gold is repeated for that.
    public var textRatio = 2.0

    /// The standard settings.
    public init() {}
  }

  /// Who is asked. All count alike.
  public let teachers: [NERModel]
  /// How.
  public let settings: Settings
  /// The labels that the student will know.
  public let labels: [Label]
  /// Whether beliefs are taught; otherwise spans.
  public let teachesBeliefs: Bool

  /// A distillation into a student of a config, which also learns from gold.
  ///
  /// - Parameter gold: Records as read; may be empty.
  /// - Throws: `TrainerError.unknownToTeachers` where gold has a label that a teacher cannot find: it would
  ///   teach that there is none.
  public init(
    _ teachers: [NERModel], into config: TrainerConfig, gold: [Example],
    settings: Settings = Settings()
  ) throws(TrainerError) {
    precondition(!teachers.isEmpty, "Distillation: no teachers")
    let goldLabels = Set(gold.flatMap { $0.spans.map(\.label) })
    for teacher in teachers {
      let unknown = goldLabels.subtracting(teacher.labels).sorted()
      guard unknown.isEmpty else {
        throw .unknownToTeachers(teacher: teacher.name, labels: unknown)
      }
    }
    let labels = Set(teachers.flatMap(\.labels)).sorted()
    self.teachers = teachers
    self.settings = settings
    self.labels = labels
    teachesBeliefs =
      !settings.teachesSpans
      && teachers.allSatisfy { config.model.learnsBeliefs(of: $0, labels: labels) }
  }

  /// The lessons on some documents, one for each.
  ///
  /// - Throws: What a teacher throws that cannot read a document.
  public func lessons(on documents: [Document]) throws -> [Lesson] {
    guard teachesBeliefs else { return try taughtSpans(documents) }
    let beliefs = teachers.map { $0.beliefs(of: documents) ?? [] }
    return documents.indices.map { index in
      let belief = TagBelief.pooled(
        beliefs.compactMap { $0.indices.contains(index) ? $0[index] : nil })
      return Lesson(
        .unannotated(documents[index]), belief: belief?.softened(by: settings.temperature))
    }
  }

  /// Spans that more than half of the teachers find, surely enough in the mean, are taught; of tokens under
  /// any other span nothing is known.
  private func taughtSpans(_ documents: [Document]) throws -> [Lesson] {
    let found = try teachers.map { try $0.recognize(documents) }
    return documents.indices.map { index in
      var votes: [Span: (count: Int, confidence: Float)] = [:]
      for annotation in found.flatMap({ $0[index] }) {
        let vote = votes[annotation.span] ?? (0, 0)
        votes[annotation.span] = (vote.count + 1, vote.confidence + (annotation.confidence ?? 1))
      }
      let taught = votes.filter { _, vote in
        2 * vote.count > teachers.count
          && vote.confidence >= settings.minimumConfidence * Float(teachers.count)
      }.keys.sorted()
      let rest = votes.keys.filter { span in
        !taught.contains { $0.range.overlaps(span.range) }
      }
      return Lesson(
        Example(
          document: documents[index], spans: taught,
          unannotated: rest.map(\.range).sorted { $0.lowerBound < $1.lowerBound }))
    }
  }

  /// What the teachers together find in gold records, seeing the text alone, scored: about as much as a
  /// student can hope for.
  ///
  /// - Throws: What a teacher throws that cannot read a document.
  public func score(on gold: [Example]) throws -> Score {
    let documents = gold.map { Document(id: $0.document.id, text: $0.document.text) }
    let found = try zip(documents, lessons(on: documents)).map { document, lesson in
      lesson.belief?.spans(in: document) ?? lesson.example.spans
    }
    return Score(gold: gold, predicted: found)
  }

  /// How often gold is repeated in a pass, for so many words of text.
  func goldRounds(gold: Int, text: Int) -> Int {
    guard gold > 0, settings.textRatio > 0 else { return 1 }
    let rounds = (Double(text) / (settings.textRatio * Double(gold))).rounded()
    return Int(min(Self.mostRounds, max(1, rounds)))
  }

  private static let mostRounds = 50.0
}

extension Example {
  /// A document of which nothing is known.
  fileprivate static func unannotated(_ document: Document) -> Example {
    let text = 0..<document.text.count
    return Example(document: document, spans: [], unannotated: text.isEmpty ? [] : [text])
  }

  /// The record in parts of at most so many tokens each, cut where a sentence or line ends if one does in
  /// the latter half of a part. A span over a cut is in neither part.
  public func parts(longest: Int) -> [Example] {
    precondition(longest > 0, "Example: parts of \(longest) tokens")
    let tokens = document.tokens
    var parts: [Example] = []
    var start = 0
    while tokens.count - start > longest {
      let cuts = stride(from: start + longest, to: start + longest / 2, by: -1)
      let cut = cuts.first { document.endsSentence(tokens[$0 - 1]) } ?? start + longest
      parts.append(part(of: start..<cut))
      start = cut
    }
    if start < tokens.count { parts.append(part(of: start..<tokens.count)) }
    return parts
  }
}

extension Document {
  /// Whether a token looks like the last one of a sentence or line.
  fileprivate func endsSentence(_ token: Token) -> Bool {
    let text = text(of: token)
    return [".", "!", "?"].contains(text) || text.contains("\n")
  }
}
