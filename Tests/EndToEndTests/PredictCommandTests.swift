import Files
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct PredictCommandTests {
  private let folder: TemporaryFolder
  private let model: String

  init() throws {
    folder = TemporaryFolder()
    model = folder.file("assets/models/demo")
    try TinyModel.save(to: model)
  }

  private var notes: String {
    get throws {
      try folder.write(
        """
        {"id":"n1","text":"Ann Quill denies  chest pain .\\nGiven aspirin 😀 twice ."}
        {"id":"n2","text":"She is well ."}
        """, to: "notes.jsonl")
    }
  }

  private func clinspan(_ arguments: String...) throws -> Subprocess {
    try Subprocess(
      Subprocess.clinspan, arguments,
      environment: [Assets.environmentVariable: folder.file("assets")], in: folder)
  }

  @Test func spansStandAtTheirOffsetsInTheOriginalText() throws {
    let run = InProcess("predict", model, try notes)
    #expect(run.status == 0)
    #expect(run.errors == "")
    let rows = try run.output.split(separator: "\n").map { try JSONParser.parse(String($0)) }
    #expect(rows.map { $0["id"]?.string } == ["n1", "n2"])
    var found = 0
    for row in rows {
      let document = Document(id: "", text: try #require(row["text"]?.string))
      for span in try #require(row["spans"]?.array) {
        let range = try #require(span["start"]?.integer)..<(try #require(span["end"]?.integer))
        #expect(document.tokenRange(covering: range) != nil)
        #expect(TinyModel.labels.map(\.rawValue).contains(span["label"]?.string ?? ""))
        #expect((0...1).contains(try #require(span["score"]?.number)))
        found += 1
      }
    }
    #expect(found > 0)
  }

  @Test func theModelMayBeNamedInEveryWay() throws {
    let environment = [Assets.environmentVariable: folder.file("assets")]
    let notes = try notes
    let expected = InProcess("predict", model, notes).output
    for arguments in [["demo", notes], ["-m", "demo", notes], [notes], [notes, "-m", model]] {
      let run = InProcess(["predict"] + arguments, environment: environment)
      #expect(run.status == 0, "\(arguments) \(run.errors)")
      #expect(run.output == expected, "\(arguments)")
    }
  }

  @Test func aModelWithoutDataIsExplained() {
    let run = InProcess("predict", model)
    #expect(run.status == 1)
    #expect(run.errors.contains("is a model; name the data too"))
  }

  @Test func anUnknownModelListsTheBundledOnes() throws {
    let environment = [Assets.environmentVariable: folder.file("assets")]
    let run = InProcess(["predict", "-m", "dmo", try notes], environment: environment)
    #expect(run.status == 1)
    #expect(
      run.errors.contains("dmo: no such model folder, nor a model of this name (there are: demo)"))
  }

  @Test func aDamagedModelIsNamed() throws {
    try folder.write("not weights", to: "assets/models/demo/weights.safetensors")
    let run = InProcess("predict", model, try notes)
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.contains("weights.safetensors"))
  }

  @Test func outputGoesToAFileOnlyItsOwnerReads() throws {
    let output = folder.file("found.jsonl")
    let run = try clinspan("predict", model, try notes, "--output", output)
    #expect(run.status == 0)
    #expect(run.output == "")
    var status = stat()
    #expect(stat(output, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    #expect(try InputFile.read(output) == Array(InProcess("predict", model, try notes).output.utf8))
  }

  @Test func noTroubleShowsNoteText() throws {
    let path = try folder.write(
      "{\"id\":1,\"text\":\"Secret Name\n{\"text\":[\"Secret Name\"]}\n\"Secret Name\"\n",
      to: "broken.jsonl")
    let run = try clinspan("predict", model, path)
    #expect(run.status == 1)
    #expect(run.errors.contains("3 documents could not be read"))
    #expect(!run.errors.contains("Secret"))
    #expect(run.output == "")
  }

  @Test func ctrlCKeepsWhatWasDone() throws {
    let interrupt = Interrupt()
    interrupt.raise()
    let output = folder.file("found.jsonl")
    let run = InProcess(
      ["predict", model, try notes, "--output", output], interrupt: interrupt)
    #expect(run.status == 130)
    #expect(run.errors.contains("Stopped. "))
    #expect(Folder.hasFile(output))
  }
}
