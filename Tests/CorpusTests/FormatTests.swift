import Files
import Notation
import TestSupport
import Testing
import Text

@testable import Corpus

@Suite struct FormatTests {
  let folder = TemporaryFolder()

  func read(_ text: String, _ name: String, format: CorpusFormat? = nil) throws -> CorpusContents {
    try CorpusReader(format: format, tokenizer: nil).read(folder.write(text, to: name))
  }

  @Test(arguments: [
    (
      #"{"text":"I'm seeing Ed Sheeran on Wednesday in Miami so if you wanna meet up or say hi hmu!","spans":[]}"#,
      885_944_384, -1_665_691_389
    ),
    (
      #"{"text":"any asian cuisine around","spans":[{"start":4,"end":9,"label":"Cuisine","token_start":1,"token_end":1},{"start":18,"end":24,"label":"Location","token_start":3,"token_end":3}]}"#,
      -1_847_384_001, 64_023_794
    ),
    (
      #"{"text":"Uber’s Lesson: Silicon Valley’s Start-Up Machine Needs Fixing","meta":{"source":"The New York Times"}}"#,
      1_886_699_658, -1_952_856_502
    ),
    (#"{"text":"Pt c/o chest pain 🤕","spans":[]}"#, 1_104_940_822, -184_366_293),
    (#"{"text":"line1\nline2\t\"q\" \\ / é","spans":[]}"#, 324_594_721, 447_985_081),
  ])
  func prodigyHashesAreProdigys(task: String, input: Int, hash: Int) throws {
    let object = try #require(try JSONParser.parse(task).object)
    #expect(ProdigyHash.input(text: object["text"]?.string ?? "") == input)
    #expect(ProdigyHash.task(object, inputHash: input) == hash)
  }

  @Test func aProdigyTaskComesBackKeyForKey() throws {
    let task = """
      {"text":"Pt c/o pain.","tokens":[{"text":"Pt","start":0,"end":2,"id":0,"ws":true},{"text":"c/o","start":3,"end":6,"id":1,"ws":true},{"text":"pain","start":7,"end":11,"id":2,"ws":false},{"text":".","start":11,"end":12,"id":3,"ws":false}],"spans":[{"start":7,"end":11,"token_start":2,"token_end":2,"label":"problem","source":"m","score":0.5}],"answer":"accept","meta":{"id":"n1","x":1},"_input_hash":5,"_task_hash":-6,"_view_id":"ner_manual","sessions":["a"]}

      """
    let contents = try read(task, "a.jsonl")
    #expect(contents.format == .prodigy)
    #expect(contents.diagnostics.isEmpty)
    let record = try #require(contents.records.first)
    #expect(record.id == "n1")
    #expect(record.example.spans == [Span(7..<11, "problem")])
    #expect(Prodigy.task(record) == (try JSONParser.parse(task)))
  }

  @Test func tasksNotAcceptedAreNoGold() throws {
    let contents = try read(
      """
      {"text":"pain","spans":[{"start":0,"end":4,"label":"x"}],"answer":"reject"}
      {"text":"pain","spans":[],"answer":"ignore"}
      {"text":"pain","answer":"accept"}
      {"text":"pain","_input_hash":1}

      """, "a.jsonl")
    #expect(contents.records.map(\.example.spans) == [[], [], [], []])
    #expect(contents.records.map(\.example.unannotated) == [[0..<4], [0..<4], [], [0..<4]])
    #expect(contents.records[0].aside == [Span(0..<4, "x")])
    #expect(Prodigy.task(contents.records[0])["spans"]?.array?.count == 1)
    #expect(Prodigy.task(contents.records[1])["spans"] == [])
    #expect(Prodigy.task(contents.records[3])["spans"] == nil)
  }

  @Test func doccanoCountsUTF16UnlessTold() throws {
    let line = #"{"id":1,"text":"😀 pain","label":[[3,7,"problem"]],"Comments":[]}"#
    let units = try read(line, "a.jsonl", format: .doccanoUTF16)
    #expect(units.records.first?.example.spans == [Span(2..<6, "problem")])
    let points = try read(#"{"text":"😀 pain","labels":[[2,6,"problem"]]}"#, "b.jsonl")
    #expect(points.format == .doccano)
    #expect(points.records.first?.example.spans == [Span(2..<6, "problem")])
    let split = try read(
      #"{"text":"😀 pain","label":[[1,4,"problem"]]}"#, "c.jsonl", format: .doccanoUTF16)
    #expect(split.diagnostics.map(\.problem) == [.spanOutOfRange(start: 1, end: 4, count: 7)])
  }

  @Test func doccanoRelationsStay() throws {
    let line =
      #"{"id":"r","text":"a b","entities":[{"label":"x","start_offset":0,"end_offset":1,"id":4}],"relations":[{"id":0,"from_id":4,"to_id":4,"type":"t"}],"Comments":[]}"#
    let contents = try read(line, "a.jsonl")
    #expect(contents.format == .doccano)
    let record = try #require(contents.records.first)
    #expect(Doccano(countsUTF16: false).value(record) == (try JSONParser.parse(line)))
  }

  @Test func bratKeepsPiecesAndAttributes() throws {
    try folder.write("He has no chest\r\nor back pain 😀 now", to: "b/n.txt")
    let annotations = """
      T1\tProblem 10 15;25 29\tchest pain
      T2\tProblem 20 29\tback pain
      A1\tNegated T1
      R1\tSame Arg1:T1 Arg2:T2\t
      #1\tAnnotatorNotes T1\ta note
      T9\tProblem 0 2\tShe
      T10\tProblem 30 99\tx
      T11 Problem

      """
    try folder.write(annotations, to: "b/n.ann")
    let contents = try CorpusReader(tokenizer: nil).read(folder.file("b"))
    #expect(contents.format == .brat)
    let record = try #require(contents.records.first)
    #expect(record.example.spans == [Span(10..<29, "Problem")])
    #expect(record.aside == [Span(20..<29, "Problem")])
    #expect(contents.diagnostics.prefix(4).map(\.line) == [1, 6, 7, 8])
    #expect(contents.diagnostics.first?.problem == .discontinuous(pieces: 2))
    let written = try #require(Brat.annotations(of: record))
    let kept = annotations.split(separator: "\n").filter { line in
      !["T9", "T10", "T11"].contains { line.hasPrefix($0) }
    }
    #expect(String(decoding: written, as: UTF8.self).split(separator: "\n") == kept)
  }

  @Test(arguments: [
    "pain B-x\nnow I-x\nor B-x\n. O\n", "pain B-x\nnow L-x\nor U-x\n. O\n",
    "pain I-x\nnow I-x\nor B-x\n. O\n", "pain B-x\nnow E-x\nor S-x\n. O\n",
    "-DOCSTART- -X- O O\n\npain NN I-NP I-x\nnow\tRB\tO\tI-x\r\nor CC O B-x\n. . O O",
  ])
  func columnsOfEverySchemeAreRead(text: String) throws {
    let contents = try read(text, "a.conll")
    #expect(contents.diagnostics.isEmpty)
    #expect(contents.records.map(\.example.document.text.string) == ["pain now or ."])
    #expect(contents.records.first?.example.spans == [Span(0..<8, "x"), Span(9..<11, "x")])
  }

  @Test func columnsWithoutDocumentsAreOneSentenceEach() throws {
    let contents = try read("a O\n\n\nb B-x\nc Q-x\n", "a.conll")
    #expect(contents.records.map(\.example.document.text.string) == ["a", "b c"])
    #expect(contents.diagnostics.map(\.line) == [5])
    #expect(contents.records[1].example.unannotated == [2..<3])
  }

  @Test func documentsOfColumnsKeepTheirSentences() throws {
    let contents = try read(
      "-DOCSTART- O\n\na O\n\nb O\nc O\n\n-DOCSTART- O\n\n-DOCSTART- O\n\nd O\n", "a.conll")
    #expect(contents.records.map(\.example.document.text.string) == ["a\nb c", "", "d"])
    #expect(contents.records[0].example.sentenceStarts == [0, 1])
  }

  @Test func spacyJSONIsReadWithAndWithoutRawText() throws {
    let tokens =
      #"[{"id":0,"orth":"chest","ner":"B-x","tag":"NN"},{"id":1,"orth":"pain","space":"","ner":"L-x"},{"id":2,"orth":".","space":"","ner":"-"}]"#
    for (raw, text) in [("null", "chest pain."), (#""chest\npain.""#, "chest\npain.")] {
      let contents = try read(
        #"[{"id":7,"paragraphs":[{"raw":\#(raw),"sentences":[{"tokens":\#(tokens),"brackets":[]}],"cats":[{"label":"c","value":1.0}]}]}]"#,
        "a.json")
      #expect(contents.format == .spacyJSON)
      let record = try #require(contents.records.first)
      #expect(record.example.document.text.string == text)
      #expect(record.example.spans == [Span(0..<10, "x")])
      #expect(record.example.unannotated == [10..<11])
      #expect(record.details["cats"] == [["label": "c", "value": 1.0]])
      var diagnostics: [Diagnostic] = []
      let written = SpacyJSON.document(of: record, file: "x", diagnostics: &diagnostics)
      #expect(
        written["paragraphs"]?.array?[0]["sentences"]?.array?[0]["tokens"]?.array?[0]["tag"] == "NN"
      )
    }
  }

  @Test func deidentificationXMLIsRead() throws {
    let xml = """
      <?xml version="1.0" encoding="UTF-8" ?>
      <!DOCTYPE x [<!ENTITY a "b">]><!-- c -->
      <deIdi2b2>
      <TEXT><![CDATA[Dr. Ann Quill & 😀 2067-05-03]]></TEXT>
      <TAGS>
      <NAME id="P0" start="4" end="13" text="Ann Quill" TYPE="DOCTOR" comment="" />
      <DATE id="P1" start="18" end="28" text="2067-05-03" TYPE="DATE" comment="a &lt; b"></DATE>
      <NAME id="P2" start="0" end="3" text="Ms." TYPE="DOCTOR" comment="" />
      <NAME id="P3" start="0" text="Dr." TYPE="DOCTOR" />
      </TAGS>
      </deIdi2b2>
      """
    let contents = try read(xml, "100-01.xml")
    #expect(contents.format == .i2b2)
    let record = try #require(contents.records.first)
    #expect(record.id == "100-01")
    #expect(record.example.spans == [Span(4..<13, "DOCTOR"), Span(18..<28, "DATE")])
    #expect(contents.diagnostics.count == 2)
    var diagnostics: [Diagnostic] = []
    let written = I2B2.xml(of: record)
    let again = try I2B2.record(written, id: record.id, file: "x", diagnostics: &diagnostics)
    #expect(again == record)
    #expect(diagnostics.isEmpty)
  }

  @Test(arguments: [
    "<a", "<a>", "<TEXT>x</TEXT><TAGS>", "<a></b>", "<TEXT>&nope;</TEXT>", "<TEXT><![CDATA[x",
    "<a b=c/>",
    "", "<!DOCTYPE [", "<a>no text</a>", "<TEXT>&#xD800;</TEXT>",
  ])
  func brokenXMLIsAnError(xml: String) {
    #expect(throws: CorpusError.self) { try read(xml, "a.xml", format: .i2b2) }
  }

  @Test func formatsAreTold() throws {
    let samples: [(String, String, CorpusFormat)] = [
      ("x.jsonl", #"{"text":"a","spans":[]}"#, .jsonl), ("x", #"{"text":"a"}"#, .jsonl),
      ("x", #"{"text":"a","label":[]}"#, .doccano),
      ("x", #"{"text":"a","answer":"accept"}"#, .prodigy),
      ("x.json", #"[{"paragraphs":[]}]"#, .spacyJSON), ("x", "a B-x\nb O\n", .conll),
      ("x", "<deIdi2b2></deIdi2b2>", .i2b2), ("x.txt", "anything B-x", .text),
    ]
    for (name, content, format) in samples {
      var source = try CorpusSource(folder.write(content, to: name))
      #expect(try CorpusFormat.detect(&source) == format, "\(name) \(content)")
    }
    #expect {
      _ = try read("plain words", "y")
    } throws: {
      "\($0)".contains("cannot tell its format; name one of n2c2, spacy, spacy-json")
    }
  }

  @Test func conversionTellsWhatIsLost() throws {
    let input = try folder.write(
      #"{"id":"a","text":"chest pain","spans":[{"start":0,"end":3,"label":"x"},{"start":1,"end":10,"label":"y"}]}"#,
      to: "a.jsonl")
    var diagnostics: [Diagnostic] = []
    let report = try CorpusConversion.run(
      input: input, output: folder.file("a.conll"), diagnostics: { diagnostics.append($0) })
    #expect(report == .init(source: .jsonl, target: .conll, recordCount: 1))
    #expect(
      diagnostics.map(\.problem) == [
        .overlap(0..<3, kept: 1..<10), .notWritten("1 overlapping spans of a"),
        .misaligned(1..<10, widened: 0..<10),
      ])
    #expect(
      String(decoding: try InputFile.read(folder.file("a.conll")), as: UTF8.self)
        == "-DOCSTART-\t-X-\tO\tO\n\nchest\tB-y\npain\tI-y\n\n")
    #expect(throws: CorpusError.self) {
      try CorpusConversion.run(input: input, output: folder.file("noname"), diagnostics: { _ in })
    }
  }

  @Test(arguments: CorpusFormat.allCases)
  func whatAFormatCannotHoldIsTold(format: CorpusFormat) throws {
    let document = Document(id: "a", text: "chest pain today")
    var record = Record(
      Example(document: document, spans: [Span(0..<10, "x")], unannotated: [11..<16]))
    record.aside = [Span(6..<10, "y")]
    var writer = try CorpusWriter(folder.file("out\(format)"), format: format)
    try writer.write(record)
    let told = try writer.finish().map(\.problem)
    var expected: [Diagnostic.Problem] = []
    if format == .text {
      expected.append(.notWritten("2 spans of a"))
    } else if !format.holdsOverlaps {
      expected.append(.notWritten("1 overlapping spans of a"))
    }
    if !format.holdsUnknownParts {
      expected.append(.notWritten("which parts are not annotated, of a"))
    }
    #expect(told == expected)
    // What is not told is there.
    if format.hasTokens, format != .n2c2 {
      let path = folder.file("out\(format)")
      let read = try #require(try CorpusReader(format: format).read(path).records.first)
      #expect(read.allSpans.count == (format.holdsOverlaps ? 2 : 1))
      #expect(read.example.unannotated.count == (format.holdsUnknownParts ? 1 : 0))
    }
  }
}
