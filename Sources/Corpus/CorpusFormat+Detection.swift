import Files
import Notation
import Text

extension CorpusFormat {
  /// The format of a file, by its name and its first bytes, which stay to be read.
  static func detect(_ source: inout CorpusSource) throws(CorpusError) -> CorpusFormat {
    if let format = detect(name: source.name) { return format }
    if let format = detect(head: try source.head()) { return format }
    throw .unknownFormat(file: source.name)
  }

  /// The format of the files in a folder. Files of annotations say more than those of text.
  static func detect(folder path: String) throws(CorpusError) -> CorpusFormat {
    let names = try fileError { () throws(FileError) in try Folder.names(in: path) }
      .filter { !$0.hasPrefix(".") }
    let found = names.compactMap { detect(name: $0) }
    for format in [n2c2, docBin, brat, i2b2] where found.contains(format) { return format }
    if let name = names.first(where: { name in
      jsonl.endings.contains { name.hasSuffix($0) } || name.hasSuffix(".json")
    }) {
      var source = try CorpusSource("\(path)/\(name)")
      return try detect(&source)
    }
    if found.contains(conll) { return conll }
    if names.contains(where: { Folder.exists("\(path)/\($0)") }) { return .n2c2 }
    if found.contains(text) { return text }
    throw .unknownFormat(file: path)
  }

  /// By a file's name alone, where that is enough.
  static func detect(name: String) -> CorpusFormat? {
    let name = name.lowercased()
    if name.hasSuffix(".spacy") { return .docBin }
    if Archive.hasArchiveName(name) || name.hasSuffix(".con") { return .n2c2 }
    if name.hasSuffix(".ann") { return .brat }
    if name.hasSuffix(".xml") { return .i2b2 }
    if name.hasSuffix(".txt") { return .text }
    if CorpusFormat.conll.endings.contains(where: { name.hasSuffix($0) }) { return .conll }
    return nil
  }

  private static func detect(head: [UInt8]) -> CorpusFormat? {
    if head.starts(with: [0x1F, 0x8B]) || head.starts(with: Array("PK\u{3}".utf8)) { return .n2c2 }
    if head.count > 2, head[0] == 0x78, (Int(head[0]) << 8 + Int(head[1])) % 31 == 0 {
      return .docBin
    }
    switch head.first(where: { $0 > 0x20 }) {
    case UInt8(ascii: "{"): return detect(json: head)
    case UInt8(ascii: "["): return .spacyJSON
    case UInt8(ascii: "<"): return .i2b2
    case nil: return nil
    default: return looksLikeCoNLL(head) ? .conll : nil
    }
  }

  /// By the keys of the first object, as far as it is there.
  private static func detect(json head: [UInt8]) -> CorpusFormat {
    let keys = head.withUnsafeBufferPointer { bytes -> [String: UInt8] in
      var keys: [String: UInt8] = [:]
      var scanner = JSONScanner(bytes)
      do throws(JSONError) {
        try scanner.openObject()
        while let key = try scanner.nextKey(isFirst: keys.isEmpty) {
          keys[key] = scanner.peek() ?? 0
          _ = try scanner.value()
        }
      } catch {
        // The object goes on past the head, or is broken: what was seen decides.
      }
      return keys
    }
    let array = UInt8(ascii: "[")
    if keys["paragraphs"] != nil { return .spacyJSON }
    if ["_input_hash", "_task_hash", "answer", "tokens"].contains(where: { keys[$0] != nil }) {
      return .prodigy
    }
    if keys["spans"] == nil, [keys["label"], keys["labels"], keys["entities"]].contains(array) {
      return .doccano
    }
    return .jsonl
  }

  /// Whether the first line that is not blank has a token and a tag.
  private static func looksLikeCoNLL(_ head: [UInt8]) -> Bool {
    let lines = head.split(separator: 0x0A).prefix(20)
    let tagged = lines.filter { line in
      let last = line.split { $0 == 0x09 || $0 == 0x20 || $0 == 0x0D }.last
      return line.count > 2 && last.flatMap { Tag(String(decoding: $0, as: UTF8.self)) } != nil
    }
    return !lines.isEmpty && 2 * tagged.count > lines.count
  }
}
