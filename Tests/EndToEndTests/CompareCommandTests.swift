import Files
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

#if canImport(Glibc)
  import Glibc
#endif

/// Where two values differ by more than 1e-9, or one has what the other lacks; keys that only the second
/// has are passed over.
private func differences(_ expected: JSONValue, _ found: JSONValue?, at path: String) -> [String] {
  switch (expected, found) {
  case (.object(let expected), .object(let found)?):
    expected.members.flatMap { differences($0.value, found[$0.key], at: "\(path).\($0.key)") }
  case (.array(let expected), .array(let found)?) where expected.count == found.count:
    zip(expected, found).enumerated().flatMap { differences($1.0, $1.1, at: "\(path)[\($0)]") }
  default:
    if let expected = expected.number, let found = found?.number {
      abs(expected - found) <= 1e-9 ? [] : ["\(path): expected \(expected), found \(found)"]
    } else {
      expected == found ? [] : ["\(path): expected \(expected), found \(String(describing: found))"]
    }
  }
}

@Suite struct CompareCommandTests {
  private let folder = TemporaryFolder()

  private static let note = "Ann Quill has a fever and no cough ."

  private static let gold = """
    {"id":"1","text":"\(note)","spans":[{"start":0,"end":9,"label":"person"},{"start":16,"end":21,"label":"problem"}]}
    {"id":2,"text":"no cough","spans":[{"start":3,"end":8,"label":"problem"}]}
    {"id":"3","text":"nobody has read this"}

    """

  private func write(_ gold: String = gold, predictions: String) throws -> (String, String) {
    (try folder.write(gold, to: "gold.jsonl"), try folder.write(predictions, to: "found.jsonl"))
  }

  // MARK: - Against an independent scorer

  /// The random documents of the fixture as files; gives their paths by key.
  private func writeFixture(_ fixture: JSONValue) throws -> [String: String] {
    func spans(_ value: JSONValue?) -> JSONValue {
      .array(
        (value?.array ?? []).compactMap(\.array).map {
          ["start": $0[0], "end": $0[1], "label": $0[2]]
        })
    }
    var paths: [String: String] = [:]
    for key in ["gold", "a0", "a1", "b0", "b1", "b2"] {
      var lines: [UInt8] = []
      for document in fixture["documents"]?.array ?? [] where document[key]?.array != nil {
        var row: JSONObject = ["id": document["id"] ?? .null, "spans": spans(document[key])]
        if key == "gold" {
          row["text"] = .string(String(repeating: "x", count: document["length"]?.integer ?? 0))
          row["ignore"] = .array(
            (document["ignore"]?.array ?? []).compactMap(\.array).map {
              ["start": $0[0], "end": $0[1]]
            })
        }
        lines += JSONValue.object(row).encoded() + [0x0A]
      }
      paths[key] = try folder.write(lines, to: "\(key).jsonl")
    }
    return paths
  }

