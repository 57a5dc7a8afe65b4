import Files
import Notation

extension DocBin {
  /// The most unpacked bytes `read` takes: 4 GiB.
  public static let maximumSize = 4 << 30

  /// Reads a file.
  ///
  /// - Throws: `CorpusError` when it cannot be read or is not a `.spacy` file.
  public static func read(_ path: String) throws(CorpusError) -> DocBin {
    let bytes: [UInt8]
    do throws(FileError) { bytes = try InputFile.read(path) } catch { throw .file(error) }
    return try decode(bytes, path: path)
  }

  /// Decodes a file's bytes; `path` is for errors.
  ///
  /// - Throws: `CorpusError.malformed` where they are not a `.spacy` file.
  public static func decode(_ bytes: [UInt8], path: String) throws(CorpusError) -> DocBin {
    let unpacked: [UInt8]
    do throws(ZlibError) {
      unpacked = try Zlib.inflate(bytes, limit: maximumSize)
    } catch {
      let expected =
        switch error {
        case .malformed: "a .spacy file: a whole zlib stream"
        case .tooLarge(let limit): "at most \(limit) bytes when unpacked"
        }
      throw .malformed(file: path, expected: expected)
    }
    var parts = DocBinParts()
    do throws(MessagePackError) { try parts.read(unpacked) } catch {
      throw .malformed(file: path, expected: "a .spacy file: \(error)")
    }
    do throws(DocBinParts.Missing) { return try DocBin(parts) } catch {
      throw .malformed(file: path, expected: "a .spacy file: \(error.expected)")
    }
  }

  private init(_ parts: DocBinParts) throws(DocBinParts.Missing) {
    guard let attributes = parts.attributes, attributes.contains(Attribute.orth.rawValue) else {
      throw .init("\"attrs\", a list of numbers with 65 (ORTH) among them")
    }
    guard let lengths = parts.lengths?.int32s else {
      throw .init("\"lengths\", 4 bytes a document")
    }
    guard lengths.allSatisfy({ $0 >= 0 }) else { throw .init("no negative length") }
    let total = lengths.reduce(0, +)
    let rowSize = 8 * attributes.count
    guard let spaces = parts.spaces, spaces.count == total else {
      throw .init("\"spaces\", a byte for each of \(total) tokens")
    }
    guard let tokens = parts.tokens, tokens.count % rowSize == 0, tokens.count / rowSize == total
    else { throw .init("\"tokens\", \(attributes.count) numbers for each of \(total) tokens") }
    guard let strings = parts.strings else { throw .init("\"strings\", a list of strings") }
    func list(_ name: String) throws(DocBinParts.Missing) -> [MessagePack]? {
      guard let value = parts.lists[name] else { return nil }
      guard let list = value.array, list.count == lengths.count || list.isEmpty else {
        throw .init("\"\(name)\", a value for each of \(lengths.count) documents")
      }
      return list.isEmpty ? nil : list
    }
    let (cats, flags) = (try list("cats"), try list("flags"))
    let (spanGroups, userData) = (try list("span_groups"), try list("user_data"))

    version = parts.version
    self.attributes = attributes
    self.strings = strings
    hasUserData = parts.lists["user_data"] != nil
    others = parts.others
    let table = StringTable(strings)
    var start = 0
    documents.reserveCapacity(lengths.count)
    for (index, length) in lengths.enumerated() {
      var document = Details()
      let firstRow = tokens.startIndex + rowSize * start
      document.rows = TokenRows(
        width: attributes.count, bytes: tokens[firstRow..<firstRow + rowSize * length])
      let firstSpace = spaces.startIndex + start
      document.spaces = spaces[firstSpace..<firstSpace + length].map { $0 != 0 }
      if let cats { document.cats = cats[index] }
      document.flags = flags?[index] ?? .map([])
      document.spanGroups = spanGroups?[index] ?? .binary([])
      if let userData { document.userData = userData[index] }
      document.attributes = attributes
      document.strings = table
      documents.append(document)
      start += length
    }
  }
}

/// What stands under each key of a file; nil where a key is missing or has a value of another type.
private struct DocBinParts {
  /// What a file should have had.
  struct Missing: Error {
    let expected: String
    init(_ expected: String) { self.expected = expected }
  }

  var version: MessagePack = .string("0.1")
  var attributes: [UInt64]?
  var tokens: ArraySlice<UInt8>?
  var spaces: ArraySlice<UInt8>?
  var lengths: ArraySlice<UInt8>?
  var strings: [String]?
  /// The lists with a value for each document.
  var lists: [String: MessagePack] = [:]
  var others: [MessagePack.Pair] = []

  mutating func read(_ unpacked: [UInt8]) throws(MessagePackError) {
    var reader = MessagePackReader(unpacked[...])
    let count = try reader.mapCount()
    for _ in 0..<(count ?? 0) {
      let key = try reader.value()
      let name = key.string ?? key.binary.map { String(decoding: $0, as: UTF8.self) }
      switch name {
      case "version": version = try reader.value()
      case "attrs": attributes = try reader.value().array.flatMap(Self.numbers)
      case "tokens": tokens = try bytes(&reader)
      case "spaces": spaces = try bytes(&reader)
      case "lengths": lengths = try bytes(&reader)
      case "strings": strings = try words(&reader)
      case .some(let name) where ["cats", "flags", "span_groups", "user_data"].contains(name):
        lists[name] = try reader.value()
      default: others.append(MessagePack.Pair(key, try reader.value()))
      }
    }
    if count != nil { try reader.finish() }
  }

  private static func numbers(_ values: [MessagePack]) -> [UInt64]? {
    let numbers = values.compactMap(\.unsigned)
    return numbers.count == values.count ? numbers : nil
  }

  private func bytes(
    _ reader: inout MessagePackReader
  ) throws(MessagePackError) -> ArraySlice<UInt8>? {
    if let bytes = try reader.binary() { return bytes }
    _ = try reader.value()
    return nil
  }

  private func words(_ reader: inout MessagePackReader) throws(MessagePackError) -> [String]? {
    guard let count = try reader.arrayCount() else {
      _ = try reader.value()
      return nil
    }
    var words: [String] = []
    words.reserveCapacity(min(count, 1 << 20))
    for _ in 0..<count {
      if let word = try reader.string() { words.append(word) } else { _ = try reader.value() }
    }
    return words.count == count ? words : nil
  }
}

extension ArraySlice<UInt8> {
  /// The numbers of 4 bytes each, the low one first; nil where some bytes are left.
  fileprivate var int32s: [Int]? {
    guard count % 4 == 0 else { return nil }
    return withUnsafeBytes { raw in
      stride(from: 0, to: raw.count, by: 4).map {
        Int(Int32(littleEndian: raw.loadUnaligned(fromByteOffset: $0, as: Int32.self)))
      }
    }
  }
}
