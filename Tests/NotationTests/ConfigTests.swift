import Files
import Notation
import TestSupport
import Testing

@Suite struct ConfigTests {
  static let cases: [String: JSONValue] = {
    let members = (try? Fixture.json("config_cases.json"))?["cases"]?.object?.members ?? []
    return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
  }()

  @Test(arguments: cases.keys.sorted())
  func readsAndWritesAsConfectionDoes(_ name: String) throws {
    let expected = try #require(Self.cases[name])
    let text = try #require(expected["text"]?.string)
    let interpolating = try #require(expected["interpolate"]?.bool as Bool?)
    let overrides = (expected["overrides"]?.object?.members ?? []).map {
      ConfigOverride($0.key, $0.value)
    }
    if expected["error"] != nil {
      #expect(throws: ConfigError.self) {
        try Config(parsing: text, overrides: overrides, interpolating: interpolating)
      }
      return
    }
    let config = try Config(parsing: text, overrides: overrides, interpolating: interpolating)
    #expect(JSONValue.object(config.root).text(.python) == expected["json"]?.string)
    if interpolating {
      #expect(config.serialized() == expected["written"]?.string)
      #expect(try Config(parsing: config.serialized()) == config)
    }
  }

  @Test func fixtureHoldsCasesOfBothKinds() {
    #expect(Self.cases.count > 50)
    #expect(Self.cases.values.contains { $0["error"] != nil })
  }

  @Test(arguments: ["config.cfg", "spacy_config.cfg"])
  func shippedConfigSaysWhatConfectionReadsInIt(_ name: String) throws {
    let path = "\(Fixture.root)/configs/\(name)"
    let config = try Config(parsing: String(decoding: InputFile.read(path), as: UTF8.self))
    #expect(JSONValue.object(config.root).text(.python) == Self.cases[name]?["json"]?.string)
  }

  @Test func sectionMayStandBeforeItsParent() throws {
    let config = try Config(parsing: "[a.b]\nx = 1\n[a]\ny = 2\n")
    #expect(config["a.b.x"] == 1)
    #expect(config["a.y"] == 2)
  }

  @Test func dollarsAreUnescapedOnceWithOverridesToo() throws {
    let config = try Config(
      parsing: "[a]\nx = \"$$5\"\n", overrides: [ConfigOverride("a.y", "costs $6")])
    #expect(config["a.x"] == "$5")
    #expect(config["a.y"] == "costs $6")
  }

  @Test func byteOrderMarkIsSkipped() throws {
    #expect(try Config(parsing: "\u{FEFF}[a]\nx = 1")["a.x"] == 1)
  }

  @Test func sectionsThatHoldEachOtherAreAnError() {
    #expect(throws: ConfigError.self) {
      try Config(parsing: "[a]\nx = ${b}\n[b]\ny = ${a}\n")
    }
    #expect(throws: ConfigError.self) { try Config(parsing: "[a]\nx = ${a}\n") }
  }

  @Test func linesAreThoseOfTheFile() throws {
    let config = try Config(parsing: "# one\n[a]\nx = 1\n\n[a.b]\ny = {\"k\": 1}\n")
    #expect(config.line(of: "a.x") == 3)
    #expect(config.line(of: "a.b") == 5)
    #expect(config.line(of: "a.b.y.k") == 6)
    #expect(config.line(of: "c") == nil)
  }

  @Test(arguments: [
    ("[a]\nx\n", "f.cfg:2: expected [section], key = value, or # comment"),
    ("x = 1\n", "f.cfg:1: x: a value before the first [section]"),
    ("[a]\nx = 1\nx = 2\n", "f.cfg:3: a.x: there twice, first on line 2"),
    (
      "[paths]\n[path.b]\n",
      "f.cfg:2: path.b: the section [path] is not in the file; add it; did you mean \"paths\"?"
    ),
    (
      "[a]\nwidth = 1\n[b]\nw = ${a.widht}\n",
      "f.cfg:4: b.w: ${a.widht} refers to nothing in the file; did you mean \"a.width\"?"
    ),
    (
      "[a]\nx = 5$\n",
      "f.cfg:2: a.x: \"$\" must be followed by \"{section.key}\" or by another \"$\""
    ),
    (
      "[a]\nx = 1\n[b]\ny = \"see ${a}\"\n",
      "f.cfg:4: b.y: a whole section cannot stand inside a text or beside one"
    ),
  ])
  func errorsNameTheLineTheKeyAndTheNearestWord(_ text: String, _ message: String) {
    let error = #expect(throws: ConfigError.self) { try Config(parsing: text, file: "f.cfg") }
    #expect(error?.description == message)
  }

  @Test func defaultsFillOnlySectionsOfTheSameFunction() throws {
    let config = try Config(parsing: "[a]\n@x = \"f\"\nk = 1\n[b]\n@x = \"g\"\n[c]\nz = 3\n")
    let defaults = try Config(
      parsing: """
        [a]
        @x = "f"
        k = 2
        l = 3
        [b]
        @x = "other"
        m = 4
        [c]
        y = 5
        [c.d]
        e = 6
        """)
    let filled = config.filled(from: defaults)
    #expect(filled["a.k"] == 1)
    #expect(filled["a.l"] == 3)
    #expect(filled["b.m"] == nil)
    #expect(filled["c.d.e"] == 6)
  }
}

