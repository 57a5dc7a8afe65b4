import Files
import Glibc
import Notation
import TestSupport
import Testing
import Text

@testable import Journal

/// An annotator who does anything at all, in memory and on the disk.
struct Walk {
  var history = History()
  var dice: SplitMix
  let drafts: [RecordKey: Draft]
  let keys: [RecordKey]

  init(seed: UInt64, from history: History = History()) {
    self.history = history
    dice = SplitMix(seed)
    let notes = InventedNotes.all.prefix(4)
    keys = RecordKey.keys(of: notes.map(\.document.text))
    drafts = Dictionary(
      uniqueKeysWithValues: zip(keys, notes).map {
        ($0, Draft($1.predictions, units: TextUnits($1.document)))
      })
  }

  /// One random step; nil where it was refused.
  mutating func step() -> [JournalLine]? {
    guard let key = keys.randomElement(using: &dice),
      let draft = history.records[key]?.draft ?? drafts[key]
    else { return nil }
    let facts = history.records[key]?.facts ?? RecordFacts()
    let id = Int.random(in: 0..<max(1, draft.spans.count + 3), using: &dice)
    let start = Int.random(in: 0..<60, using: &dice)
    func decide(_ edit: RecordEdit) -> [JournalLine] { history.decide(edit, on: key, draft: draft) }
    switch Int.random(in: 0..<12, using: &dice) {
    case 0: return (try? draft.accepting(id)).map { decide($0) }
    case 1: return (try? draft.deleting(id)).map { decide($0) }
    case 2: return (try? draft.relabeling(id, "test")).map { decide($0) }
    case 3: return (try? draft.adding(start..<start + 4, "problem")).map { decide($0) }
    case 4: return (try? draft.resizing(id, to: start..<start + 6)).map { decide($0) }
    case 5: return decide(draft.settling(accepting: true))
    case 6:
      var next = facts
      next.answer = Answer.allCases.randomElement(using: &dice)
      next.comment += "x"
      next.isFlagged.toggle()
      next.masks.append(MaskVerdict(start..<start + 3, .mask, isEverywhere: start % 2 == 0))
      return decide(RecordEdit(name: "answer", facts: .init(facts, next)))
    case 7, 8: return (try? history.undo()).map { [$0.line] }
    case 9: return (try? history.redo()).map { [$0.line] }
    case 10: return [history.note(.opened(key))]
    default: return [history.note(.revealed(key))]
    }
  }
}

@Suite struct JournalFileTests {
  private func open(_ path: String) throws -> (file: JournalFile, contents: JournalFile.Contents) {
    try JournalFile.open(path, annotator: "kk") { 1_795_348_991.25 }
  }

