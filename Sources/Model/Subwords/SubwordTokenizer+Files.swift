import Files
import Notation

extension SubwordTokenizer {
  /// The files that a tokenizer may be read from, as Hugging Face's transformers write them.
  static let fileNames = [
    "tokenizer.json", "vocab.txt", "vocab.json", "merges.txt", "tokenizer_config.json",
  ]

  /// Those of them that are read where these are there.
  static func needed(of files: [String: [UInt8]]) -> [String] {
    let table =
      files["tokenizer.json"] != nil
      ? ["tokenizer.json"]
      : files["vocab.txt"] != nil ? ["vocab.txt"] : ["vocab.json", "merges.txt"]
    return table + ["tokenizer_config.json"]
  }

  /// Reads a tokenizer from an encoder's folder: `tokenizer.json`, or `vocab.txt`, or `vocab.json` with
  /// `merges.txt`.
  ///
  /// - Throws: `FileError`, or `EncoderError` naming the file and what was expected.
  public init(folder: String) throws {
    var files: [String: [UInt8]] = [:]
    for name in Self.fileNames where Folder.hasFile("\(folder)/\(name)") {
      files[name] = try InputFile.read("\(folder)/\(name)", limit: EncoderFiles.largest)
    }
    try self.init(files, folder: folder)
  }

  /// Reads a tokenizer from files by their names; `folder` is for messages.
  init(_ files: [String: [UInt8]], folder: String) throws(EncoderError) {
    let source = Source(files: files, folder: folder)
    if files["tokenizer.json"] != nil {
      try self.init(json: source)
    } else if files["vocab.txt"] != nil {
      try self.init(wordPieces: source)
    } else if files["vocab.json"] != nil {
      try self.init(byteLevel: source)
    } else {
      throw .missing(
        path: folder, expected: "tokenizer.json, vocab.txt, or vocab.json with merges.txt")
    }
  }

  /// Where a tokenizer is read from.
  private struct Source {
    let files: [String: [UInt8]]
    let folder: String

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func bytes(_ name: String) throws(EncoderError) -> [UInt8] {
      guard let bytes = files[name] else { throw .missing(path: folder, expected: name) }
      return bytes
    }

    func json(_ name: String) throws(EncoderError) -> JSONValue {
      let bytes = try bytes(name)
      do throws(JSONError) {
        return try JSONParser.parse(bytes)
      } catch {
        throw .malformed(path: path(name), expected: error.expected)
      }
    }

    func lines(_ name: String) throws(EncoderError) -> [String] {
      let text = String(decoding: try bytes(name), as: UTF8.self)
      return text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        .map { String($0.last == "\r" ? $0.dropLast() : $0) }
    }

    var settings: JSONValue {
      get throws(EncoderError) {
        files["tokenizer_config.json"] == nil ? .null : try json("tokenizer_config.json")
      }
    }
  }

  // MARK: tokenizer.json

  private init(json source: Source) throws(EncoderError) {
    let path = source.path("tokenizer.json")
    let root = try source.json("tokenizer.json")
    let model = root["model"] ?? .null
    // What the folder says of its tokenizer's class goes before what the file says, as in transformers.
    var settings = try source.settings
    if settings["tokenizer_class"]?.string == "PreTrainedTokenizerFast" { settings = .null }
    var added: [AddedToken] = []
    var vocabulary = Self.vocabulary(model["vocab"])
    for token in root["added_tokens"]?.array ?? [] {
      guard let content = token["content"]?.string, let id = token["id"]?.integer,
        let id = Int32(exactly: id), id >= 0, !content.isEmpty
      else {
        throw .malformed(path: path, expected: "content and id of each added token")
      }
      vocabulary[content] = id
      added.append(
        AddedToken(
          content: Array(content.unicodeScalars), id: id,
          takesSpaceBefore: token["lstrip"]?.bool ?? false))
    }
    switch model["type"]?.string ?? (model["merges"] == nil ? "WordPiece" : "BPE") {
    case "WordPiece":
      try Self.check(root, "normalizer", is: "BertNormalizer", path: path)
      try Self.check(root, "pre_tokenizer", is: "BertPreTokenizer", path: path)
      let normalizer = root["normalizer"] ?? .null
      let own = settings["do_lower_case"]?.bool
      let lowercases = own ?? normalizer["lowercase"]?.bool ?? false
      let strips =
        own == nil ? normalizer["strip_accents"]?.bool : settings["strip_accents"]?.bool
      let words = BERTWords(
        lowercases: lowercases, stripsAccents: strips ?? lowercases,
        isolatesIdeographs: settings["tokenize_chinese_chars"]?.bool
          ?? normalizer["handle_chinese_chars"]?.bool ?? true,
        cleans: normalizer["clean_text"]?.bool ?? true)
      let prefix = model["continuing_subword_prefix"]?.string ?? "##"
      try self.init(vocabulary, words: words, continuing: prefix, added: added, path: path)
    case "BPE":
      try Self.check(root, "normalizer", is: nil, path: path)
      try Self.check(root, "pre_tokenizer", is: "ByteLevel", path: path)
      let lead =
        settings["add_prefix_space"]?.bool ?? root["pre_tokenizer"]?["add_prefix_space"]?.bool
        ?? false
      guard let merges = model["merges"]?.array?.map(Self.merge),
        !merges.contains(where: { $0 == nil })
      else {
        throw .malformed(path: path, expected: "pairs of pieces in model.merges")
      }
      try self.init(
        vocabulary, merges: merges.compactMap { $0 }, leadsWithSpace: lead, added: added,
        path: path)
    case let type:
      throw .unsupported(
        path: path, what: "a tokenizer of type \(type)", supported: "WordPiece and byte-level BPE")
    }
  }

