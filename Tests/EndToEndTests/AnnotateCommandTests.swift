import Files
import Glibc
import Notation
import TestSupport
import Testing
import Text

@testable import CLI

/// Annotating and exporting from the command line, keys played from a script.
@Suite struct AnnotateCommandTests {
  private let folder = TemporaryFolder()

  /// PHI of the notes: nothing of it may leave a masked session.
  private static let secrets = ["Brandvold", "Quillfeather", "555-0142", "07/04/1951", "AB-40912"]

  private func notes() throws -> String {
    try folder.write(
      """
      {"id":"brandvold-1","text":"Patient: Ilse Brandvold\\nMRN: AB-40912\\nShe denies chest pain and fever."}
      {"id":"two","text":"DOB: 07/04/1951. Dr. Quillfeather called from phone 919-555-0142 about the chest pain \\ud83e\\udd15 e\\u0301."}
      {"id":"three","text":"Given aspirin for a mild headache; no fever."}
      """, to: "notes.jsonl")
  }

  private func run(_ arguments: String...) -> InProcess {
    InProcess(
      arguments, environment: [Assets.environmentVariable: "\(Fixture.root)/assets", "USER": "kk"])
  }

  private func annotate(_ keys: String, _ more: String...) throws -> InProcess {
    let notes = try notes()
    return InProcess(
      [
        "annotate", folder.file("set"), notes, "--no-model", "--label", "problem,treatment,test",
        "--size", "90x24", "--script", keys,
      ] + more,
      environment: [Assets.environmentVariable: "\(Fixture.root)/assets", "USER": "kk"])
  }

