import Files
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct VaultCommandTests {
  private let folder = TemporaryFolder()
  private let secrets = ["PHRASE": "correct horse battery", "OTHER": "staple staple staple"]
  private var keys: String { folder.file("keys") }

  private func write(_ id: String, _ text: String, patient: String = "p1") throws -> String {
    let row: JSONValue = ["id": .string(id), "patient": .string(patient), "text": .string(text)]
    return try folder.write(row.text() + "\n", to: "\(id).jsonl")
  }

  private func run(_ arguments: String..., phrase: String = "PHRASE") -> InProcess {
    clinspan(arguments + ["--passphrase-env", phrase], environment: secrets)
  }

  @Test func notesOfLaterDaysFitAndAreGivenBack() throws {
    let monday = try write("n1", "Patient: Tova Quill\nSeen by Dr. Fenn on 03/14/2021.")
    let tuesday = try write("n2", "Mr. Quill came again, 03/15/2021. Labs by zibbel.")
    var outputs: [String] = []
    for source in [monday, tuesday] {
      let output = source + ".clean.jsonl"
      let made = run(
        "anonymize", source, "--policy", "research", "--vault", keys, "--output", output)
      #expect(made.status == 0, "\(made.errors)")
      outputs.append(output)
    }
    let texts = try outputs.map { try #require(try rows(ofFile: $0)[0]["text"]?.string) }
    let surname = try #require(texts[0].split(separator: "\n")[0].split(separator: " ").last)
    #expect(texts[1].contains("Mr. \(surname) came again"))
    #expect(!texts.joined().contains("Quill"))

    let back = run("vault", "reidentify", keys, outputs[0], outputs[1])
    #expect(back.status == 0, "\(back.errors)")
    for (line, source) in zip(try rows(back.output), [monday, tuesday]) {
      #expect(line["text"] == (try rows(ofFile: source))[0]["text"])
    }
    let audit = run("audit", outputs[0], outputs[1], "--vault", keys)
    #expect(audit.status == 0, "\(audit.errors)")

    let shown = run("vault", "show", keys, "p1")
    #expect(shown.output.contains("quill\t\(surname)"))
    #expect(run("vault", "show", keys).output == "p1\t2 notes\n")

    #expect(run("vault", "forget", keys, "p1").status == 0)
    let gone = run("vault", "reidentify", keys, outputs[0])
    #expect(gone.status == 1 && gone.output.isEmpty)
    #expect(gone.errors.contains("n1: not a note of this vault, or changed since"))
  }

  @Test func passphrasesAreAskedForNeverGuessedNeverTold() throws {
    let source = try write("n1", "Patient: Tova Quill")
    #expect(run("anonymize", source, "--vault", keys).status == 0)
    let wrong = run("vault", "show", keys, phrase: "OTHER")
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("the passphrase does not open this vault"))
    #expect(!wrong.errors.contains("staple"))
    #expect(run("vault", "show", keys, phrase: "UNSET").errors.contains("UNSET: no such"))
    let both = run("vault", "show", keys, "--passphrase-fd", "3")
    #expect(both.status == 64)

    let changed = clinspan(
      [
        "vault", "change-passphrase", keys, "--passphrase-env", "PHRASE", "--new-passphrase-env",
        "OTHER",
      ], environment: secrets)
    #expect(changed.status == 0, "\(changed.errors)")
    #expect(run("vault", "show", keys).status == 1)

    let phrase = open(try folder.write("staple staple staple\n", to: "phrase"), O_RDONLY)
    defer { close(phrase) }
    let read = clinspan(["vault", "show", keys, "--passphrase-fd", "\(phrase)"])
    #expect(read.status == 0, "\(read.errors)")
  }

  @Test func aVaultAmongTheNotesIsRefused() throws {
    try folder.write("Tova Quill", to: "notes/a.txt")
    let notes = folder.file("notes")
    let made = run("anonymize", notes, "--vault", "\(notes)/keys", "--output", folder.file("clean"))
    #expect(made.status == 1)
    #expect(made.errors.contains("choose a folder apart from"))
    #expect(try Folder.names(in: notes) == ["a.txt"])
    let none = run("vault", "show", folder.file("none"))
    #expect(none.errors.contains("no vault here"))
    let seeded = run("anonymize", notes, "--vault", keys, "--seed", "1")
    #expect(seeded.status == 64)
  }
}
