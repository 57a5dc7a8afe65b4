import Notation
import Testing

@Suite struct JSONTests {
  @Test(
    arguments: [
      ("null", .null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .integer(0)),
      ("-0", .integer(0)), ("-12", .integer(-12)), ("1.5", .number(1.5)), ("1e3", .number(1000)),
      ("-2.5E-1", .number(-0.25)), ("9223372036854775807", .integer(.max)),
      ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .number(0x1p63)),
      ("1e999", .number(.infinity)), ("-1e999", .number(-.infinity)), ("\"\"", .string("")),
      ("\"a\\n\\t\\r\\b\\f\\\"\\\\\\/\"", .string("a\n\t\r\u{8}\u{C}\"\\/")),
      ("\"\\u00e9\\u03B2\"", .string("éβ")), ("\"\\ud83e\\udd15\"", .string("🤕")), ("[]", []),
      ("[ ]", []), ("[1,[2,[]]]", [1, [2, []]]), ("{}", [:]), ("{ }", [:]),
      ("{\"b\":1,\"a\":{\"c\":[null]}}", ["b": 1, "a": ["c": [nil]]]), ("\u{FEFF}1", .integer(1)),
      ("Infinity", .number(.infinity)), ("-Infinity", .number(-.infinity)),
    ] as [(String, JSONValue)])
  func textsOfJSONAreRead(text: String, value: JSONValue) throws {
    #expect(try JSONParser.parse(text) == value)
  }

  @Test(arguments: [
    "", " ", "nul", "tru", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"", "{\"a\":",
    "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "{,}", "\"", "\"a", "\"\\", "\"\\x\"",
    "\"\\u12\"", "\"\\u12g4\"", "\"a\nb\"", "\"\u{1}\"", "01", "-", "+1", ".5", "1.", "1.e2", "1e",
    "1e+", "0x10", "1 2", "[1]]", "'a'", "-01", "--1", "NaNa", "{\"a\":1 \"b\":2}", "1..2", "1.2.3",
  ])
  func whatIsNotJSONIsRefused(text: String) {
    #expect(throws: JSONError.self) { try JSONParser.parse(text) }
  }

  @Test func aLoneSurrogateIsReplaced() throws {
    #expect(try JSONParser.parse("\"a\\ud800b\"") == "a\u{FFFD}b")
    #expect(try JSONParser.parse("\"\\udc00\"") == "\u{FFFD}")
    #expect(try JSONParser.parse("\"\\ud83e\\u0041\"") == "\u{FFFD}A")
    #expect(try JSONParser.parse("\"\\ud83e\\ud83e\\udd15\"") == "\u{FFFD}🤕")
  }

  @Test func nestingIsLimited() throws {
    let deep = JSONParser.maximumDepth
    let most = String(repeating: "[", count: deep) + String(repeating: "]", count: deep)
    #expect(throws: Never.self) { try JSONParser.parse(most) }
    #expect(throws: JSONError.self) { try JSONParser.parse("[\(most)]") }
    let objects = String(repeating: "{\"a\":", count: deep + 1)
    #expect(throws: JSONError.self) { try JSONParser.parse(objects) }
    #expect(throws: JSONError.self) {
      try JSONParser.parse(String(repeating: "[", count: 1_000_000))
    }
  }

  @Test func aKeyGivenTwiceKeepsItsLastValueAtItsFirstPlace() throws {
    let value = try JSONParser.parse("{\"a\":1,\"b\":2,\"a\":3}")
    #expect(value.object?.keys == ["a", "b"])
    #expect(value["a"] == 3)
    let many = (0..<20).map { "\"k\($0 % 10)\":\($0)" }.joined(separator: ",")
    let merged = try JSONParser.parse("{\(many)}")
    #expect(merged.object?.keys == (0..<10).map { "k\($0)" })
    #expect(merged["k3"] == 13)
  }

  @Test func errorsNameTheByteAndNeverTheText() {
    #expect {
      try JSONParser.parse("{\"name\": secret}")
    } throws: {
      "\($0)" == "not JSON at byte 9: expected a value"
    }
  }

  @Test func aStringOfTenMegabytesComesThrough() throws {
    let text = String(repeating: "0123456789\n\"é😀\\", count: 700_000)
    let encoded = JSONValue.string(text).encoded()
    #expect(encoded.count > 10_000_000)
    #expect(try JSONParser.parse(encoded) == .string(text))
  }

  @Test func specialCharactersAreFoundAtEveryPlaceOfAWord() throws {
    for length in 0..<20 {
      for special in ["\\n", "\\\"", "\\\\", "\\u001f"] {
        let plain = String(repeating: "é", count: length)
        let value = try JSONParser.parse("\"\(plain)\(special)\(plain)\"")
        #expect(value.string?.unicodeScalars.count == 2 * length + 1)
      }
      let control = "\"\(String(repeating: "x", count: length))\u{1F}\""
      #expect(throws: JSONError.self) { try JSONParser.parse(control) }
    }
  }

  @Test func whatIsWrittenIsReadBackAlike() throws {
    let value: JSONValue = [
      "empty": [:], "list": [nil, true, -1, 1.5, 1e-7, "a\u{301}\u{0}\u{7F}\u{2028}🤕"],
      "nested": ["": ["\"": "\\"]],
    ]
    for style in [
      JSONStyle.compact, .pretty, JSONStyle(sortsKeys: true, escapesNonASCII: true),
      JSONStyle(itemSeparator: ", ", keySeparator: ": "),
    ] {
      let read = try JSONParser.parse(value.encoded(style))
      #expect(style.sortsKeys || read == value)
      #expect(read["list"] == value["list"])
    }
  }

  @Test func pythonWouldWriteTheSame() {
    let value: JSONValue = ["b": "é🤕/\u{7F}", "a": [1e16, 1e-05, 0.1]]
    let style = JSONStyle(sortsKeys: true, escapesNonASCII: true)
    #expect(
      value.text(style) == #"{"a":[1e+16,1e-05,0.1],"b":"\u00e9\ud83e\udd15/\#u{7F}"}"#)
  }

  @Test func theScannerReadsWhatItIsAskedFor() throws {
    let text = Array(#"{"skip": [1, {"x": "y"}], "text": "a\nb", "n": 12, "list": [3, 4]}"#.utf8)
    var found: [String] = []
    try text.withUnsafeBufferPointer { bytes in
      var scanner = JSONScanner(bytes)
      try scanner.openObject()
      var isFirst = true
      while let key = try scanner.nextKey(isFirst: isFirst) {
        isFirst = false
        switch key {
        case "text": found.append(String(decoding: try scanner.stringBytes(), as: UTF8.self))
        case "n": found.append("\(scanner.integer() ?? -1)")
        case "list":
          try scanner.openArray()
          var isFirst = true
          while try scanner.nextElement(isFirst: isFirst) {
            isFirst = false
            found.append("\(scanner.integer() ?? -1)")
          }
        default: _ = try scanner.value()
        }
      }
      try scanner.finish()
    }
    #expect(found == ["a\nb", "12", "3", "4"])
  }
}