  /// Checks that a step of the tokenizer is the one that is known, so that no other is silently left out.
  private static func check(
    _ root: JSONValue, _ step: String, is type: String?, path: String
  ) throws(EncoderError) {
    guard let found = root[step]?["type"]?.string, found != type else { return }
    throw .unsupported(
      path: path, what: "the \(step) \(found)",
      supported: type.map { "\($0) and none" } ?? "tokenizers without one")
  }

  private static func merge(_ value: JSONValue) -> (left: String, right: String)? {
    if let pair = value.array, pair.count == 2, let left = pair[0].string,
      let right = pair[1].string
    {
      return (left, right)
    }
    return value.string.flatMap { merge(line: $0) }
  }

  private static func merge(line: some StringProtocol) -> (left: String, right: String)? {
    let parts = line.split(separator: " ", omittingEmptySubsequences: true)
    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
  }

  private static func vocabulary(_ value: JSONValue?) -> [String: Int32] {
    var vocabulary: [String: Int32] = [:]
    for member in value?.object?.members ?? [] {
      if let id = member.value.integer.flatMap({ Int32(exactly: $0) }), id >= 0 {
        vocabulary[member.key] = id
      }
    }
    return vocabulary
  }

  // MARK: vocab.txt, vocab.json

  private init(wordPieces source: Source) throws(EncoderError) {
    var vocabulary: [String: Int32] = [:]
    for (id, line) in try source.lines("vocab.txt").enumerated() where !line.isEmpty {
      vocabulary[line] = Int32(id)
    }
    let settings = try source.settings
    let lowercases = settings["do_lower_case"]?.bool ?? true
    let words = BERTWords(
      lowercases: lowercases, stripsAccents: settings["strip_accents"]?.bool ?? lowercases,
      isolatesIdeographs: settings["tokenize_chinese_chars"]?.bool ?? true, cleans: true)
    try self.init(
      vocabulary, words: words, continuing: "##",
      added: Self.marks(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], vocabulary),
      path: source.path("vocab.txt"))
  }

  private init(byteLevel source: Source) throws(EncoderError) {
    let vocabulary = Self.vocabulary(try source.json("vocab.json"))
    let merges = try source.lines("merges.txt").filter { !$0.hasPrefix("#version") }
      .compactMap { Self.merge(line: $0) }
    try self.init(
      vocabulary, merges: merges,
      leadsWithSpace: try source.settings["add_prefix_space"]?.bool ?? false,
      added: Self.marks(["<s>", "<pad>", "</s>", "<unk>", "<mask>"], vocabulary),
      path: source.path("vocab.json"))
  }

  private static func marks(_ names: [String], _ vocabulary: [String: Int32]) -> [AddedToken] {
    names.compactMap { name in
      vocabulary[name].map {
        AddedToken(
          content: Array(name.unicodeScalars), id: $0, takesSpaceBefore: name == "<mask>")
      }
    }
  }

  // MARK: Both kinds

  private init(
    _ vocabulary: [String: Int32], words: BERTWords, continuing prefix: String,
    added: [AddedToken], path: String
  ) throws(EncoderError) {
    func id(_ name: String) throws(EncoderError) -> Int32 {
      guard let id = vocabulary[name] else {
        throw .malformed(path: path, expected: "the piece \(name)")
      }
      return id
    }
    algorithm = .wordPiece(
      words,
      WordPiece(
        pieces: vocabulary.map { ($0, $1) }, unknown: try id("[UNK]"), continuing: prefix))
    marks = Marks(
      first: try id("[CLS]"), last: try id("[SEP]"), padding: try id("[PAD]"),
      mask: vocabulary["[MASK]"])
    self.added = added
    vocabularySize = Int(vocabulary.values.max() ?? 0) + 1
  }

  private init(
    _ vocabulary: [String: Int32], merges: [(left: String, right: String)], leadsWithSpace: Bool,
    added: [AddedToken], path: String
  ) throws(EncoderError) {
    guard let pairs = ByteLevelBPE(vocabulary: vocabulary, merges: merges) else {
      throw .malformed(path: path, expected: "a piece for each of the 256 bytes")
    }
    guard let first = vocabulary["<s>"], let last = vocabulary["</s>"],
      let padding = vocabulary["<pad>"]
    else {
      throw .malformed(path: path, expected: "the pieces <s>, </s> and <pad>")
    }
    algorithm = .byteLevel(pairs, leadsWithSpace: leadsWithSpace)
    marks = Marks(first: first, last: last, padding: padding, mask: vocabulary["<mask>"])
    self.added = added
    vocabularySize = Int(vocabulary.values.max() ?? 0) + 1
  }
}
