import Corpus
import Files
import TestSupport
import Testing

@Suite struct ArchiveTests {
  let folder = TemporaryFolder()
  let entries: [(path: String, content: [UInt8])] = [
    ("./Part/docs/a.txt", Array("one\ntwo\n".utf8)), ("Part/docs/é.txt", []),
    ("Part/concepts/a.txt.con", [UInt8](repeating: 0x78, count: 100_000)),
  ]
  let paths = ["Part/docs/a.txt", "Part/docs/é.txt", "Part/concepts/a.txt.con"]

  func error(_ bytes: [UInt8], _ name: String, limits: Archive.Limits = .init()) throws
    -> ArchiveError?
  {
    let path = try folder.write(bytes, to: name)
    do throws(CorpusError) {
      _ = try Archive.entries(of: path, limits: limits)
    } catch {
      if case .archive(let error) = error { return error }
    }
    return nil
  }

  @Test func everyKindOfArchiveIsReadEntryByEntry() throws {
    let archives = [
      ("a.tar", ArchiveMaker.tar(entries)),
      ("a.tar.gz", ArchiveMaker.gzip(ArchiveMaker.tar(entries))),
      ("a.zip", ArchiveMaker.zip(entries)),
    ]
    for (name, bytes) in archives {
      let read = try Archive.entries(of: folder.write(bytes, to: name))
      #expect(read.map(\.path) == paths, "\(name)")
      #expect(read.map(\.bytes) == entries.map(\.content), "\(name)")
    }
  }

  @Test(arguments: ["../a.txt", "/etc/a.txt", "docs/../../a.txt", "C:/a.txt", "..\\a.txt"])
  func aNameThatLeadsOutIsRefused(name: String) throws {
    for (file, make) in [("a.tar", { ArchiveMaker.tar($0) }), ("a.zip", { ArchiveMaker.zip($0) })]
      as [(String, ([(path: String, content: [UInt8])]) -> [UInt8])]
    {
      let found = try error(make([("good.txt", [1]), (name, [2])]), file)
      #expect(found?.reason == .unsafePath)
      #expect(found?.description.hasPrefix("\(folder.file(file)), entry ") == true)
    }
  }

  @Test(arguments: ["1", "2", "5"] as [Character])
  func linksAndFoldersArePassedOver(type: Character) throws {
    let bytes = ArchiveMaker.tar([("link.txt", Array("target".utf8))], type: type)
    #expect(try Archive.entries(of: folder.write(bytes, to: "a.tar")).isEmpty)
  }

  @Test func aTruncatedArchiveIsReportedWithItsName() throws {
    // Content that does not compress, so that every cut falls into it.
    var seed: UInt32 = 1
    let noise = (0..<200_000).map { _ -> UInt8 in
      seed = seed &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: seed >> 24)
    }
    let tar = ArchiveMaker.tar([("Part/docs/a.txt", noise)])
    let archives = [
      ("a.tar", tar), ("a.tar.gz", ArchiveMaker.gzip(tar)),
      ("a.zip", ArchiveMaker.zip([("Part/docs/a.txt", noise)])),
    ]
    for (name, bytes) in archives {
      for share in [0.1, 0.5, 0.9] {
        let found = try error(Array(bytes.prefix(Int(Double(bytes.count) * share))), name)
        #expect(found?.path == folder.file(name))
        if case .unreadable = found?.reason {
        } else {
          Issue.record("\(name): \(String(describing: found))")
        }
      }
    }
  }

  @Test func whatIsNoArchiveIsReported() throws {
    for bytes in [[], Array("no archive".utf8), [UInt8](repeating: 0xFF, count: 5000)] {
      let found = try error(bytes, "a.zip")
      if case .unreadable = found?.reason {} else { Issue.record("\(String(describing: found))") }
    }
  }

  @Test func aBombIsRefusedByItsRatio() throws {
    let zeros = [UInt8](repeating: 0, count: 40 << 20)
    #expect(
      try error(ArchiveMaker.zip([("a.txt", zeros)]), "a.zip")?.reason
        == .suspiciousRatio(limit: 200))
    #expect(
      try error(ArchiveMaker.gzip(ArchiveMaker.tar([("a.txt", zeros)])), "a.tar.gz")?.reason
        == .suspiciousRatio(limit: 200))
  }

  @Test func sizeAndNumberOfEntriesAreLimited() throws {
    var limits = Archive.Limits()
    limits.size = 1000
    #expect(
      try error(
        ArchiveMaker.tar([("a", [UInt8](repeating: 1, count: 1001))]), "a.tar", limits: limits)?
        .reason == .tooLarge(limit: 1000))
    limits.entryCount = 2
    #expect(
      try error(ArchiveMaker.tar([("a", []), ("b", []), ("c", [])]), "a.tar", limits: limits)?
        .reason
        == .tooManyEntries(limit: 2))
  }

  @Test func aMissingArchiveIsAFileError() {
    #expect {
      _ = try Archive.entries(of: folder.file("none.zip"))
    } throws: {
      "\($0)"
        == "\(folder.file("none.zip")): cannot open: No such file or directory; check the path"
    }
  }
}
