import Model
import Notation
import Text
import Trainer

/// Texts read, and teachers asked about them, part by part. Nothing of them is written.
struct TeachingRun {
  /// What came of it.
  struct Lessons {
    var lessons: [Lesson] = []
    /// The texts they are on.
    var texts = UnannotatedTexts.Counts()

    /// Tokens in all lessons.
    var wordCount: Int { lessons.reduce(0) { $0 + $1.example.document.tokens.count } }
  }

  /// Tokens asked about at a time: enough to keep every processor busy, few enough to end soon at Ctrl-C.
  private static let batch = 8_000

  let distillation: Distillation
  let texts: UnannotatedTexts

  /// Asks about everything.
  ///
  /// - Throws: `Stopped` after Ctrl-C; what the source and the teachers throw.
  func run() throws -> Lessons {
    var result = Lessons()
    var parts: [Document] = []
    var size = 0

    func ask() throws {
      result.lessons += try distillation.lessons(on: parts)
      parts.removeAll(keepingCapacity: true)
      size = 0
    }

    result.texts = try texts.read(
      "Asking the teachers", stopped: "Nothing is kept: the teachers had not read everything."
    ) { part in
      parts.append(part)
      size += part.tokens.count
      if size >= Self.batch { try ask() }
    }
    try ask()
    return result
  }
}

/// What is learnt from, for the eye, the model's `meta.json` and programs.
struct DistillationReport {
  let teachers: [String]
  let distillation: Distillation
  let lessons: TeachingRun.Lessons
  let goldCount: Int
  let goldRounds: Int
  /// How the teachers together do on dev.
  let teachersScore: Score

  private var teaches: String { distillation.teachesBeliefs ? "beliefs" : "spans" }

  /// What is about to be done.
  var title: String {
    var title =
      "Learning the \(teaches) of \(Numbers.count(teachers.count, "teacher")) on "
      + "\(Numbers.count(lessons.wordCount, "word")) of \(Numbers.count(lessons.texts.readCount, "note"))"
    if lessons.texts.passedOver > 0 {
      title +=
        " (\(Numbers.grouped(lessons.texts.passedOver)) passed over: gold, dev or there twice)"
    }
    title +=
      goldCount == 0
      ? ", without gold"
      : ", and \(Numbers.count(goldCount, "record")) of gold, "
        + (goldRounds == 1 ? "once" : "\(goldRounds) times") + " in a pass"
    if let f1 = teachersScore.f1 {
      title += "; the teachers together have F1 \(Numbers.fixed(100 * f1, 2)) on dev"
    }
    return title
  }

  /// What was learnt from.
  var json: JSONValue {
    [
      "teachers": .array(teachers.map { .string($0) }), "teaches": .string(teaches),
      "temperature": .number(Double(distillation.settings.temperature)),
      "min_confidence": .number(Double(distillation.settings.minimumConfidence)),
      "notes": .integer(lessons.texts.readCount),
      "passed_over": .integer(lessons.texts.passedOver),
      "unreadable": .integer(lessons.texts.problemCount),
      "words": .integer(lessons.wordCount), "gold_records": .integer(goldCount),
      "gold_rounds": .integer(goldRounds),
      "teachers_f1": teachersScore.f1.map { .number($0) } ?? .null,
    ]
  }

  /// The same, with what came of it.
  func json(
    _ evaluations: [EvaluationResult], head: String, at checkpoints: Checkpoints
  ) -> JSONValue {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    let best = evaluations.last { $0.isBest }
    return [
      "distillation": json, "model": .string(checkpoints.best),
      "score": number(best?.score), "f1": number(best?.metrics["ents_f"]),
      "evaluations": .array(
        evaluations.map { result in
          [
            "step": .integer(result.step), "loss": number(result.losses[head]),
            "f1": number(result.metrics["ents_f"]),
          ]
        }),
    ]
  }
}
