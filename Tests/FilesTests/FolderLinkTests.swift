import TestSupport
import Testing

@testable import Files

@Suite struct FolderLinkTests {
  private let folder = TemporaryFolder()

  @Test func aLinkIsTurnedAtOnce() throws {
    let link = folder.file("current")
    #expect(Folder.target(ofLink: link) == nil)
    for name in ["one", "two"] {
      try Folder.create(folder.file(name))
      try folder.write(name, to: "\(name)/file")
      try Folder.link(link, to: name)
      #expect(Folder.target(ofLink: link) == name)
      #expect(try InputFile.read("\(link)/file") == Array(name.utf8))
    }
    #expect(try Folder.names(in: folder.path) == ["current", "one", "two"])
    try Folder.removeFile(link)
    #expect(Folder.target(ofLink: link) == nil && Folder.exists(folder.file("two")))
  }

  @Test func whatIsNoLinkHasNoTarget() throws {
    try folder.write("x", to: "file")
    #expect(Folder.target(ofLink: folder.file("file")) == nil)
    #expect(Folder.target(ofLink: folder.path) == nil)
    #expect(throws: FileError.self) { try Folder.link(folder.file("no/where"), to: "x") }
  }
}
