import Files

/// One file of a corpus, or standard input, open for reading.
struct CorpusSource: ~Copyable {
  /// What it is called in diagnostics.
  let name: String
  private var reader: LineReader

  init(_ path: String) throws(CorpusError) {
    if path == CorpusReader.standardInput {
      name = "standard input"
      reader = LineReader(descriptor: 0, path: name)
    } else {
      name = path
      do throws(FileError) { reader = try LineReader(path) } catch { throw .file(error) }
    }
  }

  /// Its first bytes, left to be read.
  mutating func head() throws(CorpusError) -> [UInt8] {
    do throws(FileError) { return try reader.peek(1 << 16) } catch { throw .file(error) }
  }

  /// All of it, without a byte order mark.
  mutating func bytes() throws(CorpusError) -> [UInt8] {
    do throws(FileError) { return try reader.rest() } catch { throw .file(error) }
  }

  /// Parses the next line, blank ones left out unless asked for, while its bytes are there; nil after
  /// the last.
  mutating func nextParsed<Parsed>(
    includingBlank: Bool = false, _ parse: (UnsafeBufferPointer<UInt8>, _ number: Int) -> Parsed
  ) throws(CorpusError) -> Parsed? {
    while true {
      let number = reader.lineNumber + 1
      let parsed: Parsed??
      do throws(FileError) {
        parsed = try reader.withNext { line -> Parsed? in
          let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
          return isBlank && !includingBlank ? nil : parse(line, number)
        }
      } catch {
        throw .file(error)
      }
      switch parsed {
      case .none: return nil
      case .some(.none): continue
      case .some(.some(let value)): return value
      }
    }
  }

  /// The files of a folder whose names end so, by name.
  static func files(
    inFolder path: String, endings: [String]
  ) throws(CorpusError) -> [String] {
    let names = try fileError { () throws(FileError) in try Folder.names(in: path) }
    let files = names.filter { name in
      !name.hasPrefix(".") && endings.contains { name.lowercased().hasSuffix($0) }
    }
    guard !files.isEmpty else {
      throw .nothingFound(
        path: path, expected: "files ending in \(endings.joined(separator: ", "))")
    }
    return files.map { "\(path)/\($0)" }
  }
}
