import Notation
import TestSupport
import Testing

@Suite struct YAMLTests {
  static let fixture = try? Fixture.json("yaml_cases.json")

  static let names = (fixture?["cases"]?.object?.keys ?? []).sorted()

  @Test(arguments: names)
  func readsAsWeaselDoes(_ name: String) throws {
    let expected = try #require(Self.fixture?["cases"]?[name])
    let text = try #require(expected["text"]?.string)
    guard let json = expected["json"]?.string else {
      #expect(throws: YAMLError.self) { try YAMLParser.parse(text) }
      return
    }
    #expect(try YAMLParser.parse(text).text(.python) == json)
  }

  @Test func fixtureHoldsCasesOfBothKinds() {
    #expect(Self.names.count > 40)
    #expect(Self.names.contains { Self.fixture?["cases"]?[$0]?["error"] != nil })
  }

  @Test func whatIsNotReadIsRefusedWithItsLine() throws {
    for member in try #require(Self.fixture?["refused"]?.object?.members) {
      let text = try #require(member.value.string)
      #expect(throws: YAMLError.self, "\(member.key)") { try YAMLParser.parse("x: 0\n" + text) }
    }
    let error = #expect(throws: YAMLError.self) { try YAMLParser.parse("a: 1\nb: *x\n") }
    #expect(
      error?.description
        == "line 2: expected a value; anchors and aliases are not read, write it out")
  }

  @Test func depthIsLimited() {
    #expect(throws: YAMLError.self) {
      try YAMLParser.parse(String(repeating: "[", count: 100_000))
    }
    #expect(throws: YAMLError.self) {
      try YAMLParser.parse(String(repeating: "- ", count: 100_000) + "a")
    }
  }
}

@Suite struct YAMLWriterTests {
  @Test func whatIsWrittenReadsTheSame() throws {
    let value: JSONValue = [
      "plain": "a b:c #d", "list": ["x", ["y", []], ["k": "v", "l": [1, 2.5]], [:]], "none": nil,
      "awkward": [
        "", " ", "-", "- a", "a: b", "a #b", "yes", "null", "12", "1e10", "0x1F", "'q'", "\"d\"",
        "tab\there", "line\nend", "trailing ", "colon:", "@x", "é 😀", "\u{85}", "\u{7F}", "~",
        "{a}", "[b]", "*c", "&d", "!e", "%f", "`g`", "|", ">", "?", "a, b", "---", "...",
      ],
      "keys": ["a: b": 1, "": 2, "12": 3, "é": true, "x#y": false],
    ]
    #expect(try YAMLParser.parse(value.yaml) == value)
    for other in ["text", 12, nil, [], [:], [1], "--- x", "..."] as [JSONValue] {
      #expect(try YAMLParser.parse(other.yaml) == other)
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