@Suite struct ConfigOverrideTests {
  @Test func commandLineIsReadAsSpaCyReadsIt() throws {
    let overrides = try ConfigOverride.parse(
      [
        "--a.x", "1", "--a.y=two words", "--a.my-key=[1,2]", "--a.flag", "--a.neg", "-1",
        "--a.last",
      ])
    #expect(
      overrides == [
        ConfigOverride("a.x", 1), ConfigOverride("a.y", "two words"),
        ConfigOverride("a.my_key", [1, 2]), ConfigOverride("a.flag", true),
        ConfigOverride("a.neg", -1), ConfigOverride("a.last", true),
      ])
  }

  @Test func environmentWins() throws {
    let overrides = try ConfigOverride.parse(
      ["--a.x", "1", "--a.y", "2"], environment: "--a.x 5 --a.z='b c'")
    #expect(
      overrides == [
        ConfigOverride("a.y", 2), ConfigOverride("a.x", 5), ConfigOverride("a.z", "b c"),
      ])
  }

  @Test func whatIsNoOverrideIsAnError() {
    #expect(throws: ConfigError.self) { try ConfigOverride.parse(["--seed", "1"]) }
    #expect(throws: ConfigError.self) { try ConfigOverride.parse(["a.x", "1"]) }
  }

  @Test func unknownSectionNamesTheNearest() {
    let error = #expect(throws: ConfigError.self) {
      try Config(
        parsing: "[training]\nseed = 0\n", file: "f.cfg",
        overrides: [ConfigOverride("trainin.seed", 1)])
    }
    #expect(error?.nearest == "training.seed")
  }
}

@Suite struct ShellWordsTests {
  @Test(arguments: [
    ("a b  c", ["a", "b", "c"]),
    (#"a 'b c' "d e" f\ g"#, ["a", "b c", "d e", "f g"]),
    (#"'a'"b"c "" '' "\"\\\n""#, ["abc", "", "", #""\\n"#]),
    ("a #b", ["a", "#b"]),
    ("", []),
  ])
  func splitsAsAShellDoes(_ line: String, _ words: [String]) {
    #expect(ShellWords.split(line) == words)
  }

  @Test func openQuoteIsNoLine() {
    #expect(ShellWords.split("a 'b") == nil)
    #expect(ShellWords.split("a\\") == nil)
  }

  @Test func joinedWordsSplitAgain() {
    let words = ["a", "b c", "it's", "", "$x", "--a.b=c"]
    #expect(ShellWords.split(ShellWords.join(words)) == words)
  }
}

@Suite struct SpellingTests {
  @Test func nearestWordCountsSwapsAsOne() {
    #expect(Spelling.nearest(to: "dropuot", in: ["width", "dropout"]) == "dropout")
    #expect(Spelling.nearest(to: "xyzzy", in: ["width", "dropout"]) == nil)
  }
}

@Suite struct ConfigBlockTests {
  private func block() throws -> ConfigBlock {
    try Config(
      parsing: "[t]\nsteps = 3\nrate = 0.5\nname = \"adam\"\nlist = [1,2]\nnone = null\n[t.o]\n",
      file: "f.cfg"
    ).block.block("t")
  }

  @Test func valuesAreReadByKind() throws {
    let block = try block()
    #expect(try block.integer("steps") == 3)
    #expect(try block.number("steps") == 3)
    #expect(try block.number("rate", in: 0...1) == 0.5)
    #expect(try block.integers("list") == [1, 2])
    #expect(try block.name("name", among: ["sgd", "adam"]) == "adam")
    #expect(try block.block("o").path == "t.o")
    #expect(!block.has("none"))
  }

  @Test func errorsNameFileLineAndKey() throws {
    let block = try block()
    func message(_ body: () throws(ConfigError) -> Void) -> String? {
      do throws(ConfigError) {
        try body()
        return nil
      } catch {
        return error.description
      }
    }
    #expect(
      message { () throws(ConfigError) in _ = try block.integer("rate", atLeast: 1) }
        == "f.cfg:3: t.rate: expected a whole number of at least 1, found 0.5")
    #expect(
      message { () throws(ConfigError) in _ = try block.string("gone") }
        == "f.cfg:1: t.gone: missing; expected a string")
    #expect(
      message { () throws(ConfigError) in try block.check(knows: ["steps", "rate"]) }
        == "f.cfg:4: t.name: unknown key")
    #expect(
      message { () throws(ConfigError) in _ = try block.name("name", among: ["Adam.v1"]) }
        == "f.cfg:4: t.name: unknown name \"adam\"; known: Adam.v1")
  }
}
