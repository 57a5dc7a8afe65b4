import Files
import Journal
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

@Suite struct ExploreCommandTests {
  private let folder = TemporaryFolder()

  private func model() throws -> String {
    try TinyModel.save(to: folder.file("model"))
    return folder.file("model")
  }

  private func explore(_ arguments: String...) -> InProcess {
    InProcess(
      ["explore", "--size", "100x30"] + arguments,
      environment: [
        Assets.environmentVariable: "\(Fixture.root)/assets", "USER": "kk",
        "XDG_STATE_HOME": folder.file("state"),
      ])
  }

  /// The lines of the journal of what was shown.
  private func visits(_ name: String = "state/clinspan/journal-kk.jsonl") throws -> [JSONValue] {
    try Fixture.jsonLines(folder.file(name))
  }

  @Test func withoutDataItShowsTheBundledNotes() {
    let run = explore("--no-model", "--script", "")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("demo notes"))
    #expect(run.output.contains("01-discharge-summary"))
    #expect(run.output.contains("no model"))
  }

  @Test func oneTextIsOpenedAtOnceWithTheModelsSpans() throws {
    let run = explore(
      "-m", try model(), "--text", "Ann Quill denies chest pain .", "--no-masked", "--script", "")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("Ann Quill denies chest pain ."))
    #expect(run.output.contains("tiny"))
  }

  @Test func maskedNotesShowShapesOnly() {
    let shown = explore("--no-model", "--no-masked", "--script", "<Enter>")
    let masked = explore("--no-model", "--script", "<Enter>")
    #expect(shown.output.contains("Brandvold"))
    #expect(!masked.output.contains("Brandvold"))
    #expect(masked.output.contains("MASKED"))
  }

  @Test func whatIsRevealedIsJournaledFirst() throws {
    let note = try folder.write(
      #"{"id":"a","text":"Seen by Dr. Brandvold. No fever."}"# + "\n", to: "notes.jsonl")
    let shown = explore("--no-model", note, "--reveal", "--script", "M")
    #expect(shown.status == 0 && shown.output.contains("Brandvold"), "\(shown.errors)")
    let lines = try visits()
    try #require(lines.map { $0["op"]?.string } == ["start", "open", "reveal"])
    #expect(lines.allSatisfy { $0["by"] == "kk" && $0["at"] != nil })
    let key = RecordKey(ScalarText("Seen by Dr. Brandvold. No fever.")).rawValue
    #expect(lines[2]["record"]?.string == key && lines[1]["record"]?.string == key)
    #expect(
      try !String(
        decoding: InputFile.read(folder.file("state/clinspan/journal-kk.jsonl")), as: UTF8.self
      ).contains("Brandvold"))
    // The next session goes on in the same file; M pressed twice has revealed once.
    let again = explore("--no-model", note, "--reveal", "--script", "MM")
    #expect(!again.output.contains("Brandvold"))
    #expect(try visits().count { $0["op"] == "reveal" } == 2)
    // A session that masks nothing says so, and which record was in front.
    _ = explore("--no-model", note, "--no-masked", "--script", "", "--journal", folder.file("j"))
    let open = try visits("j")
    try #require(open.map { $0["op"]?.string } == ["start", "open"])
    #expect(open[0]["masked"] == false)
  }

  @Test func withoutAJournalNothingIsRevealed() throws {
    let note = try folder.write(
      #"{"id":"a","text":"Seen by Dr. Brandvold. No fever."}"# + "\n", to: "notes.jsonl")
    for option in ["--reveal", "--no-masked"] {
      let homeless = InProcess(
        ["explore", "--no-model", note, option, "--script", "M"],
        environment: [Assets.environmentVariable: "\(Fixture.root)/assets"])
      #expect(homeless.status == 1 && homeless.errors.contains("--journal"))
      let full = explore("--no-model", note, option, "--script", "M", "--journal", "/dev/full")
      #expect(full.status == 1, "\(full.errors)")
      for run in [homeless, full] { #expect(!(run.output + run.errors).contains("Brandvold")) }
    }
    // Without one of the two, nothing is written.
    _ = explore("--no-model", note, "--script", "M")
    #expect(!Folder.exists(folder.file("state")))
    // Another session has the journal open: the next number is taken.
    let (file, _) = try JournalFile.open(folder.file("state-kk"), annotator: "kk")
    let busy = explore(
      "--no-model", note, "--reveal", "--script", "M", "--journal", folder.file("state-kk"))
    #expect(busy.status == 1 && busy.errors.contains("another session"))
    withExtendedLifetime(file) {}
  }

  @Test func maskingFailsWholeWithoutItsWordLists() throws {
    try folder.write("{\"id\":\"1\",\"text\":\"Ann Quill\"}\n", to: "assets/notes.jsonl")
    let run = InProcess(
      ["explore", "--no-model", "--script", ""],
      environment: [Assets.environmentVariable: folder.file("assets")])
    #expect(run.status == 1)
    #expect(run.errors.contains("words.bin"))
    #expect(run.output == "")
  }

  @Test func goldOfTheDataIsCounted() throws {
    let data = try folder.write(
      """
      {"id":"with-gold","text":"Ann has pain","spans":[{"start":0,"end":3,"label":"person"}]}
      {"id":"without","text":"nobody has looked"}
      """, to: "gold.jsonl")
    let run = explore("--no-model", data, "--script", "")
    #expect(run.output.contains("gold.jsonl   2 records"))
    #expect(run.output.contains("person"))
  }

  @Test func theOldNameWorks() {
    let run = InProcess(
      ["visualize-model", "--no-model", "--script", ""],
      environment: [Assets.environmentVariable: "\(Fixture.root)/assets"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("demo notes"))
  }

  @Test func anEmptyCorpusIsExplained() throws {
    let run = explore("--no-model", try folder.write("", to: "empty.jsonl"), "--script", "")
    #expect(run.status == 1)
    #expect(run.output == "")
  }

  @Test func aBadKeyOrSizeIsNamed() {
    #expect(explore("--no-model", "--script", "<Nonsense>").status != 0)
    let run = explore("--no-model", "--size", "huge", "--script", "")
    #expect(run.status == 64)
    #expect(run.errors.contains("--size huge: expected columns and rows"))
  }

  @Test func aTextWithoutQuotesIsNotRepeatedInTheError() {
    let run = explore("--text", "Ann", "Quill", "Secret")
    #expect(run.status == 64)
    #expect(!run.errors.contains("Secret"), "\(run.errors)")
  }

  @Test func withoutATerminalTheAdviceIsPredict() throws {
    let run = try Subprocess(
      Subprocess.clinspan, ["explore", "--no-model"],
      environment: [Assets.environmentVariable: "\(Fixture.root)/assets", "TERM": "xterm"],
      in: folder)
    #expect(run.status == 1)
    #expect(run.errors.contains("standard output is not a terminal"))
    #expect(run.output == "")
  }
}
