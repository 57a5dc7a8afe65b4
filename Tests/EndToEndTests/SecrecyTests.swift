import Files
import Glibc
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

/// Whatever the program writes in a masked run (outputs, findings, maps, reports, logs, errors forced in every
/// way we know), no original value of the notes stands in it.
@Suite struct SecrecyTests {
  private let folder = TemporaryFolder()

  private static let secrets = [
    "Brandvold", "Ottoline", "Quillfeather", "4455667", "123-45-6789", "617-555-0143",
    "ottoline@harrow.example", "03/14/2021", "Larkspur", "Okwuosa", "9981234567",
  ]
  private static let note =
    "Patient: Ottoline Quillfeather\\nMRN: 4455667   SSN 123-45-6789\\nLives at 12 Larkspur Lane.\\n"
    + "Call 617-555-0143 or ottoline@harrow.example. Seen by Dr. Okwuosa on 03/14/2021.\\n"
    + "Mr. Brandvold, her husband, has chest pain. Member ID: 9981234567"

  /// All that a run said and all that stands in the folder but the sources.
  private func written(_ runs: [InProcess], except sources: Set<String>) throws -> [String: String]
  {
    var texts: [String: String] = [:]
    for (index, run) in runs.enumerated() {
      texts["output \(index)"] = run.output
      texts["errors \(index)"] = run.errors
    }
    func walk(_ path: String) throws {
      for name in try Folder.names(in: path) where !sources.contains(name) {
        let inner = "\(path)/\(name)"
        if Folder.exists(inner) {
          try walk(inner)
        } else {
          texts[inner] = String(decoding: try InputFile.read(inner), as: UTF8.self)
        }
        texts["name of \(inner)"] = name
      }
    }
    try walk(folder.path)
    return texts
  }

  private func expectSecrecy(_ texts: [String: String]) {
    for (place, text) in texts {
      for secret in Self.secrets {
        #expect(!text.lowercased().contains(secret.lowercased()), "\(secret) in \(place)")
      }
    }
  }

  @Test(arguments: ["annotator", "safe-harbor", "strict", "research"])
  func whatAMaskedRunWritesHoldsNoOriginal(_ policy: String) throws {
    let notes = try folder.write(
      (0..<5).map { "{\"id\":\"n\($0)\",\"patient\":\"p\",\"text\":\"\(Self.note)\"}\n" }.joined(),
      to: "notes.jsonl")
    let (output, map) = (folder.file("out.jsonl"), folder.file("map.jsonl"))
    let runs = [
      clinspan([
        "anonymize", notes, "--policy", policy, "--output", output, "--map", map, "--findings",
        folder.file("found.jsonl"), "--report", folder.file("report.md"), "--log",
        folder.file("audit.log"),
      ]),
      clinspan(["anonymize", notes, "--policy", policy, "--report", folder.file("report.json")]),
      clinspan([
        "audit", output, "--original", notes, "--map", map, "--log", folder.file("audit.log"),
      ]),
      clinspan(
        ["anonymize", notes, "--vault", folder.file("keys"), "--passphrase-env", "P"],
        environment: ["P": "correct horse"]),
      clinspan(
        ["vault", "show", folder.file("keys"), "--passphrase-env", "P"],
        environment: ["P": "battery staple"]),
    ]
    #expect(runs.prefix(4).allSatisfy { $0.status == 0 }, "\(runs.map(\.errors))")
    expectSecrecy(try written(runs, except: ["notes.jsonl"]))
  }

