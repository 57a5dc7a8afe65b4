import Notation
import TestSupport
import Testing

@testable import Project

@Suite struct YAMLTests {
  static let fixture = try? Fixture.json("yaml_cases.json")

  static let names = (fixture?["cases"]?.object?.keys ?? []).sorted()

  @Test(arguments: names)
  func readsAsWeaselDoes(_ name: String) throws {
    let expected = try #require(Self.fixture?["cases"]?[name])
    let text = try #require(expected["text"]?.string)
    guard let json = expected["json"]?.string else {
      #expect(throws: YAMLError.self) { try Self.parse(text) }
      return
    }
    #expect(try Self.parse(text).text(.python) == json)
  }

  @Test func fixtureHoldsCasesOfBothKinds() {
    #expect(Self.names.count > 40)
    #expect(Self.names.contains { Self.fixture?["cases"]?[$0]?["error"] != nil })
  }

  static func parse(_ text: String) throws(YAMLError) -> JSONValue {
    try YAML.parse(Array(text.utf8))
  }

  @Test(arguments: [
    ("a: 1\nb: [\n", "line 3: did not find expected node content while parsing a flow node"),
    ("a: 1\nb: c: d\n", "line 2: mapping values are not allowed in this context"),
    ("a: 1\nb:\n  c: 1\n  c: 2\n", "line 3: a mapping has a key twice: \"c\""),
    ("a: 1\n!!int 1: 2\n1: 3\n", "line 3: a key for the second time"),
    ("a: 1\n[b]: 2\n", "line 2: a key that is not a word"),
    ("a: 1\nb: *x\n", "line 2: found undefined alias"),
    ("a: 1\nb: !x y\n", "line 2: a tag that is not read (!x)"),
    ("a: 1\n\nb: \u{1}\n", "line 3: control characters are not allowed"),
    ("a: 1\n---\nb: 1\n", "line 2: but found another document"),
  ])
  func errorsNameTheLine(_ text: String, _ message: String) {
    let error = #expect(throws: YAMLError.self) { try Self.parse(text) }
    #expect(error?.description == message)
  }

  @Test func bytesThatAreNotTextAreNamedByLine() {
    let error = #expect(throws: YAMLError.self) {
      try YAML.parse(Array("a: 1\nb: é\nc: ".utf8) + [0xFF, 0x0A])
    }
    #expect(error?.description == "line 3: text that is not UTF-8")
  }

  @Test func depthIsLimited() {
    let deep = 100_000
    for text in [
      String(repeating: "[", count: deep), String(repeating: "- ", count: deep) + "a",
      String(repeating: "{a: ", count: deep), String(repeating: "? ", count: deep) + "a",
      String(repeating: "[", count: 200) + String(repeating: "]", count: 200),
    ] {
      #expect(throws: YAMLError.self) { try Self.parse(text) }
    }
  }

  /// Nine levels of nine aliases: 387 million values in 500 bytes, as values and as keys.
  @Test func aliasesCannotExplode() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      let list = repeatElement("*a\(level - 1)", count: 9).joined(separator: ", ")
      text += "a\(level): &a\(level) [\(list)]\n"
    }
    for bomb in [text, text + "? *a8\n: 1\n", text + "b: {*a8 : 1, *a7 : 2}\n"] {
      let error = #expect(throws: YAMLError.self) { try Self.parse(bomb) }
      #expect(error?.problem == "too many aliases; write some of the values out")
    }
    // Few enough to read, too many to hold.
    let list = repeatElement("*x", count: 12).joined(separator: ", ")
    let wide = "x: &x [\(repeatElement("y", count: 100_000).joined(separator: ","))]\nz: [\(list)]"
    let error = #expect(throws: YAMLError.self) { try Self.parse(wide) }
    #expect(error?.problem == "more than 1000000 values")
  }

  @Test func aFewAliasesAreFine() throws {
    let value = try Self.parse("a: &x [1, 2]\n" + (0..<20).map { "k\($0): *x\n" }.joined())
    #expect(value["k19"] == [1, 2])
  }
}

@Suite struct YAMLWriterTests {
  @Test func whatIsWrittenReadsTheSame() throws {
    let value: JSONValue = [
      "plain": "a b:c #d", "list": ["x", ["y", []], ["k": "v", "l": [1, 2.5]], [:]], "none": nil,
      "awkward": [
        "", " ", "-", "- a", "a: b", "a #b", "yes", "null", "12", "1e10", "0x1F", "'q'", "\"d\"",
        "tab\there", "line\nend", "trailing ", "colon:", "@x", "é 😀", "\u{85}", "\u{7F}", "~",
        "{a}", "[b]", "x\u{FEFF}", "\u{2028}", "\u{FFFF}", "*c", "&d", "!e", "%f", "`g`", "|", ">",
        "?", "a, b", "---", "...",
      ],
      "keys": ["a: b": 1, "": 2, "12": 3, "é": true, "x#y": false],
    ]
    #expect(try YAML.parse(Array(value.yaml.utf8)) == value)
    for other in ["text", 12, nil, [], [:], [1], "--- x", "..."] as [JSONValue] {
      #expect(try YAML.parse(Array(other.yaml.utf8)) == other)
    }
  }

  @Test func layoutIsThatOfALockFile() {
    let value: JSONValue = [
      "train": [
        "cmd": "clinspan run train", "script": ["clinspan train x"],
        "deps": [["path": "corpus/a", "md5": nil], ["path": "b", "md5": "1e99"]], "outs": [],
      ]
    ]
    #expect(
      value.yaml == """
        train:
          cmd: clinspan run train
          script:
            - clinspan train x
          deps:
            - path: corpus/a
              md5: null
            - path: b
              md5: "1e99"
          outs: []

        """)
  }
}
