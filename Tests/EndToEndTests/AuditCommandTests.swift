import Files
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

@Suite struct AuditCommandTests {
  private let folder = TemporaryFolder()

  private var source: String {
    get throws {
      try folder.write(
        (0..<20).map { index in
          let text =
            "Patient: Tova Quill\\nMRN: 44556\(10 + index)\\nSeen by Dr. Fenn on 03/\(10 + index)/2021 for pain."
          return "{\"id\":\"n\(index)\",\"patient\":\"p\(index / 4)\",\"text\":\"\(text)\"}\n"
        }.joined(), to: "notes.jsonl")
    }
  }

  private func verdicts(_ run: InProcess) throws -> Set<String> {
    Set(try rows(run.output).compactMap { $0["verdict"]?.string })
  }

  /// Surrogates look real, and are no leak where it is known that they are surrogates.
  @Test func surrogatesAreNoLeak() throws {
    let (notes, output, map) = (try source, folder.file("out.jsonl"), folder.file("map.jsonl"))
    let made = clinspan([
      "anonymize", notes, "--policy", "research", "--output", output, "--map", map,
    ])
    #expect(made.status == 0, "\(made.errors)")
    for evidence in [
      ["--original", notes], ["--map", map], ["--original", notes, "--map", map],
    ] {
      let run = clinspan(["audit", output] + evidence)
      #expect(run.status == 0, "\(evidence) \(run.errors)")
      #expect(try verdicts(run) == ["clear"], "\(evidence)")
      #expect(try rows(run.output).count == 20)
    }
    let blind = clinspan(["audit", output])
    #expect(blind.status == 1)
    #expect(try verdicts(blind) == ["blocked"])
    #expect(blind.errors.contains("surrogates count as leaks without --original, --map or --vault"))
  }

  /// A message of one line: the title that surrogates keep is no leak.
  @Test func aTitleThatStaysIsNoLeak() throws {
    let notes = try folder.write(
      "{\"id\":\"q\",\"text\":\"Mr. Quill came back on 03/21/2021 with fever.\"}\n", to: "q.jsonl")
    let output = folder.file("q.out.jsonl")
    #expect(clinspan(["anonymize", notes, "--policy", "research", "--output", output]).status == 0)
    #expect(try verdicts(clinspan(["audit", output, "--original", notes])) == ["clear"])
  }

  @Test(arguments: ["annotator", "safe-harbor", "strict"])
  func masksAreClearByThemselves(_ policy: String) throws {
    let output = folder.file("out.jsonl")
    #expect(
      clinspan(["anonymize", try source, "--policy", policy, "--output", output]).status == 0)
    #expect(try verdicts(clinspan(["audit", output, "--policy", policy])) == ["clear"])
  }

  @Test func whatStandsFromTheOriginalIsALeakWhateverIsKnown() throws {
    let (notes, output, map) = (try source, folder.file("out.jsonl"), folder.file("map.jsonl"))
    _ = clinspan(["anonymize", notes, "--policy", "research", "--output", output, "--map", map])
    var lines = try rows(ofFile: output)
    let text = try #require(lines[3]["text"]?.string)
    lines[3] = ["id": "n3", "text": .string(text + " cc tova QUILL"), "spans": []]
    try AtomicFile.write(lines.flatMap { $0.encoded() + [0x0A] }, to: output)
    for evidence in [
      ["--original", notes], ["--original", notes, "--map", map],
    ] {
      let run = clinspan(["audit", output] + evidence)
      #expect(run.status == 1)
      let blocked = try rows(run.output).filter { $0["verdict"]?.string == "blocked" }
      #expect(blocked.map { $0["id"]?.string } == ["n3"])
      #expect(!run.output.contains("Quill") && !run.errors.lowercased().contains("quill"))
    }
  }

  /// A map vouches for what it replaced, for nothing else.
  @Test func aMapThatDoesNotFitBlocks() throws {
    let (notes, output, map) = (try source, folder.file("out.jsonl"), folder.file("map.jsonl"))
    _ = clinspan(["anonymize", notes, "--policy", "research", "--output", output, "--map", map])
    // Of the original nothing is left, of the output its last character: so long surrogates never are.
    func length(_ file: String) throws -> Int {
      try #require(rows(ofFile: file)[5]["text"]?.string).unicodeScalars.count
    }
    let segment = JSONValue.array([
      0, .integer(try length(notes)), 0, .integer(try length(output) - 1),
    ])
    var lines = try rows(ofFile: map)
    lines[5] = ["id": "n5", "segments": [segment]]
    try AtomicFile.write(lines.flatMap { $0.encoded() + [0x0A] }, to: map)
    let run = clinspan(["audit", output, "--original", notes, "--map", map])
    #expect(run.status == 1)
    let blocked = try rows(run.output).filter { $0["verdict"]?.string == "blocked" }
    #expect(blocked.map { $0["id"]?.string } == ["n5"])
    #expect(blocked.first?["findings"]?.array?.first?["rule"]?.string == "map")
    let broken = try folder.write("{\"id\":\"n1\",\"segments\":[[5,1,0,0]]}\n", to: "broken.jsonl")
    #expect(
      clinspan(["audit", output, "--map", broken]).errors.contains("broken.jsonl:1: expected"))
  }

  @Test func theLogIsChained() throws {
    let (output, log) = (folder.file("out.jsonl"), folder.file("audit.log"))
    #expect(
      clinspan(["anonymize", try source, "--output", output, "--log", log]).status == 0)
    #expect(clinspan(["audit", output, "--log", log]).status == 0)
    let lines = try rows(ofFile: log)
    #expect(lines.map { $0["event"]?.string } == ["anonymize", "audit"])
    #expect(lines[1]["prev"] == lines[0]["digest"])
    let text = String(decoding: try InputFile.read(log), as: UTF8.self)
    try AtomicFile.write(
      Array(text.replacing("\"documents\":20", with: "\"documents\":21").utf8), to: log)
    let run = clinspan(["audit", output, "--log", log])
    #expect(run.status == 1)
    #expect(run.errors.contains("audit.log:1: the chain is broken"))
  }
}
