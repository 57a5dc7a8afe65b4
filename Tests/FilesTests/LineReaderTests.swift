import Files
import TestSupport
import Testing

@Suite struct LineReaderTests {
  let folder = TemporaryFolder()

  func lines(
    _ bytes: [UInt8], ending: LineReader.Ending = .anyReturn, keepsByteOrderMark: Bool = false
  ) throws -> [String] {
    let path = try folder.write(bytes, to: "lines")
    var reader = try LineReader(path, ending: ending, keepsByteOrderMark: keepsByteOrderMark)
    var lines: [String] = []
    while let line = try reader.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    let count = reader.lineNumber
    #expect(count == lines.count)
    return lines
  }

  @Test(arguments: [
    ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]),
    ("\n\na\n", ["", "", "a"]), ("a\r\nb\r\n", ["a", "b"]), ("a\rb\n", ["a\rb"]), ("a\r", ["a"]),
    ("é😀\nβ", ["é😀", "β"]),
  ])
  func linesEndAtLineFeeds(text: String, expected: [String]) throws {
    #expect(try lines(Array(text.utf8)) == expected)
  }

  @Test func carriageReturnsStayWhenAsked() throws {
    #expect(try lines(Array("a\r\nb".utf8), ending: .lineFeed) == ["a\r", "b"])
  }

  @Test func aByteOrderMarkIsSkippedUnlessItIsToBeKept() throws {
    let bytes = [0xEF, 0xBB, 0xBF] + Array("a\n".utf8)
    #expect(try lines(bytes) == ["a"])
    #expect(try lines(bytes, keepsByteOrderMark: true) == ["\u{FEFF}a"])
    #expect(try lines([0xEF, 0xBB]) == ["\u{FFFD}"])
  }

  @Test func linesOfAllLengthsComeThroughWhole() throws {
    let expected = (0..<200).map { index in
      String(repeating: "x", count: index % 20 == 0 ? index * 1_009 : index * 37 % 900)
    }
    #expect(try lines(Array(expected.joined(separator: "\n").utf8) + [0x0A]) == expected)
  }

  @Test func aLineOfTenMegabytesIsRead() throws {
    let long = String(repeating: "abcdefghij", count: 1_000_000)
    #expect(try lines(Array("short\n\(long)\nend".utf8)) == ["short", long, "end"])
  }

  @Test func aLineLongerThanTheMaximumIsNamedByFileAndLine() throws {
    let long = String(repeating: "x", count: 200_001)
    let path = try folder.write(Array("ok\n\(long)\n".utf8), to: "long")
    var reader = try LineReader(path, maximumLength: 200_000)
    let first = try reader.next()
    #expect(first == Array("ok".utf8))
    do throws(FileError) {
      _ = try reader.next()
      Issue.record("the long line was read")
    } catch {
      #expect(
        error.description
          == "\(path):2: a line longer than 200000 bytes, the most this reader takes")
    }
  }

  @Test func aLineOfTheMaximumLengthIsRead() throws {
    let line = [UInt8](repeating: 0x78, count: 100_000)
    for ending in ["\n", "\r\n", ""] {
      let path = try folder.write(line + Array(ending.utf8), to: "exact")
      var reader = try LineReader(path, maximumLength: 100_000)
      let read = try reader.next()
      #expect(read == line)
    }
  }

  @Test func anEndlessLineIsRefusedInBoundedMemory() throws {
    var reader = try LineReader("/dev/zero", maximumLength: 1 << 20)
    do throws(FileError) {
      _ = try reader.next()
      Issue.record("an endless line was read")
    } catch {
      #expect(error.reason == .lineTooLong(line: 1, limit: 1 << 20))
    }
  }

  @Test func peekingLeavesEverythingToBeRead() throws {
    let path = try folder.write(Array("ab\ncd\nef".utf8), to: "peek")
    var reader = try LineReader(path)
    let read = [
      try reader.peek(4), try reader.next() ?? [], try reader.peek(100), try reader.rest(),
    ]
    #expect(
      read.map { String(decoding: $0, as: UTF8.self) } == ["ab\nc", "ab", "cd\nef", "cd\nef"])
    let end = try reader.next()
    #expect(end == nil)
  }

  @Test func aMissingFileAndAFolderAreErrors() {
    let missing = folder.file("none")
    #expect {
      _ = try LineReader(missing)
    } throws: {
      "\($0)" == "\(missing): cannot open: No such file or directory; check the path"
    }
    #expect {
      _ = try LineReader(folder.path)
    } throws: {
      "\($0)" == "\(folder.path): expected a file, found a folder"
    }
  }
}
