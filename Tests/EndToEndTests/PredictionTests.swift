import Files
import TestSupport
import Testing
import Text

@testable import CLI

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct PredictionTests {
  private let folder = TemporaryFolder()
  private let output = MemorySink()
  private let errors = MemorySink()
  private let interrupt = Interrupt()

  private func run(_ paths: [String], input: Int32 = -1, flush: () throws -> Void = {}) throws
    -> PredictionRun.Report
  {
    let console = Console(output: output, errors: errors, input: input, interrupt: interrupt)
    return try PredictionRun(
      recognizer: CapitalizedWords(), source: DocumentSource(paths: paths, console: console),
      console: console
    ).run(write: output.write, flush: flush)
  }

  @Test func linesKeepIdsTextAndOriginalOffsets() throws {
    let path = try folder.write(
      """
      {"id": "a", "text": "é😀\\n Ann saw  Bob", "meta": {"x": 1}}
      {"id": 7, "text": "none"}

      {"text": ""}
      """, to: "notes.jsonl")
    let report = try run([path])
    #expect(report == .init(documentCount: 3, spanCount: 2, problemCount: 0))
    #expect(
      output.text == """
        {"id":"a","text":"é😀\\n Ann saw  Bob","spans":\
        [{"start":4,"end":7,"label":"NAME","score":0.9},\
        {"start":13,"end":16,"label":"NAME","score":0.9}]}
        {"id":7,"text":"none","spans":[]}
        {"id":"notes:4","text":"","spans":[]}

        """)
    #expect(errors.text == "")
  }

  @Test func aFolderIsReadFileByFile() throws {
    try folder.write("Bob", to: "notes/2.txt")
    try folder.write("Ann", to: "notes/1.txt")
    try folder.write("not a note", to: "notes/.hidden.txt")
    let single = try folder.write("Eve", to: "single.txt")
    #expect(try run([folder.file("notes"), single]).documentCount == 3)
    let ids = output.text.split(separator: "\n").map { $0.prefix(12) }
    #expect(ids == ["{\"id\":\"1\",\"t", "{\"id\":\"2\",\"t", "{\"id\":\"singl"])
  }

  @Test func aBadLineIsNamedWithoutItsTextAndTheRestIsDone() throws {
    let path = try folder.write(
      """
      {"id":1,"text":"Ann"}
      {"id":2,"text":"Secret
      ["Secret"]
      {"id":3,"text":"Bob"}
      """, to: "notes.jsonl")
    let report = try run([path])
    #expect(report == .init(documentCount: 2, spanCount: 2, problemCount: 2))
    #expect(errors.text.contains("\(path):2: not JSON at byte"))
    #expect(errors.text.contains("\(path):3: expected an object with \"text\""))
    #expect(!errors.text.contains("Secret"))
  }

  @Test func onlyTheFirstOfManyProblemsAreTold() throws {
    let path = try folder.write(String(repeating: "{\n", count: 100), to: "notes.jsonl")
    #expect(try run([path]).problemCount == 100)
    #expect(errors.text.split(separator: "\n").count == PredictionRun.toldProblems)
  }

  @Test func aByteOrderMarkAndCarriageReturnsAreNoPartOfALine() throws {
    let path = try folder.write("\u{FEFF}{\"text\":\"Ann\"}\r\n", to: "notes.jsonl")
    #expect(try run([path]) == .init(documentCount: 1, spanCount: 1, problemCount: 0))
  }

  @Test func whatIsMissingIsAnError() throws {
    #expect(throws: FileError.self) { try run([folder.file("no.txt")]) }
    #expect(throws: (any Error).self) { try run([folder.file("no-folder")]) }
  }

  @Test func aStreamIsAnsweredBeforeItEnds() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let (reading, writing) = (ends[0], ends[1])
    send("{\"id\":1,\"text\":\"Ann\"}\n", to: writing)
    var flushed = 0
    let report = try run(["-"], input: reading) {
      flushed += 1
      // The answer to the first line is out while the second has not been sent.
      if flushed == 1 {
        #expect(output.text.hasPrefix("{\"id\":1,"))
        send("{\"id\":2,\"text\":\"Bob\"}\n", to: writing)
        close(writing)
      }
    }
    close(reading)
    #expect(flushed == 1)
    #expect(report.documentCount == 2)
  }

  @Test func aStreamThatIsNotJSONIsOneNote() throws {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    send("Ann\nBob\n", to: ends[1])
    close(ends[1])
    #expect(
      try run(["-"], input: ends[0]) == .init(documentCount: 1, spanCount: 2, problemCount: 0))
    #expect(output.text.hasPrefix("{\"id\":\"-\",\"text\":\"Ann\\nBob\\n\""))
    close(ends[0])
  }

  @Test func anInterruptKeepsWhatWasDone() throws {
    let rows = (0..<200).map { "{\"id\":\($0),\"text\":\"Ann\"}" }
    let path = try folder.write(rows.joined(separator: "\n"), to: "notes.jsonl")
    let console = Console(output: output, errors: errors, input: -1, interrupt: interrupt)
    let source = DocumentSource(paths: [path], console: console)
    let run = PredictionRun(recognizer: CapitalizedWords(), source: source, console: console)
    #expect(throws: Stopped(kept: "The predictions of the first 64 notes are kept.")) {
      try run.run(write: {
        try output.write($0)
        interrupt.raise()
      })
    }
    #expect(output.text.split(separator: "\n").count == 64)
  }

  private func send(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = write(descriptor, bytes, bytes.count)
  }
}