  @Test func decisionsOutliveTheSession() throws {
    // "chest pain" and "fever" of the first note, aspirin of the third.
    let first = try annotate("jjllvl1llv1<Enter>")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.contains("saved"))
    let second = run("annotate", folder.file("set"), "--script", "<F2>", "--size", "90x24")
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.output.contains("1 of 3 done, 3 decisions"), "\(second.output)")
    let undone = run("annotate", folder.file("set"), "--script", "uuu<F2>", "--size", "90x24")
    #expect(undone.output.contains("0 of 3 done, 0 decisions"), "\(undone.output)")
    let again = run(
      "annotate", folder.file("set"), "--script", "<Ctrl-R><Ctrl-R><Ctrl-R><F2>", "--size", "90x24")
    #expect(again.output.contains("1 of 3 done, 3 decisions"), "\(again.output)")
  }

  @Test func exportsHaveProdigysHashesAndWholeTokens() throws {
    _ = try annotate("jjllvl1llv1<Enter>")
    let out = folder.file("out.jsonl")
    let export = run("export", folder.file("set"), out)
    #expect(export.status == 0, "\(export.errors)")
    let tasks = try Fixture.jsonLines(out)
    let task = try #require(tasks.first)
    #expect(tasks.count == 1)
    #expect(task["answer"] == "accept")
    let text = ScalarText(try #require(task["text"]?.string))
    let spans = try #require(task["spans"]?.array)
    #expect(spans.count == 2)
    for span in spans {
      let start = try #require(span["start"]?.integer)
      let end = try #require(span["end"]?.integer)
      #expect(["chest pain", "fever"].contains(text[start..<end]))
      #expect(span["token_start"] != nil && span["token_end"] != nil)
    }
    // Of the question as it was put: no span was proposed.
    #expect(task["_input_hash"] != nil && task["_task_hash"] != nil)
    #expect(task["_annotator_id"] == "kk")
    let docs = run("export", folder.file("set"), folder.file("out.spacy"))
    #expect(docs.status == 0, "\(docs.errors)")
    #expect(!docs.errors.contains("not"), "\(docs.errors)")
  }

  @Test func aMaskedSessionLetsNothingOut() throws {
    var outputs: [String] = []
    for keys in [
      "", "jjllvl1llv1<Enter>", "J/Brand<Enter>", "J<F6><Tab><Tab><Tab>t", "<F2>/Quill<Enter>",
      "<F6><Tab>dDaA", "M", "<F6>mM", ";note<Enter>", "?", ":re", "<F6>lvlla", "i", "ii", "JJX",
      "KKKu", "<Enter><Enter>",
    ] {
      for size in ["60x16", "132x43"] {
        let session = try annotate(keys, "--size", size)
        #expect(session.status == 0, "\(session.errors)")
        outputs += [session.output, session.errors]
      }
    }
    let lines = try folder.write(
      "list\n1\ntext\nspans\nfind Brandv\nshow-privacy\nreveal\nlist\n2\ntext\nquit\n",
      to: "lines")
    let input = open(lines, O_RDONLY)
    defer { close(input) }
    let plain = InProcess(
      ["annotate", folder.file("set"), "--plain"], input: input,
      environment: [Assets.environmentVariable: "\(Fixture.root)/assets", "USER": "kk"])
    #expect(plain.status == 0, "\(plain.errors)")
    #expect(plain.output.contains("Xxxx"), "\(plain.output)")
    outputs += [plain.output, plain.errors]
    let masked = run(
      "export", folder.file("set"), folder.file("masked.jsonl"), "--profile", "masked")
    #expect(masked.status == 0, "\(masked.errors)")
    outputs += [masked.output, masked.errors]
    for name in ["masked.jsonl", "set/journal-kk.jsonl", "set/dataset.json"] {
      outputs.append(String(decoding: try InputFile.read(folder.file(name)), as: UTF8.self))
    }
    for output in outputs {
      for secret in Self.secrets {
        #expect(!output.lowercased().contains(secret.lowercased()))
      }
    }
    // What is masked keeps its length, and joins the original by its hash.
    _ = run("export", folder.file("set"), folder.file("trusted.jsonl"))
    let pairs = zip(
      try Fixture.jsonLines(folder.file("masked.jsonl")),
      try Fixture.jsonLines(folder.file("trusted.jsonl")))
    for (hidden, open) in pairs {
      #expect(hidden["_input_hash"] == open["_input_hash"])
      #expect(hidden["_task_hash"] == open["_task_hash"])
      #expect(hidden["original_text"] == nil)
      #expect(
        hidden["text"]?.string?.unicodeScalars.count == open["text"]?.string?.unicodeScalars.count)
    }
    #expect(
      String(decoding: try InputFile.read(folder.file("trusted.jsonl")), as: UTF8.self)
        .contains("Brandvold"))
  }

  @Test func revealingIsJournaledAndEndsWithTheRecord() throws {
    let revealed = try annotate("M", "--reveal")
    #expect(revealed.output.contains("Brandvold") && revealed.output.contains("REVEALED"))
    let left = try annotate("MJK", "--reveal")
    #expect(!left.output.contains("Brandvold"))
    let journal = String(
      decoding: try InputFile.read(folder.file("set/journal-kk.jsonl")), as: UTF8.self)
    #expect(journal.split(separator: "\n").filter { $0.contains(#""op":"reveal""#) }.count == 2)
  }

  @Test func whatCannotBeUsedIsRefusedClearly() throws {
    #expect(run("annotate", folder.file("none")).errors.contains("no data set there"))
    #expect(run("export", folder.file("none"), "x.jsonl").errors.contains("no data set there"))
    _ = try annotate("")
    #expect(
      run("export", folder.file("set"), "-", "--profile", "maskd").errors.contains("did you mean"))
    #expect(
      run("annotate", folder.file("set"), "--annotator", "../x").errors.contains("letters"))
    #expect(run("annotate", folder.file("set"), "-").errors.contains("standard input"))
    #expect(
      run("annotate", folder.file("set"), "--script", "", "--theme", "drak").errors
        .contains("did you mean 'dark'"))
  }
}
