import Corpus
import Files
import Model
import Notation
import TestSupport
import Testing
import Text

@testable import Packaging

@Suite struct ModelPackageTests {
  private let temporary = TemporaryFolder()

  /// A small model that spaCy can run, saved; its folder.
  private func savedModel() throws -> String {
    var imported = try SpacyImport(SpacyFiles(folder: Fixture.path("spacy/vectors"))).folder
    imported.meta["performance"] = [
      "ents_p": 0.5, "ents_r": 0.25, "ents_f": 0.333,
      "ents_per_type": ["problem": ["p": 1.0, "r": 0.5, "f": 0.667]],
    ]
    imported.config.root["paths"] = ["train": "/data/somebody/notes"]
    try imported.save(to: temporary.file("model"))
    return temporary.file("model")
  }

  private func packed() throws -> (package: ModelPackage, archive: String) {
    let package = try ModelPackage(
      packing: savedModel(), as: PackageName(name: "small", version: "1.2.0"))
    return (package, try package.save(to: temporary.file("out")).archive)
  }

  @Test func theTreeIsSpacys() throws {
    let (package, archive) = try packed()
    #expect(package.isForSpacy)
    let paths = Set(package.files.map(\.path))
    for path in [
      "setup.py", "meta.json", "README.md", "MANIFEST.in", "checksums.sha256",
      "en_small/__init__.py",
      "en_small/meta.json", "en_small/en_small-1.2.0/config.cfg",
      "en_small/en_small-1.2.0/ner/model",
      "en_small/clinspan/weights.safetensors",
    ] { #expect(paths.contains(path), "\(path)") }
    #expect(archive.hasSuffix("/dist/en_small-1.2.0.tar.gz"))
    let entries = try Archive.entries(of: archive)
    #expect(Set(entries.map(\.path)) == Set(paths.map { "en_small-1.2.0/\($0)" }))
    let card = String(
      decoding: try #require(package.files.first { $0.path == "README.md" }?.bytes), as: UTF8.self)
    #expect(card.contains("| all | 50.0 | 25.0 | 33.3 |"))
    #expect(card.contains("| problem | 100.0 | 50.0 | 66.7 |"))
  }

  @Test func theSameModelGivesTheSameBytes() throws {
    let (package, archive) = try packed()
    let first = try InputFile.read(archive)
    let second = try InputFile.read(package.save(to: temporary.file("again")).archive)
    #expect(first == second)
  }

  @Test func nothingTellsOfTheMachineItWasTrainedOn() throws {
    for file in try packed().package.files {
      #expect(!String(decoding: file.bytes, as: UTF8.self).contains("somebody"), "\(file.path)")
    }
  }

  @Test func anInstalledModelIsTheOneThatWasPackaged() throws {
    let (_, archive) = try packed()
    let unpacked = try PackedModel(reading: archive)
    #expect(unpacked.name == "en_small" && unpacked.version == "1.2.0")
    try unpacked.save(to: temporary.file("installed"))
    let installed = try ModelFolder(loading: temporary.file("installed"))
    let original = try ModelFolder(loading: temporary.file("model"))
    var count = 0
    for row in try Fixture.json("spacy/vectors/expected.json").array ?? [] {
      let document = Document(id: "n", text: row["text"]?.string ?? "")
      let spans = try installed.model.recognize(document).map(\.span)
      #expect(try spans == original.model.recognize(document).map(\.span))
      count += spans.count
    }
    #expect(count > 3)
  }

  @Test func whatWasChangedOrLeftOutIsNotInstalled() throws {
    let (package, _) = try packed()
    func archive(_ edit: (inout [(path: String, bytes: [UInt8])]) -> Void) throws -> String {
      var files = package.files
      edit(&files)
      return try temporary.write(
        Archive.tarGz(files.map { ("en_small-1.2.0/\($0.path)", $0.bytes) }), to: "edited.tar.gz")
    }
    func message(_ path: String) -> String {
      do {
        _ = try PackedModel(reading: path)
        return "read"
      } catch {
        return "\(error)"
      }
    }
    let weights = "en_small/clinspan/weights.safetensors"
    #expect(
      try message(
        archive { files in
          for index in files.indices where files[index].path == weights {
            files[index].bytes[200] ^= 1
          }
        }
      ).contains("\(weights) is not what was packaged"))
    #expect(
      try message(archive { $0.removeAll { $0.path == weights } }).contains("\(weights) is missing")
    )
    #expect(
      try message(archive { $0.removeAll { $0.path == "checksums.sha256" } })
        .contains("clinspan model import"))
    let evil = try temporary.write(
      Archive.tarGz([("en_small-1.2.0/checksums.sha256", []), ("../evil", [1])]), to: "evil.tar.gz")
    #expect(message(evil).contains("leads out of the archive"))
    let bomb = try temporary.write(
      Archive.tarGz([("en_small-1.2.0/x", [UInt8](repeating: 0, count: 20 << 20))]),
      to: "bomb.tar.gz")
    #expect(message(bomb).contains("times its size"))
    #expect(message(try temporary.write([1, 2, 3], to: "x.tar.gz")).contains("x.tar.gz"))
  }

  @Test(arguments: ["", "a b", "../x", "a-b", "ümlaut"]) func namesArePythons(_ name: String) {
    #expect(throws: PackageError.name(name)) { try PackageName(name: name, version: "1.0") }
  }

  @Test(arguments: ["", "1.", "v1", "1.0/2", "1..0", "1.0.0.0.0", "1.0x", "1.0a"])
  func versionsArePips(_ version: String) {
    #expect(throws: PackageError.version(version)) { try PackageName(name: "a", version: version) }
  }

  @Test(arguments: ["1", "0.1.0", "2024.1", "1.0a1", "1.0rc2", "1.0.post1"])
  func usualVersionsAreTaken(_ version: String) throws {
    #expect(try PackageName(name: "en_a", version: version).full == "en_a-\(version)")
  }
}
