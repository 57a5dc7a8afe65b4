import Files
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

#if canImport(Glibc)
  import Glibc
#endif

/// A run of the program with the word lists of this repository.
func clinspan(
  _ arguments: [String], input: Int32 = -1, environment: [String: String] = [:],
  interrupt: Interrupt = Interrupt()
) -> InProcess {
  let assets =
    #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 } + "/assets"
  return InProcess(
    arguments, input: input,
    environment: environment.merging([Assets.environmentVariable: assets]) { $1 },
    interrupt: interrupt)
}

/// The objects of JSON lines.
func rows(_ text: String) throws -> [JSONValue] {
  try text.split(separator: "\n").map { try JSONParser.parse(String($0)) }
}

func rows(ofFile path: String) throws -> [JSONValue] {
  try rows(String(decoding: try InputFile.read(path), as: UTF8.self))
}

@Suite struct AnonymizeCommandTests {
  private let folder = TemporaryFolder()

  static let note =
    "Patient: Tova Quillfeather\nMRN: 4455667\nSeen 03/14/2021 for chest pain 😀, given aspirin."

  private func records(_ count: Int, patients: Int? = nil) throws -> String {
    let lines = (0..<count).map { index -> String in
      let start =
        Self.note.unicodeScalars.count - "chest pain 😀, given aspirin.".unicodeScalars.count
      var row: JSONObject = [
        "id": .string("n\(index)"), "text": .string(Self.note),
        "spans": [
          [
            "start": .integer(start), "end": .integer(start + 10), "label": "problem",
            "words": "chest pain",
          ]
        ], "meta": "Tova Quillfeather",
      ]
      if let patients { row["patient"] = .string("p\(index % patients)") }
      return JSONValue.object(row).text()
    }
    return try folder.write(lines.joined(separator: "\n") + "\n", to: "notes.jsonl")
  }

