import Files
import TestSupport
import Testing

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
      environment: [Assets.environmentVariable: "\(Fixture.root)/assets"])
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
