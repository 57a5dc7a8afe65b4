import Files
import Glibc
import TestSupport
import Testing
import Text

@testable import Corpus

/// Every reader through mutated samples: whatever comes in, an error or a diagnostic comes out, never a
/// trap, a hang or memory without bound. `scripts/fuzz` runs it for minutes.
@Suite(.serialized) struct FuzzTests {
  /// Seconds for each format; without the variable a few hundred samples each.
  private static let seconds = getenv("CLINSPAN_FUZZ_SECONDS").flatMap { Int(String(cString: $0)) }
  /// The format to stay with, by its name.
  private static let only = getenv("CLINSPAN_FUZZ_FORMAT").map { String(cString: $0) }

  let folder = TemporaryFolder()

  @Test(arguments: CorpusFormat.allCases)
  func noSampleHarmsAReader(format: CorpusFormat) throws {
    if let only = Self.only, only != format.rawValue { return }
    var mutator = Mutator(seed: Self.seconds == nil ? 1 : UInt64(time(nil)))
    let samples = try samples(of: format)
    let path = folder.file("sample")
    let started = time(nil)
    var count = 0
    var slowest = 0.0
    while Self.seconds.map({ time(nil) - started < $0 }) ?? (count < 150) {
      count += 1
      if format.isFolder {
        for file in samples[mutator.next(samples.count)] {
          let bytes = mutator.next(3) == 0 ? file.bytes : mutator.mutated(file.bytes)
          try folder.write(bytes, to: "sample/\(file.name)")
        }
      } else {
        var bytes = samples[mutator.next(samples.count)][0].bytes
        if format == .docBin, mutator.next(4) > 0 {
          // Damage under the packing, which would catch nearly all of it.
          bytes = Zlib.deflate(mutator.mutated(try Zlib.inflate(bytes, limit: 1 << 26)))
        } else {
          bytes = mutator.mutated(bytes)
        }
        try folder.write(bytes, to: "sample")
      }
      let before = clock()
      do throws(CorpusError) {
        let contents = try CorpusReader(format: format).read(path)
        for record in contents.records {
          let count = record.example.document.text.count
          for span in record.allSpans where !(0...count ~= span.start && span.end <= count) {
            Issue.record("a span outside its text")
          }
        }
      } catch {
        #expect(!error.description.isEmpty)
      }
      slowest = max(slowest, Double(clock() - before) / Double(CLOCKS_PER_SEC))
    }
    let peak = Self.peakMegabytes()
    #expect(peak < 512)
    if Self.seconds != nil {
      print("\(format.rawValue): \(count) samples, slowest \(slowest) CPU s, peak \(peak) MB")
    }
  }

  @Test func noSampleHarmsTheUnpacking() throws {
    if let only = Self.only, only != "archive" { return }
    var mutator = Mutator(seed: Self.seconds == nil ? 2 : UInt64(time(nil)))
    let entries: [(path: String, content: [UInt8])] = [
      ("P/docs/a.txt", Array("He has pain .\n".utf8)),
      ("P/concepts/a.txt.con", Array("c=\"he\" 1:0 1:0||t=\"x\"\n".utf8)),
    ]
    let archives = [
      ("a.tar", ArchiveMaker.tar(entries)), ("a.zip", ArchiveMaker.zip(entries)),
      ("a.tar.gz", ArchiveMaker.gzip(ArchiveMaker.tar(entries))),
    ]
    let started = time(nil)
    var count = 0
    while Self.seconds.map({ time(nil) - started < $0 }) ?? (count < 300) {
      let (name, bytes) = archives[count % archives.count]
      count += 1
      let path = try folder.write(mutator.mutated(bytes), to: name)
      _ = try? N2C2.read(path)
    }
    let peak = Self.peakMegabytes()
    #expect(peak < 512)
    if Self.seconds != nil { print("archive: \(count) samples, peak \(peak) MB") }
  }

  /// Files of some generated records, sample by sample.
  private func samples(of format: CorpusFormat) throws -> [[(name: String, bytes: [UInt8])]] {
    var generator = GeneratedRecords(seed: 3)
    return try (0..<20).map { number in
      let path = folder.file("made/\(format.rawValue)-\(number)")
      try Folder.create(folder.file("made"))
      var writer = try CorpusWriter(path, format: format)
      for index in 0..<(format.isFolder ? 1 : 3) {
        try writer.write(
          number % 2 == 0 ? generator.aligned("n\(index)") : generator.free("n\(index)"))
      }
      _ = try writer.finish()
      guard format.isFolder else { return [("", try InputFile.read(path))] }
      var files: [(name: String, bytes: [UInt8])] = []
      for name in try Folder.names(in: path) {
        if Folder.exists("\(path)/\(name)") {
          for inner in try Folder.names(in: "\(path)/\(name)") {
            files.append(("\(name)/\(inner)", try InputFile.read("\(path)/\(name)/\(inner)")))
          }
        } else {
          files.append((name, try InputFile.read("\(path)/\(name)")))
        }
      }
      return files
    }
  }

  /// The most memory the process has had, less what the tests around this one need.
  private static func peakMegabytes() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return seconds == nil ? 0 : usage.ru_maxrss / 1024
  }
}

/// Damages bytes in the ways that files are damaged and forged.
struct Mutator {
  private var random: PythonRandom
  private static let pieces: [[UInt8]] =
    [
      "\"", "\\", "\\u", "{", "}", "[[", "]", ":", ",", "\n", "\r\n", "\t", "<", "</", "&#", ";",
      "]]>",
      "-1", "0", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e999",
      "null",
      "||t=\"", "c=\"", " 1:0 1:0", "-DOCSTART-", "B-", "T1\t", "start", "\u{FEFF}", "😀",
    ].map { Array($0.utf8) } + [
      [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0], [0xDD, 0xFF, 0xFF, 0xFF, 0xFF],
    ]

  init(seed: UInt64) { random = PythonRandom(seed: seed) }

  mutating func next(_ upper: Int) -> Int { Int(random.next() % UInt64(upper)) }

  mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...next(4) {
      let place = next(bytes.count + 1)
      let length = min(1 + next(1 + next(64)), bytes.count - place)
      switch next(8) {
      case 0: bytes.removeSubrange(place..<place + length)
      case 1: bytes.insert(contentsOf: bytes[place..<place + length], at: next(bytes.count + 1))
      case 2: bytes.insert(contentsOf: Self.pieces[next(Self.pieces.count)], at: place)
      case 3:
        bytes.replaceSubrange(place..<place + length, with: Self.pieces[next(Self.pieces.count)])
      case 4: bytes.removeSubrange(place...)
      case 5 where length > 0: bytes[place] = UInt8(next(256))
      case 6 where length > 0: bytes[place] ^= 1 << UInt8(next(8))
      default:
        let piece = Self.pieces[next(Self.pieces.count)]
        bytes.insert(contentsOf: repeatElement(piece, count: next(200)).joined(), at: place)
      }
    }
    return bytes
  }
}