  @Test func aTextComesOutAsText() throws {
    let path = try folder.write(Self.note, to: "note.txt")
    let run = clinspan(["anonymize", path])
    #expect(run.status == 0, "\(run.errors)")
    #expect(
      run.output
        == "Patient: Xxxx Xxxxxxxxxxxx\nMRN: ddddddd\nSeen dd/dd/dddd for chest pain 😀, given aspirin."
    )
    #expect(run.errors.contains("1 note, policy annotator: 1 clear"))
  }

  @Test func aFolderComesOutAsAFolder() throws {
    for name in ["a", "b", "c"] { try folder.write(Self.note, to: "notes/\(name).txt") }
    let run = clinspan(
      [
        "anonymize", folder.file("notes"), "--output", folder.file("clean"), "--policy",
        "safe-harbor",
      ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try Folder.names(in: folder.file("clean")) == ["a.txt", "b.txt", "c.txt"])
    let text = String(decoding: try InputFile.read(folder.file("clean/b.txt")), as: UTF8.self)
    #expect(text == "Patient: [NAME]\nMRN: [MRN]\nSeen 2021 for chest pain 😀, given aspirin.")
  }

  @Test(arguments: ["annotator", "safe-harbor", "research", "strict", "limited-data-set"])
  func clinicalSpansMoveWithTheirWords(_ policy: String) throws {
    let run = clinspan(["anonymize", try records(3), "--policy", policy, "--seed", "7"])
    #expect(run.status == 0, "\(run.errors)")
    for row in try rows(run.output) {
      let text = ScalarText(try #require(row["text"]?.string))
      let span = try #require(row["spans"]?.array?.first?.object)
      let range = try #require(span["start"]?.integer)..<(try #require(span["end"]?.integer))
      #expect(text[range] == "chest pain")
      #expect(span.keys == ["start", "end", "label"])
      #expect(row.object?.keys == ["id", "text", "spans"])
      #expect(!run.output.contains("Quillfeather"))
    }
  }

  @Test func aSpanOutsideTheTextIsToldNotDroppedInSilence() throws {
    let path = try folder.write(
      "{\"id\":\"a\",\"text\":\"chest pain\",\"spans\":[{\"start\":6,\"end\":99,\"label\":\"problem\"}]}\n",
      to: "bad.jsonl")
    let run = clinspan(["anonymize", path])
    #expect(run.errors.contains("a: 1 span lies outside the text and was left out"))
  }

  @Test func everyNoteOfALargeBatchIsTreatedInOrder() throws {
    let run = clinspan(["anonymize", try records(600)])
    #expect(run.status == 0, "\(run.errors)")
    let found = try rows(run.output)
    #expect(found.map { $0["id"]?.string } == (0..<600).map { "n\($0)" })
    #expect(found.allSatisfy { $0["text"]?.string?.hasPrefix("Patient: Xxxx X") == true })
  }

  @Test func theStreamIsAnsweredLineByLine() throws {
    let descriptor = open(try records(3), O_RDONLY)
    defer { close(descriptor) }
    let run = clinspan(["anonymize", "-"], input: descriptor)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try rows(run.output).count == 3)
    let text = open(try folder.write(Self.note, to: "one.txt"), O_RDONLY)
    defer { close(text) }
    #expect(clinspan(["anonymize", "-"], input: text).output.hasPrefix("Patient: Xxxx Xxxxx"))
  }

  @Test func findingsStandInOriginalOffsetsWithTheirRules() throws {
    let path = folder.file("found.jsonl")
    let run = clinspan(
      ["anonymize", try records(2), "--findings", path, "--policy", "research", "--seed", "1"])
    #expect(run.status == 0, "\(run.errors)")
    let text = ScalarText(Self.note)
    for row in try rows(ofFile: path) {
      let spans = try #require(row["spans"]?.array)
      let found = try spans.map { span in
        "\(span["label"]?.string ?? "") "
          + text[try #require(span["start"]?.integer)..<(try #require(span["end"]?.integer))]
      }
      #expect(found == ["NAME Tova Quillfeather", "MRN 4455667", "DATE 03/14/2021"])
      #expect(spans.allSatisfy { $0["rule"]?.string != nil && $0["score"]?.number != nil })
    }
  }

  @Test func theMapLeadsBackToEveryLetterThatStayed() throws {
    let path = folder.file("map.jsonl")
    let run = clinspan(
      ["anonymize", try records(1), "--map", path, "--policy", "safe-harbor"])
    let output = ScalarText(try #require(try rows(run.output)[0]["text"]?.string))
    let source = ScalarText(Self.note)
    let segments = try #require(try rows(ofFile: path)[0]["segments"]?.array).map {
      $0.array?.compactMap(\.integer) ?? []
    }
    #expect(segments.count == 3)
    var (position, place) = (0, 0)
    for segment in segments {
      #expect(source[position..<segment[0]] == output[place..<segment[2]])
      (position, place) = (segment[1], segment[3])
    }
    #expect(source[position..<source.count] == output[place..<output.count])
  }

  @Test func theReportCountsAndNamesNobody() throws {
    for name in ["report.md", "report.json"] {
      let path = folder.file(name)
      #expect(clinspan(["anonymize", try records(2), "--report", path]).status == 0)
      let text = String(decoding: try InputFile.read(path), as: UTF8.self)
      #expect(text.contains("NAME") && text.contains("name.field"))
      #expect(!text.contains("Quill") && !text.contains("4455667"))
    }
    let json = try JSONParser.parse(try InputFile.read(folder.file("report.json")))
    #expect(json["labels"]?["NAME"]?.integer == 2)
    #expect(json["verdicts"]?["clear"]?.integer == 2)
  }

  @Test func aFolderIsResumedWhereItEnded() throws {
    for name in ["a", "b", "c"] { try folder.write(Self.note, to: "notes/\(name).txt") }
    try folder.write("done before", to: "clean/b.txt")
    let run = clinspan(
      ["anonymize", folder.file("notes"), "--output", folder.file("clean"), "--resume"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("2 notes"))
    #expect(try InputFile.read(folder.file("clean/b.txt")) == Array("done before".utf8))
    #expect(try Folder.names(in: folder.file("clean")) == ["a.txt", "b.txt", "c.txt"])
  }

  @Test func linesAreResumedWithTheirFindingsAndMaps() throws {
    let (output, found, map) = (
      folder.file("out.jsonl"), folder.file("found.jsonl"), folder.file("map.jsonl")
    )
    let source = try records(5)
    let arguments = [
      "anonymize", source, "--output", output, "--findings", found, "--map", map, "--seed", "3",
      "--policy", "research",
    ]
    #expect(clinspan(arguments).status == 0)
    let whole = try [output, found, map].map { try InputFile.read($0) }
    // What a run leaves that ended early: two lines of the output, one of the findings.
    for (path, count) in [(output, 2), (found, 1), (map, 2)] {
      let lines = try rows(ofFile: path).prefix(count).map { $0.text() + "\n" }
      try AtomicFile.write(Array(lines.joined().utf8) + Array("{\"id\":\"n2".utf8), to: path)
    }
    let run = clinspan(arguments + ["--resume"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("4 notes"))
    #expect(try [output, found, map].map { try InputFile.read($0) } == whole)
  }

  @Test func ctrlCKeepsWhatWasDoneAndSaysHowToGoOn() throws {
    let interrupt = Interrupt()
    interrupt.raise()
    let output = folder.file("out.jsonl")
    let run = clinspan(["anonymize", try records(3), "--output", output], interrupt: interrupt)
    #expect(run.status == 130)
    #expect(run.errors.contains("--resume goes on from there"))
    #expect(Folder.hasFile(output))
  }

  @Test func aRosterIsCertain() throws {
    let path = try folder.write("the zibbel came, 12zq9; brown sputum of Brown's.", to: "note.txt")
    let roster = try folder.write("# staff\nzibbel\nOtto Brown\nID\t12-ZQ-9\n", to: "roster.tsv")
    let plain = clinspan(["anonymize", path])
    #expect(plain.output.contains("zibbel"))
    let run = clinspan(["anonymize", path, "--roster", roster])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output == "the xxxxxx came, ddxxd; brown sputum of Xxxxx's.")
    let bad = try folder.write("NAMES\tzibbel\n", to: "bad.tsv")
    let refused = clinspan(["anonymize", path, "--roster", bad])
    #expect(refused.status == 1)
    #expect(refused.errors.contains("bad.tsv:1: expected a label before the tab"))
    #expect(!refused.errors.contains("zibbel"))
  }
}
