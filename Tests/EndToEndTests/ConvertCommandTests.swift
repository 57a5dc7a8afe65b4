import Corpus
import Files
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

@Suite struct ConvertCommandTests {
  private let folder = TemporaryFolder()

  /// With a letter of two UTF-16 units, so that offsets of the wrong kind show.
  private static let note = """
    {"id":"a","text":"😀 Ann Quill has a fever .","spans":[{"start":2,"end":11,"label":"person"},\
    {"start":18,"end":23,"label":"problem"}]}

    """

  private func text(_ path: String) throws -> String {
    String(decoding: try InputFile.read(path), as: UTF8.self)
  }

  @Test(arguments: [
    CorpusFormat.docBin, .spacyJSON, .prodigy, .doccano, .doccanoUTF16, .brat, .i2b2, .n2c2,
  ])
  func thereAndBackKeepsTextAndSpans(format: CorpusFormat) throws {
    let input = try folder.write(Self.note, to: "in.jsonl")
    let middle = folder.file("middle")
    let there = InProcess("convert", input, middle, "--to", format.rawValue)
    #expect(there.status == 0, "\(there.errors)")
    #expect(there.errors.contains("1 document from jsonl to \(format.rawValue)"))
    let back = InProcess(
      "convert", middle, folder.file("out.jsonl"), "--from", format.rawValue, "--json")
    #expect(back.status == 0, "\(back.errors)")
    let report = try JSONParser.parse(back.output)
    #expect(report["from"]?.string == format.rawValue && report["to"]?.string == "jsonl")
    #expect(report["documents"]?.integer == 1)

    let row = try #require(Fixture.jsonLines(folder.file("out.jsonl")).first)
    let expected = try JSONParser.parse(Self.note)
    #expect(row["text"]?.string?.hasPrefix(expected["text"]?.string ?? "?") == true)
    let spans = (row["spans"]?.array ?? []).map { span in
      [span["start"]?.integer, span["end"]?.integer].map { $0 ?? -1 }
    }
    #expect(spans == [[2, 11], [18, 23]])
    #expect(row["spans"]?.array?.map { $0["label"]?.string } == ["person", "problem"])
  }

  @Test func theNameOfTheOutputTellsItsFormat() throws {
    let input = try folder.write(Self.note, to: "in.jsonl")
    #expect(InProcess("convert", input, folder.file("out.spacy")).status == 0)
    #expect(try CorpusReader().read(folder.file("out.spacy")).format == .docBin)
    let unknown = InProcess("convert", input, folder.file("out.dat"))
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("cannot tell its format; name one of n2c2, spacy"))
    #expect(!Folder.hasFile(folder.file("out.dat")))
  }

  @Test func whatIsLostIsToldAndCounted() throws {
    let input = try folder.write(
      Self.note + "not JSON\n"
        + #"{"id":"b","text":"Ann","spans":[{"start":1,"end":9,"label":"x"}]}"#,
      to: "in.jsonl")
    let run = InProcess("convert", input, folder.file("out.spacy"))
    #expect(run.status == 0)
    #expect(run.errors.contains("in.jsonl:2: "))
    #expect(run.errors.contains("in.jsonl:3: span 1..<9 in a text of 3 characters"))
    #expect(run.errors.contains("2 documents from jsonl to spacy; 2 things left out, named above"))
    let json = InProcess("convert", input, folder.file("out.spacy"), "--json")
    #expect(try JSONParser.parse(json.output)["losses"]?.integer == 2)
  }

  @Test func manyProblemsAreCountedNotListed() throws {
    let input = try folder.write(
      Self.note + String(repeating: "not JSON\n", count: 30), to: "in.jsonl")
    let run = InProcess("convert", input, folder.file("out.spacy"))
    #expect(run.errors.contains("… and 10 more problems"))
  }

  @Test func spacysOwnFlagsAreTaken() throws {
    let input = try folder.write("Ann NN B-person\nsleeps VB O\n", to: "in.iob")
    try Folder.create(folder.file("corpus"))
    let run = InProcess(
      "convert", input, folder.file("corpus"), "-c", "ner", "-n", "10", "-l", "de", "-C", "-s")
    #expect(run.status == 0, "\(run.errors)")
    for flag in ["--n-sents 10", "--lang de", "--seg-sents"] {
      #expect(run.errors.contains("Note: \(flag)"))
    }
    let read = try CorpusReader().read(folder.file("corpus/in.spacy"))
    #expect(read.records.map(\.example.spans) == [[Span(0..<3, "person")]])
    let json = InProcess("convert", input, folder.file("out"), "--file-type", "json")
    #expect(json.status == 0, "\(json.errors)")
    #expect(try JSONParser.parse(text(folder.file("out"))).array?.count == 1)
    #expect(InProcess("convert", input, "-", "-t", "word").status == 64)
    #expect(InProcess("convert", input, "x.spacy", "-c", "conllu").status == 64)
  }

  @Test func ctrlCLeavesNothing() throws {
    let input = try folder.write(Self.note, to: "in.jsonl")
    let interrupt = Interrupt()
    interrupt.raise()
    let run = InProcess(["convert", input, folder.file("out.spacy")], interrupt: interrupt)
    #expect(run.status == 130)
    #expect(try Folder.names(in: folder.path) == ["in.jsonl"])
  }

  @Test func wrongUsageIs64() throws {
    try folder.write("Ann", to: "notes/1.txt")
    let notes = folder.file("notes")
    for arguments in [
      ["convert", "a", "-"], ["convert", "a", "-", "--to", "jsonl", "--json"],
      ["convert", notes, notes + "/", "--to", "brat"], ["convert", "a", "b", "--to", "word"],
    ] {
      let run = InProcess(arguments)
      #expect(run.status == 64, "\(arguments)")
      #expect(run.output == "")
    }
  }

  @Test func standardOutputHoldsTheCorpusAlone() throws {
    let input = try folder.write(Self.note, to: "in.jsonl")
    let run = try Subprocess(
      Subprocess.clinspan, ["convert", input, "-", "--to", "jsonl"], in: folder)
    #expect(run.status == 0)
    #expect(try JSONParser.parse(run.output) == JSONParser.parse(Self.note))
  }
}