  /// A process that a bug kills while a masked note is open: the signals of a trap, a failed check, a wild
  /// pointer and a bus error. The runtime's own dump of registers and frames is asked for, and must not come.
  @Test(arguments: [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS])
  func aCrashTellsNothing(_ signal: Int32) throws {
    let notes = try folder.write(
      "{\"id\":\"n\",\"text\":\"\(Self.note)\"}\n", to: "notes.jsonl")
    let environment = [
      Assets.environmentVariable: "\(Fixture.root)/assets", "HOME": folder.path, "USER": "kk",
      "SWIFT_BACKTRACE": "enable=yes,color=no,limit=64",
    ]
    let sessions = [
      (["annotate", folder.file("set"), notes, "--no-model", "--plain"], "text\nspans\n"),
      (["explore", notes, "--no-model", "--plain", "--reveal"], "1\ntext\n"),
      (["anonymize", "-"], "{\"id\":\"n\",\"text\":\"\(Self.note)\"}\n"),
    ]
    for (arguments, input) in sessions {
      let run = try Subprocess(
        Subprocess.clinspan, arguments, environment: environment, input: input, in: folder
      ) { process, output in
        // The note is open when its shape has come out.
        var waits = 0
        while try !output().contains("Xxxxxxxx Xxxxxxxxxxxx") {
          waits += 1
          try #require(waits < 3000 && kill(process, 0) == 0, "\(arguments[0]) shows no note")
          usleep(20_000)
        }
        let limits = try InputFile.read("/proc/\(process)/limits")
        let core = String(decoding: limits, as: UTF8.self).split(separator: "\n")
          .first { $0.hasPrefix("Max core file size") }
        #expect(core?.split(separator: " ").suffix(3) == ["0", "0", "bytes"])
        let filter = try InputFile.read("/proc/\(process)/coredump_filter")
        #expect(filter.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "\n") })
        kill(process, signal)
      }
      #expect(run.status == 128 + signal, "\(arguments[0]): \(run.errors)")
      #expect(!run.errors.contains(" in ") && !run.errors.contains("0x"), "a backtrace")
      var texts = try written([], except: ["notes.jsonl"])
      (texts["output"], texts["errors"]) = (run.output, run.errors)
      expectSecrecy(texts)
      #expect(try !Folder.names(in: folder.path).contains { $0.hasPrefix("core") })
    }
  }

  @Test func failuresTellNothing() throws {
    let text = Self.note
    let sources = [
      "broken.jsonl": "{\"id\":\"a\",\"text\":\"\(text)\n",
      "wrong.jsonl": "{\"id\":\"a\",\"text\":[\"\(text)\"]}\n[\"\(text)\"]\n",
      "spans.jsonl":
        "{\"id\":\"a\",\"text\":\"\(text)\",\"spans\":[{\"start\":1,\"end\":9999,\"label\":\"\(text)\"}]}\n",
      "gold.jsonl":
        "{\"id\":\"a\",\"text\":\"\(text)\",\"spans\":[{\"start\":5,\"end\":1,\"label\":\"X\"}]}\n",
      "note.txt": text.replacing("\\n", with: "\n"),
      "bytes.txt": text.replacing("\\n", with: "\r\n") + "\u{0}\u{FFFD}",
      "roster.tsv": "NAMES\tOttoline Quillfeather\n",
      "policy.cfg": "[policy]\nname = \"Ottoline\nthreshold = 9\n",
    ]
    for (name, content) in sources { try folder.write(content, to: name) }
    func path(_ name: String) -> String { folder.file(name) }
    let runs = [
      clinspan(["anonymize", path("broken.jsonl")]), clinspan(["anonymize", path("wrong.jsonl")]),
      clinspan(["anonymize", path("spans.jsonl")]), clinspan(["anonymize", path("bytes.txt")]),
      clinspan(["anonymize", path("note.txt"), "--output", "/proc/none/out.txt"]),
      clinspan(["anonymize", path("note.txt"), "--report", "/proc/none/report.md"]),
      clinspan(["anonymize", path("note.txt"), "--roster", path("roster.tsv")]),
      clinspan(["anonymize", path("note.txt"), "--model", path("none")]),
      clinspan(["audit", path("note.txt"), "--original", path("broken.jsonl")]),
      clinspan(["audit", path("note.txt"), "--map", path("wrong.jsonl")]),
      clinspan(["audit", path("note.txt")]),
      clinspan(["evaluate", "--phi", path("gold.jsonl")]),
      clinspan(["evaluate", "--phi", path("wrong.jsonl")]),
      clinspan(["anonymize", path("note.txt"), "--policy", path("note.txt")]),
    ]
    #expect(runs.count { $0.status != 0 } >= 11)
    expectSecrecy(try written(runs, except: Set(sources.keys)))
  }
}
