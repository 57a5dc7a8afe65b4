import ArgumentParser
import Notation
import Testing

@testable import CLI

@Suite struct CommandLineTests {
  @Test(arguments: Clinspan.commandNames)
  func everyCommandHasHelp(command: String) {
    let run = InProcess(command, "--help")
    #expect(run.status == 0)
    #expect(run.output.contains("USAGE: clinspan"))
    #expect(run.errors.isEmpty)
  }

  @Test func everyCommandWithoutSubcommandsShowsExamples() {
    for command in Clinspan.configuration.subcommands
    where command.configuration.subcommands.isEmpty {
      #expect(command.configuration.discussion.contains("Examples:"), "\(command)")
    }
  }

  @Test func aMistypedCommandIsAUsageErrorThatNamesTheNearest() {
    let run = InProcess("chekc", "terminal")
    #expect(run.status == 64)
    #expect(run.errors == "clinspan: 'chekc' is not a command; did you mean 'check'?\n")
    #expect(run.output.isEmpty)
  }

  @Test func anUnknownFlagIsAUsageError() {
    let run = InProcess("check", "terminal", "--nonsense")
    #expect(run.status == 64)
    #expect(run.errors.contains("Unknown option '--nonsense'"))
    #expect(run.output.isEmpty)
  }

  @Test func versionNamesTheKernels() {
    let run = InProcess("--version")
    #expect(run.status == 0)
    #expect(run.output.hasPrefix("clinspan \(Version.number) (Swift 6."))
    #expect(run.output.contains(" kernels)"))
  }

  @Test func checkTerminalSaysWhatToDo() throws {
    let run = InProcess("check", "terminal", environment: ["TERM": "dumb", "LANG": "C"])
    #expect(run.status == 0)
    #expect(run.output.contains("set TERM to what this terminal is"))
    #expect(run.output.contains("set LC_ALL=C.UTF-8"))

    let json = try JSONParser.parse(InProcess("check", "terminal", "--json").output)
    #expect(json["BLAS kernels"]?.string?.isEmpty == false)
  }
}

@Suite struct SpellingTests {
  @Test(
    arguments: [
      ("trian", "train"), ("evalaute", "evaluate"), ("predcit", "predict"), ("zzz", nil),
      ("q", nil),
    ] as [(String, String?)])
  func nearest(word: String, expected: String?) {
    let known = ["train", "evaluate", "predict", "explore", "check"]
    #expect(Spelling.nearest(to: word, among: known) == expected)
  }
}

@Suite struct OverridesTests {
  @Test func dottedFlagsBecomeOneOption() {
    let words = [
      "train", "a.cfg", "--paths.train", "x y.spacy", "--output", "out", "--training.use-x=1",
      "--a.b",
      "--resume",
    ]
    let gathered = Overrides.gathered(words)
    #expect(
      gathered == [
        "train", "a.cfg", "--override", "paths.train x y.spacy", "--output", "out", "--override",
        "training.use-x=1", "--override", "a.b", "--resume",
      ])
    #expect(
      Overrides.words(["paths.train x y.spacy", "training.use-x=1", "a.b"]) == [
        "--paths.train", "x y.spacy", "--training.use-x=1", "--a.b",
      ])
  }

  @Test func otherCommandsKeepTheirWords() {
    #expect(Overrides.gathered(["predict", "--a.b", "c"]) == ["predict", "--a.b", "c"])
    #expect(Overrides.gathered([]) == [])
  }

  @Test func aNegativeNumberIsAValue() {
    #expect(Overrides.gathered(["train", "--a.b", "-1"]) == ["train", "--override", "a.b -1"])
  }
}