  @Test(arguments: 0..<8)
  func whatIsReadBackIsWhatWasDecided(seed: UInt64) throws {
    let scratch = TemporaryFolder()
    let path = "\(scratch.path)/journal-kk.jsonl"
    var walk = Walk(seed: seed)
    // Several sessions, so that undo crosses restarts.
    for _ in 0..<4 {
      let (file, contents) = try open(path)
      #expect((contents.history == walk.history) as Bool)
      #expect(contents.torn == nil)
      for _ in 0..<60 { if let lines = walk.step() { try file.append(lines) } }
    }
    #expect(try (JournalFile.read(path).history == walk.history) as Bool)
    // Undone to the start, nothing is left of anything.
    while let line = try? walk.history.undo().line { #expect(line.isDecision) }
    for (key, state) in walk.history.records {
      #expect(state.draft.spans == walk.drafts[key]?.spans)
      #expect(state.facts == RecordFacts())
    }
  }

  /// Cut off at any byte, as a crash can, the file gives what was decided up to its last whole line; the rest
  /// is kept beside it, and the next decision goes on from there.
  @Test(arguments: 0..<3)
  func aTornLineIsKeptAside(seed: UInt64) throws {
    let scratch = TemporaryFolder()
    let path = "\(scratch.path)/journal-kk.jsonl"
    var walk = Walk(seed: seed)
    var histories: [Int: History] = [0: History()]
    do {
      let (file, _) = try open(path)
      for _ in 0..<40 {
        guard let lines = walk.step() else { continue }
        try file.append(lines)
        histories[try InputFile.size(path)] = walk.history
      }
    }
    let whole = try InputFile.read(path)
    var dice = SplitMix(seed)
    for _ in 0..<60 {
      let cut = Int.random(in: 0...whole.count, using: &dice)
      try AtomicFile.write(whole[..<cut], to: path)
      let (file, contents) = try open(path)
      let end = (whole[..<cut].lastIndex(of: 0x0A) ?? -1) + 1
      if let expected = histories[end] { #expect((contents.history == expected) as Bool) }
      #expect((contents.torn != nil) == (end < cut))
      if let torn = contents.torn {
        #expect(try InputFile.read(torn) == Array(whole[end..<cut]))
      }
      var history = contents.history
      try file.append([history.note(.opened(walk.keys[0]))])
      #expect(try (JournalFile.read(path).history == history) as Bool)
    }
  }

  @Test func aDamagedLineInTheMiddleIsRefused() throws {
    let scratch = TemporaryFolder()
    let path = "\(scratch.path)/journal-kk.jsonl"
    var walk = Walk(seed: 1)
    do {
      let (file, _) = try open(path)
      for _ in 0..<20 { if let lines = walk.step() { try file.append(lines) } }
    }
    var bytes = try InputFile.read(path)
    let second = try #require(bytes.firstIndex(of: 0x0A)) + 1
    for damage in [UInt8(ascii: "#"), UInt8(ascii: " ")] {
      bytes[second] = damage
      try AtomicFile.write(bytes, to: path)
      let size = try InputFile.size(path)
      #expect(throws: JournalError.self) { try open(path) }
      #expect(try InputFile.size(path) == size)
    }
    // A line left out does not go unnoticed.
    let lines = bytes.split(separator: 0x0A)
    try AtomicFile.write(
      lines[..<1].joined(separator: [0x0A]) + [0x0A] + lines[2] + [0x0A], to: path)
    #expect(throws: JournalError.damaged(path, line: 2, .number(expected: 2, found: 3))) {
      try open(path)
    }
  }

  @Test func onlyOneSessionWritesAJournal() throws {
    let scratch = TemporaryFolder()
    let path = "\(scratch.path)/journal-kk.jsonl"
    let first = try open(path)
    #expect(throws: JournalError.inUse(path)) { try open(path) }
    _ = try JournalFile.open("\(scratch.path)/journal-other.jsonl", annotator: "other")
    _ = first
  }

  @Test func theFileIsItsOwnersAlone() throws {
    let scratch = TemporaryFolder()
    let path = "\(scratch.path)/journal-kk.jsonl"
    _ = try open(path)
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  /// `/dev/full` takes no byte: nothing is there afterwards, and what was done is taken out again.
  @Test func whatCannotBeWrittenIsRetracted() throws {
    var walk = Walk(seed: 3)
    for _ in 0..<200 {
      walk.history.confirm()
      let before = walk.history
      guard let lines = walk.step(), lines.contains(where: \.isDecision) else { continue }
      if case .revealed = lines[0].event { continue }
      if case .opened = lines[0].event { continue }
      var retracted = walk.history
      retracted.retract()
      #expect((retracted == before) as Bool)
    }
  }

  @Test func linesAreReadable() throws {
    let key = RecordKey(ScalarText("Pt c/o chest pain"))
    var history = History()
    let draft = Draft(proposals: [
      Annotation(span: Span(7..<17, "problem"), source: .model("m"), confidence: 0.97)
    ])
    let lines = try history.decide(draft.accepting(0), on: key, draft: draft)
    let text = lines.map {
      $0.json(time: "T", annotator: "kk", seconds: 1.25).text()
    }
    #expect(
      text == [
        #"{"n":1,"at":"T","by":"kk","op":"propose","spans":[{"start":7,"end":17,"label":"problem","source":"m","score":0.97}],"record":"\#(key.rawValue)","seconds":1.3}"#,
        #"{"n":2,"at":"T","by":"kk","op":"decide","does":"accept problem","removed":[{"id":0,"start":7,"end":17,"label":"problem","state":"predicted"}],"inserted":[{"id":0,"start":7,"end":17,"label":"problem","state":"accepted"}],"record":"\#(key.rawValue)","seconds":1.3}"#,
      ])
  }

  @Test func momentsAreReadBack() {
    for seconds in [0, 951_827_696.789, 1_795_348_991.25, 4_102_444_799.999] {
      #expect(abs((Timestamp.seconds(Timestamp.text(seconds)) ?? 0) - seconds) < 0.002)
    }
    #expect(Timestamp.text(951_827_696.5) == "2000-02-29T12:34:56.500Z")
    #expect(Timestamp.seconds("yesterday") == nil)
  }

  @Test func pausesCountOnlyUpToTheLimit() {
    var watch = Stopwatch(limit: 60)
    let (a, b) = (RecordKey(rawValue: "a"), RecordKey(rawValue: "b"))
    watch.tick(a, at: 100)
    watch.tick(a, at: 110)
    watch.tick(b, at: 4000)
    watch.tick(nil, at: 4005)
    watch.tick(b, at: 9000)
    #expect(watch.take(a) == 70)
    #expect(watch.take(a) == nil)
    #expect(watch.take(b) == 5)
  }
}

@Suite struct DatasetTests {
  @Test func settingsAreReadBack() throws {
    let scratch = TemporaryFolder()
    let path = "\(scratch.path)/dev"
    #expect(throws: JournalError.noDataset(path)) { try Dataset(opening: path) }
    let settings = Dataset.Settings(
      sources: ["notes/a b.jsonl", "${x}"], model: "demo", labels: ["problem", "é|x"])
    let made = try Dataset(creating: path, settings)
    #expect(try Dataset(opening: path) == made)
    #expect(made.settings == settings)
    #expect(try made.annotators() == [])
    _ = try JournalFile.open(made.journalPath(of: "kk"), annotator: "kk")
    #expect(try made.annotators() == ["kk"])
    for name in ["", "../x", ".x", "a/b", "a b"] {
      #expect(throws: JournalError.badName(name)) { try made.journalPath(of: name) }
    }
  }

  @Test func recordsOfTheSameTextHaveKeysOfTheirOwn() {
    let keys = RecordKey.keys(of: ["a", "b", "a", "a"].map { ScalarText($0) })
    #expect(Set(keys).count == 4)
    #expect(keys[2].rawValue == keys[0].rawValue + "-2")
    #expect(keys[3].rawValue == keys[0].rawValue + "-3")
  }
}
