import Glibc
import TestSupport
import Testing

@testable import Files

@Suite struct AtomicFileTests {
  let folder = TemporaryFolder()

  @Test func nothingStandsAtThePathBeforeTheCommit() throws {
    let path = folder.file("a")
    var file = try AtomicFile(path)
    try file.write(Array("text".utf8))
    #expect(!Folder.hasFile(path))
    try file.commit()
    #expect(try InputFile.read(path) == Array("text".utf8))
    #expect(try Folder.names(in: folder.path) == ["a"])
  }

  @Test func aFileThatIsNotCommittedLeavesNothing() throws {
    let path = try folder.write(Array("old".utf8), to: "a")
    do {
      var file = try AtomicFile(path)
      try file.write(Array("new".utf8))
    }
    #expect(try InputFile.read(path) == Array("old".utf8))
    #expect(try Folder.names(in: folder.path) == ["a"])
  }

  @Test func aFileIsReadableByItsOwnerOnly() throws {
    let path = folder.file("a")
    try AtomicFile.write(Array("text".utf8), to: path)
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func aFullDiskIsAnErrorThatKeepsTheOldFile() throws {
    let path = try folder.write(Array("old".utf8), to: "a")
    do throws(FileError) {
      var file = try AtomicFile(path)
      let full = open("/dev/full", O_WRONLY)
      #expect(dup2(full, file.descriptor) >= 0)
      close(full)
      try file.write(repeatElement(0x20, count: 1 << 20))
      try file.commit()
      Issue.record("the write to a full disk went through")
    } catch {
      #expect(error.reason == .system(ENOSPC))
      #expect(
        error.description
          == "\(path): cannot write: No space left on device; free some space and try again")
    }
    #expect(try InputFile.read(path) == Array("old".utf8))
    #expect(try Folder.names(in: folder.path) == ["a"])
  }

  @Test func aFolderThatCannotBeWrittenIsAnError() {
    // Even the superuser cannot make a file there.
    #expect {
      try AtomicFile.write(Array("text".utf8), to: "/proc/clinspan")
    } throws: { error in
      (error as? FileError)?.operation == .create
    }
  }

  @Test func aFolderInTheWayIsAnErrorAndNothingIsLeftBehind() throws {
    try Folder.create(folder.file("a"))
    #expect(throws: FileError.self) {
      try AtomicFile.write(Array("text".utf8), to: folder.file("a"))
    }
    #expect(try Folder.names(in: folder.path) == ["a"])
  }

  @Test func aMissingFolderIsNamed() {
    let path = folder.file("none/a")
    #expect {
      try AtomicFile.write(Array("text".utf8), to: path)
    } throws: { error in
      "\(error)" == "\(path): cannot create: No such file or directory; check the path"
    }
  }

  @Test func manyMegabytesAreWrittenWhole() throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try AtomicFile.write(bytes, to: folder.file("a"))
    #expect(try InputFile.read(folder.file("a")) == bytes)
  }

  /// To write to a device must not make a file of it.
  @Test func devicesStayDevices() throws {
    let folder = TemporaryFolder()
    let link = folder.file("nothing")
    #expect(symlink("/dev/zero", link) == 0)
    try AtomicFile.write(Array("text".utf8), to: link)
    var status = stat()
    #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
  }
}
