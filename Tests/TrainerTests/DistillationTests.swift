import Files
import Model
import Notation
import TestSupport
import Testing
import Text

@testable import Trainer

/// Small students and teachers over invented notes.
private enum School {
  static let fields: [ConfigOverride] = [
    ConfigOverride("components.ner.model.loss", "crf"),
    ConfigOverride("components.ner.model.scheme", "biluo"),
    ConfigOverride(
      "components.ner.model.features",
      ["@architectures": "clinspan.WordFeatures.v1", "rows": 512, "dropout": 0.1]),
  ]

  /// `ner` is spaCy's transitions; `bio` a tagger without a random field; `fields` two fields.
  static func config(_ head: String, seed: Int = 0, steps: Int = 160) throws -> TrainerConfig {
    let overrides = [
      ConfigOverride("components.tok2vec.model.encode.width", 16),
      ConfigOverride("components.tok2vec.model.encode.depth", 2),
      ConfigOverride("components.tok2vec.model.embed.rows", [100, 50, 50, 50]),
      ConfigOverride("components.ner.model.hidden_width", 16),
      ConfigOverride("training.batcher.size", 60), ConfigOverride("system.seed", .integer(seed)),
      ConfigOverride("training.max_steps", .integer(steps)),
      ConfigOverride("training.eval_frequency", 40),
      ConfigOverride("training.optimizer.learn_rate.warmup_steps", 5),
      ConfigOverride("training.optimizer.learn_rate.initial_rate", 0.01),
    ]
    let file = head == "ner" ? "ner_cnn.cfg" : "bio_cnn.cfg"
    return try TrainerConfig(
      Config(
        parsing: TrainerConfigTests.text(file),
        overrides: overrides + (head == "fields" ? fields : [])))
  }

  static func teacher(_ head: String, seed: Int = 0) throws -> NERModel {
    var run = try TrainingRun(
      config(head, seed: seed), train: SmallRun.records(20), dev: SmallRun.records(6, from: 100))
    while run.next() != nil {}
    return run.bestModel
  }

  static let texts = SmallRun.records(20, from: 200).map(\.document)

  /// A student of the same notes' texts, after its run.
  static func student(
    _ config: TrainerConfig, _ distillation: Distillation, gold: [Example] = []
  ) throws -> TrainingRun {
    var run = try TrainingRun(
      config, train: gold, dev: SmallRun.records(6, from: 100),
      taught: (distillation.lessons(on: texts), distillation))
    while run.next() != nil {}
    return run
  }
}

private func weights(_ model: NERModel) -> [[Float]] {
  var model = model
  var all: [[Float]] = []
  model.visitParameters { all.append($0.value.storage) }
  return all
}

@Suite struct DistillationTests {
  @Test(arguments: ["fields", "bio", "ner"], ["fields", "bio", "ner"])
  func aStudentLearnsWhatItsTeacherFindsFromTextsAlone(_ teacher: String, _ student: String) throws
  {
    let config = try School.config(student, seed: 5)
    let model = try School.teacher(teacher)
    let distillation = try Distillation([model], into: config, gold: [])
    #expect(distillation.teachesBeliefs == (teacher != "ner" && student == "fields"))
    let run = try School.student(config, distillation)
    let dev = SmallRun.records(6, from: 300)
    let found = try run.bestModel.recognize(dev.map(\.document)).map { $0.map(\.span) }
    #expect(found == dev.map(\.spans))
    #expect(Set(run.bestModel.labels) == Set(model.labels))
    #expect(try distillation.score(on: dev).f1 == 1)
  }

