import Files
import Notation

extension CorpusFormat {
  /// How names of files of this format end, in a folder of such files.
  var endings: [String] {
    switch self {
    case .n2c2: [".txt"]
    case .docBin: [".spacy"]
    case .jsonl: [".jsonl", ".ndjson"]
    }
  }

  /// The format of a file, by its name and its first bytes, which stay to be read.
  static func detect(_ source: inout CorpusSource) throws(CorpusError) -> CorpusFormat {
    if let format = detect(name: source.name) { return format }
    if let format = detect(head: try source.head()) { return format }
    throw .unknownFormat(file: source.name)
  }

  /// The format of the files in a folder: that of the first one whose name tells.
  static func detect(folder path: String) throws(CorpusError) -> CorpusFormat {
    let names = try fileError { () throws(FileError) in try Folder.names(in: path) }
    for name in names where !name.hasPrefix(".") {
      if let format = detect(name: name) { return format }
    }
    if names.contains(where: { Folder.exists("\(path)/\($0)") }) { return .n2c2 }
    throw .unknownFormat(file: path)
  }

  /// By a file's name alone, where that is enough.
  private static func detect(name: String) -> CorpusFormat? {
    let name = name.lowercased()
    if name.hasSuffix(".spacy") { return .docBin }
    if Archive.hasArchiveName(name) || name.hasSuffix(".con") { return .n2c2 }
    return nil
  }

  private static func detect(head: [UInt8]) -> CorpusFormat? {
    if head.starts(with: [0x1F, 0x8B]) || head.starts(with: Array("PK".utf8)) { return .n2c2 }
    if head.count > 2, head[0] == 0x78, (Int(head[0]) << 8 + Int(head[1])) % 31 == 0 {
      return .docBin
    }
    return head.first { $0 > 0x20 && $0 < 0x7F } == UInt8(ascii: "{") ? .jsonl : nil
  }
}