  @Test func jsonHasTheKeysAndTheFiguresOfAnIndependentScorer() throws {
    let fixture = try Fixture.json("comparison.json")
    let paths = try writeFixture(fixture)
    func path(_ key: String) -> String { paths[key] ?? "" }
    let a = "\(path("a0")),\(path("a1"))"
    let b = "\(path("b0")),\(path("b1")),\(path("b2"))"
    let runs: [(String, [String])] = [
      ("two", ["--pred", a, "--pred", b, "--samples", "300"]),
      ("one", ["--pred", path("a0"), "--samples", "100", "--seed", "42"]),
      (
        "labels",
        [
          "--pred", b, "--pred", path("a1"), "--labels", "problem,person", "--samples", "100",
          "--seed", "3",
        ]
      ),
    ]
    for (name, arguments) in runs {
      let run = InProcess(["compare", "--gold", path("gold"), "--json"] + arguments)
      #expect(run.status == 0, "\(run.errors)")
      let found = try JSONParser.parse(run.output)
      var expected = try #require(fixture["expected"]?[name]?.object)
      for system in ["a", "b"] {  // the fixture's files were elsewhere
        guard var one = expected[system]?.object else { continue }
        let names = one["files"]?.array?.compactMap(\.string).map(Folder.name(of:))
        #expect(
          found[system]?["files"]?.array?.compactMap(\.string).map(Folder.name(of:)) == names)
        one["files"] = nil
        expected[system] = .object(one)
      }
      #expect(differences(.object(expected), found, at: name) == [])
    }
  }

  // MARK: - What is printed

  @Test func textMarkdownAndFilesHoldOneReport() throws {
    let (gold, found) = try write(
      predictions: """
        {"id":"1","spans":[{"start":0,"end":9,"label":"person"}]}
        {"id":"2","text":"no cough","spans":[]}
        """)
    let text = InProcess("compare", "--gold", gold, "--pred", found, "--report")
    #expect(text.status == 0, "\(text.errors)")
    #expect(text.output.hasPrefix("Strict: bounds and label equal, in %\n"))
    #expect(text.output.contains("100.0  33.3  50.0"))
    #expect(text.output.contains("2 documents, 3 gold spans"))

    let markdown = InProcess("compare", "--gold", gold, "--pred", found, "--markdown")
    #expect(markdown.output.hasPrefix("# Comparison\n"))
    for (name, expected) in [("r.md", markdown.output), ("r.txt", text.output)] {
      let path = folder.file(name)
      let run = InProcess("compare", "--gold", gold, "--pred", found, "--output", path)
      #expect(run.output == "")
      #expect(String(decoding: try InputFile.read(path), as: UTF8.self) == expected)
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    }
  }

  @Test func aModelIsComparedOnTheTextAlone() throws {
    let model = folder.file("model")
    try TinyModel.save(to: model)
    let gold = try folder.write(Self.gold, to: "gold.jsonl")
    let predicted = InProcess("predict", model, gold, "--output", folder.file("found.jsonl"))
    #expect(predicted.status == 0, "\(predicted.errors)")
    // What the model finds and what it wrote down are the same system.
    let run = InProcess(
      "compare", "--gold", gold, "--model", model, "--pred", folder.file("found.jsonl"), "--json")
    #expect(run.status == 0, "\(run.errors)")
    let report = try JSONParser.parse(run.output)
    #expect(report["a"]?["name"]?.string == "model")
    #expect(report["b"]?["name"]?.string == "found.jsonl")
    #expect(report["a"]?["outcomes"] == report["b"]?["outcomes"])
    #expect(report["a"]?["gold"]?.integer == 3)
  }

  @Test func predictionsMayBeAnyCorpus() throws {
    let gold = try folder.write(Self.gold, to: "gold.jsonl")
    let run = InProcess(
      "compare", "--gold", Fixture.path("docbin_default.spacy"), "--pred",
      Fixture.path("docbin_default.spacy"), "--json")
    #expect(run.status == 0, "\(run.errors)")
    #expect(try JSONParser.parse(run.output)["a"]?["f"]?.number == 1)

    let notes = try folder.write("Ann", to: "notes/1.txt")
    let plain = InProcess("compare", "--gold", gold, "--pred", Folder.parent(of: notes))
    #expect(plain.status == 1)
  }

  @Test(arguments: [
    (["runs/a/test.jsonl"], ["test.jsonl"]),
    (["runs/a/test.jsonl", "runs/b/test.jsonl"], ["a", "b"]),
    (["x/a.jsonl", "y/b.jsonl"], ["x/a.jsonl", "y/b.jsonl"]),
    (["model/best", "best"], ["model", "best"]),
    (["same", "same"], ["same", "same"]),
    (["s/1.jsonl,s/2.jsonl", "s/3.jsonl"], ["1.jsonl (2 runs)", "3.jsonl"]),
  ])
  func systemsAreNamedByWhatTellsThemApart(paths: [String], names: [String]) {
    let systems = paths.map { ComparedSystem(kind: .predictions, name: $0) }
    #expect(ComparedSystem.names(of: systems) == names)
  }

  // MARK: - What is refused

  @Test(arguments: [
    (#"{"id":"7","spans":[]}"#, ":1: no document of"),
    (#"{"id":"1","spans":[]}"# + "\n" + #"{"id":"1","spans":[]}"#, ":2: its id is there twice"),
    (#"{"id":"1","text":"Bob Quill","spans":[]}"#, ":1: its text is not that of the same id"),
    (#"{"id":"1","spans":[{"start":5,"end":2,"label":"x"}]}"#, ":1: expected spans of"),
    (#"{"id":"1","spans":[]}"# + "\n" + #"{"id":"2"}"#, ":2: expected \"spans\""),
    (#"{"id":"1","spans":[]}"# + "\n" + #"{"spans":[]}"#, ":2: expected an object with \"id\""),
    (#"{"id":"1","spans":[]}"# + "\n{\"id\":", ":2: "),
  ])
  func predictionsThatDoNotFitAreRefusedByLine(predictions: String, message: String) throws {
    let (gold, found) = try write(predictions: predictions)
    let run = InProcess("compare", "--gold", gold, "--pred", found)
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.contains(found + message), "\(run.errors)")
    #expect(!run.errors.contains("Quill"))
  }

  @Test func whiteSpaceMayDifferInKind() throws {
    let (gold, found) = try write(
      predictions:
        #"{"id":"2","text":"no\tcough\n","spans":[{"start":3,"end":8,"label":"problem"}]}"#)
    let run = InProcess("compare", "--gold", gold, "--pred", found, "--json")
    #expect(run.status == 0, "\(run.errors)")
    let a = try JSONParser.parse(run.output)["a"]
    #expect(a?["outcomes"]?["correct"]?.integer == 1)
    #expect(a?["documents_without_prediction"]?.integer == 1)
  }

  @Test func spansBeyondTheTextAreToldOf() throws {
    let (gold, found) = try write(
      predictions: #"{"id":"2","spans":[{"start":3,"end":80,"label":"problem"}]}"#)
    let run = InProcess("compare", "--gold", gold, "--pred", found)
    #expect(run.status == 0)
    #expect(run.errors.contains("1 span beyond the end of the text"))
  }

  @Test func goldMustBeGoldAndIdsMustDiffer() throws {
    let found = try folder.write(#"{"id":"1","spans":[]}"#, to: "found.jsonl")
    let plain = try folder.write(#"{"id":"1","text":"Ann"}"#, to: "plain.jsonl")
    #expect(
      InProcess("compare", "--gold", plain, "--pred", found).errors
        .contains("no document with gold spans"))
    let line = #"{"id":"1","text":"Ann","spans":[]}"# + "\n"
    let twice = try folder.write(line + line, to: "twice.jsonl")
    let run = InProcess("compare", "--gold", twice, "--pred", found)
    #expect(run.status == 1)
    #expect(run.errors.contains("document 2 has the id of one before it"))
  }

  @Test(arguments: [
    ["compare", "--gold", "g"],
    ["compare", "--gold", "g", "--pred", "a", "--pred", "b", "--model", "c"],
    ["compare", "--gold", "g", "--pred", "a", "--samples", "0"],
    ["compare", "--gold", "-", "--pred", "-"],
    ["compare", "--gold", "g", "--pred", "a", "--json", "--markdown"],
  ])
  func wrongUsageIs64(arguments: [String]) {
    let run = InProcess(arguments)
    #expect(run.status == 64)
    #expect(run.output == "")
  }

  @Test func ctrlCWritesNothing() throws {
    let interrupt = Interrupt()
    interrupt.raise()
    let model = folder.file("model")
    try TinyModel.save(to: model)
    let gold = try folder.write(Self.gold, to: "gold.jsonl")
    let run = InProcess(
      ["compare", "--gold", gold, "--model", model, "--output", folder.file("r.md")],
      interrupt: interrupt)
    #expect(run.status == 130)
    #expect(!Folder.hasFile(folder.file("r.md")))
  }
}