  @Test func severalTeachersTeachTogether() throws {
    let config = try School.config("fields", seed: 5)
    let teachers = try [School.teacher("fields"), School.teacher("fields", seed: 1)]
    let distillation = try Distillation(teachers, into: config, gold: [])
    let lesson = try #require(try distillation.lessons(on: [School.texts[0]]).first)
    let own = try teachers.map { try #require($0.beliefs(of: [School.texts[0]])?.first) }
    #expect(lesson.belief?.weights == TagBelief.pooled(own)?.weights)
    #expect(lesson.belief?.weights != own[0].weights)
    #expect(lesson.example.spans.isEmpty)
    #expect(lesson.example.unannotated == [0..<School.texts[0].text.count])
    // With another kind of teacher among them, spans are all they share.
    let mixed = try Distillation(
      teachers + [School.teacher("ner")], into: config, gold: [])
    #expect(!mixed.teachesBeliefs)
    #expect(try mixed.lessons(on: [School.texts[0]])[0].example.spans.count == 2)
  }

  @Test func whatTeachersAreNotSureOfIsLeftOpen() throws {
    let config = try School.config("fields")
    let teacher = try School.teacher("fields")
    let found = try teacher.recognize(School.texts[0])
    #expect(found.count == 2)
    let confidences = found.compactMap(\.confidence).sorted()
    let (low, high) = (try #require(confidences.first), try #require(confidences.last))
    try #require(low < high)
    func lesson(_ confidence: Float) throws -> Example {
      var settings = Distillation.Settings()
      settings.teachesSpans = true
      settings.minimumConfidence = confidence
      return try Distillation([teacher], into: config, gold: [], settings: settings)
        .lessons(on: [School.texts[0]])[0].example
    }
    #expect(try lesson(0).spans == found.map(\.span))
    #expect(try lesson(0).unannotated.isEmpty)
    let some = try lesson((low + high) / 2)
    #expect(some.spans == found.filter { $0.confidence == high }.map(\.span))
    #expect(some.unannotated == found.filter { $0.confidence == low }.map(\.span.range))
  }

  @Test func whatMostTeachersFindIsTaught() throws {
    let config = try School.config("ner")
    // One has not learnt anything and finds what nobody else does, if anything.
    var untrained = try School.config("bio", seed: 9, steps: 0)
    untrained.seed = 9
    let run = try TrainingRun(
      untrained, train: SmallRun.records(20), dev: SmallRun.records(2, from: 100))
    let teachers = try [School.teacher("ner"), School.teacher("bio"), run.bestModel]
    let lessons = try Distillation(teachers, into: config, gold: []).lessons(on: School.texts)
    let gold = SmallRun.records(20, from: 200)
    #expect(lessons.map(\.example.spans) == gold.map(\.spans))
    for lesson in lessons {
      let taught = lesson.example.spans
      #expect(
        lesson.example.unannotated.allSatisfy { range in
          !taught.contains { $0.range.overlaps(range) }
        })
    }
  }

  @Test func goldStandsAndIsRepeatedBesideMuchText() throws {
    let config = try School.config("fields", steps: 1)
    let teacher = try School.teacher("fields")
    let gold = SmallRun.records(2, from: 400)
    var settings = Distillation.Settings()
    settings.textRatio = 2
    let distillation = try Distillation([teacher], into: config, gold: gold, settings: settings)
    let run = try TrainingRun(
      config, train: gold, dev: SmallRun.records(2, from: 100),
      taught: (distillation.lessons(on: School.texts), distillation))
    // Twenty texts, two records, twice as much text as gold.
    #expect(run.goldRounds == 5)
    #expect(run.train.count == 5 * 2 + 20)
    let known = run.train.filter { $0.belief == nil }
    #expect(known.count == 10 && known.allSatisfy { gold.map(\.spans).contains($0.example.spans) })
  }

  @Test func goldThatATeacherDoesNotKnowIsRefused() throws {
    let config = try School.config("fields")
    let gold = Example(
      document: Document(id: "a", text: "seen by Ann"), spans: [Span(8..<11, "person")])
    let teacher = try School.teacher("fields")
    #expect(throws: TrainerError.unknownToTeachers(teacher: teacher.name, labels: ["person"])) {
      try Distillation([teacher], into: config, gold: [gold])
    }
  }

  @Test func theSameTeachersGiveTheSameBitsAndOthersCannotResume() throws {
    let config = try School.config("fields", steps: 40)
    let teacher = try School.teacher("fields")
    func run(_ teacher: NERModel) throws -> TrainingRun {
      try School.student(config, Distillation([teacher], into: config, gold: []))
    }
    let first = try run(teacher)
    #expect(try weights(run(teacher).model) == weights(first.model))
    let folder = TemporaryFolder()
    let checkpoints = Checkpoints(folder: folder.file("run"))
    try Folder.create(folder.file("run"))
    try checkpoints.save(first, nil)
    var same = try run(teacher)
    try same.resume(from: checkpoints)
    var other = try run(School.teacher("fields", seed: 1))
    #expect(throws: TrainerError.self) { try other.resume(from: checkpoints) }
  }

  @Test func longNotesAreCutWhereSentencesEnd() {
    let text = "One two three . Four five six seven eight nine ten eleven . Twelve"
    let note = Example(
      document: Document(id: "a", text: ScalarText(text)), spans: [Span(0..<3, "test")])
    let parts = note.parts(longest: 6)
    #expect(
      parts.map { $0.document.text.string.trimmed } == [
        "One two three .", "Four five six seven eight nine", "ten eleven . Twelve",
      ])
    #expect(parts.map(\.spans) == [[Span(0..<3, "test")], [], []])
    #expect(parts.map(\.document.tokens.count).reduce(0, +) == note.document.tokens.count)
    #expect(note.parts(longest: 100) == [note.parts(longest: 100)[0]])
    #expect(Example(document: Document(id: "b", text: ""), spans: []).parts(longest: 5).isEmpty)
  }
}

extension String {
  /// Without blanks at both ends.
  fileprivate var trimmed: String {
    let words = split(separator: " ")
    return words.joined(separator: " ")
  }
}
